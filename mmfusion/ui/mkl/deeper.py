"""Below the solver: the formula, two kernels and their cuts, paths over C, the bridge, the slips, timing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mmfusion.tasks.flowers import HAND_MADE, NAMES
from mmfusion.ui.mkl import as_plotly, page
from mmfusion.ui.mkl import computed as live
from mmfusion.ui.mkl.costs import Header as Costs
from mmfusion.ui.mkl.costs import costs as mount_costs
from mmfusion.ui.mkl.cuts import Header as Cuts
from mmfusion.ui.mkl.cuts import cuts as mount_cuts
from mmfusion.ui.parts.figure_export import Figure, figure_export
from mmfusion.ui.parts.glossary import LEARNING, words
from mmfusion.ui.parts.plotly_fold import Made, files, fold
from mmfusion.ui.parts.section import folded
from mmfusion.ui.parts.takeaway import notebook_of, opened
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.lessons import LESSONS

if TYPE_CHECKING:
    from mmfusion.ui.mkl.computed import Problem
    from mmfusion.ui.shell.state import View

RULE = (
    r"\small\min_{\beta\ge 0,\,\|\beta\|_p\le 1}\ \allowbreak\max_{0\le\alpha\le C,\ y^\top\alpha=0}\ "
    r"\allowbreak\mathbf 1^\top\alpha"
    r"-\tfrac12\textstyle\sum_k\beta_k\,(\alpha\circ y)^\top K_k(\alpha\circ y)"
)

BOXES = ".track, .track i, .axis i, .swatch i"
"""Parts of the figure that have a ground of their own."""


def formula(problem: Problem, view: View) -> None:
    """Write the formula strip with the optimum's bounds at the p that is shown."""
    answer = live.solved(problem)[page.chosen_p(view)]
    last = answer.history[-1]
    p = {"∞": r"\infty"}.get(page.SAID[answer.p], page.SAID[answer.p])
    made = as_plotly.figures(problem, view)
    st.html('<hr class="mmf-rule">')
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="formula"
    ):
        st.latex(RULE, width="content")
        st.latex(rf"\small p={p}:\ {last.dual:#.4g}\le J^\star\le{last.primal:#.4g}", width="content")
        st.html('<span class="mmf-fn">mmfusion.kernels.problem</span>', width="content")
        take_away(problem, view, made)
    fold("mkl", made)
    note("β: weights, which kernel fusion and the course call α. α: duals, as everywhere with SVMs.")


def take_away(problem: Problem, view: View, made: Sequence[Made]) -> None:
    """Write the popover."""
    popover = opened()
    if popover is None:
        return
    name = f"mmfusion-mkl-{problem.kind}"
    with popover:
        figures = [
            Figure("solver", ".mkl", BOXES, ".bounds, .lines"),
            Figure("two kernels", ".cuts", drawings="svg"),
            Figure("against C", ".costs", drawings="svg"),
        ]
        figure_export(name, *figures, key="mkl-export")
        with st.container(horizontal=True, gap="xsmall"):
            st.download_button("Notebook", notebook(problem), f"{name}.ipynb", on_click="ignore")
            st.download_button("Weights, CSV", weights(problem), f"{name}.csv", "text/csv", on_click="ignore")
        files("mkl", name, made)


def weights(problem: Problem) -> str:
    """Return the weights at every p, and along C, as CSV."""
    names = [*HAND_MADE, *(f"noise {k + 1}" for k in range(problem.noise))]
    rows = [",".join(["p", "kind", "C", "balanced_accuracy", *names])]

    def row(p: float, cost: float, right: str, beta: np.ndarray) -> str:
        return ",".join([f"{p:.4g}", problem.kind, f"{cost:g}", right, *(f"{w:.6f}" for w in beta)])

    rows += [row(one.p, problem.C, "", one.weights) for one in live.solved(problem)]
    along = live.over_cost(problem.kind, problem.noise)
    for p, betas, reached in zip(live.PATH_NORMS, along.weights, along.right, strict=True):
        triples = zip(live.PATH_COSTS, betas, reached, strict=True)
        rows += [row(p, cost, f"{right:.4f}", beta) for cost, beta, right in triples]
    return "\n".join(rows) + "\n"


def notebook(problem: Problem) -> str:
    """Return a notebook that solves the same problem."""
    code = [
        "import numpy as np",
        "from mmfusion.kernels import Chi2, MKLClassifier",
        "from mmfusion.tasks import flowers",
        "",
        "found = flowers.load_features()",
        "labels, groups = found.labels.tolist(), found.groups.tolist()",
        "split = flowers.grouped_split(labels, groups, 0)",
        f"train = split.train.reshape(17, -1)[:, :{live.EACH_TRAIN}].ravel()",
        f"y = np.where(found.labels[train] == found.classes.index({problem.kind!r}), 1.0, -1.0)",
        "described = [found.values[name][train] for name in flowers.HAND_MADE]",
        "kernels = [Chi2().fitted(x)(x) for x in described]",
        f"m = len(y) + {len(live.pictures().y_test)}  # noise is drawn for test pictures too",
        f"noise = flowers.noise_grams(m, {problem.noise}, seed=0) if {problem.noise} else []",
        "kernels = np.stack([*kernels, *(k[: len(y), : len(y)] for k in noise)])",
        f"model = MKLClassifier(1.0, {problem.C}, tol={live.GAP}, check=False).fit(kernels, y)",
        "weights = model.weights_",
        "weights.round(3), model.dual_gap_",
    ]
    last = [
        "from mmfusion.figures import convergence",
        "",
        "history = model.history_",
        "primal, dual = [h.primal for h in history], [h.dual for h in history]",
        f"convergence(primal, dual, [h.gap for h in history], {live.GAP})",
    ]
    return notebook_of(f"Multiple kernel learning: {problem.kind} against the rest", code, last)


def sections(problem: Problem) -> None:
    """Write what lies below the figure, each part closed until it is asked for."""
    folded("Two kernels: the curve J(β) and its cutting planes", "mkl_cuts", partial(two_kernels, problem))
    folded("Weights and accuracy against C", "mkl_costs", partial(costs, problem))
    folded("Kernel fusion is early fusion of features, weighted", "mkl_bridge", bridge)
    folded("Four mistakes on slides, and what each would do here", "mkl_slips", partial(slips, problem))
    folded("Solvers, timed on this machine", "mkl_timing", partial(timing, problem))


def two_kernels(problem: Problem) -> None:
    """Show J of two kernels as a curve, and the level method's cuts arriving on it."""
    found = live.curve(problem.kind, problem.C)
    header: Cuts = {
        "at": found["at"],
        "J": found["J"],
        "cuts": found["cuts"],
        "where": found["where"],
        "names": [page.SHORT[name] for name in live.TWO],
        "key": f"{problem.kind} {problem.C:g}",
    }
    mount_cuts(header, key="cuts")


def costs(problem: Problem) -> None:
    """Show weights and decisions against C."""
    with st.spinner("Seven C, three p …", show_time=False):
        found = live.over_cost(problem.kind, problem.noise)
    header: Costs = {
        "key": f"{problem.kind} {problem.C:g} {problem.noise}",
        "costs": list(live.PATH_COSTS),
        "cost": problem.C,
        "norms": [page.SAID[p] for p in live.PATH_NORMS],
        "names": [page.SHORT[name] for name in HAND_MADE],
        "noise": problem.noise,
        "weights": np.round(found.weights, 5).tolist(),
        "left": [[live.left(one) for one in along] for along in found.weights],
        "right": np.round(found.right, 4).tolist(),
    }
    mount_costs(header, key="costs")
    own = live.EACH_TEST
    others = len(live.pictures().y_test) - own
    counts = ", ".join(str(live.left(one)) for one in found.weights[0])
    first, last, count = live.PATH_COSTS[0], live.PATH_COSTS[-1], len(live.PATH_COSTS) * len(live.PATH_NORMS)
    note(
        f"Kernels left at p = 1, from C = {first:g} to {last:g}: {counts}; a weight below a thousandth of "
        "the largest counts as none. Balanced: the mean of two shares, of "
        f"the {own} test pictures of the kind and of {others} others that are right; one of the kind "
        f"counts {100 / own / 2:.0f} points, and always saying no gives 50. The larger p, the larger the sum "
        "of kernels (at p = ∞ as many times as there are kernels), and the same C acts as a larger one. "
        f"{count} problems in {found.milliseconds:.0f} ms here."
    )


def bridge() -> None:
    """Show that kernel fusion is early fusion of features, weighted: both decisions, to the last digits."""
    found = live.bridge()
    first, second = found["beta"]
    st.latex(
        r"\sum_k\beta_k\,\phi_k(x_k)^\top\phi_k(z_k)=\big[\sqrt{\beta_1}\phi_1(x_1)\,\|\,"
        r"\sqrt{\beta_2}\phi_2(x_2)\big]^\top\allowbreak"
        r"\big[\sqrt{\beta_1}\phi_1(z_1)\,\|\,\sqrt{\beta_2}\phi_2(z_2)\big],"
        rf"\quad\beta=({first:.1f},\ {second:.1f})"
    )
    rows = "".join(
        f"<tr><th>picture {n + 1}</th><td>{fused:+.12f}</td><td>{early:+.12f}</td></tr>".replace("-", "−")
        for n, fused, early in found["rows"]
    )
    a, b = (NAMES[name] for name in found["names"])
    st.html(
        '<div class="mmf-results" style="max-width:560px"><table><thead><tr><th>f(x), sunflower or not</th>'
        f"<th>sum of kernels</th><th>features side by "
        f"side</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )
    note(
        f"Linear kernels on √ of {a} and {b}; one fit on a Gram matrix, one in feature space. Largest "
        f"difference over {found['n']} test pictures: {found['difference']:.1e}, which is rounding."
    )
    early = next(lesson for lesson in LESSONS if lesson.name == "fusion")
    st.page_link(early.page, label="Back to the strategies: this is early fusion of features")


def slips(problem: Problem) -> None:
    """State what slides on this tend to lose, with what each would do to this very problem."""
    from mmfusion.kernels import slips as own

    last = live.solved(problem)[live.NORMS.index(2.0)].history[-1]
    squares = last.squares[: len(HAND_MADE)]
    penalty = own.penalty_of_unit_norm(squares, 2.0)
    right = own.penalised_weights(squares, 2.0, penalty)
    lost = own.weights_without_inner_exponent(squares, 2.0, penalty)
    y = live.signs(problem)
    grams = live.pictures().train
    shrunk = {size: own.shrinking_weights(grams, y, 1.0, size) for size in (1.0, 0.01)}
    hinge = [own.scaled_up(np.asarray(grams[0], dtype=float), y, margin) for margin in (1.0, 10.0)]

    def listed(values: np.ndarray) -> str:
        return " ".join(f"{v / values.sum():.2f}".lstrip("0") for v in values)

    st.latex(
        r"\max_{\alpha}\ \mathbf 1^\top\alpha-\tfrac1{8\lambda}\Big(\textstyle\sum_k "
        r"h_k^{\,q}\Big)^{2/q},\allowbreak"
        r"\quad h_k=(\alpha\circ y)^\top K_k(\alpha\circ y),\quad \tfrac1p+\tfrac1q=1"
    )
    st.html(
        '<dl class="mmf-pros">'
        f"<dt>lost inner exponent</dt><dd>Shares of the eight weights at p = 2: right "
        f"{listed(right)}; with "
        f"(Σ h)<sup>2/q</sup> instead {listed(lost)}. Every kernel gets the same: nothing "
        f"is learned.</dd>"
        f"<dt>λ’s convention</dt><dd>1/(8λ) belongs to (λ/2)‖β‖². Read as λ‖β‖², weights "
        f"come out half as "
        f"large: Σβ {right.sum():.2f} → {own.penalised_weights(squares, 2.0, 2 * penalty).sum():.2f}. "
        "And p = 1 is q = ∞: no SMO there.</dd>"
        f"<dt>missing ‖f‖²</dt><dd>Loss + λ‖β‖² alone falls to 0 as the weights do: at "
        f"weights 1 the penalty "
        f"is {shrunk[1.0].penalty:.2f}, at 0.01 {shrunk[0.01].penalty:.4f}, and f fits all labels both "
        f"times. What it hides is ½‖f‖²: {shrunk[1.0].half_norm:.0f} → "
        f"{shrunk[0.01].half_norm:,.0f}.</dd>"
        f"<dt>missing ‖w‖²</dt><dd>Empirical risk is {hinge[0][0]:.2f} at margin 1 and "
        f"{hinge[1][0]:.2f} at "
        f"margin 10: it cannot choose. ½‖w‖² can: {hinge[0][1]:.0f} against {hinge[1][1]:,.0f}.</dd></dl>"
    )


def timing(problem: Problem) -> None:
    """Time every solver on this machine, when asked."""
    if not st.button("Time the solvers here", key="mkl_time"):
        return
    with st.spinner("Each is run twice …"):
        rows = live.timed(problem)
    body = "".join(
        f"<tr><th>{what}</th><td>{solver}</td><td>{took:.0f} "
        f"ms</td><td>{count}</td><td>{100 * gap:.2g} %</td></tr>"
        for what, solver, took, count, gap in rows
    )
    st.html(
        '<div class="mmf-results" '
        'style="max-width:560px"><table><thead><tr><th></th><th>solver</th><th>time</th>'
        f"<th>iterations</th><th>gap</th></tr></thead><tbody>{body}</tbody></table></div>"
    )


def glossary() -> None:
    """Write the words of this page, folded."""
    words(LEARNING)


def limits() -> None:
    """Write what the page does not say."""
    note(
        f"{live.EACH_TRAIN} training and {live.EACH_TEST} test pictures of each of 17 kinds, one split; the "
        "kind against the rest. Weights are not importances: two alike kernels share theirs, and all kernels "
        "have a unit diagonal, or the largest would win. p = ∞ is the plain sum. SMO changes pairs "
        "of α; β follows in closed form. No licence is stated for the pictures, so a swatch of a picture's "
        "own colours stands for it."
    )
