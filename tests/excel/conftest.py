"""What tests of the workbook share. What is read of the same sheets and decided of the same lists follows from them, and is most of what a
button takes: it is done once, however many buttons show it, and however many tests press them on the same workbook."""

import hashlib
import json
import pickle
import shutil
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from huibao_xl.excel import desk
from huibao_xl.policy import Policy

_ORIGINALS = {name: getattr(desk, name) for name in ("collect", "decide_and_pay")}


@pytest.fixture(scope="session")
def only_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("本机")


@pytest.fixture
def tmp_path(only_place: Path) -> Path:
    """An empty folder, by the same name for every test: where a list stands is part of what is read of it."""
    shutil.rmtree(only_place)
    only_place.mkdir()
    return only_place


@pytest.fixture(scope="session", autouse=True)
def decided_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, original in _ORIGINALS.items():
            patch.setattr(desk, name, _once(original))
        yield


@pytest.fixture
def decided_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of what reading and deciding do on the way."""
    for name, original in _ORIGINALS.items():
        monkeypatch.setattr(desk, name, original)


def _once(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of values and of what shows its stages, which asks the original only for values that it has not had yet."""
    before: dict[str, Any] = {}

    def of(*values: Any) -> Any:
        key = hashlib.sha256(b"|".join(_content(each) for each in values if not callable(each))).hexdigest()
        if key not in before:
            before[key] = function(*values)
        return _apart(before[key])

    return of


def _content(value: Any) -> bytes:
    return json.dumps(value.content, sort_keys=True).encode() if isinstance(value, Policy) else pickle.dumps(value)


def _apart(record: Any) -> Any:
    """The record with frames of its own: who writes into one changes no other."""
    values = {each.name: getattr(record, each.name) for each in fields(record)}
    frames = {name: one.copy(deep=False) for name, one in values.items() if isinstance(one, pd.DataFrame)}
    return replace(record, **frames)


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of its own."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
