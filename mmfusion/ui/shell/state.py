"""Everything that is chosen, in the URL: a link reproduces the view.

Widgets bind themselves to the URL (``bind="query-params"``, key = parameter). What no widget holds is kept by
`View`: it is read from the URL, survives a change of page in the session, and is written back.
"""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

_SAVED = "view"

DEFAULTS: dict[str, str] = {
    "clip": "",  # a sample's name, or own-<content hash>
    "t": "0",  # start of the window, s
    "shown": "",  # strategies in the table, separated by spaces
    "focus": "mid",  # the strategy that is looked into
    "late": "mean logit",  # how late fusion puts its two experts together
    "seen": "",  # "1": the answer to the page's question is uncovered
    "guess": "",  # what one thought before
    "tokens_seen": "",  # "1": the ratio of tokens is uncovered
    "tokens_guess": "",  # what one thought it was, as "3:1"
    "pad_clip": "",  # number of the front page's clip
    "pad": "",  # where its point stands, dB and px: -12,9
    "pad_without": "",  # the sense taken away there
    "pad_seen": "",  # "1": its number and its map are uncovered
    "pad_guess": "",  # what one thought before, %
    "cost_seen": "",  # "1": the saving is uncovered
    "cost_guess": "",  # what one thought before, %
    "look": "",  # the page of heads: token, layer, stream, head and how they are shown (attention.js)
    "off": "",  # heads that are off: first-5 of the order, or 2.shared.1_0.audio.3
    "heads_seen": "",  # "1": how many heads can go is uncovered
    "heads_guess": "",  # what one thought before
    "flow_cut": "",  # what is cut by hand in the bottleneck: audio.2 token.2.1, layers and tokens from one
    "flow_at": "",  # the token looked at: layer.token
    "flow_seen": "",  # "1": who tells whom is uncovered
    "flow_guess": "",  # what one thought: audio-visual, visual-audio, both
    "kernel_at": "",  # weights of colour, texture and shape, in twentieths: 7 6 7
    "kernel_twice": "",  # the kernel that is there twice
    "kernel_picture": "",  # number of the test picture, from 0
    "kernel_seen": "",  # "1": the share of the triangle is uncovered
    "kernel_guess": "",  # what one thought before, %
    "mkl_at": "",  # p, and the iteration that is shown if not the last: 4/3 3
    "mkl_picture": "",  # number of the test picture, from 0
    "mkl_seen": "",  # "1": the weights are uncovered
    "mkl_guess": "",  # what one thought carries the kind
    "hide": "",  # parts that a teacher hides: controls, clip, table, lesson
}


class View:
    """The choices that no widget holds. Reading falls back to the default; writing changes the URL."""

    def __init__(self) -> None:
        saved = st.session_state.setdefault(_SAVED, {})
        for name in DEFAULTS:
            if name in st.query_params:
                saved[name] = st.query_params[name]
        for name, value in saved.items():
            _write(name, value)

    def __getitem__(self, name: str) -> str:
        return str(st.session_state[_SAVED].get(name, DEFAULTS[name]))

    @property
    def start(self) -> float:
        """Start of the window in seconds, 0 where the URL holds no number."""
        try:
            return max(0.0, float(self["t"]))
        except ValueError:
            return 0.0

    @property
    def guess(self) -> float | None:
        """What was guessed, between 0 and 1, or None."""
        return self.guess_of(1.0)

    def guess_of(self, most: float) -> float | None:
        """Return what was guessed, between 0 and `most`, or None."""
        try:
            return min(most, max(0.0, float(self["guess"])))
        except ValueError:
            return None

    @property
    def revealed(self) -> bool:
        """Whether the answer to the page's question is uncovered."""
        return self["seen"] == "1"

    def hides(self, part: str) -> bool:
        """Whether the link hides a part of the page."""
        return part in self["hide"].split()

    def one_of(self, name: str, options: Iterable[str], default: str) -> str:
        """Return a choice if it is among the options, else the default: anyone can write a URL."""
        return self[name] if self[name] in set(options) else default


def put(**choices: str) -> None:
    """Write choices into the session and the URL; to be called in callbacks, before the page runs again."""
    saved = st.session_state.setdefault(_SAVED, {})
    for name, value in choices.items():
        saved[name] = value
        _write(name, value)


def forget(*widgets: str) -> None:
    """Put widgets back to their defaults; to be called in callbacks."""
    for key in widgets:
        st.session_state.pop(key, None)


def _write(name: str, value: str) -> None:
    if value == DEFAULTS[name]:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value
