"""The course's claim that one head takes *dog* and another *playing*: what the test set says of it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.language import marked, tr
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
    "area": marked("area"),
    "centre": marked("centre"),
    "random": marked("untrained"),
    "shuffled": marked("other sentence"),
    "swapped": marked("other noun"),
}
"""Null -> its column."""
SAID = {"objects": marked("objects"), "attributes": marked("attributes"), "actions": marked("actions")}
"""Group of words -> what it is called in a sentence."""


def section(view: View) -> None:
    """Write the claim, what is found in each network that may be seen, and the nulls."""
    found = pointing.tables()
    if not found:
        return
    shown = [name for name in NETWORKS if name == ALONE or seen(view)]
    heading = tr("Does one head look for “dog”, another for “playing”?")
    st.html(f'<hr class="mmf-rule"><h2 class="mmf-h2">{heading}</h2>')
    for name in shown:
        text = f"{finding(found[name])} {needed(name)}"
        st.html(f'<p class="mmf-note"><b>{tr(NETWORKS[name])}</b>: {text}</p>')
    st.html(table({name: found[name] for name in shown}))
    if len(shown) < len(found):
        note(tr("With word labels: covered until you have guessed."))
    note(
        tr(
            "Heads are chosen on validation data and measured on test sentences, with the "
            "weights that are shown here; then the mean over seeds (how many). The rest are "
            "controls. Area: attention that is the same everywhere. Centre: a map of the "
            "middle. Untrained: the best head of a network with random weights. Other "
            "sentence: the map of the word at the same place of another sentence, on this "
            "picture. Other noun: the map of a noun that is not in the picture."
        )
    )


def finding(own: dict[str, Any]) -> str:
    """Return in words whether heads share out groups of words, and what actions look at."""
    best = {group: named(own["groups"][group]["best"]) for group in GROUPS}
    loses = own["one head"]["loses"]
    one = named(own["one head"]["head"])
    apart = [group for group in GROUPS if loses[group]["low"] > NOTABLE]
    if not apart:
        most = max(loses[group]["value"] for group in GROUPS)
        first = tr(
            "No: {head} serves objects, attributes and actions alike. With a head of its own, "
            "a group would gain {most} at most.",
            head=one,
            most=said(max(most, 0.0)),
        )
    else:
        parts = ", ".join(f"{tr(SAID[group])} {said(loses[group]['value'])}" for group in apart)
        kept = [group for group in GROUPS if group not in apart]
        where = "; ".join(f"{tr(SAID[group])}: {best[group]}" for group in GROUPS)
        first = tr(
            "In part. The best heads are: {where}. If all groups used {head}, these would lose: {parts}.",
            where=where,
            head=one,
            parts=parts,
        )
        if len(kept) > 1:
            both = [tr(SAID[group]) for group in kept]
            first += " " + tr("The same head serves {first} and {second}.", first=both[0], second=both[1])
    layer, head = own["groups"]["actions"]["best"]
    agent, prop = (own["acting"][name][layer][head]["value"] for name in ("agent", "prop"))
    areas = [said(own["acting"][f"{name}, area"]["value"]) for name in ("prop", "agent")]
    second = tr(
        "Of an action's attention, {prop} lies on the prop and {agent} on who acts; these "
        "cover {prop_area} and {agent_area} of the picture.",
        prop=said(prop),
        agent=said(agent),
        prop_area=areas[0],
        agent_area=areas[1],
    )
    return f"{first} {second}"


def needed(network: str) -> str:
    """Return what the answers lose without the head that points best, and without others of its layer."""
    metrics = computed.predictor(network).card.metrics
    off, others = (metrics.get(name) for name in ("best head off", "another head of its layer off"))
    if off is None or others is None:
        return ""
    return tr(
        "Without the best head for objects, {best:.1f} points of accuracy are lost; without "
        "another head of its layer, {other:.1f}.",
        best=100 * off["value"],
        other=100 * others["value"],
    )


def over_seeds(network: str, group: str) -> str:
    """Return the mean over the seeds that were trained, and how many."""
    card = computed.predictor(network).card
    found = card.metrics.get(f"pointing, {group}, over seeds")
    return "–" if found is None else f"{said(found['value'])} ({len(card.seeds)})"


def named(head: list[int]) -> str:
    """Return a head as pages count it, from one."""
    return tr("layer {layer}, head {head}", layer=head[0] + 1, head=head[1] + 1)


def table(found: dict[str, dict[str, Any]]) -> str:
    """Return a row a network and group of words: best head, its share, nulls, best of how many words."""
    columns = (
        tr("best head"),
        tr("inside region"),
        tr("over seeds"),
        *(tr(name) for name in NULLS.values()),
        tr("the best for"),
    )
    rows = []
    for network, own in found.items():
        for group, long in GROUPS.items():
            by = own["groups"][group]
            layer, head = by["best"]
            value = pointing.at_best(own, group)
            half = said((value.high - value.low) / 2)
            words = [word["best"] for word in own["words"].values() if word["group"] == group]
            cells = (
                f"{layer + 1}·{head + 1}",
                f"<b>{said(value.value)}</b> ± {half}",
                over_seeds(network, group),
                *(_null(by, name, layer, head) for name in NULLS),
                tr("{n} of {of} words", n=words.count(by["best"]), of=len(words)),
            )
            row = "".join(
                f'<td data-of="{name}">{cell}</td>' for name, cell in zip(columns, cells, strict=True)
            )
            rows.append(f"<tr><th>{escape(tr(long))}<small>{tr(NETWORKS[network])}</small></th>{row}</tr>")
    heads = "".join(f"<th>{name}</th>" for name in columns)
    label = tr("pointing accuracy and its controls")
    return (
        f'<div class="mmf-results mmf-blocks" tabindex="0" role="region" aria-label="{label}">'
        f"<table><thead><tr><th>{tr('words')}</th>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _null(by: dict[str, Any], name: str, layer: int, head: int) -> str:
    if name not in by:
        return "–"
    own = by[name][layer][head] if isinstance(by[name], list) else by[name]
    return said(own["value"])
