"""The page of imagined modalities: the question, the figure of an emoji or a typed name, and the number."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.tasks.imagine.colours import COLOURS, SHADES, histograms
from mmfusion.tasks.pairs import WORDS, pairs
from mmfusion.tasks.pairs.data import COLUMNS, THUMBNAIL, atlas
from mmfusion.ui.clips.choose import not_shown
from mmfusion.ui.imagine import computed, guide
from mmfusion.ui.imagine.emoji import Header
from mmfusion.ui.imagine.emoji import emoji as mount_emoji
from mmfusion.ui.parts.guide.facts import publish
from mmfusion.ui.parts.number import ask, number, track
from mmfusion.ui.shell import components
from mmfusion.ui.shell.state import put

if TYPE_CHECKING:
    from mmfusion.tasks.imagine.shown import Nearest
    from mmfusion.ui.shell.state import View

TITLE = marked("Can the other modality be imagined?")
LEAD = marked(
    "Maps that were learned from pairs imagine a picture’s name, a name’s colours, a digit’s "
    "sound. Each stands beside what is real."
)
GUESSES = ("5", "20", "40", "60", "85")
QUESTION = marked(
    "Take the tenth of the held-out pictures whose first name has the highest cosine. In how many of them, "
    "in %, is that name wrong?"
)
_FIGURE = "emoji"


def seen(view: View) -> bool:
    """Return whether the number may be seen."""
    return view.uncovered("imagine_")


def headline(view: View) -> None:
    """Ask how many of the surest answers are wrong, or say it."""
    if not seen(view):
        ask(tr(QUESTION), GUESSES, "imagine_", tr("wrong, %"))
        return
    own = computed.table()["names"]["minilm"]["methods"]["ridge"]["figures"]
    sure, every = own["surest tenth wrong"], own["wrong"]
    publish("imagine", sure=100 * sure["value"], every=100 * every["value"])
    guess = float(view["imagine_guess"]) if view["imagine_guess"] in GUESSES else None
    words = tr(
        "of the tenth with the highest cosine are wrong [{low:.0f}, {high:.0f}]; of all held-out pictures "
        "{every:.0f} %. A high cosine is no proof.",
        low=100 * sure["low"],
        high=100 * sure["high"],
        every=100 * every["value"],
    )
    number(
        f"{100 * sure['value']:.0f}",
        words,
        track(100 * sure["value"], guess, 0, 100, lambda v: f"{v:.0f} %"),
        "\u2009%",
        own="imagine_",
        guesses=GUESSES,
        truth=100 * sure["value"],
    )


def ready() -> None:
    """Raise FileNotFoundError where the stored figures or the pairs are missing."""
    computed.table()
    computed.maps("minilm")


def drawings() -> None:
    """Write the atlas of drawings once, for all that shows one: ``--mmf-atlas``."""
    data = base64.b64encode(atlas()).decode()
    st.html(f"<style>:root{{--mmf-atlas:url(data:image/webp;base64,{data})}}</style>")


def chosen(view: View) -> tuple[int, str, bool, bool, str]:
    """Return the item in view, what reads the names, all candidates, corrected, what was typed."""
    words = view.one_of("imagine_words", WORDS, WORDS[0])
    say = computed.spoken(view["imagine_say"])
    return (
        computed.item_of(view["imagine_item"]),
        words,
        view["imagine_all"] == "1",
        view["imagine_csls"] == "1",
        say,
    )


def figure(view: View) -> None:
    """Mount the figure: every held-out emoji's lists and colours, and what is imagined of a typed name."""
    item, words, everything, corrected, say = chosen(view)
    guide.tell(item, words, everything, corrected, say)
    maps, (shares, coloured) = {name: computed.maps(name) for name in WORDS}, histograms()
    held = maps["minilm"].held
    header: Header = {
        "key": f"{item} {words} {everything:d} {corrected:d} {say}",
        "names": list(pairs().names),
        "held": held.tolist(),
        "learned": maps["minilm"].learned.tolist(),
        "item": item,
        "words": words,
        "everything": everything,
        "corrected": corrected,
        "say": say,
        "colours": [tr(one) for one in COLOURS],
        "swatches": [f"#{codes[0]}" for codes in SHADES.values()],
        "shown": computed.SHOWN,
        "columns": COLUMNS,
        "side": THUMBNAIL,
        "longest": computed.MOST,
    }
    if say:
        of = computed.typed(say)
        header["typed"] = {
            "name": say,
            "held": _rows(of.held),
            "every": _rows(of.every),
            "colours": np.round(of.colours, 3).tolist(),
        }
    real = np.where(coloured[held, None], np.rint(1000 * shares[held]), -1)
    blobs: dict[str, bytes | list[bytes]] = {
        "lists": computed.lists().tobytes(),
        "real": real.astype(np.int16).tobytes(),
        "imagined": np.stack([np.rint(1000 * maps[name].colours[held]) for name in WORDS])
        .astype(np.int16)
        .tobytes(),
    }
    mount_emoji(components.pack(header, blobs), key=_FIGURE, on_told_change=_told)


def _rows(found: Nearest) -> list[list[float]]:
    return [[int(row), round(float(c), 4)] for row, c in zip(found.rows, found.cosines, strict=True)]


def _told() -> None:
    """Take what the figure tells into the URL."""
    told = told_by(_FIGURE)
    if isinstance(told.get("say"), str):
        put(imagine_say=computed.spoken(told["say"]))
    if isinstance(told.get("item"), int):
        put(imagine_item=str(told["item"]))
    if told.get("words") in WORDS:
        put(imagine_words="" if told["words"] == WORDS[0] else str(told["words"]))
    for name, of in (("imagine_all", "all"), ("imagine_csls", "csls")):
        if isinstance(told.get(of), bool):
            put(**{name: "1" if told[of] else ""})


def told_by(key: str) -> dict[str, Any]:
    """Return what a figure tells; nothing where it cannot be read."""
    try:
        told: Any = json.loads(st.session_state[key].get("told") or "{}")
    except (TypeError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def other_clip(view: View) -> None:
    """Say that the clip of the link is not shown here, if it is none of this page's."""
    not_shown(view, tr("it is about emoji, names and digits"), aside=True)
