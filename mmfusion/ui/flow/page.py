"""The page of the bottleneck: which clip, question and cuts, and the flow that answers under the finger."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.tasks.sounding import ANSWERS, NAMES
from mmfusion.ui.clips import drawn as drawn_cache
from mmfusion.ui.clips.choose import not_shown, open_drawn
from mmfusion.ui.clips.drawn import OPENING, Drawn, icons
from mmfusion.ui.clips.drawn_offer import QUESTIONS, number_of
from mmfusion.ui.clips.player import thumbnail
from mmfusion.ui.flow import computed as flow
from mmfusion.ui.flow.ribbons import State, ribbons
from mmfusion.ui.parts.controls import choose, held
from mmfusion.ui.shell import frame
from mmfusion.ui.shell.said import whole
from mmfusion.ui.shell.state import locked, put

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from mmfusion.explain.exchange import Cut, Edit
    from mmfusion.nn.spec import FusionSpec
    from mmfusion.tasks.sounding.exchange import Replacement
    from mmfusion.ui.shell.state import View

TITLE = marked("Which modality informs which?")
LEAD = marked(
    "A few tokens carry all that the two modalities exchange. Point at one to see what it "
    "reads; cut it, and the network answers again."
)
ASKED = {name: QUESTIONS[name] for name in ("side", "sync", "kind", "pitch")}
CLOSED = "closed"
WAYS = {
    "audio-visual": marked("sound ↛ picture"),
    "visual-audio": marked("picture ↛ sound"),
    CLOSED: marked("bottleneck closed"),
}
"""What can be cut whole: sender and reader, or everything that crosses."""
HOW = {"mean": marked("the mean"), "swap": marked("another clip's")}
NEVER = "never"
FROZEN = {NEVER: marked("never"), "2": marked("layer 2"), "3": marked("layer 3")}


@dataclass(frozen=True)
class Choice:
    """What is looked at and what is cut."""

    drawn: Drawn
    ways: tuple[str, ...]
    how: Replacement
    frozen: int | None
    """The layer, from one, from which nothing new is written."""
    cut: tuple[str, ...]
    """By hand: ``audio.2`` (what the sound puts in at layer 2, for all others), ``token.2.1``."""

    @property
    def edit(self) -> Edit | None:
        """What is done to the pass; None if nothing is."""
        from mmfusion.explain.exchange import Cut, Edit

        cuts = {cut for code in self.cut for cut in cuts_of(code, flow.predictor().spec)}
        cuts |= {Cut(sender, reader) for sender, reader in map(ends, self.ways) if reader}
        frozen = None if self.frozen is None else self.frozen - 1
        edit = Edit(frozenset(cuts), CLOSED in self.ways, frozen)
        return None if edit == Edit() else edit


def head() -> DeltaGenerator:
    """Write the head of the page; return the place of its number."""
    return frame.head(tr(TITLE), tr(LEAD))


def missing(error: Exception) -> None:
    """Say that there is no network."""
    frame.say(tr("The network cannot answer: {error}.", error=error))


def ends(way: str) -> tuple[str, str]:
    """Return sender and reader of a way that can be cut; no reader where it is no direction."""
    sender, _, reader = way.partition("-")
    return sender, reader


def cuts_of(code: str, spec: FusionSpec) -> frozenset[Cut]:
    """Return the cuts of a code of the URL; none where it names what the network does not have."""
    from mmfusion.explain.exchange import Cut, exchanging

    layers = exchanging(spec)
    if found := re.fullmatch(r"token\.(\d{1,2})\.(\d{1,2})", code):
        layer, token = int(found[1]) - 1, int(found[2]) - 1
        there = layer in layers and token in range(spec.bottlenecks)
        return frozenset({Cut(layer=layer, token=token)}) if there else frozenset()
    sender, _, at = code.partition(".")
    layer = (whole(at, spec.layers) or 0) - 1
    if sender not in spec.modalities or layer not in layers:
        return frozenset()
    return frozenset(Cut(sender, reader, layer) for reader in spec.modalities if reader != sender)


def controls(view: View) -> Choice:
    """Write the row of controls; return what it holds."""
    given = number_of(view)
    where = OPENING if given is None else given
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="controls"
    ):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
            question = choose("flow_ask", marked("question"), ASKED, hidden=True, wrap=True, on_change=_cover)
            st.button(
                tr("Next clip"),
                key="flow_next",
                on_click=open_drawn,
                args=(where + 1,),
                type="tertiary",
                disabled=locked(),
            )
            mend = st.container(width="content")
        with st.container(horizontal=True, width="content", gap="small", key="flow-changes"):
            picked = st.pills(
                tr("directions that are cut"),
                list(WAYS),
                selection_mode="multi",
                format_func=lambda way: tr(WAYS[way]),
                help=tr("Replaces all that crosses in this direction: see whether the answer changes."),
                key="flow_ways",
                bind="query-params",
                label_visibility="collapsed",
                disabled=locked(),
            )
    spec = flow.predictor().spec
    cut = tuple(code for code in dict.fromkeys(view["flow_cut"].split()) if cuts_of(code, spec))
    frozen = held("flow_frozen", FROZEN, NEVER)
    choice = Choice(
        Drawn(where, question),
        tuple(way for way in picked if way in WAYS),
        "swap" if held("flow_how", HOW, "mean") == "swap" else "mean",
        None if frozen == NEVER else int(frozen),
        cut,
    )
    if choice.edit is not None:
        mend.button(tr("Undo all cuts"), key="flow_mend", on_click=_mend, type="tertiary", disabled=locked())
    return choice


def by_hand() -> None:
    """Write what stands in for what is cut, and from where the exchange is frozen."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="flow-by-hand"):
        st.html('<p class="mmf-note">' + tr("cuts replaced by") + "</p>", width="content")
        choose("flow_how", marked("what replaces a cut"), HOW, hidden=True)
        st.html('<p class="mmf-note">' + tr("frozen from") + "</p>", width="content")
        choose("flow_frozen", marked("layer from which nothing new is written"), FROZEN, hidden=True)


def _mend() -> None:
    put(flow_cut="")
    st.session_state["flow_ways"], st.session_state["flow_frozen"] = [], NEVER


def _cover() -> None:
    put(flow_seen="", flow_guess="")


def beside(choice: Choice) -> None:
    """Show the clip in use at the foot of the sidebar."""
    scene = drawn_cache.scene(choice.drawn)
    frames = drawn_cache.clip(choice.drawn, None, 0).frames
    what = tr(
        marked("{first} and {second}, sound: {sound}")
        if len(scene.objects) > 1
        else marked("{first}, sound: {sound}"),
        first=tr(NAMES[scene.objects[0]]),
        second=tr(NAMES[scene.objects[-1]]),
        sound=tr(NAMES[scene.sound]),
    )
    st.sidebar.html(
        f'<div class="mmf-clip">{thumbnail(None if frames is None else frames[3])}<div>'
        f"<b>{tr('Clip {number}', number=choice.drawn.number)}</b><span>{escape(what)}</span>"
        "</div></div>"
    )


def figure(choice: Choice, view: View) -> None:
    """Mount the flow with the answers of the plain pass and of the edited one."""
    question = choice.drawn.question
    plain = flow.said(choice.drawn, None)[question]
    edit = choice.edit
    now = plain if edit is None else flow.said(choice.drawn, edit, choice.how)[question]
    state: State = {
        "classes": [tr(name) for name in ANSWERS[question]],
        "icons": icons(choice.drawn),
        "truth": drawn_cache.scene(choice.drawn).labels()[question],
        "plain": {"p": plain.p, "opinions": plain.opinions},
        "now": {"p": now.p, "opinions": now.opinions},
        "edited": edit is not None,
        "cut": list(choice.cut),
        "ways": [w for w in choice.ways if w != CLOSED],
        "closed": CLOSED in choice.ways,
        "frozen": choice.frozen,
        "at": view["flow_at"],
    }

    def tell() -> None:
        got = st.session_state["flow"]
        pairs = {"flow_cut": got.get("cut"), "flow_at": got.get("at")}
        put(**{name: value for name, value in pairs.items() if value is not None})

    ribbons(flow.buffer(choice.drawn, state), key="flow", on_cut_change=tell, on_at_change=tell)


def other_clip(view: View) -> None:
    """Say that the clip of the link is not shown here, if it is none of this page's."""
    not_shown(view, tr("it follows drawn clips, whose truth is known"))
