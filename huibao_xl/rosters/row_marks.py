"""What a sheet says of its rows besides its columns: struck-out cells (删除线), comments (批注), notes in cells of names
and towns (张三（亡）), lines above a part of the list (以下人员已退保).

Who is paid by such a row waits (H08; H10 where the mark says that the person has died), and a finding names the place. A line that is struck
out may mean that it is wrong, or that it is done; a comment need not be about the state. So they are doubts and decide nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl import findings
from huibao_xl.files.reading.grid import column_letters
from huibao_xl.reasons.shown import shortened
from huibao_xl.rosters import states as column_states
from huibao_xl.rosters.account_states import understood_columns
from huibao_xl.rosters.account_words import AccountHeader, judge
from huibao_xl.rosters.cell_notes import notes
from huibao_xl.rosters.columns import held_rows, is_plain_field, mapped
from huibao_xl.rosters.kind_flags import in_no_kind
from huibao_xl.rosters.labels import added
from huibao_xl.rosters.list_parts import OFF_SHEET, OTHER_SHEET
from huibao_xl.rosters.named_lines import numbering_of
from huibao_xl.rosters.remark_words import read_remark
from huibao_xl.rosters.role import SPEAK_AGAINST
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.state_columns import used_states
from huibao_xl.rosters.states import States
from huibao_xl.rosters.status_words import State, read_channel

_GROUNDS = ("子类", "证书编号", "残疾等级")
"""Fields that decide nothing, but say why somebody is in a roster: one that is struck out may say that he no longer is."""
_REMARK = AccountHeader("remark")
_SHOWN = 40
"""Characters of a comment that a sentence shows."""


@dataclass(frozen=True)
class _Mark:
    """What is said of one row. ``row``: position among the rows of the body; ``text``: as staff read it; ``doubtful``, ``dead``: whether
    it leaves the state of the row in doubt, or says that the person has died; ``out``: whether it has a word of leaving."""

    row: int
    text: str
    doubtful: bool = False
    dead: bool = False
    out: bool = False


def read_states(
    body: Body, frame: pd.DataFrame, of_policy: bool = False, ended: npt.NDArray[np.bool_] | None = None
) -> tuple[States, list[pd.DataFrame]]:
    """Return what columns and marks say of each row (:func:`states.read_states`), and what was found: I34 and I35 at marked rows."""
    states, found = column_states.read_states(body, frame, of_policy, ended)
    states = _with_open(states, body)
    grid = body.grid
    noted = list(_noted(body))
    if not (grid.struck or grid.comments or body.parts or noted):
        return states, found
    guarded = (frame["guardian"] != "").to_numpy(dtype=np.bool_) if body.layout.role.frame == "accounts" else None
    struck, comments = list(_struck(body)), [*noted, *_comments(body, of_policy, guarded)]
    found += [_found("I34", frame, struck), _found("I35", frame, comments)]
    return _added(states, [*struck, *comments, *_in_parts(body)]), found


def _with_open(states: States, body: Body) -> States:
    """The states of a list that speaks against people with the cells of columns of which nobody has said what they mean: whoever stands
    there waits, and is not refused."""
    questions = body.layout.questions if body.layout.role.frame in SPEAK_AGAINST else ()
    for question in questions:
        if not question.holds:
            continue
        held, texts = held_rows(body, question)
        title = f"{column_letters(question.column)} 列“{body.layout.header.texts[question.column]}”"
        positions, written = mapped(texts, str)
        shown = np.array(
            [f"{title}{f'为“{text}”' if text else '没有填写'}，还没有确认是什么意思" for text in written], dtype=object
        )
        says = added(states.says, held, shown[positions])
        states = replace(states, unclear=states.unclear | held, says=says)
    return states


def doubts(states: States) -> npt.NDArray[np.object_]:
    """Return the cells and marks that leave a row in doubt, "" where nothing does."""
    return np.where(states.unclear | (states.out & states.valid), states.says, "")


def _struck(body: Body) -> Iterator[_Mark]:
    """Rows of which a cell that counts is struck out, or every cell."""
    grid, layout = body.grid, body.layout
    counting = {at for field, at in layout.columns.items() if field in _GROUNDS or not is_plain_field(field)}
    counting |= used_states(layout)
    counting |= {column for column in [numbering_of(layout.header)] if column is not None}
    cells: dict[int, list[int]] = {}
    for row, column in grid.struck:
        if column < grid.n_columns:
            cells.setdefault(row - grid.first_row, []).append(column)
    for at, row in enumerate(body.rows.tolist()):
        columns = sorted(cells.get(row, ()))
        if not columns:
            continue
        filled = sum(bool(text.strip()) for text in grid.row(row))
        titles = "、".join(f"{column_letters(column)} 列“{layout.header.texts[column]}”" for column in columns)
        text = "整行划有删除线" if len(columns) == filled else f"{titles}划有删除线"
        yield _Mark(at, text, doubtful=len(columns) == filled or not counting.isdisjoint(columns))


def _noted(body: Body) -> Iterator[_Mark]:
    """Rows of which a cell of a name, a 街镇 or the like has a note of a state, and those whose columns of kinds say none."""
    noted = notes(body, used_states(body.layout) | {*understood_columns(body.layout)})
    for at, text, state in (*noted, *in_no_kind(body)):
        yield _Mark(at, text, state.means in ("out", "unclear"), state.dead, state.means == "out")


def _comments(body: Body, of_policy: bool, guarded: npt.NDArray[np.bool_] | None) -> Iterator[_Mark]:
    """Rows with a comment, and what it says. ``guarded``: of a list of accounts, which rows name a guardian."""
    grid = body.grid
    places = {row: at for at, row in enumerate(body.rows.tolist())}
    for (row, column), text in sorted(grid.comments.items()):
        at = places.get(row - grid.first_row)
        if at is None:
            continue
        says = _says(text, of_policy)
        if guarded is not None and not says.means and _against_account(text, bool(guarded[at])):
            says = replace(says, means="unclear")
        shown = shortened(" ".join(text.split()), _SHOWN)
        mark = f"{column_letters(column)} 列的批注为“{shown}”"
        yield _Mark(at, mark, says.means in ("out", "unclear"), says.dead, says.means == "out")


def _says(text: str, of_policy: bool) -> State:
    """What a comment says: as a remark, also behind the name of its author (王五:已退保); of a policy, that a group has bought it."""
    _, colon, behind = text.replace("：", ":").partition(":")
    readings = [read_remark(one.strip()) for one in (text, behind if colon else "")]
    group = of_policy and any(read_channel(one.strip()) == "团单" for one in (text, behind) if one.strip())
    spoken = next((one for one in readings if one.means), readings[0])
    return State("out" if group else spoken.means, any(one.dead for one in readings))


def _against_account(text: str, guarded: bool) -> bool:
    """Whether a comment speaks against an account as a remark does, also behind the name of its author (王五:户主女儿的卡)."""
    _, _, behind = text.replace("：", ":").partition(":")
    return any(judge(one.strip(), _REMARK, guarded) for one in (text, behind) if one.strip())


def _in_parts(body: Body) -> Iterator[_Mark]:
    """Rows of a part of the list whose line says that its people are out, or have died."""
    out_already = body.layout.says not in ("", "有进有出") or body.layout.role.frame in ("withdrawn", "deaths")
    for part in body.parts:
        if out_already and part.kind != "死亡":
            continue
        line = {OTHER_SHEET: "说明页", OFF_SHEET: "文本框或页眉页脚"}.get(
            part.line, f"第 {body.grid.first_row + part.line + 1} 行"
        )
        for at in np.flatnonzero(part.holds(body.rows)).tolist():
            dead = part.kind == "死亡"
            yield _Mark(at, f"{line}写明“{part.text}”", not dead, dead, part.kind in ("退保", "注销"))


def about_marks(code: str, frame: pd.DataFrame, texts: npt.NDArray[np.object_]) -> pd.DataFrame:
    """Return a finding at each row of which ``texts`` shows a cell that leaves it in doubt ("" elsewhere)."""
    return _found(code, frame, [_Mark(at, texts[at], True) for at in np.flatnonzero(texts != "").tolist()])


def _found(code: str, frame: pd.DataFrame, marks: list[_Mark]) -> pd.DataFrame:
    if not marks:
        return findings.concat([])
    rows = frame.iloc[[mark.row for mark in marks]]
    after = ["，靠这一行才能补贴的人先待核" if mark.doubtful or mark.dead else "" for mark in marks]
    return findings.for_rows(
        code, rows, value=[mark.text for mark in marks], mark=[f"这一行{mark.text}" for mark in marks], after=after
    )


def _added(states: States, marks: list[_Mark]) -> States:
    """The states with what the marks say."""
    says, dead, unclear = states.says.copy(), states.dead.copy(), states.unclear.copy()
    against = np.zeros(len(says), dtype=bool) if states.against is None else states.against.copy()
    against[[mark.row for mark in marks if mark.out]] = True
    beside = np.full(len(says), "", dtype=object)
    for mark in marks:
        if mark.doubtful:
            unclear[mark.row] = True
            says[mark.row] = "、".join(filter(None, (says[mark.row], mark.text)))
            beside[mark.row] = "、".join(filter(None, (beside[mark.row], mark.text)))
        if mark.dead:
            dead[mark.row] = "、".join(filter(None, (dead[mark.row], mark.text)))
    return replace(states, says=says, dead=dead, unclear=unclear, marks=beside, against=against)
