"""公民身份号码 (GB 11643-1999) and the residence permits of the same make-up: 18 characters.

Six digits of a region, eight of the birth date, three of a sequence, one check character (ISO 7064 MOD 11-2, ``X`` for 10).
Numbers of 15 digits (issued before 1999-10-01) lack the century and the check character: they become 18 by ``19`` and the check
character. The region is never a reason to refuse a number: codes were assigned and abolished over decades and belong to living
people (python-stdnum's ``cn.ric.validate`` compares region and birth year and refuses them, so only its check digit is used).

    >>> compact(" ３１０１１２１９８５０１０１００１３ ")
    '310112198501010013'
    >>> compact("310112850101001")
    '310112198501010013'
    >>> fault("310112198501010019")
    'check'
"""

import re
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from stdnum.cn import ric

from huibao_xl.frames import STR, keyed
from huibao_xl.identifiers import lost as destroyed
from huibao_xl.identifiers.spelling import trim, unseparated

_LAST = str.maketrans(dict.fromkeys("×✕ⅩⅹΧΧХх", "X"))
"""How the last character is written that is no digit: the Roman ten, a times sign, a Greek or Cyrillic letter."""
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.uint8)
_CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8)
_PLAIN = "^[0-9]{17}[0-9X]$"
_FIFTEEN = re.compile(r"[0-9]{15}")
_WRITTEN = re.compile(r"(?=([1-9][0-9]{16}[0-9X]))|(?<![0-9])([1-9][0-9]{14})(?![0-9*X])")
"""An id in a text, wherever it begins in a row of digits; one of 15 digits stands by itself."""
_BY_REGION = re.compile(r"[0-9]{6}[^0-9]")
_EARLIEST = "19000101"
_MONTH_LENGTHS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0])
"""Days of each month from 1 on; none in a month that there is not."""
_CARD_LENGTHS = range(19, 23)
"""A 残疾人证号 begins with the id; as a number it loses the same digits and more."""
_CHANCE, _CHECK_CHARACTERS = 1 / 1100, 11
"""How many ids end in 000 by themselves (:mod:`lost`)."""
ADULT = 18
"""Years of age from which nobody is a minor (民法典 第十七条)."""

FAULTS = {
    "missing": ("为空", "补填 18 位证件号码。"),
    "lost": ("被 Excel 损坏，后几位已丢失", "向来源单位索取原号码，先把列设为文本再填。"),
    "length": ("不是 18 位", "核对号码位数；护照等其他证件请人工办理。"),
    "characters": ("含有不应出现的字符", "前 17 位应为数字，末位为数字或 X。"),
    "birth": ("中的出生日期不存在或在将来", "核对第 7 至 14 位的出生日期。"),
    "check": ("的校验位不对，至少有一位写错", "与本人证件核对，更正写错的数字。"),
}
"""Why a text is no id: {fault: (what is wrong, what to do)}, both to be read after the words 证件号码."""


def compact(text: str) -> str:
    """Return the number as it is compared: without separators (:func:`spelling.unseparated`), x to X, 15 digits made 18.

    15 digits have no check character that would tell a number from other digits; so parted ones become an id only where the first
    part is the region (``310112 850101 001``). The result is not checked: see :func:`fault`.
    """
    number = unseparated(text)
    number = number[:-1] + number[-1:].translate(_LAST)
    if _FIFTEEN.fullmatch(number) and (number in trim(text) or _BY_REGION.match(trim(text))):
        longer = f"{number[:6]}19{number[6:]}"
        return longer + str(ric.calc_check_digit(longer + "0"))
    return number


def fault(number: str, today: date | None = None) -> str | None:
    """Return why a compacted number is not an id (a key of FAULTS), or None if it is one.

    >>> fault("310112198501010013"), fault("310112209901010011"), fault("31011219850101")
    (None, 'birth', 'length')
    """
    if not number:
        return "missing"
    if destroyed.was_number(number) or (len(number) in _CARD_LENGTHS and destroyed.is_zeroed(number)):
        return "lost"
    if len(number) != 18:
        return "length"
    if not (number.isascii() and number[:17].isdigit() and (number[17].isdigit() or number[17] == "X")):
        return "characters"
    right = str(ric.calc_check_digit(number)) == number[17]
    if number.endswith("000") and (not right or number[14] == "0"):
        return "lost"
    if not _is_birth_date(number[6:14], today or date.today()):
        return "birth"
    return None if right else "check"


def is_valid(text: str) -> bool:
    """Return whether the text, once compacted, is an id.

    >>> is_valid("310112850101001")
    True
    """
    return fault(compact(text)) is None


def written_in(text: str, today: date | None = None) -> list[str]:
    """Return the distinct ids that a text of any length has, as they are compared (:func:`compact`); those of 15 digits, too.

    >>> written_in("样甲 310112 198501010013，样乙３１０１１２８５０１０１００１已故，电话13900000000")
    ['310112198501010013']
    >>> written_in("1 310112850101001", date(2024, 9, 1)), written_in("6217002536260675561")
    (['310112198501010013'], [])
    """
    ways = (trim(text).upper(), unseparated(text))
    found = dict.fromkeys(compact(one[1] or one[2]) for way in ways for one in _WRITTEN.finditer(way.translate(_LAST)))
    return [number for number in found if fault(number, today) is None]


def birth_date(number: str) -> date:
    """Return the birth date of a valid number.

    >>> birth_date("310112198501010013")
    datetime.date(1985, 1, 1)
    """
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def age(number: str, day: date) -> int:
    """Return how old the holder of a valid number is on ``day``, in whole years; on a birthday the year counts.

    >>> age("310112198501010013", date(2024, 1, 1)), age("310112198501010013", date(2023, 12, 31))
    (39, 38)
    """
    born = birth_date(number)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_minor(numbers: pd.Series, days: pd.Series) -> np.ndarray:
    """Return for each number whether it shows that its holder is under 18 on that day (民法典 第十七条); one that is no id shows nothing."""
    pairs = zip(numbers, days, strict=True)
    return np.array([fault(number, day) is None and age(number, day) < ADULT for number, day in pairs], dtype=bool)


def check(raw: pa.ChunkedArray | pa.Array, lost: np.ndarray, today: date | None = None) -> pd.DataFrame:
    """Normalise and judge a whole column: ``id`` (text), ``id_fault`` (null, or a key of FAULTS), ``person`` (int64).

    ``raw``: the cells as text, null where empty; ``lost``: bool per row, True where the cell was a number of more than 15 digits.
    ``person`` is the first 17 digits of a valid number, else -1. A number that is right by itself is lost where its column shows that
    Excel has destroyed it (:mod:`lost`).
    """
    today = today or date.today()
    raw = pc.fill_null(raw.cast(pa.string()), "")
    raw = raw.combine_chunks() if isinstance(raw, pa.ChunkedArray) else raw
    plain = pc.match_substring_regex(raw, _PLAIN).to_numpy(zero_copy_only=False)
    faults = np.full(len(raw), None, dtype=object)
    person = np.full(len(raw), -1, dtype=np.int64)
    ids = pd.Series(pd.array(raw, dtype=STR))
    unusual = np.flatnonzero(~plain)
    if len(unusual):
        found = ids.iloc[unusual]
        compacted = found.map({text: compact(text) for text in found.unique()})
        faults[unusual] = compacted.map({number: fault(number, today) for number in compacted.unique()}).to_numpy()
        sound = unusual[pd.isna(faults[unusual])]
        person[sound] = _keys(pa.array(compacted.iloc[np.searchsorted(unusual, sound)], pa.string()))
        ids.iloc[unusual] = compacted.to_numpy()
    person[plain], faults[plain] = _judge(raw.filter(pa.array(plain)), today)
    written = (ids != "").to_numpy()
    faults[lost & written] = "lost"
    faults[_lost_by_column(raw, ids, faults, lost)] = "lost"
    person[pd.notna(faults)] = -1
    return pd.DataFrame(
        {
            "id": ids,
            "id_fault": keyed(faults, FAULTS),
            "person": person,
        }
    )


def _lost_by_column(raw: pa.Array, ids: pd.Series, faults: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """The rows of right ids that end in 000 where the column has more of those than chance gives, or a destroyed one is near.

    ``numbers``: cells that are numbers. Those, and texts like 3.10112E+17, were destroyed each by itself: among more numbers that are right they say
    nothing of the texts beside them.
    """
    ends = pc.ends_with(pa.array(ids), "000").to_numpy(zero_copy_only=False)
    doubtful = np.flatnonzero(ends & pd.isna(faults))
    doubtful = np.array([row for row in doubtful if len(unseparated(raw[int(row)].as_py())) == 18], dtype=np.int64)
    if not len(doubtful):
        return doubtful
    n = int((ids != "").sum())
    certain = np.flatnonzero(faults == "lost")
    single = numbers[certain] | np.array([destroyed.was_number(text) for text in ids.iloc[certain]], dtype=bool)
    if single.sum() <= (pd.isna(faults) & ~ends & (ids != "").to_numpy()).sum():
        certain = certain[~single]
    zeroed = set(ids.iloc[np.concatenate([doubtful, certain])])
    by_chance = n * _CHANCE
    if destroyed.beyond_chance(len(zeroed), n, _CHANCE) or len(certain) / _CHECK_CHARACTERS > by_chance:
        return doubtful
    return doubtful[destroyed.beside(doubtful, certain)]


def _characters(ids: pa.Array) -> np.ndarray:
    """The ASCII codes of texts that all have 18 characters, as one row of 18 bytes each."""
    return np.frombuffer(ids.buffers()[2] or b"", np.uint8, len(ids) * 18).reshape(-1, 18)


def _digits(characters: np.ndarray) -> np.ndarray:
    """The first 17 characters as digits, one row of all numbers for each place: a product of whole matrices would take eight bytes a digit."""
    return np.ascontiguousarray(characters[:, :17].T) - np.uint8(48)


def _number(places: np.ndarray) -> np.ndarray:
    """The numbers that are written in some places of :func:`_digits`."""
    number = np.zeros(places.shape[1], dtype=np.int64)
    for digits in places:
        number *= 10
        number += digits
    return number


def _keys(ids: pa.Array) -> np.ndarray:
    return _number(_digits(_characters(ids)))


def _judge(ids: pa.Array, today: date) -> tuple[np.ndarray, np.ndarray]:
    """Judge numbers of 17 digits and a digit or X: the person key of each and its fault."""
    characters = _characters(ids)
    digits = _digits(characters)
    weighted = np.zeros(len(ids), dtype=np.uint16)
    for weight, of_place in zip(_WEIGHTS, digits, strict=True):
        weighted += weight * of_place
    faults = np.full(len(ids), None, dtype=object)
    wrong = _CHECKS[weighted % 11] != characters[:, 17]
    zeroed = (digits[15] == 0) & (digits[16] == 0) & (characters[:, 17] == ord("0"))
    faults[wrong] = "check"
    faults[~_are_birth_dates(_number(digits[6:14]), today)] = "birth"
    faults[zeroed & (wrong | (digits[14] == 0))] = "lost"
    return _number(digits), faults


def _are_birth_dates(numbers: np.ndarray, today: date) -> np.ndarray:
    """:func:`_is_birth_date` of a column of whole numbers."""
    years, months, days = numbers // 10_000, numbers // 100 % 100, numbers % 100
    leap = (years % 4 == 0) & ((years % 100 != 0) | (years % 400 == 0))
    lasts = _MONTH_LENGTHS[np.minimum(months, 13)] + (leap & (months == 2))
    now = today.year * 10_000 + today.month * 100 + today.day
    return np.asarray((numbers >= int(_EARLIEST)) & (numbers <= now) & (days > 0) & (days <= lasts), dtype=np.bool_)


def _is_birth_date(digits: str, today: date) -> bool:
    """Whether eight digits are a day from 1900 to today: nobody born earlier is alive, nobody is born tomorrow."""
    if digits < _EARLIEST:
        return False
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])) <= today
    except ValueError:
        return False
