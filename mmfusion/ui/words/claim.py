"""The course's claim that one head takes *dog* and another *playing*: what the test set says of it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.ui.shell.frame import note
from mmfusion.ui.words import computed, pointing
from mmfusion.ui.words.computed import NETWORKS
from mmfusion.ui.words.number import said, seen
from mmfusion.ui.words.pointing import ALONE, GROUPS

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

NOTABLE = 0.05
"""Share that a group must lose in one head for all before its own head is worth naming."""
NULLS = {
    "area": "area",
    "centre": "centre",
    "random": "untrained",
    "shuffled": "other sentence",
    "swapped": "other noun",
}
"""Null -> its column."""


def section(view: View) -> None:
    """Write the claim, what is found in each network that may be seen, and the nulls."""
    found = pointing.tables()
    if not found:
        return
    shown = [name for name in NETWORKS if name == ALONE or seen(view)]
    st.html('<hr class="mmf-rule"><h2 class="mmf-h2">Does one head take “dog”, another “playing”?</h2>')
    for name in shown:
        text = f"{finding(found[name])} {needed(name)}"
        st.html(f'<p class="mmf-note"><b>{NETWORKS[name]}</b>: {text}</p>')
    st.html(table({name: found[name] for name in shown}))
    if len(shown) < len(found):
        note("With word labels: covered until you have guessed.")
    note(
        "Heads are chosen on validation and read on test sentences, of the seed that ships; then the "
        "mean over seeds (how many). Area: what even attention has. "
        "Centre: a map that looks at the middle. Untrained: the best head of a network with random "
        "weights. Other "
        "sentence: the map of the word at the same place of another sentence, on this picture. Other "
        "noun: of a "
        "kind that is not in the picture."
    )


def finding(own: dict[str, Any]) -> str:
    """Return in words whether heads share out groups of words, and what actions look at."""
    best = {group: named(own["groups"][group]["best"]) for group in GROUPS}
    loses = own["one head"]["loses"]
    one = named(own["one head"]["head"])
    apart = [group for group in GROUPS if loses[group]["low"] > NOTABLE]
    if not apart:
        most = max(loses[group]["value"] for group in GROUPS)
        first = (
            f"No. {one.capitalize()} serves objects, attributes and actions alike: a head of its own "
            f"would give a "
            f"group {said(max(most, 0.0))} more at most."
        )
    else:
        parts = ", ".join(f"{group} {said(loses[group]['value'])}" for group in apart)
        kept = [group for group in GROUPS if group not in apart]
        where = "; ".join(f"{group}: {best[group]}" for group in GROUPS)
        same = f" {' and '.join(kept).capitalize()} share one." if len(kept) > 1 else ""
        first = f"In part. Best heads: {where}. If all used {one}, these would lose: {parts}.{same}"
    layer, head = own["groups"]["actions"]["best"]
    agent, prop = (own["acting"][name][layer][head]["value"] for name in ("agent", "prop"))
    areas = [said(own["acting"][f"{name}, area"]["value"]) for name in ("prop", "agent")]
    second = (
        f" Of an action's attention {said(prop)} is on the prop and {said(agent)} on who acts "
        f"(areas {areas[0]} and {areas[1]})."
    )
    return first + second


def needed(network: str) -> str:
    """Return what the answers lose without the head that points best, and without others of its layer."""
    metrics = computed.predictor(network).card.metrics
    off, others = (metrics.get(name) for name in ("best head off", "another head of its layer off"))
    if off is None or others is None:
        return ""
    return (
        f"With the best head for objects off, {100 * off['value']:.1f} points of accuracy are lost; with "
        f"another of its layer off, {100 * others['value']:.1f}."
    )


def over_seeds(network: str, group: str) -> str:
    """Return the mean over the seeds that were trained, and how many."""
    card = computed.predictor(network).card
    found = card.metrics.get(f"pointing, {group}, over seeds")
    return "–" if found is None else f"{said(found['value'])} ({len(card.seeds)})"


def named(head: list[int]) -> str:
    """Return a head as pages count it, from one."""
    return f"layer {head[0] + 1}, head {head[1] + 1}"


def table(found: dict[str, dict[str, Any]]) -> str:
    """Return a row a network and group of words: best head, its share, nulls, best of how many words."""
    heads = "".join(
        f"<th>{name}</th>" for name in ("best head", "inside", "over seeds", *NULLS.values(), "best of")
    )
    rows = []
    for network, own in found.items():
        for group, long in GROUPS.items():
            by = own["groups"][group]
            layer, head = by["best"]
            value = pointing.at_best(own, group)
            half = said((value.high - value.low) / 2)
            nulls = "".join(f"<td>{_null(by, name, layer, head)}</td>" for name in NULLS)
            words = [word["best"] for word in own["words"].values() if word["group"] == group]
            rows.append(
                f"<tr><th>{escape(long)}<small>{NETWORKS[network]}</small></th>"
                f"<td>{layer + 1}·{head + 1}</td>"
                f"<td><b>{said(value.value)}</b> ± {half}</td><td>{over_seeds(network, group)}</td>{nulls}"
                f"<td>{words.count(by['best'])} of {len(words)} words</td></tr>"
            )
    return (
        '<div class="mmf-results" tabindex="0" role="region" aria-label="pointing accuracy and its nulls">'
        f"<table><thead><tr><th>words</th>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _null(by: dict[str, Any], name: str, layer: int, head: int) -> str:
    if name not in by:
        return "–"
    own = by[name][layer][head] if isinstance(by[name], list) else by[name]
    return said(own["value"])
