"""A sentence or a photograph of one's own: where it lands, and what of the other modality is nearest."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import retold, tr
from mmfusion.media import MediaError
from mmfusion.tasks.pairs import pairs
from mmfusion.ui.clips.own import Source
from mmfusion.ui.joint import choices, computed, photos
from mmfusion.ui.shell.frame import note, say
from mmfusion.ui.shell.state import locked, put

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmfusion.ui.joint.figure import Now
    from mmfusion.ui.joint.spheres import Placed
    from mmfusion.ui.shell.state import View

LONGEST, SHORT = 120, 24
"""Letters of a sentence, and those of it that are written beside its place."""
KEY = "joint_photo"


def sentence(view: View) -> str:
    """Return the sentence that is placed."""
    return view["joint_say"][:LONGEST].strip()


def typed() -> None:
    """Take over what was typed; a callback."""
    put(joint_say=str(st.session_state.get("joint_typed") or "")[:LONGEST].strip())


def photograph() -> Source | None:
    """Return the photograph that was dropped, if it can be read."""
    file = st.session_state.get(KEY)
    if file is None:
        return None
    source = Source.own(file.name, file.getvalue())
    return None if isinstance(photos.features_or_reason(source), MediaError) else source


def placed(found: Now, view: View) -> list[Placed]:
    """Return what the viewer has put into the spaces."""
    own: list[Placed] = []
    if text := sentence(view):
        name = text if len(text) <= SHORT else f"{text[: SHORT - 2]} …"
        own.append({"name": name, "modality": "text", "at": _at(found, "text", computed.read(text))})
    if (source := photograph()) is not None:
        seen = photos.features(source)
        own.append({"name": tr("your photo"), "modality": "visual", "at": _at(found, "visual", seen)})
    return own


def _at(found: Now, view: str, features: computed.Features) -> list[list[float] | None]:
    """Return where features lie on the two spheres; nothing where there are more dimensions than three."""
    solved = computed.solved(3, found.shuffled)
    at = computed.place(solved.space, view, features, solved.seen)
    left: list[float] | None = None
    job = found.job
    if found.method == "cca":
        left = at
    elif job is None:
        heads = computed.recorded_heads(found.method, choices.way(found.on))
        left = computed.place(heads, view, features, found.left)
    elif job.space is not None and job.frames and not job.live and found.left.sphere:
        left = computed.place(job.space, view, features, found.left)
    return [left, at if found.right.sphere else None]


def section(shuffled: bool, view: View) -> None:
    """Write the fields for a sentence and a photograph, and what is nearest to either."""
    st.html(f'<h2 class="mmf-h2">{tr("Your sentence, your photograph")}</h2>')
    if "joint_typed" not in st.session_state:
        st.session_state["joint_typed"] = sentence(view)
    st.text_input(
        tr("your sentence, in English"),
        key="joint_typed",
        on_change=typed,
        placeholder=tr("for example: {sentence}", sentence="a wild animal with stripes"),
        max_chars=LONGEST,
        disabled=locked(),
    )
    file = st.file_uploader(tr("your photograph"), ["jpg", "jpeg", "png", "webp"], key=KEY, disabled=locked())
    text, source = sentence(view), photograph()
    if file is not None and source is None:
        say(retold(str(photos.features_or_reason(Source.own(file.name, file.getvalue())))))
    if not text and source is None:
        note(tr("What you type or drop is placed on the spheres, and what is nearest to it stands here."))
        return
    if text:
        _of_sentence(text, shuffled)
    if source is not None:
        _of_photograph(source, text, shuffled)
    note(
        tr(
            "Bars: cosine. Drawings: the space of CCA, k = 64, three in four of them trained "
            "on. Photographs and sentences: two maps learned on Flickr8k; these are of COCO, "
            "which they never saw (CC BY 2.0; captions CC BY 4.0). What you drop stays on this "
            "computer."
        )
    )


def _of_sentence(text: str, shuffled: bool) -> None:
    every = pairs()
    landed = computed.neighbours("text", computed.read(text), shuffled)
    st.html(
        row(
            tr("nearest drawings"),
            [(computed.as_uri(i), every.names[i], cosine) for i, cosine in landed.neighbours],
            "visual",
        )
    )
    seen = photos.nearest("text", computed.read(text))
    st.html(
        row(
            tr("nearest photographs"),
            [(photos.as_uri(i), f"COCO {photos.number(i)}", c) for i, c in seen],
            "wide",
        )
    )


def _of_photograph(source: Source, text: str, shuffled: bool) -> None:
    features = photos.features(source)
    every = pairs()
    said = [(photos.sentence(i), c) for i, c in photos.nearest("visual", features)]
    landed = computed.neighbours("visual", features, shuffled, 3)
    names = [(every.names[i], c) for i, c in landed.neighbours]
    own = ""
    if text:
        cosine = photos.cosine(features, computed.read(text))
        said_of = tr("Your sentence and your photograph: cosine <b>{cosine:.2f}</b>.", cosine=cosine)
        own = f'<p class="mmf-note">{said_of}</p>'
    st.html(
        f'<div class="mmf-own"><img src="{photos.small(source)}" alt="{tr("your photograph")}"><div>{own}'
        f"{lines(tr('nearest sentences'), said)}{lines(tr('nearest names'), names)}</div></div>"
    )


def row(title: str, found: Sequence[tuple[str, str, float]], kind: str) -> str:
    """Return neighbours as a row of pictures, each with its name and its cosine."""
    cells = "".join(
        f'<figure><img src="{uri}" alt=""><i><b style="width:{100 * max(cosine, 0):.0f}%"></b></i>'
        f'<figcaption lang="en">{escape(name)}<span>{cosine:.2f}</span></figcaption></figure>'
        for uri, name, cosine in found
    )
    return f'<p class="mmf-note">{title}</p><div class="mmf-nearest {kind}">{cells}</div>'


def lines(title: str, found: Sequence[tuple[str, float]]) -> str:
    """Return neighbours as lines of words, each with its cosine."""
    rows = "".join(f'<dt lang="en">{escape(words)}</dt><dd>{cosine:.2f}</dd>' for words, cosine in found)
    return f'<p class="mmf-note">{title}</p><dl class="mmf-said">{rows}</dl>'
