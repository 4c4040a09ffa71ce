"""Whether the formulas of a form that the bureau restyled still are those of the original form.

A formula that stays in a filled form is what Excel shows once it has calculated, whatever value was written. One that somebody
overwrote (``=0``, ``=1+1``) would show another amount, or another number of people, than the result has. Cells may have moved:
formulas are compared by the names of the cells that they use, not by their addresses.
"""

import re

from openpyxl.formula import Tokenizer
from openpyxl.utils import get_column_letter, range_boundaries

from huibao_xl.files.writing.template import Template
from huibao_xl.reasons import Stop

_MOST_CELLS = 10_000
"""A reference to more cells than this is compared as it stands."""
_CELLS = re.compile(r"\$?[A-Z]{1,3}\$?\d+(:\$?[A-Z]{1,3}\$?\d+)?")


def require_original(form: Template, original: Template) -> None:
    """Raise Stop(S10) naming a cell with a formula that the ``original`` does not have there. A plain cell is filled with
    the value and needs no formula."""
    for name, (row, column) in form.values.items():
        if name not in original.values or not (found := formula_of(form, name)):
            continue
        if found != (ours := formula_of(original, name)):
            place = f"{get_column_letter(column)}{row}"
            shown, should = form.cells[(row, column)][0], original.cells[original.values[name]][0]
            if not ours:
                why = f"公式被改成“{shown}”，那里不应有公式"
            elif _same_text(shown, should):  # the cells that it uses are others: a name was moved, or two were swapped
                why = f"公式“{shown}”现在算的是“={found}”，应为“={ours}”：名称指到了别的单元格"
            else:
                why = f"公式被改成“{shown}”，应为“{should}”"
            raise Stop("S10", file=form.file, why=f"的“{name}”（{place}）的{why}")


def _same_text(one: str, other: str) -> bool:
    """Whether two formulas read the same, but for case, blanks and the marks of fixed references ($)."""
    first, second = (re.sub(r"[\s$]", "", each).upper() for each in (one, other))
    return first == second


def formula_of(form: Template, name: str) -> str:
    """Return the formula of the cell called ``name``, its references by the names of the cells they mean; "" if it has none."""
    content, _ = form.cells.get(form.values[name], (None, {}))
    if not isinstance(content, str) or not content.startswith("="):
        return ""
    places = {place: each for each, place in form.values.items()}
    places |= {(form.list_row, column): each for each, column in form.lists.items()}
    words = [
        _meant(form, token.value, places) if token.type == "OPERAND" and token.subtype == "RANGE" else token.value
        for token in Tokenizer(content).items
        if token.type != "WHITE-SPACE"
    ]
    return "".join(words).upper()


def _meant(form: Template, reference: str, places: dict[tuple[int, int], str]) -> str:
    """A reference: another sheet or a name as it stands, cells of this sheet as the names and other contents in them."""
    sheet, _, area = reference.replace("$", "").rpartition("!")
    sheet = sheet.strip("'")
    if (sheet and sheet != form.source.title) or not _CELLS.fullmatch(area):
        return f"{sheet}!{area}" if sheet else area
    left, top, right, bottom = (int(edge or 0) for edge in range_boundaries(area))
    if (right - left + 1) * (bottom - top + 1) > _MOST_CELLS:
        return area
    inside = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
    words = [places.get(place) or _other(form, place) for place in inside]
    return f"[{'、'.join(word for word in words if word)}]"


def _other(form: Template, place: tuple[int, int]) -> str:
    """A cell without a name: what it adds to a sum; text adds nothing."""
    content, _ = form.cells.get(place, (None, {}))
    is_text = isinstance(content, str) and not content.startswith("=")
    return "" if content is None or is_text else str(content)
