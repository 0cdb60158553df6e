"""The headline number, and the guess before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from mmfusion.language import tr
from mmfusion.ui.board import gathered, seat
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.state import SHARED, View, put


def shown(p: float) -> str:
    """Return a probability with two digits, never rounded to certainty."""
    return ">0.99" if p >= 0.995 else "<0.01" if p < 0.005 else f"{p:.2f}"


def number(
    big: str,
    words: str,
    track: str = "",
    unit: str = "",
    kind: str = "",
    own: str | None = None,
    guesses: Sequence[str] | Mapping[str, str] = (),
    truth: float | str | None = None,
    of: str = "",
) -> None:
    """Write a headline number, at most three lines of words beside it, and a track below.

    Args:
        big: the number.
        words: what it says, as HTML.
        track: the axis below, as HTML.
        unit: behind the number, smaller.
        kind: a class of its own for the number.
        own: as in `ask`, where the number was asked there: one click covers it again.
        guesses: as in `ask`.
        truth: where the number stands among the guesses, or which of them it is.
        of: as in `ask`.

    """
    suffix = f'<span style="font-size:26px">{unit}</span>' if unit else ""
    classes = f"mmf-big {kind}".rstrip()
    room = seat.room() if own is not None and guesses else None
    below = track if room is None else ""  # the guesses of a class are drawn with the truth among them
    st.html(f'<div class="mmf-number"><div class="{classes}">{big}{suffix}</div><p>{words}</p></div>{below}')
    if own is None:
        return
    question = seat.Question(own, of)
    if room is None or room.teacher:
        again = partial(_cover, question)
        st.button(tr("Cover again"), key=f"{own}cover_again", type="tertiary", on_click=again)
    if room is not None:
        gathered.below_number(gathered.Asked(question, _named(guesses), truth, f"{big}{unit}"))


def ask(
    words: str,
    guesses: Sequence[str] | Mapping[str, str],
    own: str = "",
    label: str = "",
    key: str | None = None,
    of: str = "",
) -> None:
    """Write the question in the number's place and the guesses; a guess, or the button, uncovers the number.

    Args:
        words: what is asked, as HTML.
        guesses: what can be guessed; as a mapping, value -> what stands on its segment.
        own: what the page's names in the URL begin with: ``{own}seen`` says that the number is uncovered,
            ``{own}guess`` what was guessed.
        label: what is chosen, for screen readers; "your guess" by default.
        key: of the choice; ``{own}guessing`` by default.
        of: which of the page's questions it is, where there are several; the same in every language.

    """
    choice, named = key or f"{own}guessing", _named(guesses)
    room, question = seat.room(), seat.Question(own, of)
    number("?", words, kind="mmf-q")
    if room is not None:
        gathered.agree(question, named, choice)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="guessing"):
        st.segmented_control(
            label or tr("your guess"),
            list(named),
            format_func=named.__getitem__,
            key=choice,
            label_visibility="collapsed",
            wrap=False,
            on_change=partial(_guess, question, choice),
        )
        if room is None or room.teacher:
            st.button(tr("Reveal"), key=f"{own}reveal", on_click=partial(_reveal, question, choice))
    if room is not None:
        gathered.below_question(gathered.Asked(question, named))
    elif seat.trouble():
        note(seat.trouble())


def _named(guesses: Sequence[str] | Mapping[str, str]) -> Mapping[str, str]:
    return guesses if isinstance(guesses, Mapping) else dict(zip(guesses, guesses, strict=True))


def _guess(question: seat.Question, choice: str) -> None:
    """Take a guess: it reveals the answer, but in a room it is put in, and the teacher reveals."""
    if seat.room() is None:
        _reveal(question, choice)
        return
    guess = str(st.session_state.get(choice) or "")
    put(**{f"{question.own}guess": guess})
    if guess:
        seat.guess(question, guess)


def _reveal(question: seat.Question, choice: str) -> None:
    if seat.room() is not None:
        seat.reveal(question)
        return
    put(**{f"{question.own}seen": "1", f"{question.own}guess": str(st.session_state.get(choice) or "")})
    if View(SHARED)["cover"] == "1":  # that was for the moment before the guess
        put(cover="")


def _cover(question: seat.Question) -> None:
    if seat.room() is not None:
        seat.clear(question)
    put(**{f"{question.own}seen": "0", f"{question.own}guess": ""})


def track(
    truth: float,
    guess: float | None,
    low: float = 0.0,
    high: float = 1.0,
    words: Callable[[float], str] | None = None,
) -> str:
    """Return the axis below the number: truth a dot, own guess a hollow triangle, both named."""
    at = 100 * (truth - low) / (high - low)
    inside = min(max(at, 5), 95)
    said = (words or shown)(truth)
    marks = [f'<i class="dot" style="left:{at:.1f}%"></i><b style="left:{inside:.1f}%">{said}</b>']
    names = [at]
    if guess is not None:
        own = 100 * (guess - low) / (high - low)
        marks.append(f'<u style="left:{own:.1f}%">▽</u>')
        if abs(own - at) >= 16:
            marks.append(f'<span style="left:{min(max(own, 9), 91):.1f}%">{tr("your guess")}</span>')
            names.append(own)
    # End labels give way to what stands near them.
    for place, label in ((0.0, f"{low:g}".replace("-", "−")), (100.0, f"{high:g}")):
        if all(abs(name - place) > 17 for name in names):
            marks.append(f'<em style="left:{place:.0f}%">{label}</em>')
    return f'<div class="mmf-track">{"".join(marks)}</div>'


def count_track(truth: int, most: int, guess: float | None) -> str:
    """Return the axis below a count: as `track`, with whole numbers."""
    return track(truth, guess, 0, most, str)
