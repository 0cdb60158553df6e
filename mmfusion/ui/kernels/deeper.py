"""Below the triangle: formula, a boundary that bends, what one deep kernel does, limits, take away."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.tasks.flowers import DEEP, GROUPS, NAMES
from mmfusion.ui.kernels import as_plotly, modalities, page
from mmfusion.ui.kernels import computed as live
from mmfusion.ui.kernels.bend import bend as mount_bend
from mmfusion.ui.kernels.plane import plane
from mmfusion.ui.parts import flowers
from mmfusion.ui.parts.figure_export import Figure, figure_export
from mmfusion.ui.parts.formula import strip
from mmfusion.ui.parts.plotly_fold import Made, files, fold
from mmfusion.ui.parts.takeaway import notebook_of, opened
from mmfusion.ui.shell.frame import note

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

RULE = r"\small\textstyle K=\sum_i \alpha_i K_i,\ \ \alpha_i\ge 0,\ \sum_i\alpha_i=1"
SETS = {
    "hand-made": marked("8 hand-made"),
    "with deep": marked("+ deep"),
    "with noise": marked("8 + 20 noise"),
    "with deep and noise": marked("8 + deep + 20 noise"),
}


def formula(view: View) -> None:
    """Write the formula strip with the weights where the point rests."""
    names = [tr(name) for name in live.NAMES]
    values = "+".join(
        rf"{weight:.2f}\,K_{{\mathrm{{{name}}}}}"
        for name, weight in zip(names, live.alpha(page.at(view)), strict=True)
    )
    made = as_plotly.figures(page.worth(), view)
    with strip("mmfusion.kernels.composite", RULE, rf"\small K={values}"):
        take_away(view, made)
    fold("kernels", made, covered=not view.uncovered("kernel_"))


def take_away(view: View, made: Sequence[Made]) -> None:
    """Write the popover."""
    popover = opened()
    if popover is None:
        return
    with popover:
        figure_export(
            "mmfusion-kernels-figure",
            Figure(marked("kernels and their sum"), ".triangle"),
            Figure(marked("triangle"), ".triangle .field"),
            Figure(marked("boundary"), ".bend"),
            key="kernels-export",
        )
        with st.container(horizontal=True, gap="xsmall"):
            st.download_button(tr("Notebook"), notebook(view), "mmfusion-kernels.ipynb", on_click="ignore")
            if view.uncovered("kernel_"):
                rows = numbers(page.worth())
                st.download_button(
                    tr("Numbers, CSV"), rows, "mmfusion-kernels.csv", "text/csv", on_click="ignore"
                )
        files("kernels", "mmfusion-kernels", made)


def numbers(triangle: dict[str, Any]) -> str:
    """Return every point of the triangle as CSV."""
    from mmfusion.tasks.flowers.triangle import points

    out = io.StringIO()
    writer = csv.writer(out)
    splits = [f"test_{k}" for k in range(triangle["splits"])]
    writer.writerow([*GROUPS, "validation", "as_good_as_best", *splits])
    columns = zip(
        points(triangle["steps"]), triangle["validation"], triangle["slack"], triangle["test"], strict=True
    )
    for weights, held, slack, test in columns:
        writer.writerow([*weights, held, int(slack >= 0), *test])
    return out.getvalue()


def notebook(view: View) -> str:
    """Return a notebook that adds the kernels and decides the test pictures again."""
    weights = live.alpha(page.at(view)).tolist()
    code = [
        "from mmfusion.kernels import UniformMKL, least_squares_svm, weighted_sum",
        "from mmfusion.tasks import flowers",
        "",
        "own = flowers.load_split_grams()  # colour, texture, shape",
        f"weights = {weights}",
        "K, cross = weighted_sum(own.train, weights), weighted_sum(own.test, weights)",
        f"ridge = {page.worth()['ridge']}  # chosen on validation",
        "machine = least_squares_svm(K, flowers.signs(own.y_train, 17), ridge)",
        "accuracy = (machine.decide(cross).argmax(axis=1) == own.y_test).mean()",
        "accuracy",
    ]
    more = [f"svc = UniformMKL({page.worth()['C']}, check=False).fit(K, own.y_train)"]
    more += ["(svc.predict(cross) == own.y_test).mean()"]
    last = [
        "from mmfusion.figures import grams",
        "",
        "names = ('colour', 'texture', 'shape')",
        "kinds = [str(kind) for kind in own.y_train[::5]]  # every fifth picture",
        "grams(own.train[:, ::5, ::5], names, weights, kinds)",
    ]
    return notebook_of("Kernel fusion of Flowers-17", code, more, last)


def bend() -> None:
    """Show how a boundary bends as weight moves from a linear kernel to one of distances."""
    st.html(f'<h3 class="mmf-h2">{tr("What a weight does to a boundary")}</h3>')
    mount_bend(plane(), key="bend")


def deep() -> None:
    """Write the table of every way to weight."""
    st.html(f'<h3 class="mmf-h2">{tr("What one deep kernel adds to eight hand-made ones")}</h3>')
    try:
        table = flowers.stored("table")
    except FileNotFoundError as error:
        note(f"{error}.")
        return
    accuracy = table["accuracy"]
    head = "".join(f"<th>{tr(name)}</th>" for name in SETS.values())
    rows = []
    for method in accuracy["hand-made"]:
        best = {label: max(row["value"] for row in accuracy[label].values()) for label in SETS}
        cells = []
        for label in SETS:
            one = accuracy[label][method]
            text = f"{100 * one['value']:.1f} <small>± {100 * one['half']:.1f}</small>"
            cells.append(f"<td>{f'<b>{text}</b>' if one['value'] == best[label] else text}</td>")
        rows.append(f"<tr><th>{tr(method)}</th>{''.join(cells)}</tr>")
    st.html(
        f'<div class="mmf-results mmf-kernels"><table><thead><tr><th>'
        f"{tr('test %, {n} splits', n=table['splits'])}</th>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )
    note(sentence(table), escaped=True)
    alone = ", ".join(
        f"{tr(NAMES[name])} {100 * one['value']:.1f}"
        for name, one in accuracy["alone"].items()
        if name != DEEP
    )
    deep_one = f"{NAMES[DEEP]} {100 * accuracy['alone'][DEEP]['value']:.1f}"
    note(tr("Each kernel alone, test %: {alone}; {deep}.", alone=alone, deep=deep_one))
    if (other := modalities.figures("caltech")) is not None:
        note(elsewhere(other))


def elsewhere(table: dict[str, Any]) -> str:
    """Return what the same kernels reach on Caltech-101."""

    def both(method: str) -> str:
        hand, deep = (table["accuracy"][label][method] for label in ("picture, hand-made", "picture"))
        return f" {tr('and')} ".join(
            f"{100 * one['value']:.1f} ± {100 * one['half']:.1f}" for one in (hand, deep)
        )

    said = ", ".join(f"{tr(method)} {both(method)}" for method in ("average", "alignf", "L1", "L2"))
    kinds = len(table["classes"])
    return tr(
        "The same kernels on Caltech-101 ({kinds} kinds, {each} training pictures each, "
        "{splits} splits), without and with the deep kernel, test %: {said}. Its kernels "
        "differ more in what they are worth: L1 − average is {gain} points among the hand-made.",
        kinds=kinds,
        each=table["sizes"]["train"] // kinds,
        splits=table["splits"],
        said=said,
        gain=points(table["against average"]["picture, hand-made"]["L1"]),
    )


def points(one: dict[str, float]) -> str:
    """Return a difference in points with its interval."""
    return f"{'−' if one['value'] < 0 else '+'}{abs(100 * one['value']):.1f} ± {100 * one['half']:.1f}"


def sentence(table: dict[str, Any]) -> str:
    """Return what the table says of equal weights, from its paired differences."""
    against, lost = table["against average"], table["lost"]["with noise"]
    return tr(
        "L1 − average, paired by split, is {hand} points among the hand-made, {deep} with the "
        "deep kernel. Twenty kernels of noise cost the average {average:.1f} points and L1 "
        "{one:.1f}.",
        hand=points(against["hand-made"]["L1"]),
        deep=points(against["with deep"]["L1"]),
        average=100 * lost["average"]["value"],
        one=100 * lost["L1"]["value"],
    )


def limits(triangle: dict[str, Any]) -> None:
    """Write what the page does not say."""
    note(
        tr(
            "Oxford Flowers-17, 40 / 20 / 20 pictures a kind by groups of near-duplicates. No "
            "licence is stated for the pictures, so none is shown: a swatch is a picture's own "
            "Lab histogram. Colour, texture and shape are each the mean of two or three "
            "kernels, all with unit diagonals; words were learned on Caltech-101. The outline: "
            "{decisions:,} validation decisions of {splits} splits, paired with those of the "
            "best point, which was picked from the same pictures and so is flattered. ± is "
            "Student's 95 % interval over splits that share pictures. Alignment is measured on "
            "training pictures, and is not accuracy.",
            decisions=triangle["decisions"],
            splits=triangle["splits"],
        )
    )
