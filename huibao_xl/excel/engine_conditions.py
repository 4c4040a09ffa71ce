"""Conditional formats of a range: found, added (by a formula) and deleted, with the order that Excel gives them."""

from collections.abc import Iterator
from typing import Any

from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from xlwings import base_classes

from huibao_xl.excel.engine_address import Box, a1, box_of
from huibao_xl.excel.engine_style import argb, as_rgb, shown

_KINDS = {
    "expression": "custom",
    "cellIs": "cell_value",
    "colorScale": "color_scale",
    "dataBar": "data_bar",
    "iconSet": "icon_set",
}


class ConditionalFormats(base_classes.ConditionalFormats):
    """The rules that touch a block, the one that counts most first."""

    def __init__(self, ws: Any, box: Box) -> None:
        self._ws, self._box = ws, box

    def _rules(self) -> list[Any]:
        found = [
            rule
            for entry in self._ws.conditional_formatting
            if any(_touch(self._box, box_of(str(part))) for part in entry.sqref.ranges)
            for rule in entry.rules
        ]
        return sorted(found, key=lambda rule: rule.priority)

    def __len__(self) -> int:
        return len(self._rules())

    def __iter__(self) -> Iterator["ConditionalFormat"]:
        return (ConditionalFormat(self._ws, rule) for rule in self._rules())

    def __call__(self, index: int) -> "ConditionalFormat":
        """Return a rule by number from 1."""
        return ConditionalFormat(self._ws, self._rules()[index - 1])

    def add_custom(self, spec: dict[str, Any]) -> "ConditionalFormat":
        """Add a rule by formula; it comes before all others, as xlwings asks Excel for."""
        fill, font = spec.get("fill_color"), {name: spec.get(f"font_{name}") for name in ("color", "bold", "italic")}
        look = DifferentialStyle(
            fill=PatternFill(bgColor=argb(as_rgb(fill))) if fill is not None else None,
            font=Font(b=font["bold"], i=font["italic"], color=font["color"] and argb(as_rgb(font["color"])))
            if any(part is not None for part in font.values())
            else None,
        )
        _renumber(self._ws, 1, 1)
        rule = Rule(
            "expression", dxf=look, formula=[spec["formula"][1:]], priority=1, stopIfTrue=spec["stop_if_true"] or None
        )
        self._ws.conditional_formatting.add(a1(self._box), rule)
        return ConditionalFormat(self._ws, rule)

    def clear(self) -> None:
        """Delete every rule that touches the block."""
        for rule in list(self):
            rule.delete()


class ConditionalFormat(base_classes.ConditionalFormat):
    """One rule."""

    def __init__(self, ws: Any, rule: Any) -> None:
        self._ws, self._rule = ws, rule

    @property
    def type(self) -> str:
        """Its kind; "unknown" for those that xlwings does not tell apart."""
        return _KINDS.get(self._rule.type, "unknown")

    @property
    def formula(self) -> str | None:
        """The formula of a rule by formula."""
        return f"={self._rule.formula[0]}" if self.type == "custom" else None

    @property
    def fill_color(self) -> tuple[int, int, int] | None:
        """The colour that it fills with."""
        fill = self._rule.dxf and self._rule.dxf.fill
        return shown(fill.bgColor, self._ws.parent.loaded_theme) if fill else None

    def delete(self) -> None:
        """Delete the rule; those after it move up."""
        others = ConditionalFormattingList()
        for entry in self._ws.conditional_formatting:
            for rule in entry.rules:
                if rule is not self._rule:
                    others.add(str(entry.sqref), rule)
        self._ws.conditional_formatting = others
        _renumber(self._ws, self._rule.priority, -1)


def _renumber(ws: Any, first: int, by: int) -> None:
    """Move the priorities from ``first`` on."""
    for entry in ws.conditional_formatting:
        for rule in entry.rules:
            if rule.priority >= first:
                rule.priority += by


def _touch(first: Box, second: Box) -> bool:
    return first[0] <= second[2] and second[0] <= first[2] and first[1] <= second[3] and second[1] <= first[3]
