"""What each modality adds to an answer: every coalition, and two ways to be without the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.modality import listed, title
from mmfusion.ui.attribution.computed import trained
from mmfusion.ui.clips.own import kept
from mmfusion.ui.clips.subject import Watched, network
from mmfusion.ui.shell.frame import note

if TYPE_CHECKING:
    from torch import Tensor

    from mmfusion.explain.shapley import Contributions

Way = Literal["left out", "replaced"]
WAYS: dict[Way, str] = {"left out": marked("left out"), "replaced": marked("replaced")}
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
        return None  # as `players` says

    def read(output: FusionOutput, senses: tuple[str, ...]) -> Tensor:
        heat = subject.temperature(watched.strategy, subject.asks, senses)
        return (output.logits[subject.asks].float() / heat).softmax(dim=1)[:, answer]

    if way == "left out":
        return left_out(own.fusion, tokens, read, subject.prior(subject.asks)[answer])
    with torch.inference_mode():
        there = [other.tokens(own) for other in subject.others()]
    others = [one for one in there if set(one) == set(tokens)]
    return replaced(own.fusion, tokens, others, read) if others else None


def players(watched: Watched) -> list[str]:
    """Return the modalities that the clip has."""
    return [modality for modality, places in watched.subject.places().items() if places]


def ways(watched: Watched, answer: int) -> dict[Way, Contributions]:
    """Return what is added, by what stands for a missing modality; nothing of a single modality."""
    return {way: one for way in WAYS if (one := added(watched, answer, way)) is not None}


@dataclass(frozen=True)
class Bar:
    """A coalition, or what a modality adds to one.

    Attributes:
        words: which.
        stream: whose colour it has: a modality or ``"fused"``.
        adds: whether it is what a modality adds.
        spans: where it begins and what it is worth, by what stands for a missing modality, in its words.

    """

    words: str
    stream: str
    adds: bool
    spans: dict[str, tuple[float, float]]


def bars(found: dict[Way, Contributions]) -> list[Bar]:
    """Return every coalition, then what each modality adds: end to end, from nothing to the whole."""
    first = next(iter(found.values()))
    count = len(first.shares)
    out = []
    for members in first.values:
        spans = {WAYS[way]: (0.0, float(one.values[members][0])) for way, one in found.items()}
        out.append(Bar(coalition(members, count), members[0] if len(members) == 1 else "fused", False, spans))
    level = {way: float(one.values[()][0]) for way, one in found.items()}
    for player in first.shares:
        spans = {WAYS[way]: (level[way], float(one.shares[player][0])) for way, one in found.items()}
        level = {way: level[way] + float(one.shares[player][0]) for way, one in found.items()}
        out.append(Bar(tr("{modality} adds", modality=title(player)), player, True, spans))
    return out


def section(watched: Watched, answer: int) -> None:
    """Write every coalition as a bar, and its shares; nothing where the clip has one modality only."""
    subject = watched.subject
    place = st.empty()
    busy = tr("Each modality is run alone, and with those of other clips …")
    place.html(f'<p class="mmf-note" role="status">{busy}</p>')
    found = ways(watched, answer)
    if not found:
        place.html(f'<p class="mmf-note">{tr(ALONE)}</p>')
        return
    name = tr(subject.classes(subject.asks)[answer])
    place.html(chart(found, name))
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center", key="attribution-share"):
        for part in rule(found["left out"]):
            st.latex(part, width="content")
    note(_said(watched, found))


ALONE = marked("This clip has only one modality: all of the answer is due to it.")


def coalition(members: tuple[str, ...], of: int) -> str:
    """Return a coalition in words."""
    if not members:
        return tr("no modality")
    if len(members) == of:
        return tr("both") if of == 2 else tr("all")
    return listed(members)


def chart(found: dict[Way, Contributions], name: str) -> str:
    """Return bars of p(answer): a row a coalition, a bar a way; below, the shares that add up to it."""
    head = "".join(f"<th>{tr(WAYS[way])}</th>" for way in found)
    rows = ""
    for i, one in enumerate(bars(found)):
        alone = one.stream != "fused"
        colour = f"var(--mmf-{one.stream})" if alone else "var(--mmf-ink)" if i else "var(--mmf-ghost)"
        drawn = "".join(
            f'<i class="{kind}" style="{_span(*span)};--c:{colour}"></i>'
            for kind, span in zip(("solid", "hollow"), one.spans.values(), strict=False)
        )
        ink = f' style="color:var(--mmf-{one.stream}-words)"' if alone else ""
        say = _signed if one.adds else _p
        values = "".join(f"<td>{say(worth)}</td>" for _, worth in one.spans.values())
        kind = ' class="share"' if one.adds else ""
        rows += f'<tr{kind}><th{ink}>{one.words}</th><td class="bars">{drawn}</td>{values}</tr>'
    heading = tr("What each modality adds to <i>{answer}</i>", answer=name)
    return (
        f'<div class="mmf-adds"><h3 class="mmf-h2">{heading}</h3>'
        f"<table><thead><tr><th>{tr('p({answer}) with', answer=name)}</th><th></th>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _span(start: float, worth: float) -> str:
    """Return where a bar begins and how long it is; what is worth less than nothing goes to the left."""
    low = min(max(min(start, start + worth), 0.0), 1.0)
    return f"margin-left:{100 * low:.2f}%;width:{100 * min(abs(worth), 1.0):.2f}%"


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
    second = rf"(v(\text{{{tr('both')}}})-v(\text{{{title(b)}}}))"
    return (
        rf"{phi}=\tfrac12\left[{first}+{second}\right]",
        rf"=\tfrac12\left[({alone:.2f})+({beside:.2f})\right]=\textcolor{{{inks[0]}}}{{{shares[0]:.2f}}}",
    )


def _said(watched: Watched, found: dict[Way, Contributions]) -> str:
    count = len(watched.subject.others())
    words = [
        tr(
            "Left out (solid): a modality's tokens are not given to the network; without any, "
            "p is the share of clips that have this answer."
        )
    ]
    if "replaced" in found:
        words.append(
            tr(
                "Replaced (outlined): its tokens come from {n} other clips, and p is the mean; "
                "another sound can be evidence against the answer, an absent one cannot.",
                n=count,
            )
        )
    words.append(tr("What a modality adds is its exact Shapley value: every coalition is computed."))
    return " ".join(words)
