"""Below the solver: the formula, two kernels and their cuts, paths over C, the bridge, the slips, timing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.tasks.flowers import HAND_MADE, NAMES
from mmfusion.ui.mkl import as_plotly, page
from mmfusion.ui.mkl import computed as live
from mmfusion.ui.mkl.costs import Header as Costs
from mmfusion.ui.mkl.costs import costs as mount_costs
from mmfusion.ui.mkl.cuts import Header as Cuts
from mmfusion.ui.mkl.cuts import cuts as mount_cuts
from mmfusion.ui.parts.figure_export import Figure, figure_export
from mmfusion.ui.parts.formula import strip
from mmfusion.ui.parts.plotly_fold import Made, files, fold
from mmfusion.ui.parts.section import folded
from mmfusion.ui.parts.takeaway import notebook_of, opened
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.lessons import LESSONS
from mmfusion.ui.shell.state import locked

if TYPE_CHECKING:
    from mmfusion.ui.mkl.computed import Problem
    from mmfusion.ui.shell.state import View

RULE = (
    r"\small\min_{\beta\ge 0,\,\|\beta\|_p\le 1}\ \allowbreak\max_{0\le\alpha\le C,\ y^\top\alpha=0}\ "
    r"\allowbreak\mathbf 1^\top\alpha"
    r"-\tfrac12\textstyle\sum_k\beta_k\,(\alpha\circ y)^\top K_k(\alpha\circ y)"
)


def formula(problem: Problem, view: View) -> None:
    """Write the formula strip with the optimum's bounds at the p that is shown."""
    answer = live.solved(problem)[page.chosen_p(view)]
    last = answer.history[-1]
    p = {"∞": r"\infty"}.get(page.SAID[answer.p], page.SAID[answer.p])
    made = as_plotly.figures(problem, view)
    with strip(
        "mmfusion.kernels.problem", RULE, rf"\small p={p}:\ {last.dual:#.4g}\le J^\star\le{last.primal:#.4g}"
    ):
        take_away(problem, view, made)
    fold("mkl", made)
    note(
        tr(
            "β are the weights, which kernel fusion and the course call α; α are the duals, as with "
            "every SVM."
        )
    )


def take_away(problem: Problem, view: View, made: Sequence[Made]) -> None:
    """Write the popover."""
    popover = opened()
    if popover is None:
        return
    name = f"mmfusion-mkl-{problem.kind}"
    with popover:
        figures = [
            Figure(marked("solver"), ".mkl"),
            Figure(marked("two kernels"), ".cuts"),
            Figure(marked("against C"), ".costs"),
        ]
        figure_export(name, *figures, key="mkl-export")
        with st.container(horizontal=True, gap="xsmall"):
            st.download_button(tr("Notebook"), notebook(problem), f"{name}.ipynb", on_click="ignore")
            st.download_button(
                tr("Weights, CSV"), weights(problem), f"{name}.csv", "text/csv", on_click="ignore"
            )
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
    folded(
        tr("Two kernels: the curve J(β) and its cutting planes"), "mkl_cuts", partial(two_kernels, problem)
    )
    folded(tr("Weights and accuracy against C"), "mkl_costs", partial(costs, problem))
    folded(tr("Kernel fusion is early fusion of features, weighted"), "mkl_bridge", bridge)
    folded(
        tr("Four mistakes in formulas on slides, and what each would do here"),
        "mkl_slips",
        partial(slips, problem),
    )
    folded(tr("Solvers, timed on this machine"), "mkl_timing", partial(timing, problem))


def two_kernels(problem: Problem) -> None:
    """Show J of two kernels as a curve, and the level method's cuts arriving on it."""
    found = live.curve(problem.kind, problem.C)
    header: Cuts = {
        "at": found["at"],
        "J": found["J"],
        "cuts": found["cuts"],
        "where": found["where"],
        "names": [tr(page.SHORT[name]) for name in live.TWO],
        "key": f"{problem.kind} {problem.C:g}",
    }
    mount_cuts(header, key="cuts")


def costs(problem: Problem) -> None:
    """Show weights and decisions against C."""
    with st.spinner(tr("Seven C, three p …"), show_time=False):
        found = live.over_cost(problem.kind, problem.noise)
    header: Costs = {
        "key": f"{problem.kind} {problem.C:g} {problem.noise}",
        "costs": list(live.PATH_COSTS),
        "cost": problem.C,
        "norms": [page.SAID[p] for p in live.PATH_NORMS],
        "names": [tr(page.SHORT[name]) for name in HAND_MADE],
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
        tr(
            "Kernels with a weight at p = 1, from C = {first:g} to {last:g}: {counts}; a "
            "weight below a thousandth of the largest counts as none. Balanced accuracy is the "
            "mean of two shares: of the {own} test pictures of the kind, and of {others} "
            "others, that are decided correctly; one of the kind counts {worth:.0f} points, "
            "and always saying no gives 50. The larger p, the larger the sum of kernels (at p "
            "= ∞ as many times as there are kernels), and the same C acts as a larger one. "
            "{count} problems took {ms:.0f} ms here.",
            first=first,
            last=last,
            counts=counts,
            own=own,
            others=others,
            worth=100 / own / 2,
            count=count,
            ms=found.milliseconds,
        )
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
        f"<tr><th>{tr('picture {n}', n=n + 1)}</th><td>{fused:+.12f}</td><td>{early:+.12f}</td></tr>".replace(
            "-", "−"
        )
        for n, fused, early in found["rows"]
    )
    a, b = (tr(NAMES[name]) for name in found["names"])
    st.html(
        '<div class="mmf-results" style="max-width:560px"><table><thead><tr><th>'
        f"{tr('f(x), sunflower or not')}</th><th>{tr('sum of kernels')}</th>"
        f"<th>{tr('features side by side')}</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )
    note(
        tr(
            "Linear kernels on √ of {a} and {b}; one fit on a Gram matrix, one in feature space. The largest "
            "difference over {n} test pictures is {difference:.1e}, which is rounding.",
            a=a,
            b=b,
            n=found["n"],
            difference=found["difference"],
        )
    )
    early = next(lesson for lesson in LESSONS if lesson.name == "fusion")
    st.page_link(early.page, label=tr("Back to the strategies: this is early fusion of features"))


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
    mistakes = {
        tr("lost inner exponent"): tr(
            "The shares of the eight weights at p = 2 are {right} by the correct formula, and {lost} with "
            "(Σ h)<sup>2/q</sup> instead. Every kernel gets the same weight: nothing is learned.",
            right=listed(right),
            lost=listed(lost),
        ),
        tr("λ’s convention"): tr(
            "1/(8λ) belongs to (λ/2)‖β‖². Read as λ‖β‖², weights come out half as large: Σβ {right:.2f} → "
            "{half:.2f}. And p = 1 is q = ∞: SMO cannot be used there.",
            right=float(right.sum()),
            half=float(own.penalised_weights(squares, 2.0, 2 * penalty).sum()),
        ),
        tr("missing ‖f‖²"): tr(
            "Loss + λ‖β‖² alone falls to 0 as the weights do: at weights 1 the penalty is "
            "{one:.2f}, at 0.01 {small:.4f}, and f fits all labels both times. What it hides "
            "is ½‖f‖²: {before:.0f} → {after:,.0f}.",
            one=shrunk[1.0].penalty,
            small=shrunk[0.01].penalty,
            before=shrunk[1.0].half_norm,
            after=shrunk[0.01].half_norm,
        ),
        tr("missing ‖w‖²"): tr(
            "The empirical risk is {one:.2f} at margin 1 and {ten:.2f} at margin 10: it cannot "
            "choose. ½‖w‖² can: {first:.0f} against {second:,.0f}.",
            one=hinge[0][0],
            ten=hinge[1][0],
            first=hinge[0][1],
            second=hinge[1][1],
        ),
    }
    rows = "".join(f"<dt>{name}</dt><dd>{what}</dd>" for name, what in mistakes.items())
    st.html(f'<dl class="mmf-pros">{rows}</dl>')


def timing(problem: Problem) -> None:
    """Time every solver on this machine, when asked."""
    if not st.button(tr("Time the solvers here"), key="mkl_time", disabled=locked()):
        return
    with st.spinner(tr("Each is run twice …")):
        rows = live.timed(problem)
    body = "".join(
        f"<tr><th>{tr(what)}</th><td>{tr(solver)}</td><td>{took:.0f} "
        f"ms</td><td>{count}</td><td>{100 * gap:.2g} %</td></tr>"
        for what, solver, took, count, gap in rows
    )
    st.html(
        '<div class="mmf-results" '
        'style="max-width:560px"><table><thead><tr><th></th>'
        f"<th>{tr('solver')}</th><th>{tr('time')}</th><th>{tr('iterations')}</th><th>{tr('gap')}</th></tr></thead><tbody>{body}</tbody></table></div>"
    )


def limits() -> None:
    """Write what the page does not say."""
    note(
        tr(
            "{train} training and {test} test pictures of each of 17 kinds, one split; the "
            "kind against the rest. Weights are not importances: two similar kernels share "
            "theirs, and all kernels have a unit diagonal, or the largest would win. p = ∞ is "
            "the plain sum. SMO changes pairs of α; β follows in closed form. No licence is "
            "stated for the pictures, so a swatch of a picture's own colours stands for it.",
            train=live.EACH_TRAIN,
            test=live.EACH_TEST,
        )
    )
