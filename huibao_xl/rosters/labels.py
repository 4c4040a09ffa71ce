"""Texts about rows, one array as long as the rows, and the same as a column of labels (a category, null where nothing is said)."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl.frames import as_texts, coded

Flags = npt.NDArray[np.bool_]


def label(texts: npt.NDArray[np.object_]) -> "pd.Categorical[str]":
    """Return texts as a category, null where there is none."""
    hit = texts != ""
    codes = np.full(len(texts), -1, dtype=np.int32)
    if not hit.any():
        return coded(codes)
    words = list(dict.fromkeys(texts[hit]))
    index = {word: code for code, word in enumerate(words)}
    codes[hit] = [index[text] for text in texts[hit]]
    return coded(codes, *words)


def texts_of(labels: pd.Series) -> npt.NDArray[np.object_]:
    """Return the texts of a label column, "" where there is none: the other way of :func:`label`. They may be changed."""
    texts = as_texts(labels)
    texts[pd.isna(texts)] = ""
    return texts


def added(texts: npt.NDArray[np.object_], hit: Flags, more: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return the texts, and where ``hit`` one more, after 、."""
    if not hit.any():
        return texts
    longer = texts.copy()
    longer[hit] = [f"{text}、{one}" if text else one for text, one in zip(texts[hit], more[hit], strict=True)]
    return longer
