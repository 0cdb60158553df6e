"""The page of names: which picture, which names, and the figure that ranks them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import streamlit as st

from mmfusion.language import marked, retold, tr, trn
from mmfusion.media import MediaError
from mmfusion.tasks.names.shown import CREDIT, PICTURES
from mmfusion.ui.clips import choose as clips
from mmfusion.ui.clips import own
from mmfusion.ui.clips.drawn_offer import number_of
from mmfusion.ui.clips.player import jpeg, thumbnail
from mmfusion.ui.names import computed
from mmfusion.ui.names.ranked import Header, Name, ranked
from mmfusion.ui.names.typed import LONGEST, MOST, joined, listed
from mmfusion.ui.shell import components
from mmfusion.ui.shell.frame import say
from mmfusion.ui.shell.said import real
from mmfusion.ui.shell.state import View, put

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mmfusion.tasks.names import Answer
    from mmfusion.ui.clips.own import Source

TITLE = marked("What is a name worth?")
LEAD = marked(
    "Type names of classes: the picture is given one of them without a single labelled example. The backbone "
    "was trained on some of these classes, not on all."
)
LOST = marked(
    "The clip of this link is not here, for files are not kept. Open the same file under “Your clip” and the "
    "view is the same; until then, this page shows a picture of its own."
)
_FIGURE = "names"
STEEPEST = 0.5
"""γ at most."""
OTHERWISE = ("dog", "cat", "bird", "car", "flower", "person")
"""Names to begin with for a clip of somebody's own."""
SAMPLES = {
    "dog": ("dog", "wolf", "cat", "fox", "horse"),
    "elephant": ("elephant", "rhino", "cow", "horse", "lorry"),
    "rooster": ("rooster", "turkey", "duck", "pigeon", "peacock"),
    "drone": ("drone", "helicopter", "bird", "kite", "airplane"),
    "helicopter": ("helicopter", "drone", "airliner", "bird", "bus"),
    "clock": ("clock", "watch", "compass", "plate", "coin"),
}
"""Names to begin with for the samples."""


class Now(NamedTuple):
    """What is asked: the clip, what the backbone reads in it, the names and how they compare, γ."""

    source: Source
    start: float
    probabilities: NDArray[np.float64]
    answer: Answer
    gamma: float
    least: float

    @property
    def first(self) -> int | None:
        """The name that comes first, None where nothing fits."""
        found: int | None = self.answer.best(self.gamma, self.least)
        return found


def in_use(view: View) -> tuple[Source, float]:
    """Return the clip in use, or the picture of the page that is chosen; where there is none, stop."""
    chosen = view.one_of("names_picture", [one.title for one in PICTURES], "")
    clip, _ = clips.in_use(view)
    if view["clip"] and not chosen and clip is not None and number_of(view) is None:
        if clip.key == view["clip"]:
            return clip, view.start
        say(tr(LOST))
    found = computed.of_page(chosen or PICTURES[0].title)
    if found is not None:
        return found, 0.0
    if clip is None:
        say(tr("The pictures of this page are missing: mmfusion data features names makes them."))
        st.stop()
    return clip, 0.0


def begins_with(source: Source) -> tuple[str, ...]:
    """Return the names that stand beside a picture before anyone types."""
    known = {f"names-{one.title}": one.names for one in PICTURES} | SAMPLES
    return known.get(source.key, OTHERWISE)


def asked(view: View) -> Now:
    """Return what is asked now; where the clip cannot be read, say why and take a picture of the page."""
    source, start = in_use(view)
    try:
        probabilities = computed.read(source, start)
    except (MediaError, FileNotFoundError) as error:
        instead = computed.of_page(PICTURES[0].title)
        if instead is None or isinstance(error, FileNotFoundError):
            say(retold(str(error)))
            st.stop()
        say(tr("{error} Until then, this page shows a picture of its own.", error=retold(str(error))))
        source, start = instead, 0.0
        probabilities = computed.read(instead, 0.0)
    table = computed.table()
    names = listed(view["names_say"]) or begins_with(source)
    gamma = real(view["names_gamma"], 0.0, STEEPEST) if view["names_gamma"] else None
    if gamma is None:
        gamma = round(table["generalised"]["gamma"]["value"], 2)
    least = table["threshold"]["least"]["value"]
    return Now(source, start, probabilities, computed.answer(probabilities, names), gamma, least)


def controls(view: View) -> None:
    """Write the button that takes a clip of one's own; the figure has the pictures of the page."""
    with st.container(horizontal=True, horizontal_alignment="right", key="names-row"):
        clips.your_clip(view)


def beside(now: Now) -> None:
    """Show the picture in use at the foot of the sidebar."""
    if now.source.key.startswith("names-"):
        small = thumbnail(computed.picture(now.source, now.start))
        st.sidebar.html(
            f'<div class="mmf-clip">{small}<div><b>{tr("Picture")}</b>'
            f"<span>{tr('{title}, no sound', title=now.source.name)}</span></div></div>"
        )
    else:
        clips.beside(now.source, own.clip(now.source, now.start))


def whose(source: Source) -> str:
    """Return whose picture it is."""
    if source.credit:
        return source.credit.split("; sound:")[0].removeprefix("picture: ")
    return f"{source.name}. {tr(clips.PRIVATE).split('.')[0]}."


def about(source: Source) -> str:
    """Return what a picture is, in words."""
    if source.key.startswith("names-"):
        return tr("a picture: {title}", title=source.name)
    return tr(source.name) if source.shipped else source.name


def why(name: str) -> str:
    """Return which ImageNet classes make a name a seen one, in words; nothing where none does."""
    from mmfusion.tasks.names import seen_as

    found = seen_as(name)
    if not found:
        return ""
    if found == (name,) or found[0].lower() == name.lower():
        return tr("an ImageNet class")
    more = len(found) - 1
    return trn("{name} and one more", "{name} and {n} more", more, name=found[0]) if more else found[0]


def unread(names: tuple[str, ...]) -> list[str]:
    """Return sentences about names that the encoder cannot read, or that are near no ImageNet name."""
    out = []
    lost = [name for name in names if computed.unreadable(name)]
    if lost:
        out.append(tr("{names}: the sentence encoder knows English letters only.", names=", ".join(lost)))
    far = [name for name in names if name not in lost and computed.nearest(name)[1] < computed.NEAR]
    if far:
        out.append(
            tr("No ImageNet name is near {names}: the picture’s vector hardly fits.", names=", ".join(far))
        )
    return out


def header(now: Now) -> Header:
    """Return what the script draws, without the picture."""
    table = computed.table()
    of = table["generalised"]
    says = computed.trained(now.source, now.start)
    read, held = computed.reads(now.probabilities)
    missing = [name for name in now.answer.names if name.lower() not in says]
    heard = (
        tr("Mid fusion, from picture and sound.")
        if computed.hears(now.source, now.start)
        else tr("Mid fusion, from the picture alone.")
    )
    lacks = (
        tr(
            "It has no class for {names}: a new class needs labelled clips and training.",
            names=", ".join(missing),
        )
        if missing
        else tr("It has a class for each of your names: it was trained on labelled clips of them.")
    )
    names: list[Name] = [
        {"name": name, "cosine": round(float(cosine), 4), "seen": bool(seen), "why": why(name)}
        for name, cosine, seen in zip(now.answer.names, now.answer.cosines, now.answer.seen, strict=True)
    ]
    return {
        "key": f"{now.source.key}/{now.start:g}/{joined(now.answer.names)}/{now.gamma:g}",
        "about": about(now.source),
        "picture_of": now.source.key.removeprefix("names-") if now.source.credit == CREDIT else "",
        "titles": [one.title for one in PICTURES if one.path.is_file()],
        "credit": whose(now.source),
        "english": bool(now.source.credit),
        "read": [{"name": name, "p": round(p, 4)} for name, p in read],
        "held": round(held, 4),
        "names": names,
        "said": unread(now.answer.names),
        "most": MOST,
        "longest": LONGEST,
        "gamma": now.gamma,
        "chosen": round(of["gamma"]["value"], 2),
        "least": round(now.least, 4),
        "curve": of["curve"],
        "area": of["area"],
        "counts": [of["seen classes"], of["unseen classes"]],
        "trained": [{"name": tr(name), "p": round(p, 4)} for name, p in list(says.items())[:3]],
        "lacks": f"{heard} {lacks}",
    }


def figure(now: Now) -> None:
    """Mount the figure."""
    shown = jpeg(computed.picture(now.source, now.start), 320)
    blobs: dict[str, bytes | list[bytes]] = {"picture": shown, "thumbs": computed.thumbs()}
    ranked(components.pack(header(now), blobs), key=_FIGURE, on_told_change=_told)


def _told() -> None:
    """Take what the figure tells into the URL."""
    try:
        told: Any = json.loads(st.session_state[_FIGURE].get("told") or "{}")
    except (TypeError, ValueError):
        return
    if not isinstance(told, dict):
        return
    if isinstance(told.get("names"), list):
        put(names_say=joined(listed(",".join(str(name) for name in told["names"][:MOST]))))
    if told.get("picture") in {one.title for one in PICTURES}:
        put(names_picture=str(told["picture"]), names_say="")
    if (gamma := real(str(told.get("gamma", "")), 0.0, STEEPEST)) is not None:
        put(names_gamma=f"{gamma:g}")
