"""The lesson of attention heads: what attention is, and which heads an answer needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.explain.ablation import Head
from mmfusion.language import marked, tr
from mmfusion.ui.clips.subject import network
from mmfusion.ui.heads import computed
from mmfusion.ui.heads.page import figures, switched
from mmfusion.ui.parts.guide import FORMULA, NUMBER, Exercise, Guide, Step
from mmfusion.ui.parts.guide.facts import P, publish

if TYPE_CHECKING:
    from mmfusion.ui.clips.subject import Watched
    from mmfusion.ui.heads.computed import Open
    from mmfusion.ui.shell.state import View

PAGE = "heads"
MANY = 15
"""Heads that the second exercise asks to be switched off."""


def tell(watched: Watched, now: Open, view: View) -> None:
    """Publish the pinned token's largest weight, and what is answered with heads off."""
    subject, spec = watched.subject, network(watched).spec
    trace, key = computed.traced(watched), (now.layer, now.stream)
    weight = None
    if now.query in trace.queries[key]:
        weight = P(trace.weights[key][now.head, trace.queries[key].index(now.query)].max())
    publish(
        PAGE, layer=now.layer + 1, head=now.head + 1, weight=weight, width=spec.width // spec.heads, can=None
    )
    read, heads = figures(watched), computed.heads(watched)
    order = [] if isinstance(read, str) else [Head(*head) for head in read["heads"]]
    off = switched(view, heads, order)
    publish(PAGE, all=len(heads), off=len(off))
    if subject.truth is not None:
        plain, left = computed.without(watched, ((), off))[subject.asks]
        publish(
            PAGE,
            truth=tr(subject.classes(subject.asks)[subject.truth]),
            p=P(plain[subject.truth]),
            now=P(left[subject.truth]),
            was_right=int(plain.argmax()) == subject.truth,
            right=int(left.argmax()) == subject.truth,
        )
    if not isinstance(read, str) and view.uncovered("heads_"):
        publish(PAGE, can=int(read["can go"]["value"]))


GUIDE = Guide(
    definition=Step(
        marked(
            "Attention lets a token collect from all others: its query is compared with every key, softmax "
            "turns the scores into weights that sum to 1, and the values are added with these weights. A "
            "head does this once; each layer has several heads, and each has its own projections."
        ),
        ".attention",
    ),
    prediction=Step(
        marked(
            "Must every head be there? Guess how many can be switched off before the network gets worse on "
            "the test set."
        ),
        NUMBER,
    ),
    experiment=Step(
        marked(
            "Switch heads off, one by one or from the slider. {off} of {all} are off: {truth} had "
            "probability {p} and now has {now}."
        ),
        ".switch",
        marked("Take a drawn clip, whose truth is known: open “Your clip”."),
    ),
    formula=Step(
        marked(
            "The score of two tokens is q·k divided by √{width}, the width of a head. In layer {layer}, head "
            "{head}, the largest weight of the pinned token is {weight}."
        ),
        FORMULA,
        marked("The pinned token has no query in this stream: pin another one."),
    ),
    remember=Step(
        marked(
            "{can} of {all} heads can be switched off for one point of accuracy. Heads are redundant: what "
            "one head looks at explains an answer only if the answer changes without it."
        ),
        NUMBER,
    ),
    exercises=(
        Exercise(
            marked("Find the one head without which the answer becomes wrong."),
            ".switch",
            lambda f: f["off"] == 1 and f["was_right"] and not f["right"],
            marked("Solved: without this head {truth} falls from {p} to {now}, and another answer is first."),
            (
                marked(
                    "What has to cross from one modality to the other crosses late: try the later layers."
                ),
                marked("Try the heads of the sound in layer 3."),
            ),
            {"off": "2.audio.0"},
        ),
        Exercise(
            marked("Switch off at least fifteen heads, and keep the answer right."),
            ".switch",
            lambda f: f["off"] >= MANY and f["right"],
            marked("Solved: {off} of {all} heads are off, and {truth} still has {now}."),
            (
                marked("Begin with the heads that are missed least."),
                marked("The slider switches them off in that order."),
            ),
            {"off": "first-18"},
        ),
    ),
)
