"""README, handbook and CI say what the program does: each command, sheet, code and link in one place has its twin in the other."""

import re
from pathlib import Path

from huibao_xl.commands import lines
from huibao_xl.reasons import CATALOGUE

TOP = Path(__file__).parent.parent
README = (TOP / "README.md").read_text(encoding="utf-8")
HANDBOOK = (TOP / "docs" / "手册.md").read_text(encoding="utf-8")


def test_every_command_that_a_page_names_exists() -> None:
    """That every command stands on the pages: tests/commands/test_registry.py, which compares their tables with the registry."""
    words = {line.name.partition(" ")[0] for line in lines()}
    pages = [TOP / "README.md", *sorted((TOP / "docs").glob("*.md"))]
    typed = [
        (page.name, word)
        for page in pages
        for word in re.findall(r"\bhuibao ([a-z][\w-]*)", page.read_text(encoding="utf-8"))
    ]
    assert len(typed) > 60 and not [(page, word) for page, word in typed if word not in words]


def test_ci_runs_the_readme_s_two_commands() -> None:
    written = README.splitlines()
    for end in ("/pytest", "huibao demo"):
        assert len([line for line in written if re.fullmatch(rf"python3 -m venv .*{end}", line)]) == 1
    script = (TOP / ".ci" / "run").read_text(encoding="utf-8")
    assert "readme_command '/pytest'" in script and "readme_command 'huibao demo'" in script


def test_every_decision_is_explained_in_the_handbook() -> None:
    codes = {code for code, reason in CATALOGUE.items() if reason.disposition}
    rows = dict(re.findall(r"^\| (OK|[HX]\d\d) \| (\S+) \|", HANDBOOK, re.MULTILINE))
    assert rows == {code: CATALOGUE[code].disposition for code in codes}


def test_every_code_that_a_clerk_meets_stands_in_the_handbook() -> None:
    """Codes of tables for staff; the sentences of stops and of verifying are read whole, without a code."""
    codes = {code for code in CATALOGUE if code[0] not in "SR"}
    rows = re.findall(r"^\| ([A-Z][\w、 ]*) \|", HANDBOOK.replace("（警告）", ""), re.MULTILINE)
    listed = [code for row in rows for code in re.findall(r"OK|[HXIWBCLM]\d\d", row)]
    assert set(listed) == codes


def test_links_and_pictures_exist() -> None:
    for page in [TOP / "README.md", *sorted((TOP / "docs").glob("*.md"))]:
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
