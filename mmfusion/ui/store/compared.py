"""Co-learning and retrieval-augmented answering, compared: each claim beside its number."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

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
    null = ", null" if one["low"] <= 0 <= one["high"] else ""
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
            "Alike: both answer from the same features of the same pictures; accuracy, 15 a class",
            said(size["weights"][-1]),
            said(size["store"][-1]),
            f"class means {said(size['class means'][-1])}",
        ),
        (
            "Alike: both need little; one picture a class",
            said(size["weights"][0]),
            said(size["store"][0]),
            f"weights − store {difference(by['sizes']['weights - store'][0])}",
        ),
        (
            "Together: the mean of the two, 15 a class",
            "",
            "",
            f"both − weights {difference(by['sizes']['both - weights'][-1])}",
        ),
        (
            "Different: 25 new classes, 2 pictures each; accuracy on these",
            f"retrained {said(stale['retrained'][1])}",
            f"updated {said(stale['store updated'][1])}",
            f"class-balanced {said(stale['class-balanced'][1])}; class means "
            f"{said(stale['class means'][1])}; fine-tuned for 12 steps − class means "
            f"{difference(by['stale']['fine-tuned 12 - class means'][1])}",
        ),
        (
            f"Different: {SPOILED:.0%} of the stored names are wrong at random",
            said(spread["weights"][some]),
            said(spread["similarity"][some]),
            f"both − weights {difference(by['spread']['both - weights'][some])}",
        ),
        (
            f"Blurred by {table['levels']['blurred'][-1]} of 160 px: accuracy",
            said(blur["weights, accuracy"][-1]),
            said(blur["store, accuracy"][-1]),
            f"weights − store {difference(by['blurred']['weights, accuracy - store, accuracy'][-1])}",
        ),
        (
            "Confidence there: the largest share",
            said(blur["weights, confidence"][-1]),
            said(blur["store, confidence"][-1]),
            "store − weights " + difference(by["blurred"]["store, confidence - weights, confidence"][-1]),
        ),
        (
            "A modality is missing: emoji, the name gone in the question",
            said(missing["weights"][1]),
            said(missing["store"][1]),
            f"weights with dropout {said(missing['weights with dropout'][1])}; "
            f"store − these {difference(by['missing']['store - weights with dropout'][1])}",
        ),
        (
            "Half of what is stored has no name",
            said(missing["weights"][2]),
            said(missing["store"][2]),
            f"store − weights {difference(by['missing']['store - weights'][2])}",
        ),
        ("Different: an item is deleted", "solved anew", "at once", "above: × or Delete"),
        ("Different: where an answer comes from", "not shown", "15 items", "above: names and cosines"),
    ]
    if not covered:
        aimed = of["aimed"]
        found.insert(
            4,
            (
                "Different: one wrong near-copy flips right answers",
                said(aimed["weights"][0]),
                said(aimed["similarity"][0]),
                f"majority {said(aimed['majority'][0])}; another picture of the class under that name "
                f"{said(aimed['other picture'][0])}",
            ),
        )
    return found


def compared(*, covered: bool) -> None:
    """Write the table, and what it does not say."""
    table = stored()
    head = "".join(f"<th scope='col'>{name}</th>" for name in ("", "weights", "store", "beside it"))
    body = "".join(
        f"<tr><th scope='row'>{escape(claim)}</th><td>{escape(weights)}</td><td>{escape(store)}</td>"
        f"<td><small>{escape(beside)}</small></td></tr>"
        for claim, weights, store, beside in rows(covered=covered)
    )
    st.html(
        '<h2 class="mmf-h2">Co-learning and retrieval, compared</h2>'
        f'<div class="mmf-wide"><table class="mmf-compared"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
    copy, near = table["copies"]["cosine"], table["copies"]["nearest stored"]
    note(
        "There is no generator: what is retrieved answers by its name (retrieval-augmented answering). The "
        "attack adds what a curator would accept: a cropped or mirrored copy of the picture that will ask, "
        "under the name of the class that looks most alike; its cosine with the question is "
        f"{said(copy)} (the nearest stored picture has "
        f"{short(near['value'])}). {table['splits']} splits; ± is Student’s 95 % interval over splits, which "
        "share pictures, so that it is a little narrow. Flips: of "
        f"{table['probes']} pictures that always ask; weights there are least squares, solved anew with the "
        "copies; elsewhere they are softmax regression. The 25 new classes are drawn anew for each split. "
        "When to stop fine-tuning is read off the tested pictures here: without old pictures nobody knows it."
    )
