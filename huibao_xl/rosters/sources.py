"""Reading the sources of any job: what was named, what is found there, and the stages that tell how far it is."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from huibao_xl import findings
from huibao_xl.files.reading import SourceFile, find_files, read_files
from huibao_xl.reasons import Stop
from huibao_xl.rosters.collect import label, shared_folder
from huibao_xl.rosters.fields import roles

Advance = Callable[[], None]


Stage = Callable[[str, int | None], AbstractContextManager[Advance]]
"""Called with a stage's name and its number of steps (None: not known); entered while it lasts; gives what to call at each step."""


def silent(title: str, steps: int | None = None) -> AbstractContextManager[Advance]:
    """A stage that shows nothing."""
    return nullcontext(lambda: None)


@dataclass(frozen=True)
class Sources:
    """What the command line names: files and folders, and the roles that it forces."""

    paths: tuple[Path, ...]
    forced: dict[tuple[Path, str | None], str]

    @classmethod
    def parse(cls, arguments: Sequence[str], book: str = "roster") -> "Sources":
        """Read ``路径``, ``角色=路径`` and ``角色=路径#工作表``. Raises Stop(S07) if a role is not one of ``book``.

        >>> Sources.parse(["持证残疾人=a.xlsx#名单"]).paths
        (PosixPath('a.xlsx'),)
        """
        paths, forced = [], {}
        for argument in arguments:
            role, equals, rest = argument.partition("=")
            if not equals or Path(argument).exists():
                paths.append(Path(argument))
                continue
            if role not in roles(book):
                raise Stop("S07", why=f"不认识的角色“{role}”", advice=f"可用的角色：{'、'.join(roles(book))}。")
            place, _, sheet = (
                (rest, "", "") if Path(rest).exists() else rest.rpartition("#") if "#" in rest else (rest, "", "")
            )
            paths.append(Path(place))
            forced[Path(place).resolve(), sheet or None] = role
        return cls(tuple(paths), forced)


def open_sources(
    sources: Sources, passwords: Sequence[str], stage: Stage
) -> tuple[list[SourceFile], list[pd.DataFrame]]:
    """Return the grids of every file, and findings about files that are not read."""
    paths, skipped = find_files(sources.paths)
    with stage("读取文件", len(paths)) as advance:
        files = read_files(paths, passwords, lambda path: advance())
    base = shared_folder(paths)
    return files, [findings.for_file(code, label(path, base)) for path, code in skipped]
