"""A result is made again once for all tests that edit only what it was not made from: making is most of what a verification takes."""

import hashlib
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.verify.again import AGAIN


def fingerprint(folder: Path) -> str | None:
    """A hash of all that a result is made again from (its sources are compared with what is stored of them); None where that is not all plain files."""
    digest = hashlib.sha256(str(folder).encode())
    for path in sorted((folder / names.DATA).rglob("*")):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            return None
        digest.update(str(path).encode() + (path.read_bytes() if path.is_file() else b""))
    return digest.hexdigest()


@pytest.fixture(scope="session")
def again_before(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[tuple[Any, ...], Path]]:
    return tmp_path_factory.mktemp("重做"), {}


@pytest.fixture
def made_again_once(again_before: tuple[Path, dict[tuple[Any, ...], Path]], monkeypatch: pytest.MonkeyPatch) -> None:
    place, before = again_before

    def remembering(make: Callable[..., None]) -> Callable[..., None]:
        def once(opened: ResultFolder, recipe: Any, into: Path, passwords: Sequence[str], *rest: Any) -> None:
            mark = fingerprint(opened.path)
            key = (mark, opened.kind.title, *passwords)
            if mark and key in before:
                shutil.copytree(before[key], into, dirs_exist_ok=True)
                return
            make(opened, recipe, into, passwords, *rest)
            if mark:
                before[key] = Path(shutil.copytree(into, place / str(len(before))))

        return once

    for title, make in AGAIN.items():
        monkeypatch.setitem(AGAIN, title, remembering(make))
