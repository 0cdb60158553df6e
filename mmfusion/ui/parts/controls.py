"""Choices that are always made and live in the URL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.ui.shell.state import is_back, locked

STEPS = {str(i): str(i) for i in range(5)}


def choose(
    key: str,
    label: str,
    options: Mapping[str, str],
    default: str | None = None,
    *,
    hidden: bool = False,
    wrap: bool | None = None,
    on_change: Callable[[], None] | None = None,
    verbatim: bool = False,
) -> str:
    """Write a choice that is always made and lives in the URL; return the key of what is chosen.

    The URL says what stands on its segment, as Streamlit writes it; a link may say the value, or the label in
    English, instead.

    Args:
        key: of the widget, and its name in the URL.
        label: what is chosen, translated here.
        options: value -> what stands on its segment, translated here.
        default: a value; the first if None.
        hidden: whether the label is for screen readers only.
        wrap: whether segments may take several lines.
        on_change: called when another one is chosen.
        verbatim: whether segments stand as they are: words that a network reads, or that are translated.

    """
    first = default or next(iter(options))
    shown = dict(options) if verbatim else {value: tr(text) for value, text in options.items()}
    linked = st.query_params.get(key, "")
    meant = {text: value for value, text in options.items()} | {value: value for value in options}
    if key not in st.session_state and linked in meant and linked not in shown.values():
        st.query_params[key] = shown[meant[linked]]  # a widget would take anything but a label for nothing
        st.rerun()
    chosen = st.segmented_control(
        tr(label),
        list(options),
        format_func=shown.__getitem__,
        default=first,
        required=True,
        key=key,
        bind="query-params",
        label_visibility="collapsed" if hidden else "visible",
        wrap=wrap,
        on_change=None if on_change is None else partial(_chosen, on_change),
        disabled=locked(),
    )
    return chosen if chosen in options else first


def _chosen(then: Callable[[], None]) -> None:
    if not is_back():  # Back brings another choice with all that belonged to it
        then()


def how_spoiled(
    what: str,
    much: str,
    spoils: Mapping[str, str],
    meanings: Mapping[str, Sequence[str]],
    units: Mapping[str, str],
) -> tuple[str, int]:
    """Write the choice of what is spoiled and how much, with what the levels mean; return both.

    Args:
        what: key of the first choice.
        much: key of the second.
        spoils: value -> what stands on its segment.
        meanings: value -> what its levels 0 to 4 are.
        units: value -> the unit of its levels; left out where there is none.

    """
    spoil = choose(what, marked("what is spoiled"), spoils, hidden=True)
    level = int(choose(much, marked("how much, of four steps"), STEPS))
    unit = f" ({tr(units[spoil])})" if spoil in units else ""
    st.html(f'<p class="mmf-note">{", ".join(map(tr, meanings[spoil]))}{unit}</p>')
    return spoil, level


def held(key: str, options: Mapping[str, str], default: str) -> str:
    """Return what a widget will hold: at the first run of a link only the URL knows, by value or by label."""
    held = st.session_state.get(key) or st.query_params.get(key)
    return next((value for value, label in options.items() if held in (value, label, tr(label))), default)
