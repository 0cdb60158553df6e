"""What each modality adds to an answer: every coalition, and two ways to be without the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st

from mmfusion.modality import title
from mmfusion.ui.attribution.computed import trained
from mmfusion.ui.clips.own import kept
from mmfusion.ui.clips.subject import Watched, network
from mmfusion.ui.shell.frame import note

if TYPE_CHECKING:
    from torch import Tensor

    from mmfusion.explain.shapley import Contributions

Way = Literal["left out", "replaced"]
WAYS: dict[Way, str] = {"left out": "not run", "replaced": "another clip’s"}
"""What becomes of a modality that is outside a coalition."""


@kept(8, of=Watched, shared=64)
def added(watched: Watched, answer: int, way: Way) -> Contributions | None:
    """Return what coalitions are worth, in p(answer), and what each modality adds; None of a single one.

    Args:
        watched: the clip and the network; the trained one is asked.
        answer: whose probability is shared out.
        way: what stands for a modality that is missing.

    """
    import torch

    from mmfusion.explain.shapley import left_out, replaced
    from mmfusion.nn.fusion import FusionOutput

    own, subject = network(trained(watched)), watched.subject
    with torch.inference_mode():
        tokens = subject.tokens(own)
    if len(tokens) < 2:
        return None

    def read(output: FusionOutput, senses: tuple[str, ...]) -> Tensor:
        heat = subject.temperature(watched.strategy, subject.asks, senses)
        return (output.logits[subject.asks].float() / heat).softmax(dim=1)[:, answer]

    if way == "left out":
        return left_out(own.fusion, tokens, read, subject.prior(subject.asks)[answer])
    with torch.inference_mode():
        there = [other.tokens(own) for other in subject.others()]
    others = [one for one in there if set(one) == set(tokens)]
    return replaced(own.fusion, tokens, others, read) if others else None


def section(watched: Watched, answer: int) -> None:
    """Write every coalition as a bar, and its shares; nothing where the clip has one modality only."""
    subject = watched.subject
    place = st.empty()
    place.html('<p class="mmf-note" role="status">Each modality alone, and beside other clips’ …</p>')
    found = {way: one for way in WAYS if (one := added(watched, answer, way)) is not None}
    if not found:
        place.html(f'<p class="mmf-note">{ALONE}</p>')
        return
    name = subject.classes(subject.asks)[answer]
    place.html(chart(found, name))
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center", key="attribution-share"):
        for part in rule(found["left out"]):
            st.latex(part, width="content")
    note(_said(watched, found))


ALONE = "This clip has one modality only: there is nothing to share out."


def coalition(members: tuple[str, ...], of: int) -> str:
    """Return a coalition in words."""
    if not members:
        return "neither" if of == 2 else "none"
    if len(members) == of:
        return "both" if of == 2 else "all"
    return " and ".join(title(m) for m in members)


def chart(found: dict[Way, Contributions], name: str) -> str:
    """Return bars of p(answer): a row a coalition, a bar a way; below, the shares that add up to it."""
    first = next(iter(found.values()))
    players = list(first.shares)
    head = "".join(f"<th>{WAYS[way]}</th>" for way in found)
    rows = ""
    for members in first.values:
        bars = ""
        for way, one in found.items():
            p = float(one.values[members][0])
            colour = f"var(--mmf-{members[0]})" if len(members) == 1 else _ink(members, players)
            bars += f'<i class="{_class(way)}" style="width:{100 * p:.2f}%;--c:{colour}"></i>'
        words = coalition(members, len(players))
        ink = f' style="color:var(--mmf-{members[0]}-words)"' if len(members) == 1 else ""
        values = "".join(f"<td>{_p(float(one.values[members][0]))}</td>" for one in found.values())
        rows += f'<tr><th{ink}>{words}</th><td class="bars">{bars}</td>{values}</tr>'
    for player in players:
        values = "".join(f"<td>{_signed(float(one.shares[player][0]))}</td>" for one in found.values())
        bars = ""
        for way, one in found.items():
            start, share = _span(one, player)
            bars += (
                f'<i class="{_class(way)}" style="margin-left:{100 * start:.2f}%;width:{100 * share:.2f}%;'
                f'--c:var(--mmf-{player})"></i>'
            )
        rows += (
            f'<tr class="share"><th style="color:var(--mmf-{player}-words)">{title(player)} adds</th>'
            f'<td class="bars">{bars}</td>{values}</tr>'
        )
    return (
        f'<div class="mmf-adds"><h3 class="mmf-h2">What each modality adds to <i>{name}</i></h3>'
        f"<table><thead><tr><th>p({name}) from</th><th></th>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _span(one: Contributions, player: str) -> tuple[float, float]:
    """Return where a share begins and how long it is: shares stand end to end, from nothing to the whole."""
    level = float(next(iter(one.values.values()))[0])
    for name, share in one.shares.items():
        end = level + float(share[0])
        if name == player:
            return min(max(min(level, end), 0.0), 1.0), min(abs(float(share[0])), 1.0)
        level = end
    raise KeyError(player)


def _class(way: Way) -> str:
    return "solid" if way == "left out" else "hollow"


def _ink(members: tuple[str, ...], players: list[str]) -> str:
    return "var(--mmf-ink)" if len(members) == len(players) else "var(--mmf-ghost)"


def _p(p: float) -> str:
    return f"{p:.2f}"


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


def rule(one: Contributions) -> tuple[str, str]:
    """Return the Shapley value of the first of two modalities, and its numbers; of more, their sum."""
    from mmfusion.ui.shell.theme import palette

    players = list(one.shares)
    shares = [float(one.shares[m][0]) for m in players]
    inks = [palette().words(m) for m in players]
    if len(players) != 2:
        terms = "+".join(rf"\textcolor{{{ink}}}{{{v:.2f}}}" for ink, v in zip(inks, shares, strict=True))
        return r"\textstyle\sum_i\phi_i=v(M)-v(\varnothing)", terms
    a, b = players
    v = {members: float(value[0]) for members, value in one.values.items()}
    alone, beside = (round(gain, 2) + 0.0 for gain in (v[a,] - v[()], v[a, b] - v[b,]))  # no −0
    phi = rf"\textcolor{{{inks[0]}}}{{\phi_{{\text{{{title(a)}}}}}}}"
    first = rf"(v(\text{{{title(a)}}})-v(\varnothing))"
    second = rf"(v(\text{{both}})-v(\text{{{title(b)}}}))"
    return (
        rf"{phi}=\tfrac12\left[{first}+{second}\right]",
        rf"=\tfrac12\left[({alone:.2f})+({beside:.2f})\right]=\textcolor{{{inks[0]}}}{{{shares[0]:.2f}}}",
    )


def _said(watched: Watched, found: dict[Way, Contributions]) -> str:
    count = len(watched.subject.others())
    words = (
        "Without a modality, two ways. Not run (solid): its stream is left out; with neither, p is how often "
        "the answer is right of any clip. "
    )
    if "replaced" in found:
        words += (
            f"Another clip’s (outlined): its tokens are replaced by those of {count} other clips, and p is "
            "the mean; a strange sound can speak against the answer, an absent one cannot. "
        )
    return words + "Shares are exact Shapley values: every coalition is computed."
