"""One list of commands: the ribbon, the README, the handbook and the committed add-in say the same as COMMANDS."""

import re
from pathlib import Path

from huibao_xl import resources
from huibao_xl.addin.build import build, differences
from huibao_xl.addin.ribbon import ribbon_xml
from huibao_xl.excel import sheets, store
from huibao_xl.excel.commands import COMMANDS
from huibao_xl.rosters.fields import guide_sheets, is_hidden_store

TOP = Path(__file__).parent.parent.parent
TABLE = [(command.group, command.label, command.screentip) for command in COMMANDS]


def _table(page: str) -> list[tuple[str, ...]]:
    text = (TOP / page).read_text(encoding="utf-8")
    groups = "|".join(dict.fromkeys(command.group for command in COMMANDS))
    return re.findall(rf"^\| ({groups}) \| (\S+) \| (.+) \|$", text, re.MULTILINE)


def test_the_readme_lists_every_button() -> None:
    assert _table("README.md") == TABLE


def test_the_handbook_lists_every_button() -> None:
    assert _table("docs/手册.md") == TABLE


def test_the_ribbon_has_every_button() -> None:
    labels = re.findall(r'<button[^>]* label="([^"]+)"', ribbon_xml(COMMANDS))
    assert labels == [command.label for command in COMMANDS]


def test_the_committed_add_in_is_what_a_rebuild_gives(tmp_path: Path) -> None:
    rebuilt = tmp_path / "huibao.xlam"
    build(rebuilt, COMMANDS)
    assert differences(rebuilt, resources.folder("workbooks") / "huibao.xlam") == []


def test_no_sheet_that_a_command_makes_is_ever_read_as_a_list() -> None:
    assert {*sheets.RESULTS, sheets.START} <= guide_sheets()
    assert is_hidden_store(store.SHEET)
