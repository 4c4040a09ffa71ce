"""Which texts of a column match a pattern of hundreds of words.

To make such a pattern ready takes milliseconds, far longer than to look at a few texts; a folder has dozens of sheets with dozens of columns, and
most say what others said (正常, 七宝镇). So a column of few distinct texts is looked at text by text, and each text once.
"""

from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

_DISTINCT, _MOST = 256, 4096
"""Up to how many distinct texts a column is looked at text by text, and how many are remembered for each pattern."""


def matches(texts: pa.Array, pattern: str) -> pa.Array:
    """Return which texts match a pattern, null where there is none: what ``pc.match_substring_regex`` says of them.

    >>> matches(pa.array(["已注销", "正常", None, "正常"]), "注销|死亡").to_pylist()
    [True, False, None, False]
    """
    written = pc.unique(texts)
    if len(written) > _DISTINCT:
        return pc.match_substring_regex(texts, pattern)
    distinct = written.to_pylist()
    answers = _answers(pattern)
    if new := [text for text in distinct if text not in answers]:
        if len(answers) + len(new) > _MOST:
            answers.clear()
            new = distinct
        hits = pc.match_substring_regex(pa.array(new, pa.string()), pattern).to_pylist()
        answers.update(zip(new, hits, strict=True))
    matching = pa.array([text for text in distinct if answers[text]], texts.type)
    return pc.if_else(pc.is_valid(texts), pc.is_in(texts, matching), None)


@lru_cache(maxsize=32)
def _answers(pattern: str) -> dict[str | None, bool | None]:
    """What a pattern says of the texts that were looked at."""
    return {}
