"""Which field each column is: evidence first, words second, every choice with its reasons.

Each column gets a score for each field from its header (:mod:`header_terms`) and from its cells (:mod:`column_content`); columns and
fields are then assigned to each other, the surest first. What is sure is used; a column that is only likely, or whose
cells look like an id, a day, a status, an account or a 街镇 and that nobody understood, is said to be so.

The knowledge is data (``schemas/list-terms.json``); here are one scorer and one assignment.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from huibao_xl.rosters.column_content import shares
from huibao_xl.rosters.header_terms import content, fields_of, parse
from huibao_xl.rosters.status_words import read_header

Sureness = Literal["确定", "可能", "未用"]
_SURE_FROM, _LIKELY_FROM = 0.72, 0.4
"""From these scores on a column is surely, or only likely, a field."""
_MARGIN = 0.08
_OTHERS = {"姓名": "他人姓名", "证件号码": "他人证件"}
"""{field of the person: the same of somebody else}."""
_OF_SURVIVORS = {other: field for field, other in _OTHERS.items()}
_MARKED, _BY_MARKS = 0.8, 0.8
"""From this share of marks and words of a state on, a header like 在册 or 复核 is one, and how sure that is."""
_NEVER = 0.02
"""From this share of cells on, what a field never holds speaks against it."""
_MOSTLY, _UNLIKE = 0.5, 0.35
"""From this share of cells on that are something else, a header counts only so much."""
_SEVERAL = (
    "状态",
    "备注",
    "联系电话",
    "他人姓名",
    "他人证件",
    "个人情况",
    "经办机构",
    "登记日期",
    "下次日期",
    "团体保单",
    "住址",
    "序号",
    "子类",
    "证件类型",
)
"""Fields that several columns of one list may be."""
_TEST_NAMES = {
    "id": "证件号码",
    "day": "日期",
    "status": "状态",
    "account": "银行账号",
    "township": "街镇",
    "period": "起止日期",
    "channel": "投保渠道",
    "answer": "√、×、是、否",
    "duration": "年限",
}


@dataclass(frozen=True)
class ColumnReading:
    """What a column is read as. ``column``: position from 0; ``field``: "" where it is not used; ``why``: the reasons, in Chinese;
    ``doubts``: fields that it may be instead, the likeliest first: a question where they decide about money."""

    column: int
    header: str
    field: str
    sureness: Sureness
    score: float
    why: str
    doubts: tuple[str, ...] = ()

    @property
    def matters(self) -> bool:
        """Whether somebody's payment may depend on what the column is."""
        return bool(self.doubts) or self.field in content()["asked"]["fields"]


def read_columns(
    headers: Sequence[str],
    cells: Sequence[Sequence[str]],
    is_township: Callable[[str], bool],
    answers: Mapping[int, str] | None = None,
) -> list[ColumnReading]:
    """Return what each column is read as.

    ``headers``: the header of each column, "" where it has none; ``cells``: a sample of its filled cells; ``answers``: {column: field}
    that a clerk has confirmed ("" for: not to be used), which stand above all evidence.
    """
    confirmed = dict(answers or {})
    looks = [shares(column, is_township) for column in cells]
    alone = [
        {} if column in confirmed else _scores(header, look)
        for column, (header, look) in enumerate(zip(headers, looks, strict=True))
    ]
    scores = _of_whom(headers, alone, confirmed)
    taken = {field: [column] for column, field in confirmed.items() if field}
    chosen = dict(confirmed)
    ranked = sorted(
        ((score, -column, field) for column, found in enumerate(scores) for field, score in found.items()), reverse=True
    )
    for score, place, field in ranked:
        column = -place
        if score < _LIKELY_FROM or column in chosen or (field in taken and field not in _SEVERAL):
            continue
        chosen[column] = field
        taken.setdefault(field, []).append(column)
    return [
        _reading(column, header, chosen, scores, looks[column], column in confirmed)
        for column, header in enumerate(headers)
    ]


def _is_of(header: str, people: str) -> bool:
    """Whether a header has a term of the people ``whose`` or ``others`` (``of_the_dead``)."""
    return not {term.text for term in parse(header).terms}.isdisjoint(content()["of_the_dead"][people])


def _of_whom(
    headers: Sequence[str], scores: Sequence[dict[str, float]], taken: Mapping[int, str]
) -> list[dict[str, float]]:
    """The scores of all columns; beside columns of the dead, name and number of who takes the money are somebody else's, and so are
    those of a 户主 beside columns of the members, of who gave way to others of the row (``gives_way``), and of who fell beside columns of his family, which are the person's then. ``taken``: {column: field} of those whose headers spell it."""
    dead = any(_is_of(header, "whose") for header in headers)
    fallen = any(_is_of(header, "fallen") for header in headers) and any(
        _is_of(header, "survivors") for header in headers
    )
    found = []
    for header, score in zip(headers, scores, strict=True):
        if fallen and _is_of(header, "survivors"):
            found.append({_OF_SURVIVORS.get(field, field): one for field, one in score.items()})
            continue
        others = set(_OTHERS) if fallen and _is_of(header, "fallen") else set[str]()
        others |= set(_OTHERS) if dead and _is_of(header, "others") and not _is_of(header, "whose") else set[str]()
        if "HEAD" in parse(header).kinds:
            others |= {field for field in _OTHERS if field in taken.values() or _is_of_members(headers, scores, field)}
        for people, for_whom in content()["beside"]["give_way"].items():
            if _is_beside(people, header):
                others |= {field for field in _OTHERS if _has_others(for_whom, headers, scores, taken, field)}
        found.append({_OTHERS[field] if field in others else field: one for field, one in score.items()})
    return found


def _is_of_members(headers: Sequence[str], scores: Sequence[dict[str, float]], field: str) -> bool:
    """Whether a column that is not the 户主's is surely a field."""
    columns = zip(headers, scores, strict=True)
    return any(score.get(field, 0) >= _SURE_FROM and "HEAD" not in parse(header).kinds for header, score in columns)


def _is_beside(people: str, header: str) -> bool:
    """Whether a header has a term of some people of a row (``beside``)."""
    return not {term.text for term in parse(header).terms}.isdisjoint(content()["beside"][people])


def _has_others(
    people: str, headers: Sequence[str], scores: Sequence[dict[str, float]], taken: Mapping[int, str], field: str
) -> bool:
    """Whether a column of other people of the rows (救助对象, 保障对象; 被保人) is surely a field, by its header's terms or spelling."""
    columns = zip(headers, scores, strict=True)
    return any(
        (score.get(field, 0) >= _SURE_FROM or taken.get(at) == field) and _is_beside(people, header)
        for at, (header, score) in enumerate(columns)
    )


def _scores(header: str, look: dict[str, float]) -> dict[str, float]:
    """{field: score} of one column by header and cells."""
    expected = content()["content"]
    by_header = {field: _possible(score, expected.get(field), look) for field, score in fields_of(header).items()}
    scores = {field: _supported(score, expected.get(field), look) for field, score in by_header.items()}
    asks = read_header(header, bare=True)
    if asks and asks.what == "status" and not (asks.about or asks.strict):
        scores.pop("子类", None)  # 变更类型, 操作类型: what happened to somebody is no kind of people
    if asks and asks.bare and look.get("answer", 0) + look.get("status", 0) >= _MARKED:
        scores = {"状态": _BY_MARKS}
    for field, rule in expected.items():
        alone = rule.get("alone") if isinstance(rule, dict) else None
        if alone and field not in scores and look.get(alone["test"], 0) >= alone["share"] and not _otherwise(by_header):
            scores[field] = alone["score"]
    return scores


def _possible(score: float, rule: Any, look: dict[str, float]) -> float:
    """A header's score, halved where cells hold what the field never does: a day on which something was entered has no end; and next to
    nothing where most cells are what it is not: a 性别 of days is none."""
    if _is_unlike(rule, look):
        return score * _UNLIKE
    never = rule.get("never", ()) if isinstance(rule, dict) else ()
    return score / 2 if any(look.get(test, 0) >= _NEVER for test in never) else score


def _is_unlike(rule: Any, look: dict[str, float]) -> bool:
    """Whether most cells are what a field is not."""
    unlike = rule.get("unlike", ()) if isinstance(rule, dict) else ()
    return any(look.get(test, 0) >= _MOSTLY for test in unlike)


def _otherwise(by_header: dict[str, float]) -> bool:
    """Whether the header says plainly what the column is: then its cells do not make it something else."""
    return max(by_header.values(), default=0) >= _SURE_FROM


def _supported(score: float, rule: dict[str, list[str]] | None, look: dict[str, float]) -> float:
    """A header's score, raised where the cells look as the field should, lowered where they do not."""
    if not rule or not look or not rule["expects"] or _is_unlike(rule, look):
        return score
    share = max(look[test] for test in rule["expects"])
    if share >= 0.5:
        return round(score + (1 - score) * 0.6 * share, 3)
    return round(score * (0.4 if share < 0.1 else 0.6 + 0.6 * share), 3)


def _reading(
    column: int,
    header: str,
    chosen: Mapping[int, str],
    scores: Sequence[dict[str, float]],
    look: dict[str, float],
    confirmed: bool,
) -> ColumnReading:
    field, fields = chosen.get(column, ""), scores[column]
    if confirmed:
        return ColumnReading(column, header, field, "确定", 1.0, "列对应中已确认")
    score = fields.get(field, 0.0)
    asked = content()["asked"]
    rivals = tuple(
        other
        for other, other_score in fields.items()
        if other != field and other_score >= max(_LIKELY_FROM, score - _MARGIN)
    )
    if not field:
        best = max(fields, key=lambda name: fields[name], default="")
        named = (best,) if _otherwise(fields) and best in asked["also"] else ()
        doubts = named or tuple(
            _TEST_NAMES[test] for test in asked["content"] if look.get(test, 0) >= 0.5 and not _otherwise(fields)
        )
        return ColumnReading(column, header, "", "未用", 0.0, _why(header, look), doubts)
    sure = score >= _SURE_FROM and not any(other in asked["fields"] for other in rivals)
    sureness: Sureness = "确定" if sure else "可能"
    return ColumnReading(column, header, field, sureness, score, _why(header, look), () if sure else rivals)


def _why(header: str, look: dict[str, float]) -> str:
    terms = "＋".join(term.text for term in parse(header).terms)
    parts = [f"表头含“{terms}”" if terms else "表头看不懂" if header else "没有表头"]
    parts += [f"{look[test]:.0%} 的格像{name}" for test, name in _TEST_NAMES.items() if look.get(test, 0) >= 0.1]
    return "，".join(parts)
