"""What the program keeps of ledgers in the user's folder stands elsewhere while tests run, and apart: for each test, and for whatever tests share.

So a test may go on from an earlier copy, and a ledger that one fixture made is not known where another one pays the same people.
"""

import os
from collections.abc import Generator
from itertools import count

import pytest

_NUMBERS = count()


def apart(request: pytest.FixtureRequest) -> str:
    """Return a folder that nobody has used."""
    return str(request.getfixturevalue("tmp_path_factory").getbasetemp() / f"用户{next(_NUMBERS)}")


class UserFolders:
    """A plugin, not part of conftest.py: of its hooks session-wide fixtures are not told."""

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest
    ) -> Generator[None, object, object]:
        """Make what tests share with a user's folder of its own."""
        if fixturedef.scope == "function" or fixturedef.argname == "tmp_path_factory":
            return (yield)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("HUIBAO_STATE", apart(request))
            return (yield)


@pytest.fixture(autouse=True)
def user_folder(request: pytest.FixtureRequest) -> None:
    """A folder of its own for each test."""
    os.environ["HUIBAO_STATE"] = apart(request)
