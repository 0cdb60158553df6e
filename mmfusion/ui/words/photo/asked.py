"""The section: which picture, which sentence, where the pinned word looks, and how often that is right."""

from __future__ import annotations

import json
import re
import zlib
from functools import lru_cache
from html import escape
from typing import Any

import streamlit as st

from mmfusion.language import marked, retold, tr
from mmfusion.media import MediaError
from mmfusion.tasks.photos.commands import TABLE
from mmfusion.ui.clips import choose as clips
from mmfusion.ui.clips.own import Source
from mmfusion.ui.parts.controls import choose
from mmfusion.ui.parts.number import shown
from mmfusion.ui.shell.frame import note, say
from mmfusion.ui.shell.state import View, locked, put
from mmfusion.ui.words.photo import computed, drawn
from mmfusion.ui.words.photo.formula import formula
from mmfusion.ui.words.photo.takeaway import Looked

TITLE = marked("Your photo, your sentence")
SAYS = "a palace with a tiled roof"
LEAST = 0.5
"""Cosine to the nearest class name below which a word cannot be known."""
LITTLE = re.compile(
    r"a|above|an|and|are|at|behind|below|beside|between|by|for|from|has|have|in|"
    r"inside|is|it|its|near|next|of|on|or|outside|over|that|the|their|there|this|to|under|was|with"
)
"""Words that name nothing that is seen."""
OF = {"photo": marked("a photograph"), "clip": marked("frames of a clip")}
WAYS = {"compared": marked("compare, then combine"), "combined": marked("combine, then compare")}
FRAMES = 8


def section() -> None:
    """Write the section; where what it reads is missing or cannot be read, say so."""
    note(
        tr(
            "Nothing is trained for this. A frozen network classifies each cell of the picture "
            "into 1,000 classes; a word looks at the cells whose class names are similar to "
            "it. The networks know English only."
        )
    )
    view = View("words")
    left, right = st.columns([7, 5], gap="large")
    with left:
        source, start, most = picture(view)
        word, words = sentence(view)
    if source is None:
        say(tr("The samples are missing: open a photograph of yours."))
        return
    way = choose_way(right)
    try:
        with left, st.spinner(tr("The network looks …"), show_time=False):
            pictures = computed.pictures(source, start, most)
            seen = computed.seen(source, start, most)
            maps = computed.maps(seen, word, way)
    except (MediaError, FileNotFoundError) as error:
        say(retold(str(error)))
        return
    now = Looked(source, start, pictures, maps, word, way)
    with left:
        many = " many" if len(pictures) > 1 else ""
        over = "".join(drawn.overlaid(p, w, word) for p, w in zip(pictures, maps, strict=True))
        st.html(f'<div class="mmf-photos{many}">{over}</div>')
        note(whose(source))
    with right:
        measured(word, words, max(float(w.max()) for w in maps), way)
    formula(now, seen)


def whose(source: Source) -> str:
    """Return whose picture it is."""
    if source.credit:
        return tr("Picture: {credit}.", credit=source.credit.split("; sound:")[0].removeprefix("picture: "))
    return f"{source.name}. {tr(clips.PRIVATE).split('.')[0]}."


def picture(view: View) -> tuple[Source | None, float, int]:
    """Write which picture is asked; return it, the start of its window in s, and its most frames."""
    clip, lost = clips.in_use(view)
    say(lost if view["clip"].startswith("own-") else "")
    mine = clip is not None and not clip.shipped
    if choose("photo_of", marked("picture"), OF, "clip" if mine else "photo", hidden=True) == "clip":
        return clip, view.start, FRAMES
    file = st.file_uploader(
        tr("Your photograph"), ["jpg", "jpeg", "png", "webp"], key="photo_file", disabled=locked()
    )
    return (computed.opening() if file is None else Source.own(file.name, file.getvalue())), 0.0, 1


def sentence(view: View) -> tuple[str, list[str]]:
    """Write the field of the sentence and its words; return the pinned word and all words."""
    text = view["photo_say"] or SAYS
    st.text_input(
        tr("A sentence about it"), text, key="photo_typed", on_change=_type, max_chars=120, disabled=locked()
    )
    words = words_of(text) or words_of(SAYS)
    own = view["photo_word"] if view["photo_word"] in words else words[0]
    key = f"photo-word-{zlib.crc32(' '.join(words).encode())}"
    pinned = st.pills(
        tr("pinned word"),
        words,
        default=own,
        required=True,
        key=key,
        on_change=_pin,
        args=(key,),
        disabled=locked(),
    )
    return str(pinned or own), words


def words_of(text: str) -> list[str]:
    """Return the words of a sentence that can name something, each once."""
    every = re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", text[:120].lower())
    return list(dict.fromkeys(word for word in every if not LITTLE.fullmatch(word)))


def _type() -> None:
    put(photo_say=str(st.session_state.get("photo_typed") or "").strip(), photo_word="")


def _pin(key: str) -> None:
    put(photo_word=str(st.session_state.get(key) or ""))


def choose_way(place: Any) -> str:
    """Write how words and cells meet; return it."""
    with place:
        return choose("photo_way", marked("words and class names"), WAYS, wrap=True)


@lru_cache(maxsize=1)
def table() -> dict[str, Any]:
    """Return what was measured on photographs. Raises FileNotFoundError without the file."""
    found: dict[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))
    return found


def measured(word: str, words: list[str], top: float, way: str) -> None:
    """Write what the word is told by, what cannot be known, and how often such a map is right."""
    from mmfusion.nn.imagenet import nearest

    near = {one: nearest(computed.query(one))[0] for one in words}
    name, cosine = near[word]
    said = tr(
        "<b>{word}</b>: the nearest class name is {name}, cosine {cosine}. The frame is around "
        "the highest cell, which has {top} of the map; it has full colour even if the word is "
        "absent.",
        word=escape(word),
        name=escape(name),
        cosine=shown(cosine),
        top=shown(top),
    )
    st.html(f'<p class="mmf-note">{said}</p>')
    unknown = [one for one, (_, c) in near.items() if c < LEAST]
    if unknown:
        note(
            tr(
                "No class name is near {words}: the network cannot know what that is.",
                words=", ".join(unknown),
            )
        )
    hits = table()["hit"]["all"]
    heading = tr("How often the highest cell is in the word’s box")
    st.html(f'<h3 class="mmf-h2">{heading}</h3>')
    st.html(
        drawn.bars(
            {
                tr("this kind of map"): hits[way]["value"],
                tr("centre of the picture"): hits["centre"]["value"],
                tr("share of area"): hits["area"]["value"],
                tr("map of another word"): hits[f"other word, {way}"]["value"],
            }
        )
    )
    low, high = hits[way]["low"], hits[way]["high"]
    note(
        tr(
            "Measured on {words} words in {pictures} pictures of COCO with boxes drawn by "
            "people (interval {low} to {high}). For your picture, the boxes are unknown.",
            words=f"{table()['words']:,}",
            pictures=table()["pictures"],
            low=shown(low),
            high=shown(high),
        )
    )
