"""Check a result folder of any kind: its files against the seal, and against the same result made again.

Made again means: from the same files, where all of them are as they were, with what the result stores besides (policy, answers, what a ledger
said, the day). Where they are not, a 认定结果 is at least written again from its own frames, which shows what was edited in the files for
people. What could not be checked is said as such and is no fault.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from huibao_xl.files.results import names
from huibao_xl.files.results.folder import PROGRAM, ResultFolder
from huibao_xl.reasons import Input, Next, Stop, text
from huibao_xl.reasons.shown import several
from huibao_xl.rosters import recipe as recipe_file
from huibao_xl.rosters.recipe import Recipe
from huibao_xl.rosters.sources import Stage, silent
from huibao_xl.verify.again import AGAIN, can_be_written_again, write_again
from huibao_xl.verify.differences import NOT_COMPARED, differences
from huibao_xl.verify.lines import Line

_FILE_CODES = {"改动": "R01", "缺少": "R02", "多出": "R03", "读不出": "R08", "链接": "R25"}
FROM_SOURCES, FROM_FRAMES, NOT_AGAIN = "sources", "frames", ""


@dataclass(frozen=True)
class Verified:
    """What was found of a folder. ``files``: how many were compared with their hash; ``again``: what it was made again from (FROM_SOURCES,
    FROM_FRAMES, NOT_AGAIN); ``compared``: how many files were compared with those made again; ``version``: see ``ResultFolder.version``, "" too where a
    file is not as it was sealed."""

    folder: Path
    title: str
    files: int
    again: str
    compared: int
    lines: tuple[Line, ...]
    version: str = ""

    @property
    def faults(self) -> list[Line]:
        """What does not hold."""
        return [line for line in self.lines if line.is_fault]


def verify(folder: Path, passwords: Sequence[str] = (), stage: Stage = silent) -> Verified:
    """Check a result folder of any kind. ``passwords``: that open its sources. Nothing is written but in a folder of the system's for passing
    files, which only this user may read and which is gone at the end.

    Raises Stop(S07) if it is no result, S90 if another version wrote it and there is nothing to compare with, S98 if
    its summary is gone or cannot be read.
    """
    opened = _opened(folder)
    with stage("核对文件", None):
        sealed = opened.differences()
    lines = [Line(_FILE_CODES[each.change], {"file": each.file}) for each in sealed]
    if opened.summary["program"] != PROGRAM:
        lines.append(Line("R13", {"then": opened.summary["program"], "now": PROGRAM}))
    with tempfile.TemporaryDirectory(prefix="huibao-") as passing:
        again, found, compared = _made_again(opened, Path(passing), passwords, stage)
    named = {each.file for each in sealed if each.change in ("读不出", "多出", "缺少", "链接")}
    lines += [line for line in found if line.fields.get("file") not in named]
    files = len(opened.outputs) + 1 - sum(each.change == "读不出" for each in sealed)
    version = "" if sealed else opened.version
    return Verified(folder, opened.kind.title, files, again, compared, tuple(lines), version)


def _opened(folder: Path) -> ResultFolder:
    """The folder, opened. Raises Stop as :meth:`ResultFolder.open` does, but for S91, which sends people here: S98."""
    try:
        return ResultFolder.open(folder)
    except Stop as stop:
        if stop.code == "S91":
            raise Stop("S98", folder=folder, why=stop.values["why"]) from None
        raise


def require(verified: Verified) -> None:
    """Raise Stop(S92) if something does not hold, S90 if that may be because another version wrote the result."""
    if verified.faults and verified.version:
        why = f"文件都与封存时的相同，没有发现写出后的改动；与现在的程序重新做的有 {len(verified.faults):,} 处不同"
        raise Stop("S90", folder=verified.folder, version=verified.version, why=why)
    if verified.faults:
        raise Stop("S92", folder=verified.folder, count=len(verified.faults))


def _made_again(
    opened: ResultFolder, into: Path, passwords: Sequence[str], stage: Stage
) -> tuple[str, list[Line], int]:
    """What it was made again from, what differs or was not compared, and how many files were compared."""
    recipe, unchecked = _recipe(opened)
    if recipe is not None and not unchecked:
        return _from_sources(opened, recipe, into, passwords, stage)
    if not can_be_written_again(opened.kind):
        return NOT_AGAIN, [*unchecked, Line("R12", {"title": opened.kind.title})], 0
    again, found, compared = _from_frames(opened, into, stage)
    return again, [*unchecked, *found], compared


def _recipe(opened: ResultFolder) -> tuple[Recipe | None, list[Line]]:
    """How it was made, and what keeps it from being made again."""
    try:
        recipe = recipe_file.stored(opened)
    except Stop:
        return None, [_unusable("读不出来")]
    if recipe is not None and not any(files.sources for files in recipe.files.values()):
        return None, [_unusable("没有写明来源文件")]
    return recipe, [Line(code, dict(fields)) for code, fields in recipe_file.obstacles(recipe)]


def _unusable(why: str) -> Line:
    """About a record of the making that no run has written like this."""
    return Line("R21", {"file": f"{names.DATA}/{names.RECIPE}", "why": why})


def _from_sources(
    opened: ResultFolder, recipe: Recipe, into: Path, passwords: Sequence[str], stage: Stage
) -> tuple[str, list[Line], int]:
    try:
        AGAIN[opened.kind.title](opened, recipe, into, passwords, stage)
    except Stop as stop:
        if Input.PASSWORDS in stop.inputs:
            return NOT_AGAIN, [Line("R18", {"why": str(stop).rstrip("。")})], 0
        return NOT_AGAIN, [Line("R07", {"why": _why(stop)})], 0
    except (KeyError, TypeError, ValueError):  # only an edited record asks for what there is not
        return NOT_AGAIN, [_unusable("的内容不对")], 0
    with stage("逐格比较", None):
        return FROM_SOURCES, *differences(opened.path, into)


def _why(stop: Stop) -> str:
    """What a Stop says, without advice that sends people to where they are."""
    return text(stop.code, **stop.values) if Next.VERIFY_RESULT in stop.next else str(stop)


def _from_frames(opened: ResultFolder, into: Path, stage: Stage) -> tuple[str, list[Line], int]:
    try:
        with stage("按所存的数据重新写出", None):
            write_again(opened, into)
    except Stop as stop:
        return NOT_AGAIN, [Line("R12", {"title": opened.kind.title}), Line("R22", {"why": _why(stop)})], 0
    except (KeyError, TypeError, ValueError):  # frames that no run would have stored
        return NOT_AGAIN, [Line("R22", {"why": f"{names.DATA}/ 里的数据互相矛盾。"})], 0
    with stage("逐格比较", None):
        lines, compared = differences(opened.path, into, leave=(names.DATA,))
    lines = [line for line in lines if line.code != "R14"]  # without the sources there are no links to them
    return FROM_FRAMES, [Line("R12", {"title": opened.kind.title}), *lines], compared


_AGAIN_WORDS = {
    FROM_SOURCES: "；用原来的来源文件和所存的政策、决定重新做了一遍，逐格比较了 {count:,} 个文件",
    FROM_FRAMES: "；没有重新认定，只按“数据”里所存的表重新写出，逐格比较了 {count:,} 个文件",
    NOT_AGAIN: "；没有重新做，内容没有比较",
}
_ENDS = {
    FROM_SOURCES: "没有发现不符。",
    FROM_FRAMES: "比较过的都相同；是不是由来源和政策得出的，没有核对。",
    NOT_AGAIN: "文件与封存时的相同；内容对不对，没有核对。",
}
"""The last line where no fault was found: it says no more than what was looked at."""


def in_words(verified: Verified) -> list[str]:
    """Return what a clerk reads: what was compared, each fault, and what could not be checked."""
    unchecked = [line for line in verified.lines if not line.is_fault]
    again = _AGAIN_WORDS[verified.again].format(count=verified.compared)
    head = f"{verified.title}“{verified.folder}”：核对了 {verified.files:,} 个文件的校验码{again}。"
    word = "不同" if verified.version else "不符"
    faults = [f"{word}：{line.text}" for line in verified.faults]
    return [head, *faults, *(f"未能核对：{line.text}" for line in unchecked), _end(verified)]


def _end(verified: Verified) -> str:
    """The last line: how many faults, or that there are none where nothing was left out; and what was not compared."""
    left = several(
        list(dict.fromkeys(f"“{line.fields['file']}”" for line in verified.lines if line.code in NOT_COMPARED))
    )
    if verified.faults:
        return f"有 {len(verified.faults):,} 处{'与现在的程序重新做的不同' if verified.version else '不符'}{f'；没有比较：{left}' if left else ''}。"
    return f"比较过的都相同；没有比较：{left}。" if left else _ENDS[verified.again]
