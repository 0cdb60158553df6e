"""The row of controls: what is asked or looked at on the left, changes to the clip on the right."""

from __future__ import annotations

import streamlit as st

from mmfusion.cards.subset import subset
from mmfusion.language import marked, tr
from mmfusion.ui.clips.changed import ITS_OWN, Change, Offer
from mmfusion.ui.clips.choose import your_clip
from mmfusion.ui.clips.drawn_offer import ASK, FIRST
from mmfusion.ui.parts.controls import STEPS, choose, held, how_spoiled
from mmfusion.ui.shell.state import View, forgotten, locked, put


def controls(view: View, offer: Offer) -> Change:
    """Write the row; a link with ``hide=controls`` keeps it out of sight, and what it holds in force.

    Where there are several questions they stand on the left, and the senses that are left of the clip among
    what spoils it; else the senses stand on the left.
    """
    names = offer.names
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="controls"
    ):
        if offer.questions:
            choose(
                ASK, marked("question"), offer.questions, FIRST, hidden=True, wrap=True, on_change=_asked_anew
            )
            sense = ""
        else:
            sense = choose(names.senses, marked("modalities left"), offer.senses, hidden=True)
        with st.container(horizontal=True, width="content", gap="small", key="changes"):
            spoil, level, left = _spoil(offer)
            swap = _swap(offer)
        with st.container(width="content", key="own-clip"):
            your_clip(view)
    return Change(subset(sense or left), spoil if level else None, level, swap if swap != ITS_OWN else None)


def _asked_anew() -> None:
    put(**forgotten("question"))


def _spoil(offer: Offer) -> tuple[str, int, str]:
    """Write what spoils the clip; return the kind, the level, and the senses left if they are chosen here."""
    names, spoils = offer.names, offer.spoils
    titles = {name: spoil.title for name, spoil in spoils.items()}
    whole = next(iter(offer.senses))
    now, level = held(names.spoil, titles, next(iter(titles))), int(held(names.level, STEPS, "0"))
    left = held(names.senses, offer.senses, whole) if offer.questions else whole
    words = [tr(spoils[now].button).format(tr(spoils[now].levels[level]))] if level else []
    words += [tr(offer.senses[left])] if left != whole else []
    label = ", ".join(words) or tr("Spoil the clip")
    told = tr(
        "Adds noise, blur and the like, or takes a modality away: see which strategies change their answer."
    )
    with st.popover(label[0].upper() + label[1:], key="spoiling", disabled=locked(), help=told):
        levels = {name: spoil.levels for name, spoil in spoils.items()}
        units = {name: spoil.unit for name, spoil in spoils.items() if spoil.unit}
        spoil, level = how_spoiled(names.spoil, names.level, titles, levels, units)
        if offer.questions:
            left = choose(names.senses, marked("modalities left"), offer.senses)
    return spoil, level, left


def _swap(offer: Offer) -> str:
    name, options = offer.names.swap, offer.swaps
    chosen = held(name, options, ITS_OWN)
    own = chosen == ITS_OWN
    label = tr("Swap the sound") if own else tr("Sound: {whose}", whose=tr(options[chosen]))
    told = tr("Plays another sound with the same picture: see which strategies change their answer.")
    with st.popover(label, key="swapping", disabled=locked(), help=told):
        picked = choose(name, marked("whose sound is heard"), options, wrap=True)
        st.html(f'<p class="mmf-note">{tr(offer.swapping)}</p>')
    return picked
