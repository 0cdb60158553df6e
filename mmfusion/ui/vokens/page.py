"""The page of vokens: the question, the sentence, the number, and the figure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.ui.clips.choose import not_shown
from mmfusion.ui.parts.controls import choose
from mmfusion.ui.parts.guide.facts import publish
from mmfusion.ui.parts.number import ask, number, track
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.said import whole
from mmfusion.ui.shell.state import locked, put
from mmfusion.ui.vokens import computed, guide
from mmfusion.ui.vokens.computed import BUDGET, TITLES
from mmfusion.ui.vokens.pictured import Header, Voken, Word, pictured

if TYPE_CHECKING:
    from mmfusion.tasks.vokens import Reading
    from mmfusion.tasks.vokens.networks import Shipped
    from mmfusion.ui.shell.state import View

TITLE = marked("Does a word need a picture?")
LEAD = marked(
    "A language model learned a picture for every word. Put another one there, and three scores follow."
)
GUESSES = {"-20": "−20", "-10": "−10", "0": "0", "10": "+10", "20": "+20"}
OPENING = "food"
"""The stored sentence that the page opens with, by its topic."""
_FIGURE = "pictured"


def seen(view: View) -> bool:
    """Return whether the number may be seen."""
    return view.uncovered("vokens_")


def difference(name: str) -> dict[str, float]:
    """Return a measured difference at the page's budget of labels: value, low, high."""
    topics = computed.measured()["topics"]
    found: dict[str, float] = topics["difference"][name][topics["budgets"].index(BUDGET)]
    return found


def points(figure: dict[str, float]) -> str:
    """Return a difference of shares in points, signed.

    Example:
        >>> from mmfusion.ui.vokens.page import points
        >>> points({"value": -0.1234})
        '−12.3'

    """
    return f"{100 * figure['value']:+.1f}".replace("-", "−")


def interval(figure: dict[str, float]) -> str:
    """Return half of a figure's interval in points."""
    return f"{50 * (figure['high'] - figure['low']):.1f}"


def clear(figure: dict[str, float]) -> bool:
    """Return whether an interval leaves nought out."""
    return figure["low"] > 0 or figure["high"] < 0


def lead(view: View) -> str:
    """Return what stands below the question: what it comes to once the number is seen."""
    try:
        gain, less, dealt = (difference(f"vokens − {arm}") for arm in ("words", "codes", "dealt"))
    except FileNotFoundError:
        return tr(LEAD)
    if not seen(view):
        return tr(LEAD)
    codes, other = (_beside(figure) for figure in (less, dealt))
    said = tr(
        "Vokens gain {gain} points over masked words alone; codes that never saw a picture "
        "gain {codes}, pictures dealt out anew {other}.",
        gain=points(gain),
        codes=codes,
        other=other,
    )
    return (
        said
        if less["low"] > 0 or dealt["low"] > 0
        else f"{said} {tr('The gain is not due to the pictures.')}"
    )


def _beside(figure: dict[str, float]) -> str:
    """Return what a control gains beside vokens, in a word, from vokens less the control."""
    if not clear(figure):
        return tr("as much")
    return tr("less") if figure["value"] > 0 else tr("more")


def ready() -> None:
    """Raise FileNotFoundError where networks or figures are missing."""
    computed.measured()
    computed.sentences()


def other_clip(view: View) -> None:
    """Say that the clip of the link is not shown here, if it is none of this page's."""
    not_shown(view, tr("it is about sentences"), aside=True)


def controls(view: View) -> str:
    """Write the stored sentences and the field for one's own; return the sentence that is read."""
    stored = {topic: text for text, topic in computed.sentences()}
    with st.container(key="vokens-controls", horizontal=True, vertical_alignment="center", gap="small"):
        chosen = choose(
            "vokens_sentence",
            marked("a caption of a photograph of"),
            {topic: topic for topic in stored},
            OPENING if OPENING in stored else None,
            hidden=True,
            wrap=True,
            on_change=_forget,
        )
        if "vokens_typed" not in st.session_state:
            st.session_state["vokens_typed"] = view["vokens_say"]
        st.text_input(
            tr("a sentence of your own"),
            key="vokens_typed",
            label_visibility="collapsed",
            on_change=_type,
            placeholder=tr("or a sentence of your own"),
            max_chars=160,
            disabled=locked(),
        )
    own = computed.readable(view["vokens_say"])
    if view["vokens_say"] and not own:
        note(tr("There are no English letters in it; the stored caption is read instead."))
    return own or computed.readable(stored[chosen])


def _forget() -> None:
    st.session_state["vokens_typed"] = ""
    put(vokens_say="", vokens_swap="", vokens_at="", vokens_topic="")


def _type() -> None:
    put(vokens_say=str(st.session_state["vokens_typed"]), vokens_swap="", vokens_at="", vokens_topic="")


def headline(view: View) -> None:
    """Ask what pictures add to codes, or say it."""
    less, gain = difference("vokens − codes"), difference("vokens − words")
    if not seen(view):
        ask(
            tr(
                "With ten labels a topic, vokens gain {gain} points over masked words alone. "
                "How many over codes, numbers that never saw a picture?",
                gain=points(gain),
            ),
            GUESSES,
            "vokens_",
            tr("points"),
        )
        return
    publish("vokens", less=points(less))
    own = view["vokens_guess"]
    guess = float(own) if own in GUESSES else None
    said = tr(
        "points, vokens − codes (± {half}, {seeds} seeds). Codes are clusters of the same word vectors.",
        half=interval(less),
        seeds=computed.measured()["topics"]["seeds"],
    )
    null = "" if clear(less) else f" {tr('Zero lies inside the interval: a null.')}"
    number(
        points(less),
        f"{said}{null}",
        track(100 * less["value"], guess, -25, 25, lambda v: f"{v:+.0f}".replace("-", "−")),
        own="vokens_",
        guesses=GUESSES,
        truth=100 * less["value"],
    )


def truth(text: str) -> str:
    """Return the topic of a stored sentence, nothing for another one."""
    return next((topic for said, topic in computed.sentences() if computed.readable(said) == text), "")


def header(text: str, view: View) -> Header:
    """Return what the script draws, without the pictures."""
    from mmfusion.tasks.vokens import SHOWN, shipped

    found, own = shipped(), computed.reading(text)
    topics = computed.topics()
    count = len(own.words)
    swaps = computed.swaps_of(view["vokens_swap"], count, len(found.vokens))
    words = [_word(own, found, place) for place in range(count)]
    offered = {voken for word in words for voken in (word["matched"], word["told"], *word["offered"])}
    for place, voken in swaps.items():
        offered.add(voken)
        if voken not in words[place]["offered"]:
            words[place]["offered"].append(voken)
    answer = truth(text)
    asked = whole(view["vokens_topic"], len(topics) - 1)
    said = own.scores("vokens").argmax()
    at = whole(view["vokens_at"], count - 1)
    return {
        "key": text,
        "titles": [tr(TITLES[arm]) for arm in SHOWN],
        "topics": [tr(topic) for topic in topics],
        "bias": [found.readouts[arm].bias.round(6).tolist() for arm in SHOWN],
        "parts": [own.parts[arm].round(6).tolist() for arm in SHOWN],
        "words": words,
        "vokens": [_voken(found, voken) for voken in sorted(offered)],
        "swaps": [[place, voken] for place, voken in sorted(swaps.items())],
        "at": opening_word(own) if at is None else at,
        "topic": int(asked if asked is not None else topics.index(answer) if answer else said),
        "truth": topics.index(answer) if answer else -1,
    }


def opening_word(own: Reading) -> int:
    """Return the word that is in view at first: the one that moves the scores of vokens most."""
    return int(abs(own.parts["vokens"]).max(axis=1).argmax())


def _word(own: Reading, found: Shipped, place: int) -> Word:
    from mmfusion.tasks.vokens import SHOWN

    told, code = own.told["vokens"][place], own.told["codes"][place]
    return {
        "word": own.words[place],
        "known": bool(own.known[place]),
        "matched": int(own.matched[place]),
        "told": int(told.argmax()),
        "p": round(float(told.max()), 4),
        "code": " ".join(found.typical[int(code.argmax())]),
        "certain": round(float(code.max()), 4),
        "offered": computed.offered(own, place),
        "masked": [round(float(own.masked[arm][place]), 4) if own.known[place] else 0.0 for arm in SHOWN],
        "guess": [own.guess[arm][place] for arm in SHOWN],
    }


def _voken(found: Shipped, voken: int) -> Voken:
    from mmfusion.tasks.vokens.reading import codes_of_vokens

    code = codes_of_vokens()[voken]
    weights = [found.readouts["vokens"].weight[voken], found.readouts["codes"].weight[code]]
    return {
        "number": voken,
        "name": computed.name(voken),
        "code": " ".join(found.typical[code]),
        "weights": [[], *(row.round(6).tolist() for row in weights)],
    }


def figure(text: str, view: View) -> None:
    """Mount the figure."""
    own = header(text, view)
    guide.tell(text, own)
    pictures = [computed.drawing(voken["number"]) for voken in own["vokens"]]
    with st.container(key="vokens-figure"):
        pictured(own, pictures, key=_FIGURE, on_told_change=_told)


def _told() -> None:
    """Take what the figure tells into the URL."""
    try:
        told: Any = json.loads(st.session_state[_FIGURE].get("told") or "{}")
        swaps = {int(place): int(voken) for place, voken in told["swaps"]}
        at, topic = int(told["at"]), int(told["topic"])
    except (TypeError, ValueError, KeyError):
        return
    put(vokens_swap=computed.swaps_said(swaps), vokens_at=str(at), vokens_topic=str(topic))
