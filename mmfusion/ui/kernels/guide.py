"""The lesson of kernel fusion: a kernel for each modality, and how little their exact weights matter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mmfusion.language import marked
from mmfusion.ui.kernels import computed, page
from mmfusion.ui.parts.guide import FORMULA, NUMBER, Exercise, Guide, Step
from mmfusion.ui.parts.guide.facts import publish

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

PAGE = "kernels"
WORSE = 10
"""Points of accuracy that the second exercise asks to lose."""


def tell(triangle: dict[str, Any], view: View) -> None:
    """Publish the weights where the point rests and what they are worth; the share once it is uncovered."""
    from mmfusion.tasks.flowers.triangle import points

    at = page.at(view)
    order = [
        tuple(np.rint(np.multiply(weights, sum(at))).astype(int)) for weights in points(triangle["steps"])
    ]
    accuracy = 100 * np.mean(triangle["test"], axis=1)
    corners = [accuracy[k] for k, weights in enumerate(order) if sum(at) in weights]
    publish(
        PAGE,
        **dict(zip(computed.NAMES, (float(weight) for weight in computed.alpha(at)), strict=True)),
        here=float(accuracy[order.index(at)]),
        equal=100 * float(triangle["marks"]["equal"]["mean"]["value"]),
        best_alone=float(max(corners)),
        splits=int(triangle["splits"]),
        share=page.share(triangle) if view.uncovered("kernel_") else None,
    )


GUIDE = Guide(
    definition=Step(
        marked(
            "A kernel says how similar two pictures are in one description: in colour, in texture or in "
            "shape. Kernel fusion adds the kernels, each with a weight α ≥ 0. The sum is itself a kernel: "
            "that of all descriptions side by side, each scaled by √α."
        ),
        ".triangle .sum",
    ),
    prediction=Step(
        marked(
            "How exactly do the weights have to be set? Guess how much of the triangle is as good as its "
            "best point."
        ),
        NUMBER,
    ),
    experiment=Step(
        marked(
            "Drag the point. With {colour:.2f} for colour, {texture:.2f} for texture and {shape:.2f} for "
            "shape, {here:.1f} % of the test pictures are right in the mean over {splits} splits; with equal "
            "weights, {equal:.1f} %."
        ),
        ".triangle .field",
        seen=".triangle .table",
    ),
    formula=Step(
        marked(
            "Two pictures are as similar as the weighted sum says: here {colour:.2f} times in colour, plus "
            "{texture:.2f} times in texture, plus {shape:.2f} times in shape. The classifier sees one "
            "kernel, whatever the number of modalities."
        ),
        FORMULA,
    ),
    remember=Step(
        marked(
            "{share:.0f} % of the triangle is as good as its best point, but the best single description "
            "reaches only {best_alone:.1f} %, and equal weights {equal:.1f} %. That there is a second "
            "modality matters more than its exact weight: begin with equal weights."
        ),
        NUMBER,
    ),
    exercises=(
        Exercise(
            marked("Set the weights so that they beat equal weights, in the mean over the splits."),
            ".triangle .field",
            lambda f: f["here"] > f["equal"] + 0.05,
            marked(
                "Solved: {here:.1f} % against {equal:.1f} % with equal weights. Look at the interval of the "
                "difference before you believe in it."
            ),
            (
                marked("All three descriptions are needed: stay near the middle."),
                marked("Take a little from colour and give it to shape: 5, 7 and 8 of 20 parts."),
            ),
            {"kernel_at": "5 7 8"},
        ),
        Exercise(
            marked("Find weights that lose at least ten points against equal weights."),
            ".triangle .field",
            lambda f: f["equal"] - f["here"] >= WORSE,
            marked(
                "Solved: {here:.1f} % instead of {equal:.1f} %. A modality with weight 0 is a modality lost."
            ),
            (
                marked("What happens where only one kernel has a weight?"),
                marked("Move the point to the corner of texture."),
            ),
            {"kernel_at": "0 20 0"},
        ),
    ),
)
