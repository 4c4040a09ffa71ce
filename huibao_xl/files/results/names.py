"""What each kind of result folder is called inside: the one place that knows these names, and by them a result of
ours from a folder of lists.

A result is a folder that a job wrote whole. Its summary (``result.json``, of a clearing ``clearing.json``) says in
figures what it holds and seals it; ``数据/`` holds what later steps read; everything else is for people and other
programs.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huibao_xl import strict_json
from huibao_xl.ordinary_file import ordinary

RESULT, CLEARING = "result.json", "clearing.json"
DATA = "数据"
POLICY, RECIPE, STANDARDS, FORMS = "policy.json", "run.json", "standards.json", "模板"
RECIPE_SCHEMA = "run.schema.json"
"""In 数据/: the content of the policy (or of the medical parameters) as used; how the result was made, so that it can be
made again; the standards and the forms that the bureau gave."""

RUN_WORKBOOK, DECISIONS_TABLE, ENTRIES_TABLE = "沪惠保补贴结果.xlsx", "处置全表.csv", "名册全表.csv"
COMPARISON, BANK_FILES, NOTICES, OUTREACH = "比对决定.xlsx", "银行代发", "公示", "政策找人"
READINGS = "列对应.xlsx"
PROBLEMS, MARKED_COPIES = "问题清单.xlsx", "核验副本"
CLEARING_WORKBOOK, CLEARING_TABLE, MAKE_UP = "清算报告.xlsx", "清算全表.csv", "补发"
MONITORING_WORKBOOK, PEOPLE_TABLE, ADVISERS = "低收入监测.xlsx", "人员全表.csv", "救助顾问"
CHANGES_WORKBOOK = "名册对比.xlsx"
MEDICAL_WORKBOOK, NEW_MEDICAL_WORKBOOK, PERSONS = "医疗救助清算.xlsx", "医疗救助实时清算.xlsx", "个人清.xlsx"
_FORMER_STATE = "状态"
"""Where a real-time clearing kept its frames before there was 数据/."""


@dataclass(frozen=True)
class Kind:
    """A kind of result folder. ``key``: the value of ``kind`` in its summary ("" where the summary has none);
    ``title``: what staff call it;
    ``summary``: the name of the summary; ``schema``: what the summary must fit; ``files``, ``folders``: what else may
    stand in it."""

    key: str
    title: str
    summary: str
    schema: str
    files: tuple[str, ...]
    folders: tuple[str, ...] = ()


RUN = Kind(
    "",
    "认定结果",
    RESULT,
    "result.schema.json",
    (RUN_WORKBOOK, DECISIONS_TABLE, ENTRIES_TABLE, COMPARISON, READINGS),
    (BANK_FILES, NOTICES, OUTREACH),
)
CHECK = Kind("check", "核验结果", RESULT, "check.schema.json", (PROBLEMS, READINGS), (MARKED_COPIES,))
CLEAR = Kind("subsidy", "补贴清算", CLEARING, "clearing.schema.json", (CLEARING_WORKBOOK, CLEARING_TABLE), (MAKE_UP,))
MONITOR = Kind("monitor", "监测结果", RESULT, "monitor.schema.json", (MONITORING_WORKBOOK, PEOPLE_TABLE), (ADVISERS,))
CHANGES = Kind("changes", "名册对比", RESULT, "changes.schema.json", (CHANGES_WORKBOOK,))
CLEAR_MEDICAL = Kind(
    "医疗救助年度清算",
    "医疗救助年度清算",
    RESULT,
    "medical-clearing.schema.json",
    (MEDICAL_WORKBOOK, CLEARING_TABLE, PERSONS, READINGS),
)
SETTLE = Kind(
    "医疗救助实时清算",
    "医疗救助实时清算",
    RESULT,
    "medical-clearing.schema.json",
    (NEW_MEDICAL_WORKBOOK, CLEARING_TABLE, READINGS),
    (_FORMER_STATE,),
)
KINDS = (RUN, CHECK, CLEAR, MONITOR, CHANGES, CLEAR_MEDICAL, SETTLE)
SUMMARIES = (RESULT, CLEARING)
LEDGERS_MARK = ".huibao-台账"
"""In a result: the ledgers that hold batches on it. It is hidden, neither sealed nor counted as added."""
WORKPLACE_OWNER = ".huibao-owner"
"""In a hidden folder that a result is being written beside: who writes there."""
TABLE_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ett", ".ods", ".csv")
"""What may be a list, in a folder of lists."""

_RUBBISH = (".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", ".localized", "icon\r")
_HEADERS = {
    DECISIONS_TABLE: "来源,行号,姓名,证件号码,处置,代码,街镇",
    ENTRIES_TABLE: "角色,来源,行号,姓名,证件号码",
    PEOPLE_TABLE: "户编号,来源,行号,姓名,证件号码",
    CLEARING_TABLE: "",
}
"""How the tables begin: by it one of ours is known among lists that happen to bear the name. "": the name is enough."""


def kind_of(summary: dict[str, Any]) -> Kind | None:
    """Return the kind of result that a summary is of, None if it is no summary of ours (of any version).

    >>> kind_of({"kind": "monitor", "on": "2024-03-01"}).title, kind_of({"name": "别的软件"})
    ('监测结果', None)
    """
    if "kind" in summary:
        return next((kind for kind in KINDS if kind.key and kind.key == summary["kind"]), None)
    return RUN if "policy" in summary and "inputs" in summary else None


def read_summary(path: Path) -> dict[str, Any] | None:
    """Return the content of a summary file, None if there is none or it is no JSON object."""
    try:
        content = strict_json.parse(ordinary(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def is_result(folder: Path) -> bool:
    """Tell whether a folder is a result of ours: of any kind and version, whole or with files deleted, edited or added.

    It is one if its summary is ours, or its 数据/ is; else if something of a result stands in it and no table or folder
    besides. Where lists stand beside it, it is a folder of lists: the add-in writes 银行代发 and 公示 beside a workbook.
    """
    if not folder.is_dir():
        return False
    names = {entry.name for entry in folder.iterdir() if not is_passing(entry.name)}
    for summary in names & {*SUMMARIES}:
        content = read_summary(folder / summary)
        if content is not None and kind_of(content) is not None:
            return True
    return _is_data(folder / DATA) or any(_looks_like(kind, folder, names) for kind in KINDS)


def was_result(folder: Path) -> bool:
    """Tell whether a folder without a readable summary surely was a result of ours: it keeps how it was made, as nothing else does, or the
    policy beside stored frames. A folder of the same names alone (银行代发 and 公示 of the add-in, a 处置全表.csv that was sent on) may never have been.
    """
    data = folder / DATA
    return (data / RECIPE).is_file() or ((data / POLICY).is_file() and any(data.glob("*.parquet")))


def _is_data(folder: Path) -> bool:
    return any((folder / name).is_file() for name in (POLICY, RECIPE)) or any(folder.glob("*.parquet"))


def _looks_like(kind: Kind, folder: Path, names: set[str]) -> bool:
    """Whether what is left in a folder without a readable summary is of one kind: a file of it, or two folders, and
    no list besides."""
    files = [name for name in kind.files if name in names and (folder / name).is_file() and is_table(folder / name)]
    others = names - {kind.summary, DATA, *kind.files, *kind.folders}
    if any((folder / name).is_dir() or Path(name).suffix.lower() in TABLE_SUFFIXES for name in others):
        return False
    return bool(files) or len(names & {kind.summary, DATA, *kind.folders}) >= 2


def files_in(folder: Path) -> list[str]:
    """Return the files of a folder as paths in it, sorted; not what Excel or the system leaves there
    (:func:`is_passing`)."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return sorted(path.as_posix() for path in paths if not any(map(is_passing, path.parts)))


def strangers_in(folder: Path) -> list[str]:
    """Return what stands in a result folder that its job did not write there, as paths in it; of a result without a
    readable list of what was written (one of an earlier version): what bears none of our names."""
    for content in map(read_summary, (folder / summary for summary in SUMMARIES)):
        if content is not None and kind_of(content) is not None and isinstance(content.get("outputs"), dict):
            return sorted({*files_in(folder)} - {*content["outputs"], *SUMMARIES})
    ours = {DATA, *SUMMARIES}.union(*((*kind.files, *kind.folders) for kind in KINDS))
    return sorted(entry.name for entry in folder.iterdir() if not is_passing(entry.name) and entry.name not in ours)


def is_table(path: Path) -> bool:
    """Tell whether a file that bears one of our names is ours, as far as its first line says: only the full tables
    are looked into.

    >>> is_table(Path("沪惠保补贴结果.xlsx"))
    True
    """
    header = _HEADERS.get(path.name, "")
    if not header:
        return True
    try:
        with path.open("rb") as file:
            first = file.readline(4096)
    except OSError:
        return False
    return first.decode("utf-8-sig", errors="replace").replace('"', "").startswith(header)


@dataclass(frozen=True)
class Parts:
    """What belongs to a result of ours in a folder, where other things may stand beside it. ``place``: what names it: the folder, or
    its summary alone if nothing else is left of it; ``found``: whether there is any; ``names``: paths in the folder (a folder's name
    stands for all in it)."""

    folder: Path
    place: Path
    found: bool
    names: frozenset[str]

    def covers(self, path: Path) -> bool:
        """Tell whether a path below the folder belongs to the result."""
        place = path.relative_to(self.folder).as_posix()
        return self.found and any(above in self.names for above in (place, *map(Path.as_posix, Path(place).parents)))

    def reaches_into(self, folder: Path) -> bool:
        """Tell whether parts of the result stand in a folder below, which may look like a result of its own (补发)."""
        inside = folder.relative_to(self.folder).as_posix() + "/"
        return self.found and any(name.startswith(inside) for name in self.names)


def parts_of(folder: Path) -> Parts:
    """Return what belongs to a result in ``folder``: what its summary lists, or, if that is of an earlier version and lists nothing,
    what bears the names of its kind; what is stored in 数据/; no list that stands beside them."""
    ours = _stored(folder, "") if folder.name == DATA else frozenset()
    summary = ""
    for name in SUMMARIES:
        content = read_summary(folder / name)
        kind = kind_of(content) if content is not None else None
        if content is None or kind is None:
            continue
        summary, outputs = name, content.get("outputs")
        listed = outputs if isinstance(outputs, dict) else (*kind.files, *kind.folders)
        ours |= {part for part in listed if _is_there(folder / part)} | _stored(folder, f"{DATA}/")
    alone = bool(summary) and not ours
    return Parts(folder, folder / summary if alone else folder, bool(ours or summary), ours | {summary} - {""})


def _stored(folder: Path, inside: str) -> frozenset[str]:
    """What we keep in 数据/ of a folder, as paths in it: frames and settings. ``inside``: the way there, "" if this is 数据/ itself."""
    data = folder / inside
    if not data.is_dir() or not _is_data(data):
        return frozenset()
    stored = (entry.name for entry in data.iterdir() if entry.suffix in (".parquet", ".json"))
    return frozenset(f"{inside}{name}" for name in stored)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def is_workplace(path: Path) -> bool:
    """Tell whether a hidden folder or file is what is being written, or was when its run was killed."""
    beside = path.name.rpartition(".new")[0]
    places = [path, path.with_name(beside)] if beside else [path]
    return path.name.startswith(".") and any((place / WORKPLACE_OWNER).is_file() for place in places)


def is_rubbish(name: str) -> bool:
    """Tell whether a file is what a system leaves in any folder, never a list.

    >>> [is_rubbish(name) for name in (".DS_Store", "Thumbs.db", "desktop.ini", ".名单.xlsx")]
    [True, True, True, False]
    """
    return name.lower() in _RUBBISH


def is_passing(name: str) -> bool:
    """Tell whether a file is what Excel or the system leaves in any folder: nobody reads it, and it does not count as
    added.

    >>> [is_passing(name) for name in ("~$沪惠保补贴结果.xlsx", ".DS_Store", "Thumbs.db", "沪惠保补贴结果.xlsx")]
    [True, True, True, False]
    """
    return name.startswith((".", "~$")) or is_rubbish(name)
