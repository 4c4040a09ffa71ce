"""Reading the sources of any job: what was named, what is found there, and the stages that tell how far it is."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from huibao_xl import findings
from huibao_xl.files.reading import SourceFile, find_files, read_files
from huibao_xl.policy import Policy
from huibao_xl.reasons import Stop
from huibao_xl.rosters.collect import label, shared_folder
from huibao_xl.rosters.fields import RoleBook, role_book, role_book_of

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

    Raises Stop(S07) if a role is named that there is not.
    """
    sources.require_roles(role_book_of(rules) if rules else role_book(sources.book))
    paths, skipped = find_files(sources.paths)
    with stage("读取文件", len(paths)) as advance:
        files = read_files(paths, passwords, lambda path: advance())
    base = shared_folder(paths)
    return files, [findings.for_file(code, label(path, base)) for path, code in skipped]
