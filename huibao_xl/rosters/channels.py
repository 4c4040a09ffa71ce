"""How the rows of 承保名单 were bought: 个人, 团单, or 不明. Every column that says it counts, and what two of them say against each other is 不明."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from huibao_xl import findings
from huibao_xl.files.reading.grid import column_letters
from huibao_xl.rosters import columns, merged
from huibao_xl.rosters.channel_words import channel_of, says_plainly
from huibao_xl.rosters.group_marks import group_rows
from huibao_xl.rosters.labels import added
from huibao_xl.rosters.listed_values import listed_channels
from huibao_xl.rosters.policy_prefixes import by_prefix
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.status_words import plain

CHANNELS = pd.Index(["个人", "团单", "不明"])
_PERSON, _GROUP, _UNKNOWN, _NOTHING = range(4)
"""What a cell says: the place of its word in CHANNELS, or that it says nothing."""
Texts = npt.NDArray[np.object_]


def read_channels(body: Body, frame: pd.DataFrame) -> tuple["pd.Categorical[str]", Texts, list[pd.DataFrame]]:
    """Return 投保渠道 of the rows (CHANNELS), the cells that make it 不明 ("" elsewhere), and I14 at words that are not understood.

    Empty means 个人, unless another column says a group. The first column's 微信 is a 个人 that contradicts a group, unless a column of 个 and 团 alone says that
    group; in a further one only 个单 and the like are.
    """
    main = body.layout.columns.get("投保渠道")
    marks, unsure = group_rows(body, frame["name_key"].to_numpy(dtype=object))
    unsure = np.where(unsure == "", by_prefix(body), unsure)
    group, person, unknown = marks != "", np.zeros(len(marks), dtype=bool), (unsure != "") & (marks == "")
    loosely, surely = person, person
    spoken, found = [(group, marks), (unsure != "", unsure)], []
    for at in [*([] if main is None else [main]), *body.layout.channels]:
        means, plainly, shown = _column(body, at)
        group, unknown = group | (means == _GROUP), unknown | (means == _UNKNOWN)
        person = person | ((means == _PERSON) & plainly)
        loosely = loosely | ((means == _PERSON) & (at == main))
        surely = surely | ((means == _GROUP) & _tells_apart(means, plainly))
        spoken.append(((means == _GROUP) | (means == _UNKNOWN) | ((means == _PERSON) & (at != main) & plainly), shown))
        found.append(_not_clear(body, frame, at, means == _UNKNOWN))
    unknown |= group & (person | (loosely & ~surely))
    texts = np.full(len(marks), "", dtype=object)
    for hit, more in spoken if unknown.any() else []:
        texts = added(texts, hit & unknown, more)
    codes = np.where(unknown, _UNKNOWN, group.astype(np.int8)).astype(np.int8)
    return pd.Categorical.from_codes(codes, categories=CHANNELS), texts, found


def _column(body: Body, at: int) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.bool_], Texts]:
    """What the cells of a column say, whether they say 个单 or the like plainly, and how staff call them."""
    header = body.layout.header.texts[at]
    listed = listed_channels((body.layout.confirmed or {}).get(at, "")) or {}
    positions, words = columns.mapped(body.column(at), str)
    meant = [listed.get(plain(word)) or channel_of(word, header) for word in words]
    codes = [_NOTHING if not one else CHANNELS.get_loc(one) for one in meant]
    certain = [plain(word) in listed or says_plainly(word, header) for word in words]
    shown = [f"{column_letters(at)} 列“{header}”{merged.shown(word)}" for word in words]
    return (
        np.array(codes, dtype=np.int8)[positions],
        np.array(certain, dtype=bool)[positions],
        np.array(shown, dtype=object)[positions],
    )


def _tells_apart(means: npt.NDArray[np.int8], plainly: npt.NDArray[np.bool_]) -> bool:
    """Whether a column holds both, and nothing else: 个 (plainly) and 团."""
    persons = means == _PERSON
    return bool((means == _GROUP).any() and persons.any() and plainly[persons].all() and (means != _UNKNOWN).all())


def _not_clear(body: Body, frame: pd.DataFrame, at: int, hit: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """I14 at the cells whose word is not understood."""
    if not hit.any():
        return findings.concat([])
    values = body.column(at).take(pa.array(np.flatnonzero(hit))).to_pylist()
    header = body.layout.header.texts[at]
    return findings.for_rows("I14", frame[hit], header, column_letters(at), values, field="投保渠道")
