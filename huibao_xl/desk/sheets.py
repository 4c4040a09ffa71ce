"""The lists of a result as its workbook has them, by their names."""

from functools import lru_cache
from pathlib import Path

from huibao_xl.files.writing.workbook import Sheet
from huibao_xl.reports.problems import problems_sheet
from huibao_xl.subsidy.reports.detail import outreach_sheet, people_sheets
from huibao_xl.subsidy.reports.summary import shares_sheet, transfers_sheet
from huibao_xl.subsidy.result import Result


class _Same:
    """A result as the key of a cache: the same object is the same result."""

    def __init__(self, result: Result) -> None:
        self.result = result

    def __hash__(self) -> int:
        return id(self.result)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.result is self.result


def sheets_of(result: Result) -> dict[str, Sheet]:
    """Return {name: sheet}: whom it pays, who waits, who is refused, the problems, the missed, the shares."""
    return _sheets(_Same(result))


def sheet_of(result: Result, name: str) -> Sheet | None:
    """Return the sheet of this name, None if the result has none."""
    return sheets_of(result).get(name)


@lru_cache(maxsize=1)
def _sheets(same: _Same) -> dict[str, Sheet]:
    result = same.result
    sheets = [*people_sheets(result), problems_sheet(result.findings, None, Path()), outreach_sheet(result)]
    return {sheet.name: sheet for sheet in [*sheets, shares_sheet(result), transfers_sheet(result)]}
