"""Reading the sources of any job: what was named, what is found there, and the stages that tell how far it is."""

import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from huibao_xl import findings
from huibao_xl.files.reading import SourceFile, find_files, read_files
from huibao_xl.files.reading.grid import Grid
from huibao_xl.files.results import outputs
from huibao_xl.policy import Policy
from huibao_xl.reasons import Stop
from huibao_xl.rosters.fields import RoleBook, guide_sheets, role_book, role_book_of
from huibao_xl.rosters.lists import Forced, label, shared_folder
from huibao_xl.rosters.mentions import is_of_ours
from huibao_xl.rosters.place import folders_of
from huibao_xl.rosters.role_reader import forced_role

_PAID = re.compile("往期|历年|历史|以前年度|上年|去年|已发|已付|已补|发放记录|发放台账")
"""A name of a folder in which lists of who was paid lie."""
_PAYS = re.compile("代发|发放|补贴明细")
"""Which of our outputs say who is paid."""
Advance = Callable[[], None]


Stage = Callable[[str, int | None], AbstractContextManager[Advance]]
"""Called with a stage's name and its number of steps (None: not known); entered while it lasts; gives what to call at each step."""


def silent(title: str, steps: int | None = None) -> AbstractContextManager[Advance]:
    """A stage that shows nothing."""
    return nullcontext(lambda: None)


@dataclass(frozen=True)
class Sources:
    """What the command line names: files and folders, the roles that it forces, and of which book they are (:func:`fields.role_book`)."""

    paths: tuple[Path, ...]
    forced: dict[tuple[Path, str | None], str]
    book: str = "roster"

    @classmethod
    def parse(cls, arguments: Sequence[str], book: str = "roster") -> "Sources":
        """Read ``路径``, ``角色=路径`` and ``角色=路径#工作表``; whether there is such a role is known when the policy is (:func:`open_sources`).

        >>> Sources.parse(["持证残疾人=a.xlsx#名单"]).paths
        (PosixPath('a.xlsx'),)

        Raises Stop(S07) if a role, a path or the sheet behind # is left empty: an empty path would be the current folder.
        """
        paths, forced = [], {}
        for argument in arguments:
            _require_written(argument)
            role, equals, rest = argument.partition("=")
            if not equals or Path(argument).exists():
                paths.append(Path(argument))
                continue
            place, _, sheet = (
                (rest, "", "") if Path(rest).exists() else rest.rpartition("#") if "#" in rest else (rest, "", "")
            )
            paths.append(Path(place))
            forced[Path(place).resolve(), sheet or None] = role
        return cls(tuple(paths), forced, book)

    def require_roles(self, book: RoleBook) -> None:
        """Raise Stop(S07) if a role that is forced is none of the book's."""
        for role in self.forced.values():
            if role not in book.roles:
                raise Stop("S07", why=f"不认识的角色“{role}”", advice=f"可用的角色：{'、'.join(book.roles)}。")


def _require_written(argument: str) -> None:
    if Path(argument).exists() and argument.strip():
        return
    role, equals, rest = argument.partition("=")
    path, _, sheet = (rest if equals else argument).rpartition("#")
    parts = {"路径": path or sheet, "角色": role} if equals else {"路径": argument}
    if equals and path:
        parts["工作表"] = sheet
    if empty := [name for name, text in parts.items() if not text.strip()]:
        raise Stop("S07", why=f"名单“{argument}”没有写{'、'.join(empty)}", advice="请写文件或文件夹的路径")


def open_sources(
    sources: Sources, passwords: Sequence[str], stage: Stage, rules: Policy | None = None
) -> tuple[list[SourceFile], list[pd.DataFrame]]:
    """Return the grids of every file, and findings about files that are not read. ``rules``: the policy, whose own rosters may be named.

    A sheet that this program wrote is left out (I50), whatever it is called, unless its role is forced. Raises Stop(S07) if a role is
    named that there is not.
    """
    sources.require_roles(role_book_of(rules) if rules else role_book(sources.book))
    paths, skipped = find_files(sources.paths)
    with stage("读取文件", len(paths)) as advance:
        read = read_files(paths, passwords, lambda path: advance())
    shared = shared_folder([file.path for file in read])
    parted = [without_outputs(file, sources.forced, shared) for file in read]
    left = [file for file, written in parted if file.grids or not written]
    base = shared_folder([file.path for file in left])
    found = [findings.for_file(code, label(path, base)) for path, code in skipped]
    for file, written in parted:
        found += _about_outputs(label(file.path, base), file, written)
    return left, found


def without_outputs(file: SourceFile, forced: Forced, base: Path | None = None) -> tuple[SourceFile, dict[str, str]]:
    """Return a file without the sheets that this program wrote, and {sheet: which of our outputs it is} of those. ``forced``: the sheets
    that are lists because somebody says so; ``base``: the folder that all sources share: a bank file of ours below a folder 往期发放 is a list of who was paid."""
    titles = {grid.sheet: title_of(grid) for grid in file.grids}
    if any(titles.values()):
        titles |= {grid.sheet: grid.sheet for grid in file.grids if not titles[grid.sheet] and _is_page(grid)}
    if base and any(map(_PAID.search, folders_of(label(file.path, base)))):
        titles |= {sheet: "" for sheet, title in titles.items() if _PAYS.search(title)}
    titles |= {grid.sheet: "" for grid in file.grids if forced_role(forced, file, grid)}
    left = [grid for grid in file.grids if not titles[grid.sheet]]
    return replace(file, grids=left), {sheet: title for sheet, title in titles.items() if title}


def _is_page(grid: Grid) -> bool:
    """Whether a sheet has the name of a page of ours and is no list of people."""
    return grid.sheet in outputs.page_titles() and (is_of_ours(grid) or grid.sheet not in guide_sheets())


def _about_outputs(name: str, left: SourceFile, written: dict[str, str]) -> list[pd.DataFrame]:
    """I50 at each sheet that was left out, or once at a file of which nothing is left."""
    if written and not left.grids:
        return [findings.for_file("I50", name, title="、".join(dict.fromkeys(written.values())))]
    return [findings.for_file("I50", name, sheet, title=title) for sheet, title in written.items()]


def title_of(grid: Grid) -> str:
    """Return which of our outputs a sheet is, "" if none."""
    rows = (grid.row(index) for index in range(min(outputs.HEADER_ROWS, grid.n_rows)))
    return outputs.table_title(grid.sheet, rows) or (outputs.WORKBOOK if grid.written else "")
