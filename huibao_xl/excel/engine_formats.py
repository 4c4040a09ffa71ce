"""What a range shows of formats: numbers, fills, fonts, alignment, widths and heights."""

from copy import copy
from typing import Any

from openpyxl.styles import Border, Side
from xlwings import base_classes

from huibao_xl.excel import engine_lines
from huibao_xl.excel.engine_cells import Cells, NoApi
from huibao_xl.excel.engine_conditions import ConditionalFormats
from huibao_xl.excel.engine_style import argb, as_rgb, fill_color, fill_of, restyle, shown, with_value

_ALL_SIDES = 6


class Font(base_classes.Font):
    """The font of a range."""

    def __init__(self, parent: Any) -> None:
        self.parent = parent

    def _get(self, name: str) -> Any:
        return self.parent._shared(lambda cell: getattr(cell.font, name))

    def _set(self, name: str, value: Any) -> None:
        self.parent._restyle("font", with_value(name, value))

    @property
    def api(self) -> NoApi:
        """Not usable."""
        return NoApi()

    @property
    def bold(self) -> Any:
        """Bold; None when cells differ."""
        return self.parent._shared(lambda cell: bool(cell.font.b))

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set("b", value)

    @property
    def italic(self) -> Any:
        """Italic; None when cells differ."""
        return self.parent._shared(lambda cell: bool(cell.font.i))

    @italic.setter
    def italic(self, value: bool) -> None:
        self._set("i", value)

    @property
    def size(self) -> Any:
        """Size in points."""
        return self._get("sz")

    @size.setter
    def size(self, value: float) -> None:
        self._set("sz", value)

    @property
    def name(self) -> Any:
        """Name of the font."""
        return self._get("name")

    @name.setter
    def name(self, value: str) -> None:
        self.parent._restyle("font", _renamed(value))

    @property
    def color(self) -> Any:
        """Colour; black where it is automatic."""
        theme = self.parent.sheet.book.wb.loaded_theme
        return self.parent._shared(lambda cell: shown(cell.font.color, theme) or (0, 0, 0))

    @color.setter
    def color(self, color_or_rgb: Any) -> None:
        self._set("color", argb(as_rgb(color_or_rgb)))


class Borders(base_classes.Borders):
    """The lines around and between the cells of a block: thin ones on all sides, or none."""

    def __init__(self, parent: Any) -> None:
        self.parent = parent

    def set(
        self, which: Any = (), *, line_style: Any = "continuous", weight: Any = "thin", color: Any = (0, 0, 0)
    ) -> None:
        """Draw all lines; what xlwings offers beyond is not needed here."""
        if len(which) < _ALL_SIDES or (line_style, weight) != ("continuous", "thin"):
            raise NotImplementedError("borders: the openpyxl engine draws thin lines on all sides only")
        line = Side("thin", argb(as_rgb(color)))
        self.parent._restyle("border", lambda _: Border(line, line, line, line))


def _renamed(value: str) -> Any:
    """Name a font; its tie to the theme, which would win, goes."""

    def change(font: Any) -> Any:
        new = copy(font)
        new.name, new.scheme = value, None
        return new

    return change


class Formats(Cells):
    """The formats of a block. A property of cells that differ is None, as in Excel."""

    def _common(self, values: list[Any]) -> Any:
        """The value that all cells share, None when they differ: Excel's answer for a block."""
        return values[0] if all(value == values[0] for value in values) else None

    def _shared(self, read: Any) -> Any:
        if self._shape == (1, 1):
            return read(self._first())
        values = [read(cell) for cell in self._present()]
        if len(values) < len(self):
            values.append(read(engine_lines.stand_in(self._ws, self._row, self._column)))
        return self._common(values)

    def _restyle(self, attribute: str, change: Any) -> None:
        engine_lines.restyle_lines(self._ws, self.box, attribute, change)
        restyle(self._all(), attribute, change)

    @property
    def number_format(self) -> Any:
        """Number format, None when the cells differ."""
        return self._shared(lambda cell: cell.number_format)

    @number_format.setter
    def number_format(self, value: str) -> None:
        self._restyle("number_format", lambda _: value)

    @property
    def color(self) -> Any:
        """Colour of the fill, None without one."""
        theme = self._sheet.book.wb.loaded_theme
        return self._shared(lambda cell: fill_color(cell.fill, theme))

    @color.setter
    def color(self, color_or_rgb: Any) -> None:
        self._restyle("fill", fill_of(None if color_or_rgb is None else as_rgb(color_or_rgb)))

    def set_colors(self, colors: list[list[Any]]) -> None:
        """Set fills cell by cell; ``...`` leaves a cell as it is."""
        for row, line in enumerate(colors, 1):
            for column, color in enumerate(line, 1):
                if color is not ...:
                    self(row, column).color = color

    @property
    def font(self) -> Font:
        """The font."""
        return Font(self)

    @property
    def borders(self) -> Borders:
        """The lines."""
        return Borders(self)

    def _alignment(self, name: str) -> Any:
        return self._shared(lambda cell: getattr(cell.alignment, name))

    @property
    def wrap_text(self) -> Any:
        """Whether long text breaks into lines."""
        return self._shared(lambda cell: bool(cell.alignment.wrap_text))

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self._restyle("alignment", with_value("wrap_text", value))

    @property
    def horizontal_alignment(self) -> Any:
        """left, center, right, general, ..."""
        value = self._shared(lambda cell: cell.alignment.horizontal or "general")
        return "center_across_selection" if value == "centerContinuous" else value

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        name = "centerContinuous" if value == "center_across_selection" else value
        self._restyle("alignment", with_value("horizontal", name))

    @property
    def vertical_alignment(self) -> Any:
        """top, center, bottom, ..."""
        return self._shared(lambda cell: cell.alignment.vertical or "bottom")

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        self._restyle("alignment", with_value("vertical", value))

    @property
    def conditional_formats(self) -> ConditionalFormats:
        """The rules that touch the block."""
        return ConditionalFormats(self._ws, self.box)

    # rows and columns

    @property
    def column_width(self) -> Any:
        """Width in characters as Excel's dialog shows it; None when columns differ."""
        top, left, bottom, right = self._used()
        return self._common([engine_lines.width(self._ws, column) for column in range(left, max(left, right) + 1)])

    @column_width.setter
    def column_width(self, value: float) -> None:
        for column in range(self.box[1], self._used()[3] + 1):
            engine_lines.set_width(self._ws, column, value)

    @property
    def row_height(self) -> Any:
        """Height in points; None when rows differ."""
        top, left, bottom, right = self._used()
        return self._common([engine_lines.height(self._ws, row) for row in range(top, max(top, bottom) + 1)])

    @row_height.setter
    def row_height(self, value: float) -> None:
        for row in range(self.box[0], self._used()[2] + 1):
            self._ws.row_dimensions[row].height = value

    @property
    def row_hidden(self) -> Any:
        """Whether the rows are hidden; None when they differ."""
        rows = range(self.box[0], max(self.box[0], self._used()[2]) + 1)
        return self._common(
            [row in self._ws.row_dimensions and bool(self._ws.row_dimensions[row].hidden) for row in rows]
        )

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        for row in range(self.box[0], self._used()[2] + 1):
            self._ws.row_dimensions[row].hidden = value

    @property
    def column_hidden(self) -> Any:
        """Whether the columns are hidden; None when they differ."""
        columns = range(self.box[1], max(self.box[1], self._used()[3]) + 1)
        return self._common([engine_lines.is_hidden(self._ws, column) for column in columns])

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        for column in range(self.box[1], self._used()[3] + 1):
            engine_lines.single_column(self._ws, column).hidden = value

    def autofit(self, axis: str | None = None) -> None:
        """Fit columns to their texts and rows to the lines of texts that wrap (about; there is no font to measure)."""
        top, left, bottom, right = self._used()
        if axis in (None, "columns", "c"):
            for column in range(left, right + 1):
                engine_lines.fit_column(self._ws, column, top, bottom)
        if axis in (None, "rows", "r"):
            engine_lines.fit_rows(self._ws, (top, left, bottom, right))
