"""How a result was made from files, stored with it (``数据/run.json``), so that ``huibao verify`` can make it again.

A recipe holds what the folder does not hold otherwise: which files were read and what they were (SHA-256), what a role was forced to, the
day it was, and what was asked for. The policy's content and the frames that no file gives (clerks' answers, what a ledger says) are stored
beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from huibao_xl.files.reading import SourceFile
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder, store_frame, store_json
from huibao_xl.files.writing.plain import sha256_of
from huibao_xl.frames import FINDINGS, LABEL, Shape
from huibao_xl.policy import Policy
from huibao_xl.reasons import Stop
from huibao_xl.rosters.lists import Forced
from huibao_xl.rosters.sources import Sources, Stage, open_sources

LISTS = "名单"
"""The use of a job's main lists; others have names of their own (上次名单, 付款 …)."""


@dataclass(frozen=True)
class FilesRead:
    """The files that a job read for one use. ``sources``: (path, SHA-256), in their order; ``forced``: see Sources; ``unread``: what was
    found about files of the folders that are no lists (FINDINGS as records), which nobody finds again by reading the lists alone."""

    sources: tuple[tuple[Path, str], ...]
    forced: dict[tuple[Path, str | None], str] = field(default_factory=dict)
    unread: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Recipe:
    """How a result was made. ``today``: the day, by which a date of birth is in the future or not; ``files``: {use: files read};
    ``folders``: {use: (path, seal) of earlier results that it rests on}; ``options``: what else was asked for, plain values;
    ``frames``: what no file gives, stored beside it."""

    today: date
    files: dict[str, FilesRead]
    folders: dict[str, tuple[tuple[Path, str], ...]] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    frames: tuple[tuple[Shape, pd.DataFrame], ...] = ()


def frames_given(*frames: tuple[Shape, pd.DataFrame | None]) -> tuple[tuple[Shape, pd.DataFrame], ...]:
    """Return ``frames`` of a recipe: those that are there."""
    return tuple((shape, frame) for shape, frame in frames if frame is not None)


def files_read(
    files: Sequence[SourceFile], unread: Sequence[pd.DataFrame] = (), forced: Forced | None = None
) -> FilesRead:
    """Return what a recipe stores of files that were opened (:func:`sources.open_sources`)."""
    records = [row for found in unread for row in found[list(FINDINGS.columns)].astype(object).to_dict("records")]
    plain = tuple({str(key): int(row[key]) if key == "row" else str(row[key]) for key in row} for row in records)
    return FilesRead(tuple((file.path.resolve(), file.sha256) for file in files), dict(forced or {}), plain)


def open_again(
    files: FilesRead, passwords: Sequence[str], stage: Stage, rules: Policy | None = None, book: str = "roster"
) -> tuple[list[SourceFile], list[pd.DataFrame]]:
    """Open the same files once more; return them as :func:`sources.open_sources` does, and raise Stop as it does."""
    sources = Sources(tuple(path for path, _ in files.sources), files.forced, book)
    opened, _ = open_sources(sources, passwords, stage, rules)
    labels = {name: "category" for name, dtype in FINDINGS.columns.items() if dtype == LABEL}
    unread = pd.DataFrame(list(files.unread), columns=list(FINDINGS.columns)).astype(FINDINGS.columns).astype(labels)
    return opened, [FINDINGS.check(unread)] if len(unread) else []


def obstacles(recipe: Recipe | None) -> list[tuple[str, dict[str, str]]]:
    """Return what keeps a result from being made again, as codes and fields: R18 for one that stores no recipe, R10, R11, R19 or R20 with each
    file or folder that is not as it was; nothing if it can be."""
    if recipe is None:
        return [("R18", {"why": "没有记下来源文件（在工作簿中做的，或是清算的补发）"})]
    return [(code, {"file": file}) for code, file in _missing(recipe)]


def _missing(recipe: Recipe) -> list[tuple[str, str]]:
    """(code, name) of each file or folder that is not as it was."""
    found = []
    for files in recipe.files.values():
        for path, sha256 in files.sources:
            if not path.is_file():
                found.append(("R10", path.name))
            elif sha256_of(path) != sha256:
                found.append(("R11", path.name))
    for folders in recipe.folders.values():
        for path, seal in folders:
            code = _fault_of(path, seal)
            found += [(code, path.name)] if code else []
    return found


def _fault_of(folder: Path, seal: str) -> str:
    """What is wrong with an earlier result; "" if it is as it was."""
    try:
        opened = ResultFolder.open(folder).require_data()
    except Stop:
        return "R20" if names.is_result(folder) else "R19"
    return "" if opened.seal == seal else "R20"


def store(folder: Path, recipe: Recipe | None, name: str = "") -> None:
    """Store a recipe, None where a result was not made from files alone, and the ``name`` of its batch. Raises OSError if the disk refuses."""
    if recipe is not None:
        for shape, frame in recipe.frames:
            store_frame(folder, shape, frame)
    content = None if recipe is None else _content(recipe)
    store_json(folder, names.RECIPE, {"name": name, "recipe": content}, names.RECIPE_SCHEMA)


def stored(opened: ResultFolder) -> Recipe | None:
    """Return the recipe of a result without its frames, None if it was not made from files. Raises Stop(S91) if it cannot be read."""
    content = opened.json(names.RECIPE, names.RECIPE_SCHEMA)["recipe"]
    try:
        return None if content is None else _recipe(content)
    except ValueError:  # a day that is none: only an edited record says so
        raise Stop("S91", folder=opened.path, why=f"{names.DATA}/{names.RECIPE} 读不出来") from None


def _content(recipe: Recipe) -> dict[str, Any]:
    return {
        "today": recipe.today.isoformat(),
        "files": [
            {
                "use": use,
                "sources": [{"path": str(path), "sha256": sha256} for path, sha256 in files.sources],
                "forced": [
                    {"path": str(path), "sheet": sheet, "role": role} for (path, sheet), role in files.forced.items()
                ],
                "unread": list(files.unread),
            }
            for use, files in recipe.files.items()
        ],
        "folders": [
            {"use": use, "path": str(path.resolve()), "seal": seal}
            for use, folders in recipe.folders.items()
            for path, seal in folders
        ],
        "options": recipe.options,
    }


def _recipe(content: dict[str, Any]) -> Recipe:
    folders: dict[str, tuple[tuple[Path, str], ...]] = {}
    for each in content["folders"]:
        folders[each["use"]] = (*folders.get(each["use"], ()), (Path(each["path"]), each["seal"]))
    files = {
        each["use"]: FilesRead(
            tuple((Path(row["path"]), row["sha256"]) for row in each["sources"]),
            {(Path(row["path"]), row["sheet"]): row["role"] for row in each["forced"]},
            tuple(each["unread"]),
        )
        for each in content["files"]
    }
    return Recipe(date.fromisoformat(content["today"]), files, folders, content["options"])
