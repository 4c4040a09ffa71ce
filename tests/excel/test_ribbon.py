"""The ribbon XML: what is made passes the rules of the schema, and each rule notices its fault."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from huibao_xl.excel.ribbon import CALLBACK, ICONS, NAMESPACE, Command, check, ribbon_xml

COMMANDS = [
    Command("check.book", "核对", "认定", "AcceptInvitation", "核对本工作簿", "检查证件号码、姓名和街镇。"),
    Command("decide.run", "认定", "认定", "Filter", "认定资格", "逐行认定 <补贴>、待核 & 不补。"),
    Command("undo.last", '撤销"上一步"', "工具", "Undo", "撤销", "恢复上一步之前的内容。", size="normal"),
]


def elements(kind: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(ribbon_xml(COMMANDS)).iter(f"{{{NAMESPACE}}}{kind}"))


def test_each_command_is_one_button_with_its_texts_and_the_one_callback() -> None:
    shown = [
        (button.get("tag"), button.get("label"), button.get("size"), button.get("onAction"))
        for button in elements("button")
    ]
    assert shown == [
        ("check.book", "核对", "large", CALLBACK),
        ("decide.run", "认定", "large", CALLBACK),
        ("undo.last", '撤销"上一步"', "normal", CALLBACK),
    ]


def test_groups_stand_in_the_order_of_the_commands() -> None:
    assert [(group.get("label"), len(group)) for group in elements("group")] == [("认定", 2), ("工具", 1)]


def test_markup_in_texts_stays_text() -> None:
    assert elements("button")[1].get("supertip") == "逐行认定 <补贴>、待核 & 不补。"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"icon": "NoSuchIcon"}, "unknown icon NoSuchIcon"),
        ({"size": "huge"}, "size huge"),
        ({"label": ""}, "no label"),
        ({"supertip": "长" * 1025}, "supertip has 1025 characters"),
        ({"screentip": ""}, "screentip has 0 characters"),
        ({"id": "x');import os#"}, "tag is no command id"),
        ({"id": "核对"}, "id is no name"),
        ({"id": "decide.run"}, "id huibao.decide.run twice"),
    ],
)
def test_each_fault_is_noticed(change: dict[str, str], fault: str) -> None:
    with pytest.raises(ValueError, match=fault.replace("(", "\\(")):
        ribbon_xml([replace(COMMANDS[0], **change), *COMMANDS[1:]])


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<backstage/>", "customUI: backstage may not stand here"),
        ('<ribbon><tabs><tab id="t" label="l" colour="red"/></tabs></ribbon>', "tab t: unknown attribute colour"),
        ('<ribbon><tabs><tab id="t" label="l" keytip="HUIB"/></tabs></ribbon>', "tab t: keytip has 4 characters"),
        ('<ribbon><tabs><tab id="1 t" label="l"/></tabs></ribbon>', "tab 1 t: id is no name"),
    ],
)
def test_xml_from_elsewhere_is_checked_too(body: str, fault: str) -> None:
    assert check(f'<customUI xmlns="{NAMESPACE}">{body}</customUI>') == [fault]


def test_the_older_namespace_is_refused() -> None:
    assert check('<customUI xmlns="http://schemas.microsoft.com/office/2006/01/customui"/>') == [
        "not customUI of 2009/07"
    ]


def test_icons_are_names() -> None:
    assert all(name.isascii() and name.isalnum() and name[0].isupper() for name in ICONS)
