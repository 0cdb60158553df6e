"""The lesson of multiple kernel learning: weights that are learned, and the norm that spreads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.language import marked, tr
from mmfusion.tasks.flowers import HAND_MADE
from mmfusion.ui.mkl import computed, page
from mmfusion.ui.parts.guide import FORMULA, NUMBER, Exercise, Guide, Step
from mmfusion.ui.parts.guide.facts import publish

if TYPE_CHECKING:
    from mmfusion.ui.mkl.computed import Problem
    from mmfusion.ui.shell.state import View

PAGE = "mkl"


def tell(problem: Problem, view: View) -> None:
    """Publish what is learned at the p that is shown; what noise costs, once it is uncovered."""
    answer = computed.solved(problem)[page.chosen_p(view)]
    kept = computed.kept(answer.weights)
    shares, last = kept / kept.sum(), answer.history[-1]
    own = len(HAND_MADE)
    publish(
        PAGE,
        kind=tr(problem.kind),
        p=page.SAID[answer.p],
        kernels=len(shares),
        left=int((shares > 0).sum()),
        noise=100 * float(shares[own:].sum()) if problem.noise else None,
        largest=100 * float(shares.max()),
        name=tr(page.SHORT[HAND_MADE[int(shares[:own].argmax())]]),
        dual=float(last.dual),
        primal=float(last.primal),
        iterations=len(answer.history),
        lost=None,
        average=None,
    )
    if view.uncovered("mkl_"):
        lost = page.lost_to_noise()[1]
        publish(PAGE, lost=100 * lost["L1"]["value"], average=100 * lost["average"]["value"])


GUIDE = Guide(
    definition=Step(
        marked(
            "Multiple kernel learning does not set the weights of the kernels by hand: it learns them "
            "together with the classifier. The weights β are not negative, and their p-norm is at most 1."
        ),
        ".mkl .bars",
    ),
    prediction=Step(
        marked("A small p keeps few kernels. Does that protect against kernels of pure noise? Guess first."),
        NUMBER,
    ),
    experiment=Step(
        marked(
            "Move p. At p = {p}, {left} of {kernels} kernels have a weight; the largest share, "
            "{largest:.0f} %, belongs to one kernel. At 1 the weights are sparse, at ∞ they are equal."
        ),
        ".mkl .norm",
        seen=".mkl .lines",
    ),
    formula=Step(
        marked(
            "The minimum over β and the maximum over α meet in one value. After {iterations} iterations it "
            "lies between {dual:.3f} (dual) and {primal:.3f} (primal): the gap proves how near the solver is."
        ),
        FORMULA,
    ),
    remember=Step(
        marked(
            "With twenty kernels of noise, p = 1 loses {lost:.1f} points and the average {average:.1f}. "
            "Sparse weights help where most kernels say nothing; where all say something, equal weights "
            "are hard to beat."
        ),
        NUMBER,
    ),
    exercises=(
        Exercise(
            marked("Give the kernels of noise more than half of all weight."),
            ".mkl .norm",
            lambda f: f["noise"] > 50,
            marked("Solved: at p = {p} noise holds {noise:.0f} % of the weight."),
            (
                marked("There are more kernels of noise than others. When do all weigh nearly the same?"),
                marked("Make p large."),
            ),
            {"mkl_at": "∞"},
            seen=".mkl .lines",
        ),
        Exercise(
            marked(
                "With kernels of noise added, let every kernel keep a weight, but noise together less than a "
                "quarter of it."
            ),
            ".mkl .norm",
            lambda f: f["left"] == f["kernels"] and f["noise"] < 25,
            marked("Solved: at p = {p} all {kernels} kernels have a weight, and noise {noise:.0f} % of it."),
            (
                marked("Between the sparse and the equal weights there is a middle."),
                marked("Try a p between 1.1 and 2."),
            ),
            {"mkl_at": "4/3"},
            seen=".mkl .lines",
        ),
    ),
)
