"""What the page of vokens needs: sentences read by the shipped networks, drawings, figures."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from mmfusion.language import marked
from mmfusion.tasks.vokens.corpus import LONGEST, TOPICS, words_of
from mmfusion.ui.shell.work import computed

if TYPE_CHECKING:
    from mmfusion.tasks.vokens import Reading

COMMON = (
    "cat", "dog", "horse", "bus", "train", "boat", "pizza", "cake", "baseball", "skis", "toilet", "bed",
    "laptop", "clock", "knife", "house",
)  # fmt: skip
"""Words whose pictures are offered under every word."""
NEAREST, LIKELIEST = 6, 3
"""Pictures offered that a word looks like most, and that the network tells."""
BUDGET = 10
"""Labels a topic that the page's number is about, and that its networks are read by."""
TITLES = {
    "words": marked("masked words alone"),
    "vokens": marked("with vokens"),
    "codes": marked("with codes"),
}
Swaps = dict[int, int]


def measured() -> dict[str, Any]:
    """Return the measured tables. Raises FileNotFoundError."""
    from mmfusion.tasks.vokens.table import measured as stored

    return stored()


def sentences() -> tuple[tuple[str, str], ...]:
    """Return the stored captions and their topics. Raises FileNotFoundError."""
    from mmfusion.tasks.vokens import shipped

    return tuple(shipped().sentences)


@computed(128)
def reading(text: str) -> Reading:
    """Return a sentence as the networks read it. Raises ValueError without words, FileNotFoundError."""
    from mmfusion.tasks.vokens import read

    return read(text)


@lru_cache(maxsize=1)
def common() -> tuple[int, ...]:
    """Return the vokens that are offered under every word."""
    from mmfusion.tasks.vokens import shipped
    from mmfusion.tasks.vokens.pictures import shipped_matching, shipped_vector, sight

    vokens = shipped().vokens
    match = shipped_matching()
    best = [int(match.best(sight(shipped_vector, [word]), among=vokens)[0]) for word in COMMON]
    return tuple(dict.fromkeys(vokens.index(drawing) for drawing in best))


def offered(own: Reading, place: int) -> list[int]:
    """Return the vokens that are offered under a word: what it looks like, what is told, common ones."""
    like = np.argsort(-own.cosines[place], kind="stable")[:NEAREST]
    told = np.argsort(-own.told["vokens"][place], kind="stable")[:LIKELIEST]
    return [int(voken) for voken in dict.fromkeys([*like.tolist(), *told.tolist(), *common()])]


def swaps_of(text: str, words: int, count: int) -> Swaps:
    """Return the swaps that a link names: `1.77,4.3`; what cannot be is left out.

    Example:
        >>> from mmfusion.ui.vokens.computed import swaps_of
        >>> swaps_of("1.77,9.3,x,2.999", words=5, count=512)
        {1: 77}

    """
    found: Swaps = {}
    for part in text[:400].split(","):
        place, _, voken = part.partition(".")
        if place.isdecimal() and voken.isdecimal() and len(place) < 3 and len(voken) < 5:
            at, number = int(place), int(voken)
            if at < words and number < count:
                found[at] = number
    return found


def swaps_said(swaps: Swaps) -> str:
    """Return swaps as a link has them."""
    return ",".join(f"{place}.{voken}" for place, voken in sorted(swaps.items()))


@st.cache_resource(show_spinner=False)
def atlas() -> Any:
    """Return the drawings as one picture `(H, W, 3)`."""
    from PIL import Image

    from mmfusion.tasks.pairs.data import atlas as stored

    with Image.open(io.BytesIO(stored())) as image:
        return np.asarray(image.convert("RGB"))


@lru_cache(maxsize=512)
def drawing(voken: int) -> bytes:
    """Return the drawing of a voken as PNG, 40 px."""
    from PIL import Image

    from mmfusion.tasks.pairs.data import COLUMNS, THUMBNAIL
    from mmfusion.tasks.vokens import shipped

    row = shipped().vokens[voken]
    top, left = row // COLUMNS * THUMBNAIL, row % COLUMNS * THUMBNAIL
    out = io.BytesIO()
    Image.fromarray(atlas()[top : top + THUMBNAIL, left : left + THUMBNAIL]).save(out, "PNG")
    return out.getvalue()


def name(voken: int) -> str:
    """Return what the drawing of a voken is called."""
    from mmfusion.tasks.pairs import pairs
    from mmfusion.tasks.vokens import shipped

    return str(pairs().names[shipped().vokens[voken]])


def readable(text: str) -> str:
    """Return a sentence as it can be read: its first twenty words; nothing where there are none."""
    return " ".join(words_of(text)[:LONGEST])


def topics() -> list[str]:
    """Return the names of the topics."""
    return list(TOPICS)
