"""Headers that the data of a role spells: which of several columns is the field that they all claim, and which header says nothing."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from huibao_xl.files.reading.grid import Grid
from huibao_xl.rosters.cells_below import sampled
from huibao_xl.rosters.column_content import TESTS, shares
from huibao_xl.rosters.fields import Role
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.header_terms import content

HARMLESS = ("手机号", "联系电话", "联系人", "居村委", "子类", "证书编号", "保费", "保单号", "曾用名")
"""Fields that may stand twice: the first column counts, and nobody is paid by them."""
_PAYS_NOBODY = frozenset({*HARMLESS, "户名", "开户行", "联行号", "监护人"})
"""Fields whose header says nothing where most cells are what they never are: an account number under 开户行."""


def claims_of(
    role: Role, header: Header, spelt: Mapping[int, str], speaking: frozenset[int] = frozenset()
) -> dict[str, list[int]]:
    """{field: the columns whose headers spell it best}, from left to right; of those of 投保渠道 the ``speaking`` ones, if there are any."""
    ranks = {column: role.aliases[header.keys[column]][1] for column in spelt}
    found: dict[str, list[int]] = {}
    for field in dict.fromkeys(spelt.values()):
        places = [column for column in spelt if spelt[column] == field]
        places = [column for column in places if column in speaking] or places
        lowest = min(ranks[column] for column in places)
        found[field] = [column for column in places if ranks[column] == lowest]
    return found


def likeliest(
    grid: Grid, header: Header, field: str, claims: Sequence[int], is_township: Callable[[str], bool]
) -> list[int]:
    """Of several columns that claim a field those that the cells speak for: one of several with the same cells, the only one whose
    cells look like the field, else all."""
    cells = {column: grid.cells[column].slice(header.last + 1) for column in claims}
    distinct = [claims[0], *(column for column in claims[1:] if not cells[column].equals(cells[claims[0]]))]
    if len(distinct) == 1:
        return distinct
    looks = {column: shares(sampled(grid, header, column), is_township) for column in distinct}
    filled = [column for column in distinct if looks[column]] or distinct
    expected = content()["content"].get(field, {}).get("expects", [])
    fitting = [column for column in filled if max((looks[column].get(test, 0) for test in expected), default=0) >= 0.5]
    return fitting if len(fitting) == 1 else filled


def is_unlike(grid: Grid, header: Header, column: int, field: str, is_township: Callable[[str], bool]) -> bool:
    """Whether most cells are what a field that pays nobody never is (a 类型 or 居村委 of days): its header says nothing then."""
    unlike = content()["content"].get(field, {}).get("unlike", ()) if field in _PAYS_NOBODY else ()
    cells = Counter(sampled(grid, header, column) if unlike else [])
    tests, n = TESTS | {"township": is_township}, cells.total()
    hits = (sum(count for text, count in cells.items() if tests[test](text)) for test in unlike)
    return n > 0 and any(hit * 2 >= n for hit in hits)
