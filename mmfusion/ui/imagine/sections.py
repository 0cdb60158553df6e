"""What was measured of everything that is imagined: tables and curves, each null called null at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.tasks.imagine.amounts import DEEP, RAW
from mmfusion.tasks.imagine.colours import NAME
from mmfusion.ui.imagine import as_plotly, computed
from mmfusion.ui.imagine.page import seen
from mmfusion.ui.imagine.said import gained, half, null, share, short, verdict
from mmfusion.ui.parts import glossary
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.lessons import link
from mmfusion.ui.shell.theme import palette

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures.template import Palette
    from mmfusion.ui.shell.state import View

READERS = {"minilm": "MiniLM", "glove": "GloVe"}
GLOSSARY = {
    "semantic space": "the vectors of names, by an encoder of text: names that mean alike lie together",
    "ridge": "the linear map with the least squared error, its weights held small; solved at once",
    "hinge (DeViSE)": "a map learned so that its own name is nearer than every other, by a margin",
    "InfoNCE": "two maps that meet in a space of their own, each pair told from the others of its batch",
    "hub": "a name that is among the ten nearest of many pictures; ten pictures for each, were it even",
    "CSLS": (
        "twice the cosine, less how near either end is to its own nearest: a hub loses. It looks at all test "
        "pictures together (transductive)"
    ),
    "product, mixture": "two ways in which a VAE joins what modalities say of one latent variable",
}


def heading(title: str, first: str) -> None:
    """Write a section's heading and its first sentences, as HTML."""
    st.html(f'<h2 class="mmf-h2">{escape(title)}</h2><p class="mmf-note mmf-ink">{first}</p>')


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write a table: cells are HTML, the first of a row is its name."""
    head = "".join(f"<th>{escape(cell)}</th>" for cell in heads)
    body = "".join(
        f"<tr><th>{escape(first)}</th>{''.join(f'<td>{cell}</td>' for cell in rest)}</tr>"
        for first, *rest in rows
    )
    st.html(
        f'<div class="mmf-results" tabindex="0" role="region" aria-label="{escape(heads[0])}"><table><thead>'
        f"<tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def maps(view: View) -> None:
    """Write the three maps beside each other: recall, hubs, CSLS, all names, sure and wrong."""
    found = computed.table()["names"]
    own, glove = found["minilm"]["methods"], found["glove"]["methods"]
    hinge, info = (own[name]["less ridge"]["R@10"] for name in ("hinge (DeViSE)", "InfoNCE"))
    csls, csls_glove = (of["ridge"]["CSLS gains"]["R@10"] for of in (own, glove))
    ridge = own["ridge"]["figures"]
    heading(
        "From a picture to its name: which map, which candidates?",
        f"The hinge in place of ridge is {verdict(hinge)} in R@10 ({gained(hinge)} points), InfoNCE "
        f"{verdict(info)} ({gained(info)}). CSLS corrects hubs: {verdict(csls)} for ridge ({gained(csls)}), "
        f"{verdict(csls_glove)} with names by GloVe ({gained(csls_glove)}). With the names of training among "
        f"the candidates, {100 * ridge['first is a training name']['value']:.0f} % of first answers are one "
        f"of those, and R@1 falls from {short(ridge['R@1']['value'])} to "
        f"{short(ridge['R@1, all names']['value'])}.",
    )
    columns = ["R@1", "R@10", "R@10, CSLS", "largest hub", "R@1, all names"]
    heads = ["map, names by", "R@1", "R@10", "R@10 by CSLS", "largest hub", "R@1, all names"]
    if seen(view):
        columns.append("surest tenth wrong")
        heads.append("wrong in the surest tenth")
    rows: list[tuple[str, ...]] = []
    folded: list[tuple[str, ...]] = []
    for words, title in READERS.items():
        for name, method in found[words]["methods"].items():
            cells = [
                f"{one['value']:.0f}<small>± {half(one):.0f}</small>" if "hub" in key else share(one)
                for key, one in ((key, method["figures"][key]) for key in columns)
            ]
            (rows if words == "minilm" or name == "ridge" else folded).append((f"{name}, {title}", *cells))
    table(heads, rows)
    with st.expander("Every map with names by GloVe"):
        table(heads, folded)
    held = found["minilm"]["held out"]
    note(
        f"{found['splits']} splits, {min(held)} to {max(held)} held-out pictures and as many candidates; all "
        f"names: with those of training. Chance R@10 {short(10 / (sum(held) / len(held)), 3)}. Largest hub: "
        "how many pictures have one and the same name among their ten; ten were even. CSLS looks at all test "
        "pictures together: it is transductive. MiniLM has read captions of photographs, GloVe text alone."
        + ("" if seen(view) else " How many of the surest are wrong: covered, guess or reveal.")
    )


def amounts() -> None:
    """Write how many pairs a map from pixels needs, beside one from the deep feature."""
    found = computed.table()["pairs"]
    way = found["picture to name"]
    raw, deep = way["R@10"][RAW], way["R@10"][DEEP]
    need = way["as good as all pixels"]
    heading(
        "Raw pictures or an embedding: how many pairs?",
        f"With {found['pairs'][-1]} pairs, a map from raw pixels finds {short(raw[-1]['value'])} of names "
        f"among ten; from the deep feature, {need['value']:.0f} pairs [{need['low']:.0f}, "
        f"{need['high']:.0f}] do as well, and all find {short(deep[-1]['value'])}. With ten pairs the "
        f"difference is {verdict(way['gain'][0])} ({gained(way['gain'][0])}).",
    )
    _chart(
        "pairs", as_plotly.amounts, "R@10 from picture to name against pairs, from pixels and deep features"
    )
    note(
        f"Ridge on {found['splits']} splits, {found['held out']} held-out pairs; λ by the same validation "
        "pairs. Pixels: 32 × 32 in colour. Shuffled: the deep feature with somebody else’s name."
    )


def colours() -> None:
    """Write what an imagined histogram adds to a few labels, its controls, and where it gives nothing."""
    found = computed.table()["colours"]
    own, two = found["minilm"], found["budgets"].index(2)
    name = own["figures"][NAME]["accuracy"]
    lone, with_it = (own["figures"][arm] for arm in ("imagined", "with imagined"))
    glove = found["glove"]["figures"]["with imagined"]["gain"][two]
    deep, every = own["figures"]["with deep"]["gain"][two], with_it["gain"][-1]
    group = found["group"]["figures"]["with imagined"]["gain"][two]
    heading(
        "The colour of a thing from its name",
        f"With all labels the imagined histogram is {verdict(every)} ({gained(every)} points over the "
        f"name); a deep feature imagined in its place is {verdict(deep)} with two labels a class "
        f"({gained(deep)}), the histogram for the group in place of the colour {verdict(group)} "
        f"({gained(group)}), with names by GloVe {verdict(glove)} ({gained(glove)}). With names by MiniLM "
        f"and two labels it is {verdict(with_it['gain'][two])}: the name tells {short(name[two]['value'])} "
        f"of the colours, with the histogram {short(with_it['accuracy'][two]['value'])} "
        f"({gained(with_it['gain'][two])}), which alone tells {short(lone['accuracy'][two]['value'])}.",
    )
    _chart("colours", as_plotly.colours, "accuracy of the colour against labels a class, with controls")
    budgets = [f"{budget}" if budget else "all" for budget in found["budgets"]]
    rows = []
    for setting, title in (("minilm", "MiniLM"), ("glove", "GloVe"), ("group", "group, MiniLM")):
        for arm, one in found[setting]["figures"].items():
            cells = [
                f"{short(a['value'])}<small>{'± ' + short(half(a)) if arm == NAME else gained(g)}</small>"
                for a, g in zip(one["accuracy"], one["gain"], strict=True)
            ]
            rows.append((f"{title}: {found['arms'][arm]}", *cells))
    with st.expander("Every arm and setting"):
        table(["labels a class", *budgets], rows)
    train, validation, test = own["sizes"]
    free = own["no label"]
    note(
        f"{found['coloured']} emoji with a colour, {found['splits']} splits: {train} pairs without labels, "
        f"{validation} validation items, {test} test items; the mean over nine colours, chance "
        f"{short(found['chance'])}; below each accuracy the gain over the name alone, paired. The pairs’ "
        "drawings show the colour: read off the imagined histogram without any label, "
        f"{short(free['value'])} are right, and whoever reads the drawings’ colours off has all labels for "
        "nothing."
    )


def before_digits() -> None:
    """Write the heading of digits and what is null there."""
    found = computed.table()["digits"]
    kinds = ("product", "mixture")
    there, back = (
        {kind: found[kind][way] for kind in kinds} for way in ("visual to audio", "audio to visual")
    )

    def against(ways: dict[str, dict[str, dict[str, float]]]) -> str:
        return ", ".join(
            f"{kind} {verdict(own['gain'])} ({gained(own['gain'])})" for kind, own in ways.items()
        )

    product, heard = there["product"], back["product"]
    means = {True: "nothing", False: "a little"}
    heading(
        "Picture → sound → picture",
        "Beside the plain alternative, the partner of the nearest training example, the VAE is, from picture "
        f"to sound: {against(there)} points; from sound to picture: {against(back)}. Certainty, a narrow "
        f"posterior, means {means[null(heard['surest tenth less all'])]} from sound to picture: of the "
        f"narrowest tenth {short(heard['surest tenth wrong']['value'])} are wrong, of all "
        f"{short(heard['wrong']['value'])} (the product; {gained(heard['surest tenth less all'])} points); "
        f"from picture to sound {means[null(product['surest tenth less all'])]}: "
        f"{short(product['surest tenth wrong']['value'])} and {short(product['wrong']['value'])}.",
    )


def digits() -> None:
    """Write the table of digits: right, the plain alternative, there and back, certainty."""
    found = computed.table()["digits"]
    columns = {
        "right": "right",
        "nearest": "nearest neighbour’s partner",
        "there and back": "there and back",
        "wrong": "wrong, all",
        "surest tenth wrong": "wrong, surest tenth",
        "certainty, AUROC": "certainty, AUROC",
    }
    rows = [
        (f"{kind}, {title}", *(share(found[kind][way][key]) for key in columns))
        for kind in ("product", "mixture")
        for way, title in (("visual to audio", "picture to sound"), ("audio to visual", "sound to picture"))
    ]
    table(["experts", *columns.values()], rows)
    note(
        f"{found['seeds']} seeds, each with other speakers held out; 2,000 test pictures, the voices of two "
        "new speakers. Judged by a softmax on real examples. AUROC: how often the narrower posterior of two "
        "belongs to what comes out right; .5 says nothing. Sounds are made from sixteen bands without a "
        "pitch. A pair shares a digit, and not a moment."
    )


def _chart(key: str, make: Callable[[Palette], go.Figure], alt: str) -> None:
    import_module("pandas")  # Plotly uses it where it finds it, half imported by another thread too
    st.plotly_chart(
        make(palette()),
        theme=None,
        config={"displayModeBar": False, "responsive": True},
        key=f"imagine-{key}",
        alt=alt,
    )


def limits() -> None:
    """Write what the page does not say, and its words."""
    note(
        "± is Student’s 95 % interval over splits or seeds, which share items: a little narrow; differences "
        "are paired. Near-duplicate drawings are never parted. What the figure above shows is split 1, of "
        "which nothing held out was learned from. Drawings: OpenMoji, CC BY-SA 4.0; MNIST, CC BY-SA 3.0; "
        "FSDD speech, CC BY-SA 4.0."
    )
    glossary.words(GLOSSARY)


def further() -> None:
    """Write where the same question goes on."""
    link("transfer", "What is left of a modality that was there in training alone?")
