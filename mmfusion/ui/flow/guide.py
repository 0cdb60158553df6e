"""The lesson of bottleneck flow: which modality informs the other, and how little has to cross."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mmfusion.language import marked, tr
from mmfusion.tasks.sounding import ANSWERS
from mmfusion.ui.clips import drawn as drawn_cache
from mmfusion.ui.flow import computed
from mmfusion.ui.flow.number import points
from mmfusion.ui.flow.page import ASKED, CLOSED, WAYS
from mmfusion.ui.parts.guide import FORMULA, NUMBER, Exercise, Guide, Step
from mmfusion.ui.parts.guide.facts import P, publish

if TYPE_CHECKING:
    from mmfusion.tasks.sounding.exchange import ExchangeFigures
    from mmfusion.ui.flow.page import Choice
    from mmfusion.ui.shell.state import View

PAGE = "flow"


def tell(found: ExchangeFigures | None, choice: Choice, view: View) -> None:
    """Publish what is answered with and without the cuts; what they cost on tests, once it is uncovered."""
    drawn, edit, spec = choice.drawn, choice.edit, computed.predictor().spec
    truth = drawn_cache.scene(drawn).labels()[drawn.question]
    plain = np.asarray(computed.said(drawn, None)[drawn.question].p)
    now = plain if edit is None else np.asarray(computed.said(drawn, edit, choice.how)[drawn.question].p)
    publish(
        PAGE,
        question=tr(ASKED[drawn.question]),
        truth=tr(ANSWERS[drawn.question][truth]),
        plain=P(plain[truth]),
        now=P(now[truth]),
        right=int(now.argmax()) == truth,
        was_right=int(plain.argmax()) == truth,
        directions=[way for way in choice.ways if way != CLOSED],
        closed=CLOSED in choice.ways,
        other=choice.frozen is not None or bool(choice.cut),
        bottlenecks=spec.bottlenecks,
        layers=spec.layers,
        before=spec.fusion_layer,
        picture_tells=None,
        sound_tells=None,
    )
    if found is not None and view.uncovered("flow_"):
        lost = {way: points(found, drawn.question, way, "mean") for way in WAYS if way != CLOSED}
        publish(PAGE, picture_tells=lost["visual-audio"], sound_tells=lost["audio-visual"])


GUIDE = Guide(
    definition=Step(
        marked(
            "In bottleneck fusion the modalities do not attend to each other. They share {bottlenecks} "
            "bottleneck tokens: each modality reads them and writes into them, and nothing else crosses."
        ),
        ".flow .stage",
    ),
    prediction=Step(
        marked(
            "Both directions can carry something. Which direction costs more accuracy when it is cut? "
            "Guess first."
        ),
        NUMBER,
    ),
    experiment=Step(
        marked(
            "Cut one direction, then the other. To “{question}” the truth, {truth}, has probability {plain} "
            "with nothing cut, and {now} as it stands."
        ),
        ".st-key-flow-changes",
        seen=".flow .stage",
    ),
    formula=Step(
        marked(
            "Each modality updates its own copy of the {bottlenecks} tokens, and the copies are averaged. "
            "The first {before} of {layers} layers do not exchange."
        ),
        FORMULA,
    ),
    remember=Step(
        marked(
            "On “{question}”, test clips lose {picture_tells:.1f} points of accuracy when "
            "picture → sound is cut, and {sound_tells:.1f} when sound → picture is cut. Which "
            "direction is needed depends on the question."
        ),
        NUMBER,
    ),
    exercises=(
        Exercise(
            marked("Make the answer wrong by cutting one direction alone."),
            ".st-key-flow-changes",
            lambda f: (
                f["was_right"]
                and not f["right"]
                and len(f["directions"]) == 1
                and not (f["closed"] or f["other"])
            ),
            marked("Solved: {truth} had {plain}, and has {now} with one direction cut."),
            (
                marked("Only one of the two directions matters to this question. Try both."),
                marked("Cut picture → sound while “which one sounds?” is asked."),
            ),
            {"flow_ask": "side", "flow_ways": WAYS["visual-audio"]},
            seen=".flow .stage",
        ),
        Exercise(
            marked("Close the bottleneck and keep the answer right."),
            ".st-key-flow-changes",
            lambda f: f["closed"] and f["right"],
            marked("Solved: to “{question}”, {truth} keeps {now} although nothing crosses."),
            (
                marked("Ask something that one modality knows by itself."),
                marked("How high a tone is, is in the sound."),
            ),
            {"flow_ask": "pitch", "flow_ways": WAYS[CLOSED]},
            seen=".flow .stage",
        ),
    ),
)
