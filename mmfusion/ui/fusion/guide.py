"""The lesson of the page of strategies: late, mid and bottleneck fusion, and the question each can answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mmfusion.language import marked
from mmfusion.ui.parts.guide import FORMULA, NUMBER, Exercise, Guide, Step
from mmfusion.ui.parts.guide.facts import P, publish

if TYPE_CHECKING:
    from mmfusion.ui.fusion.now import Now

PAGE = "fusion"


def tell(now: Now) -> None:
    """Publish what late and mid answer on this clip and, once it is uncovered, on the test set."""
    changed, truth = now.changed, now.changed.truth
    tables = {name: now.probabilities.get(name) for name in ("late", "mid")}
    left = changed.subsets.index(changed.change.senses)
    for name, table in tables.items():
        p = None if table is None else table[now.level][left]
        if p is None or np.isnan(p[0]):
            continue
        publish(PAGE, **{f"{name}_says": changed.classes[int(p.argmax())], f"{name}_most": P(p.max())})
        if truth is not None:
            publish(PAGE, **{f"{name}_right": int(p.argmax()) == truth, f"{name}_p": P(p[truth])})
    publish(PAGE, question=changed.offer.questions.get(changed.measured), asks=changed.measured)
    if truth is not None:
        publish(PAGE, truth=changed.classes[truth])
    if not now.covered and now.lab.trained and changed.offer.questions:
        measured = {name: now.lab.cards[name].metrics.get(changed.measured) for name in tables}
        shares = {f"{name}_share": 100 * float(m["value"]) for name, m in measured.items() if m}
        publish(PAGE, chance=100 * now.chance, **shares)


DRAWN = marked("Take a drawn clip, whose truth is known: open “Your clip”.")

GUIDE = Guide(
    definition=Step(
        marked(
            "Late fusion processes each modality by itself and combines the outputs. Mid fusion lets "
            "tokens of both modalities attend to each other in later layers; a bottleneck lets only a few "
            "tokens do so."
        ),
        ".st-key-answers .table, .table",
    ),
    prediction=Step(
        marked("How many of these four networks can answer the question better than chance? Guess first."),
        NUMBER,
    ),
    experiment=Step(
        marked(
            "Choose another question and compare. To “{question}” late fusion answers {late_says} "
            "({late_most}), mid fusion {mid_says} ({mid_most}); the truth is {truth}."
        ),
        ".st-key-ask",
        DRAWN,
    ),
    formula=Step(
        marked(
            "The formula belongs to the strategy in focus. In late fusion the modalities first meet in the "
            "mean of their logits; in mid fusion they meet in one token sequence, from layer L_f on."
        ),
        FORMULA,
    ),
    remember=Step(
        marked(
            "To “{question}”, on the test set late fusion is right in {late_share:.1f} %, mid fusion in "
            "{mid_share:.1f} %; chance is {chance:.1f} %. What only both modalities together tell needs an "
            "exchange before the classifier."
        ),
        NUMBER,
    ),
    exercises=(
        Exercise(
            marked("Find a question and a clip on which late fusion is right."),
            ".st-key-ask",
            lambda f: f["late_right"],
            marked("Solved: “{question}”: late fusion gives {truth} {late_p}. No exchange was needed."),
            (
                marked("Which question can be answered from the sound alone?"),
                marked("Ask what it is, or how high the tone is."),
            ),
            {"ask": "kind"},
        ),
        Exercise(
            marked("Make late fusion fail on “what is it?”, where it is usually right."),
            ".st-key-spoiling button",
            lambda f: f["asks"] == "kind" and not f["late_right"],
            marked("Solved: late fusion says {late_says}; the {truth} has only {late_p}."),
            (
                marked("Ask “what is it?”, then spoil the clip."),
                marked("Leave only the sound, and add as much noise as there is."),
            ),
            {"ask": "kind", "minus": "audio", "harm": "noise", "much": "4"},
        ),
    ),
)
