"""The ribbon: customUI XML made from the buttons of the registry, and the checks that Excel makes without telling anybody.

One tab: in each group what is used every year is large, the rest stands in a menu at its end. It fits the narrowest screen that offices
have (:data:`NARROWEST`): where a ribbon is too wide Excel folds whole groups into one icon each.

Excel drops a ribbon with one fault in it silently, and shows no icon for an imageMso that it does not know. So what is made is checked
here by rules: which elements and attributes there are and in which number, unique ids that are names, 1 to 1024 characters (4096 for a
description, 3 without a space for a keytip), sizes; and every icon must be in :data:`ICONS`. The rules are those of Microsoft's
schema (customUI14.xsd, namespace 2009/07) for the few elements that are used. ``tests/addin/test_ribbon.py`` holds them to that
schema as Microsoft's Open XML SDK publishes it (data that the package openxml-audit carries), and checks the built ribbon against it.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from huibao_xl.commands import Button

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
CALLBACK = "HuibaoRibbon.OnAction"
TAB = ("huibao", "沪惠保")
TAG = re.compile(r"[A-Za-z0-9._]{1,64}")
"""What a command id may be made of: it becomes part of a Python command (``HuibaoTagIsSafe`` in VBA checks the same)."""

ICONS = frozenset(
    [
        "AcceptInvitation",
        "AccountingFormat",
        "AddInManager",
        "AdvancedFilterDialog",
        "AttachFile",
        "AutoSum",
        "CalculateNow",
        "Calculator",
        "Camera",
        "Clear",
        "ConditionalFormattingMenu",
        "Consolidate",
        "Copy",
        "Cut",
        "DataValidation",
        "DeclineInvitation",
        "Delete",
        "DollarSign",
        "ErrorChecking",
        "ExportExcel",
        "ExportTextFile",
        "FileFind",
        "FileNew",
        "FileOpen",
        "FilePrint",
        "FilePrintPreview",
        "FileSave",
        "FileSaveAs",
        "FileSendAsAttachment",
        "Filter",
        "FindDialog",
        "Folder",
        "FunctionWizard",
        "GroupInsertTables",
        "HappyFace",
        "Help",
        "HyperlinkInsert",
        "ImportExcel",
        "ImportTextFile",
        "Info",
        "Lock",
        "MacroPlay",
        "NameManager",
        "Paste",
        "PivotTableInsert",
        "Redo",
        "Refresh",
        "RefreshAll",
        "RemoveDuplicates",
        "Repeat",
        "ReplaceDialog",
        "ReviewAcceptChange",
        "ReviewNewComment",
        "ReviewRejectChange",
        "SadFace",
        "SaveAll",
        "SheetProtect",
        "SortDialog",
        "SortDown",
        "SortUp",
        "Spelling",
        "TableInsertExcel",
        "TraceError",
        "TracePrecedents",
        "Undo",
    ]
)
"""Built-in images that are in use in published ribbons or are built-in controls of Excel. Whether one shows can only be seen in Excel."""

_COMMON = {"label", "screentip", "supertip", "keytip", "visible", "enabled", "tag", "id"}
ATTRIBUTES = {
    "customUI": set[str](),
    "ribbon": {"startFromScratch"},
    "tabs": set[str](),
    "tab": {"id", "label", "keytip", "visible", "tag", "insertAfterMso", "insertBeforeMso"},
    "group": _COMMON - {"enabled"} | {"imageMso", "autoScale", "centerVertically"},
    "button": _COMMON | {"size", "onAction", "imageMso", "showLabel", "showImage", "description"},
    "menu": _COMMON | {"size", "itemSize", "imageMso", "showLabel", "showImage", "description"} - {"tag"},
    "separator": {"id", "visible"},
}
CHILDREN = {
    "customUI": {"ribbon"},
    "ribbon": {"tabs"},
    "tabs": {"tab"},
    "tab": {"group"},
    "group": {"button", "menu", "separator"},
    "menu": {"button"},
}
_NAMES = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")
_LIMITS = {"keytip": 3, "description": 4096}
_MOST = {"ribbon": 1, "tabs": 1, "tab": 100, "group": 100, "button": 1000, "menu": 1000}
"""How many of an element may stand in their parent."""
_BOOLEAN = {"visible", "enabled", "showLabel", "showImage", "startFromScratch", "autoScale", "centerVertically"}
_SIZES = ("normal", "large")
_TRUTH = ("true", "false", "1", "0")
_MORE, _MORE_ICON = "更多", "Folder"
"""What every menu is called, and its icon."""

NARROWEST = 1330
"""Pixels for groups on a screen of 1,366, without the window's edges and the button that folds the ribbon."""
_CHARACTER, _BESIDE_LABEL, _LEAST, _GROUP = 12, 10, 44, 10
"""Pixels at 96 dpi: a Chinese character of a label (9 points), what stands beside it, the narrowest large button (its icon has 32), the edges of a group
with the line after it. Counted generously: a label of a large button may stand on two lines, and is counted as one."""


def ribbon_xml(buttons: Sequence[Button]) -> str:
    """Return the customUI XML of one tab: a group per distinct ``group``, a button for each of ``buttons``, in the order given; those of size ``menu`` in
    the group's menu.

    Raises ValueError naming the faults if Excel would not show it as meant, or not all of it on the narrowest screen.
    """
    lines = [
        f'<customUI xmlns="{NAMESPACE}">',
        "  <ribbon>",
        "    <tabs>",
        f"      <tab id={quoteattr(TAB[0])} label={quoteattr(TAB[1])}>",
    ]
    for number, (group, members) in enumerate(_groups(buttons).items(), 1):
        id = f"{TAB[0]}.group{number}"
        lines.append(f'        <group id="{id}" label={quoteattr(group)} autoScale="true">')
        lines += [f"          {_button(button)}" for button in members if button.size != "menu"]
        lines += _menu(f"{id}.more", group, [button for button in members if button.size == "menu"])
        lines.append("        </group>")
    text = "\n".join([*lines, "      </tab>", "    </tabs>", "  </ribbon>", "</customUI>", ""])
    faults = check(text)
    if (wide := width(buttons)) > NARROWEST:
        faults.append(f"{wide} pixels wide")
    if faults:
        raise ValueError("; ".join(faults))
    return text


def _groups(buttons: Sequence[Button]) -> dict[str, list[Button]]:
    names = dict.fromkeys(button.group for button in buttons)
    return {name: [button for button in buttons if button.group == name] for name in names}


def width(buttons: Sequence[Button]) -> int:
    """Return how wide the tab is, in pixels at 96 dpi: by the lengths of the labels and Excel's sizes."""
    return sum(_group_width(name, members) for name, members in _groups(buttons).items())


def _group_width(name: str, members: Sequence[Button]) -> int:
    labels = [button.label for button in members if button.size != "menu"]
    labels += [_MORE] if len(labels) < len(members) else []
    inside = sum(max(_LEAST, len(label) * _CHARACTER + _BESIDE_LABEL) for label in labels)
    return max(inside, len(name) * _CHARACTER) + _GROUP


def _menu(id: str, group: str, buttons: Sequence[Button]) -> list[str]:
    """The menu of a group, each of its buttons with what it does; nothing if there is none."""
    if not buttons:
        return []
    attributes = {
        "id": id,
        "label": _MORE,
        "size": "large",
        "itemSize": "large",
        "imageMso": _MORE_ICON,
        "screentip": f"{group}：其余的按钮",
        "supertip": "、".join(button.label for button in buttons),
    }
    lines = [f"            {_button(button)}" for button in buttons]
    return [f"          <menu {_written(attributes)}>", *lines, "          </menu>"]


def _button(button: Button) -> str:
    size = {"description": button.screentip} if button.size == "menu" else {"size": button.size}
    attributes = {
        "id": f"{TAB[0]}.{button.id}",
        "tag": button.id,
        "label": button.label,
        **size,
        "imageMso": button.icon,
        "onAction": CALLBACK,
        "screentip": button.screentip,
        "supertip": button.supertip,
    }
    return f"<button {_written(attributes)}/>"


def _written(attributes: Mapping[str, str]) -> str:
    return " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items())


def check(xml: str) -> list[str]:
    """Return what is wrong with a ribbon, empty if nothing is known to be.

    >>> check(f'<customUI xmlns="{NAMESPACE}"><ribbon><tabs><tab id="a"/></tabs></ribbon></customUI>')
    ['tab a: no label']
    """
    root = ElementTree.fromstring(xml)
    if root.tag != f"{{{NAMESPACE}}}customUI":
        return ["not customUI of 2009/07"]
    faults = _faults(root)
    ids = [element.get("id", "") for element in root.iter() if "id" in element.attrib]
    return faults + [f"id {name} twice" for name in dict.fromkeys(ids) if ids.count(name) > 1]


def _faults(element: ElementTree.Element) -> list[str]:
    """The faults of an element and of what stands in it."""
    kind = element.tag.rpartition("}")[2]
    name = f"{kind} {element.get('id', '')}".strip()
    allowed = ATTRIBUTES.get(kind)
    if allowed is None:
        return [f"{name}: unknown element"]
    faults = [f"{name}: unknown attribute {attribute}" for attribute in element.attrib if attribute not in allowed]
    faults += [
        f"{name}: {attribute} has {len(value)} characters"
        for attribute, value in element.items()
        if _is_long(attribute, value)
    ]
    faults += [f"{name}: {what}" for what in _wrong_values(kind, element)]
    if kind == "tabs" and not len(element):
        faults.append(f"{name}: no tab")
    for inside, n in Counter(child.tag.rpartition("}")[2] for child in element).items():
        if n > _MOST.get(inside, n):
            faults.append(f"{name}: {n} times {inside}")
    for child in element:
        inside = child.tag.rpartition("}")[2]
        faults += _faults(child) if inside in CHILDREN.get(kind, ()) else [f"{name}: {inside} may not stand here"]
    return faults


def _is_long(attribute: str, value: str) -> bool:
    return not 1 <= len(value) <= _LIMITS.get(attribute, 1024)


def _wrong_values(kind: str, element: ElementTree.Element) -> list[str]:
    wrong = []
    if "id" in ATTRIBUTES[kind] and not _NAMES.fullmatch(element.get("id", "")):
        wrong.append("id is no name")
    if kind in ("tab", "group", "button", "menu") and not element.get("label"):
        wrong.append("no label")
    wrong += [f"{key} {element.get(key)}" for key in ("size", "itemSize") if element.get(key, "normal") not in _SIZES]
    if kind == "menu" and any("size" in child.attrib for child in element):
        wrong.append("size of what stands in it")
    if "imageMso" in element.attrib and element.get("imageMso") not in ICONS:
        wrong.append(f"unknown icon {element.get('imageMso')}")
    wrong += [f"{key} {value}" for key, value in element.items() if key in _BOOLEAN and value not in _TRUTH]
    if {"insertAfterMso", "insertBeforeMso"} <= set(element.attrib):
        wrong.append("two places")
    if re.search(r"\s", element.get("keytip", "")):
        wrong.append("a space in keytip")
    if kind == "button" and element.get("onAction") != CALLBACK:
        wrong.append("another callback")
    if kind == "button" and not TAG.fullmatch(element.get("tag", "")):
        wrong.append("tag is no command id")
    return wrong
