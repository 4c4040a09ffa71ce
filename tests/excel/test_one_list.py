"""One list of commands: the ribbon, the README, the handbook and the committed add-in say the same as COMMANDS."""

import re
from pathlib import Path

from huibao_xl import resources
from huibao_xl.excel.addin.build import build, differences
from huibao_xl.excel.commands import COMMANDS
from huibao_xl.excel.ribbon import ribbon_xml

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
