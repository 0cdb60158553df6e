"""The lesson of cost: what grows with n², what with n, and what a bottleneck saves of either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.explain.cost import WAYS, crossover, saved_by_bottlenecks
from mmfusion.figures import cost as figures
from mmfusion.language import marked
from mmfusion.ui.cost.number import covered
from mmfusion.ui.cost.setting import Setting, costs
from mmfusion.ui.parts.guide import FORMULA, NUMBER, Exercise, Guide, Step
from mmfusion.ui.parts.guide.facts import publish

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

PAGE = "cost"


def tell(shown: Setting, view: View) -> None:
    """Publish what shared self-attention costs as the sliders stand, and what a bottleneck saves of it.

    What it saves in the lecture's example is the page's number: not before it is uncovered.
    """
    found = costs(shown)
    shared, through = found[WAYS["self"]], found[WAYS["bottleneck"]]
    publish(
        PAGE,
        n=figures.grouped(sum(shown.counts.values())),
        d=shown.width,
        attention=figures.amount(shared.attention),
        rest=figures.amount(shared.rest),
        attention_share=100 * shared.attention / shared.total,
        half=figures.grouped(crossover(shown.width, shown.ratio)),
        bottlenecks=shown.bottlenecks,
        scores=100 * (1 - through.attention / shared.attention),
        saved=None,
        more=None,
    )
    if not covered(shown, view):
        saved = saved_by_bottlenecks(shown.counts, shown.bottlenecks, shown.width, shown.ratio)
        more = figures.amount(-saved) if saved < 0 else None
        publish(PAGE, saved=round(100 * (1 - through.total / shared.total), 1) + 0.0, more=more)  # never −0.0


GUIDE = Guide(
    definition=Step(
        marked(
            "A multiply-add is one multiplication and one addition. In a layer, attention compares every "
            "token with every other: n² scores. Projections and the MLP treat each token by itself. A "
            "bottleneck cuts the scores: each modality attends to itself and to a few shared tokens."
        ),
        ".mmf-ways",
    ),
    prediction=Step(
        marked("Fewer scores are computed. How much less work is that for the whole layer? Guess first."),
        NUMBER,
    ),
    experiment=Step(
        marked(
            "Change tokens and width. With n = {n} tokens of width {d}, attention is {attention_share:.0f} % "
            "of the work of shared self-attention; from {half} tokens on it is more than half."
        ),
        ".st-key-cost-sliders",
        seen=".mmf-ways",
    ),
    formula=Step(
        marked(
            "The first term grows with n², the second with n. Here they come to {attention} and {rest} "
            "multiply-adds."
        ),
        FORMULA,
    ),
    remember=Step(
        marked(
            "As the sliders stand, {bottlenecks} bottleneck tokens save {scores:.0f} % of the work of "
            "attention and {saved:.1f} % of the whole. A bottleneck is chosen for what it makes the "
            "modalities share; it saves much only where the sequences are long."
        ),
        NUMBER,
    ),
    exercises=(
        Exercise(
            marked("Make attention more than half of the work of shared self-attention."),
            ".st-key-cost-sliders",
            lambda f: f["attention_share"] > 50,
            marked(
                "Solved: with n = {n} and d = {d}, attention is {attention_share:.0f} % of the work; the "
                "limit is at {half} tokens."
            ),
            (
                marked("Compare n², times d, with n, times d²: which of n and d has to grow?"),
                marked("Take very many tokens, or a very narrow network."),
            ),
            {"cost_width": "16"},
            seen=".mmf-ways",
        ),
        Exercise(
            marked("Find a bottleneck that costs more than it saves."),
            ".st-key-cost_bottlenecks",
            lambda f: bool(f["more"]),
            marked(
                "Solved: with B = {bottlenecks}, a layer takes {more} multiply-adds more than shared "
                "self-attention."
            ),
            (
                marked("Bottleneck tokens are tokens too, and each modality has them besides its own."),
                marked("Increase B."),
            ),
            {"cost_bottlenecks": "256"},
            seen=".mmf-ways",
        ),
    ),
)
