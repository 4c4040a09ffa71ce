"""The ribbon XML: what is made passes our rules and Microsoft's schema, our rules allow no more than it does, each notices its fault.

Microsoft's schema is here as data of its Open XML SDK, which the package openxml-audit carries with a validator that reads it.
"""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from openxml_audit import OpenXmlValidator

from huibao_xl.addin.build import build
from huibao_xl.addin.ribbon import (
    ATTRIBUTES,
    CALLBACK,
    CHILDREN,
    ICONS,
    NAMESPACE,
    NARROWEST,
    check,
    ribbon_xml,
    width,
)
from huibao_xl.commands import Button, buttons
from huibao_xl.excel import udfs

BUTTONS = [
    Button(
        id="check.book",
        label="核对",
        group="认定",
        icon="AcceptInvitation",
        screentip="核对本工作簿",
        supertip="检查证件号码、姓名和街镇。",
    ),
    Button(
        id="decide.run",
        label="认定",
        group="认定",
        icon="Filter",
        screentip="认定资格",
        supertip="逐行认定 <补贴>、待核 & 不补。",
    ),
    Button(
        id="undo.last",
        label='撤销"上一步"',
        group="工具",
        icon="Undo",
        screentip="撤销",
        supertip="恢复上一步之前的内容。",
        size="menu",
    ),
]


def elements(kind: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(ribbon_xml(BUTTONS)).iter(f"{{{NAMESPACE}}}{kind}"))


def test_each_command_is_one_button_with_its_texts_and_the_one_callback() -> None:
    shown = [
        (button.get("tag"), button.get("label"), button.get("size"), button.get("onAction"))
        for button in elements("button")
    ]
    assert shown == [
        ("check.book", "核对", "large", CALLBACK),
        ("decide.run", "认定", "large", CALLBACK),
        ("undo.last", '撤销"上一步"', None, CALLBACK),
    ]
    (more,) = elements("menu")
    assert (more.get("label"), more.get("supertip")) == ("更多", '撤销"上一步"')
    assert [button.get("description") for button in more] == ["撤销"]


def test_the_ribbon_fits_the_narrowest_screen() -> None:
    assert width(buttons()) <= NARROWEST < width([*buttons(), *BUTTONS])
    assert width(BUTTONS[:1]) == 44 + 10 and width(BUTTONS[2:]) == 44 + 10
    long = [replace(BUTTONS[0], id=f"a{n}", label="一二三四五六七八") for n in range(13)]
    with pytest.raises(ValueError, match="1388 pixels wide"):
        ribbon_xml(long)


def test_what_is_used_every_year_is_large() -> None:
    large = [button.label for button in buttons() if button.size == "large"]
    year = "导入名册 核验名册 认定资格 比对决定 列对应 查某人 计算补贴 区镇分摊 预算表 平衡检查 公示表 制单 审核 审批 导出银行文件 登记回盘 待办 补贴清算 撤销上一步"
    assert large == year.split()
    assert len(buttons()) - len(large) >= 15


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
        ribbon_xml([replace(BUTTONS[0], **change), *BUTTONS[1:]])


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<backstage/>", "customUI: backstage may not stand here"),
        ('<ribbon><tabs><tab id="t" label="l" colour="red"/></tabs></ribbon>', "tab t: unknown attribute colour"),
        ('<ribbon><tabs><tab id="t" label="l" keytip="HUIB"/></tabs></ribbon>', "tab t: keytip has 4 characters"),
        ('<ribbon><tabs><tab id="1 t" label="l"/></tabs></ribbon>', "tab 1 t: id is no name"),
        ('<ribbon><tabs><tab id="t" label="l" keytip="A B"/></tabs></ribbon>', "tab t: a space in keytip"),
        ('<ribbon><tabs><tab id="t" label="l" visible="yes"/></tabs></ribbon>', "tab t: visible yes"),
        ('<ribbon startFromScratch="no"/>', "ribbon: startFromScratch no"),
        ("<ribbon/><ribbon/>", "customUI: 2 times ribbon"),
        (
            '<ribbon><tabs><tab id="t" label="l"><group id="g" label="l"><menu id="m" label="l">'
            f'<button id="b" label="l" size="large" tag="t" onAction="{CALLBACK}"/></menu></group></tab></tabs></ribbon>',
            "menu m: size of what stands in it",
        ),
        (
            '<ribbon><tabs><tab id="t" label="l"><group id="g" label="l"><menu id="m" label="l" itemSize="huge"/></group>'
            "</tab></tabs></ribbon>",
            "menu m: itemSize huge",
        ),
        ("<ribbon><tabs/></ribbon>", "tabs: no tab"),
        (
            '<ribbon><tabs><tab id="t" label="l" insertAfterMso="TabHome" insertBeforeMso="TabHome"/></tabs></ribbon>',
            "tab t: two places",
        ),
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


def schema() -> dict[str, Any]:
    """{element that stands on the ribbon: what Microsoft's schema says of it}"""
    path = resources.files("openxml_audit") / "data/openxml/schemas/schemas_microsoft_com_office_2009_07_customui.json"
    types = {entry["Name"]: entry for entry in json.loads(path.read_text(encoding="utf-8"))["Types"]}
    plain = {kind: f"mso14:CT_{kind[0].upper()}{kind[1:]}/mso14:{kind}" for kind in ATTRIBUTES}
    return {kind: types[plain[kind]] for kind in ATTRIBUTES if plain[kind] in types} | {
        "customUI": types["mso14:CT_CustomUI/mso14:customUI"]
    }


def named(particle: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """The elements of a content model with the largest number of each."""
    for item in particle["Items"]:
        most = item.get("Occurs", [{}])[0].get("Max", 1)
        if "Name" in item:
            yield item["Name"].rpartition(":")[2], most
        else:
            yield from ((name, most * n) for name, n in named(item))


@pytest.mark.parametrize("kind", ATTRIBUTES)
def test_our_rules_allow_no_attribute_and_no_child_that_microsofts_schema_does_not(kind: str) -> None:
    entry = schema()[kind]
    assert ATTRIBUTES[kind] <= {attribute["QName"].removeprefix(":") for attribute in entry.get("Attributes", [])}
    children = {child["Name"].rpartition(":")[2] for child in entry.get("Children", [])}
    assert CHILDREN.get(kind, set()) <= children


def in_its_place(kind: str, attributes: str) -> str:
    """An element with these attributes, in the elements that it may stand in."""
    text, inside = f"<{kind} {attributes}/>", kind
    while inside != "customUI":
        inside = next(parent for parent, children in CHILDREN.items() if inside in children)
        text = f"<{inside}>{text}</{inside}>"
    return text.replace("<customUI>", f'<customUI xmlns="{NAMESPACE}">')


@pytest.mark.parametrize("kind", [kind for kind in ATTRIBUTES if ATTRIBUTES[kind]])
def test_our_lengths_are_microsofts(kind: str) -> None:
    for attribute in schema()[kind]["Attributes"]:
        name = attribute["QName"].removeprefix(":")
        limits = [
            int(argument["Value"])
            for validator in attribute.get("Validators", [])
            for argument in validator.get("Arguments", [])
            if argument["Name"] == "MaxLength"
        ]
        if name not in ATTRIBUTES[kind] or not limits:
            continue
        (most,) = limits
        for length, long in ((most, False), (most + 1, True)):
            said = check(in_its_place(kind, f'{name}="{"x" * length}"'))
            assert any(f"{name} has {length} characters" in fault for fault in said) == long


def test_what_microsofts_schema_counts_is_what_we_count() -> None:
    counted = {kind: dict(named(entry["Particle"])) for kind, entry in schema().items() if "Particle" in entry}
    assert counted["customUI"]["ribbon"] == counted["ribbon"]["tabs"] == 1
    assert counted["tabs"]["tab"] == counted["tab"]["group"] == 100
    assert counted["group"]["button"] == 1000
    groups = "".join(f'<group id="g{n}" label="l"/>' for n in range(101))
    said = check(
        f'<customUI xmlns="{NAMESPACE}"><ribbon><tabs><tab id="t" label="l">{groups}</tab></tabs></ribbon></customUI>'
    )
    assert said == ["tab t: 101 times group"]


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ribbon") / "huibao.xlam"
    build(path, buttons(), udfs)
    return path


def faults(addin: Path) -> list[str]:
    """What the validator says of the whole add-in, every part of it."""
    return [str(error.description) for error in OpenXmlValidator().validate(str(addin)).errors]


def test_the_built_addin_is_valid_by_microsofts_schemas(addin: Path) -> None:
    assert faults(addin) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('size="large"', 'size="huge"', "huge"),
        ("<tabs>", "<backstage/><tabs>", "backstage"),
        ('id="huibao.roster.new"', 'id="1 2"', "1 2"),
        ('supertip="', f'supertip="{"长" * 1024}', "1024"),
    ],
)
def test_the_validator_would_have_noticed(addin: Path, tmp_path: Path, old: str, new: str, says: str) -> None:
    broken = tmp_path / "broken.xlam"
    with zipfile.ZipFile(addin) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "customUI/customUI14.xml":
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode(), 1)
            target.writestr(name, content)
    assert any(says in fault for fault in faults(broken))
