"""Co-learning and retrieval-augmented answering, compared: each claim beside its number."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from mmfusion.language import tr
from mmfusion.tasks.store.measured import stored
from mmfusion.ui.shell.frame import note
from mmfusion.ui.store.page import short

Row = tuple[str, str, str, str]
SPOILED = 0.4
"""Share of wrong names that is shown."""


def said(one: Mapping[str, float]) -> str:
    """Return a figure with half its interval."""
    return f"{short(one['value'], 3)} ± {short(one['high'] - one['value'], 3)}"


def difference(one: Mapping[str, float]) -> str:
    """Return a paired difference with half its interval; one whose interval holds nought is called null."""
    sign = "−" if one["value"] < 0 else "+"
    null = f", {tr('null')}" if one["low"] <= 0 <= one["high"] else ""
    return f"{sign}{short(abs(one['value']), 3)} ± {short(one['high'] - one['value'], 3)}{null}"


def rows(*, covered: bool) -> list[Row]:
    """Return claim, weights, store, what bears on it; what the headline asks is left out while covered."""
    table = stored()
    of, by = table["figures"], table["differences"]
    size, blur = of["sizes"], of["blurred"]
    spread, stale, missing = of["spread"], of["stale"], of["missing"]
    some = table["levels"]["spread"].index(SPOILED)
    found: list[Row] = [
        (
            tr(
                "The same: both answer from the same features of the same pictures; accuracy, 15 "
                "pictures a class"
            ),
            said(size["weights"][-1]),
            said(size["store"][-1]),
            tr("class means {figure}", figure=said(size["class means"][-1])),
        ),
        (
            tr("The same: both need little; accuracy with one picture a class"),
            said(size["weights"][0]),
            said(size["store"][0]),
            tr("weights − store {figure}", figure=difference(by["sizes"]["weights - store"][0])),
        ),
        (
            tr("Together: the mean of the two, 15 pictures a class"),
            "",
            "",
            tr("both − weights {figure}", figure=difference(by["sizes"]["both - weights"][-1])),
        ),
        (
            tr("Different: 25 new classes, 2 pictures each; accuracy on these"),
            tr("retrained {figure}", figure=said(stale["retrained"][1])),
            tr("updated {figure}", figure=said(stale["store updated"][1])),
            tr(
                "class-balanced {balanced}; class means {means}; fine-tuned for 12 steps − "
                "class means {gain}",
                balanced=said(stale["class-balanced"][1]),
                means=said(stale["class means"][1]),
                gain=difference(by["stale"]["fine-tuned 12 - class means"][1]),
            ),
        ),
        (
            tr("Different: {share:.0%} of the stored names are wrong at random; accuracy", share=SPOILED),
            said(spread["weights"][some]),
            said(spread["similarity"][some]),
            tr("both − weights {figure}", figure=difference(by["spread"]["both - weights"][some])),
        ),
        (
            tr("The question is blurred by {px} of 160 px: accuracy", px=table["levels"]["blurred"][-1]),
            said(blur["weights, accuracy"][-1]),
            said(blur["store, accuracy"][-1]),
            tr(
                "weights − store {figure}",
                figure=difference(by["blurred"]["weights, accuracy - store, accuracy"][-1]),
            ),
        ),
        (
            tr("The question is blurred: confidence, the largest share"),
            said(blur["weights, confidence"][-1]),
            said(blur["store, confidence"][-1]),
            tr(
                "store − weights {figure}",
                figure=difference(by["blurred"]["store, confidence - weights, confidence"][-1]),
            ),
        ),
        (
            tr("A modality is missing: emoji, the question has no name; accuracy"),
            said(missing["weights"][1]),
            said(missing["store"][1]),
            tr(
                "weights with dropout {figure}; store − these {gain}",
                figure=said(missing["weights with dropout"][1]),
                gain=difference(by["missing"]["store - weights with dropout"][1]),
            ),
        ),
        (
            tr("A modality is missing: half of the stored items have no name"),
            said(missing["weights"][2]),
            said(missing["store"][2]),
            tr("store − weights {figure}", figure=difference(by["missing"]["store - weights"][2])),
        ),
        (tr("Different: an item is deleted"), tr("solved anew"), tr("at once"), tr("above: × or Delete")),
        (
            tr("Different: where an answer comes from"),
            tr("not shown"),
            tr("15 items"),
            tr("above: names and cosines"),
        ),
    ]
    if not covered:
        aimed = of["aimed"]
        found.insert(
            4,
            (
                tr("Different: one wrong near-copy flips correct answers"),
                said(aimed["weights"][0]),
                said(aimed["similarity"][0]),
                tr(
                    "majority {majority}; another picture of the class under that name {other}",
                    majority=said(aimed["majority"][0]),
                    other=said(aimed["other picture"][0]),
                ),
            ),
        )
    return found


def compared(*, covered: bool) -> None:
    """Write the table, and what it does not say."""
    table = stored()
    head = "".join(
        f"<th scope='col'>{name}</th>" for name in ("", tr("weights"), tr("store"), tr("for comparison"))
    )
    body = "".join(
        f"<tr><th scope='row'>{escape(claim)}</th><td>{escape(weights)}</td><td>{escape(store)}</td>"
        f"<td><small>{escape(beside)}</small></td></tr>"
        for claim, weights, store, beside in rows(covered=covered)
    )
    st.html(
        f'<h2 class="mmf-h2">{tr("Co-learning and retrieval, compared")}</h2>'
        f'<div class="mmf-wide"><table class="mmf-compared"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
    copy, near = table["copies"]["cosine"], table["copies"]["nearest stored"]
    note(
        tr(
            "There is no generator: what is retrieved answers by its name (retrieval-augmented "
            "answering). The attack adds what a curator would accept: a cropped or mirrored "
            "copy of the picture that will be asked about, under the name of the class that "
            "looks most alike; its cosine with the question is {copy} (the nearest stored "
            "picture has {near}). {splits} splits; ± is Student’s 95 % interval over splits, "
            "which share pictures, so that it is a little narrow. Flips are counted over "
            "{probes} pictures that are always asked about; the weights there are least "
            "squares, solved anew with the copies; elsewhere they are softmax regression. The "
            "25 new classes are drawn anew for each split. When to stop fine-tuning is read "
            "off the tested pictures here: without old pictures nobody knows it.",
            copy=said(copy),
            near=short(near["value"]),
            splits=table["splits"],
            probes=table["probes"],
        )
    )
