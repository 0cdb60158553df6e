"""What was measured of everything that is imagined: tables and curves, each null called null at once."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.tasks.imagine.amounts import DEEP, RAW
from mmfusion.tasks.imagine.colours import NAME
from mmfusion.ui.imagine import as_plotly, computed
from mmfusion.ui.imagine.page import seen
from mmfusion.ui.imagine.said import gained, half, null, share, short, verdict
from mmfusion.ui.parts.chart import chart
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.lessons import link

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

READERS = {"minilm": "MiniLM", "glove": "GloVe"}


def heading(title: str, first: str) -> None:
    """Write a section's heading and its first sentences, as HTML."""
    st.html(f'<h2 class="mmf-h2">{escape(title)}</h2><p class="mmf-note mmf-ink">{first}</p>')


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write a table: cells are HTML, the first of a row is its name."""
    named = [escape(cell) for cell in heads]
    head = "".join(f"<th>{cell}</th>" for cell in named)
    body = "".join(f"<tr><th>{escape(first)}</th>{_cells(named[1:], rest)}</tr>" for first, *rest in rows)
    st.html(
        f'<div class="mmf-results mmf-blocks" tabindex="0" role="region" aria-label="{named[0]}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cells(columns: Sequence[str], cells: Sequence[str]) -> str:
    return "".join(f'<td data-of="{of}">{cell}</td>' for of, cell in zip(columns, cells, strict=True))


def maps(view: View) -> None:
    """Write the three maps beside each other: recall, hubs, CSLS, all names, sure and wrong."""
    found = computed.table()["names"]
    own, glove = found["minilm"]["methods"], found["glove"]["methods"]
    hinge, info = (own[name]["less ridge"]["R@10"] for name in ("hinge (DeViSE)", "InfoNCE"))
    csls, csls_glove = (of["ridge"]["CSLS gains"]["R@10"] for of in (own, glove))
    ridge = own["ridge"]["figures"]
    heading(
        tr("From a picture to its name: which map, which candidates?"),
        tr(
            "The hinge in place of ridge: {hinge} in R@10 ({hinge_gain} points); InfoNCE in "
            "place of ridge: {info} ({info_gain}). CSLS corrects hubs: {csls} for ridge "
            "({csls_gain}), {glove} with names by GloVe ({glove_gain}). With the names of "
            "training among the candidates, {first:.0f} % of first answers are one of those, "
            "and R@1 falls from {before} to {after}.",
            hinge=verdict(hinge),
            hinge_gain=gained(hinge),
            info=verdict(info),
            info_gain=gained(info),
            csls=verdict(csls),
            csls_gain=gained(csls),
            glove=verdict(csls_glove),
            glove_gain=gained(csls_glove),
            first=100 * ridge["first is a training name"]["value"],
            before=short(ridge["R@1"]["value"]),
            after=short(ridge["R@1, all names"]["value"]),
        ),
    )
    columns = ["R@1", "R@10", "R@10, CSLS", "largest hub", "R@1, all names"]
    heads = [
        tr("map, names by"),
        "R@1",
        "R@10",
        tr("R@10 by CSLS"),
        tr("largest hub"),
        tr("R@1, all names"),
    ]
    if seen(view):
        columns.append("surest tenth wrong")
        heads.append(tr("wrong in the surest tenth"))
    rows: list[tuple[str, ...]] = []
    folded: list[tuple[str, ...]] = []
    for words, title in READERS.items():
        for name, method in found[words]["methods"].items():
            cells = [
                f"{one['value']:.0f}<small>± {half(one):.0f}</small>" if "hub" in key else share(one)
                for key, one in ((key, method["figures"][key]) for key in columns)
            ]
            (rows if words == "minilm" or name == "ridge" else folded).append(
                (f"{tr(name)}, {title}", *cells)
            )
    table(heads, rows)
    with st.expander(tr("Every map with names by GloVe")):
        table(heads, folded)
    held = found["minilm"]["held out"]
    said = tr(
        "{splits} splits, {least} to {most} held-out pictures and as many candidates; all "
        "names: with those of training. Chance R@10 is {chance}. The largest hub is the number "
        "of pictures that have the same name among their ten nearest; an even share would be "
        "ten. CSLS looks at all test pictures together: it is transductive. MiniLM has read "
        "captions of photographs, GloVe text alone.",
        splits=found["splits"],
        least=min(held),
        most=max(held),
        chance=short(10 / (sum(held) / len(held)), 3),
    )
    covered = tr("How many of the surest are wrong: covered, guess or reveal.")
    note(said if seen(view) else f"{said} {covered}")


def amounts() -> None:
    """Write how many pairs a map from pixels needs, beside one from the deep feature."""
    found = computed.table()["pairs"]
    way = found["picture to name"]
    raw, deep = way["R@10"][RAW], way["R@10"][DEEP]
    need = way["as good as all pixels"]
    heading(
        tr("Raw pictures or an embedding: how many pairs?"),
        tr(
            "With {pairs} pairs, a map from raw pixels finds {raw} of the names among its "
            "first ten; from the deep feature, {need:.0f} pairs [{low:.0f}, {high:.0f}] do as "
            "well, and all pairs find {deep}. With ten pairs the difference is {gain} points: "
            "{verdict}.",
            pairs=found["pairs"][-1],
            raw=short(raw[-1]["value"]),
            need=need["value"],
            low=need["low"],
            high=need["high"],
            deep=short(deep[-1]["value"]),
            gain=gained(way["gain"][0]),
            verdict=verdict(way["gain"][0]),
        ),
    )
    chart(
        as_plotly.amounts,
        key="imagine-pairs",
        alt=tr("R@10 from picture to name against pairs, from pixels and deep features"),
    )
    note(
        tr(
            "Ridge on {splits} splits, {held} held-out pairs; λ by the same validation pairs. "
            "Pixels: 32 × 32 in colour. Shuffled: the deep feature with the name of another "
            "picture.",
            splits=found["splits"],
            held=found["held out"],
        )
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
        tr("The colour of a thing from its name"),
        tr(
            "With all labels the imagined histogram is {every} ({every_gain} points over the "
            "name); a deep feature imagined in its place is {deep} with two labels a class "
            "({deep_gain}), the histogram for the group in place of the colour {group} "
            "({group_gain}), with names by GloVe {glove} ({glove_gain}). With names by MiniLM "
            "and two labels it is {own}: the name alone has {name} of the colours correct, "
            "with the histogram {with_it} ({own_gain}), and the histogram alone {alone}.",
            every=verdict(every),
            every_gain=gained(every),
            deep=verdict(deep),
            deep_gain=gained(deep),
            group=verdict(group),
            group_gain=gained(group),
            glove=verdict(glove),
            glove_gain=gained(glove),
            own=verdict(with_it["gain"][two]),
            name=short(name[two]["value"]),
            with_it=short(with_it["accuracy"][two]["value"]),
            own_gain=gained(with_it["gain"][two]),
            alone=short(lone["accuracy"][two]["value"]),
        ),
    )
    chart(
        as_plotly.colours,
        key="imagine-colours",
        alt=tr("accuracy of the colour against labels a class, with controls"),
    )
    budgets = [f"{budget}" if budget else tr("all") for budget in found["budgets"]]
    rows = []
    for setting, title in (("minilm", "MiniLM"), ("glove", "GloVe"), ("group", tr("group, MiniLM"))):
        for arm, one in found[setting]["figures"].items():
            cells = [
                f"{short(a['value'])}<small>{'± ' + short(half(a)) if arm == NAME else gained(g)}</small>"
                for a, g in zip(one["accuracy"], one["gain"], strict=True)
            ]
            rows.append((f"{title}: {tr(found['arms'][arm])}", *cells))
    with st.expander(tr("Every arm and setting")):
        table([tr("labels a class"), *budgets], rows)
    train, validation, test = own["sizes"]
    free = own["no label"]
    note(
        tr(
            "{coloured} emoji with a colour, {splits} splits: {train} pairs without labels, "
            "{validation} validation items, {test} test items; the mean over nine colours, "
            "chance {chance}; below each accuracy the gain over the name alone, paired. The "
            "pairs’ drawings show the colour: read off the imagined histogram without any "
            "label, {free} are correct, and whoever reads the colours off the drawings has all "
            "labels for nothing.",
            coloured=found["coloured"],
            splits=found["splits"],
            train=train,
            validation=validation,
            test=test,
            chance=short(found["chance"]),
            free=short(free["value"]),
        )
    )


def before_digits() -> None:
    """Write the heading of digits and what is null there."""
    found = computed.table()["digits"]
    kinds = (marked("product"), marked("mixture"))
    there, back = (
        {kind: found[kind][way] for kind in kinds} for way in ("visual to audio", "audio to visual")
    )

    def against(ways: dict[str, dict[str, dict[str, float]]]) -> str:
        return ", ".join(
            f"{tr(kind)} {verdict(own['gain'])} ({gained(own['gain'])})" for kind, own in ways.items()
        )

    product, heard = there["product"], back["product"]
    means = {True: tr("nothing"), False: tr("a little")}
    heading(
        tr("Picture → sound → picture"),
        tr(
            "The plain alternative is the partner of the nearest training example. Against it "
            "the VAE is, in points, from picture to sound: {there}; from sound to picture: "
            "{back}. Certainty, a narrow posterior, means {heard_means} from sound to picture: "
            "of the narrowest tenth {heard_sure} are wrong, of all {heard_all} (the product; "
            "{heard_gain} points); from picture to sound it means {seen_means}: {seen_sure} "
            "and {seen_all}.",
            there=against(there),
            back=against(back),
            heard_means=means[null(heard["surest tenth less all"])],
            heard_sure=short(heard["surest tenth wrong"]["value"]),
            heard_all=short(heard["wrong"]["value"]),
            heard_gain=gained(heard["surest tenth less all"]),
            seen_means=means[null(product["surest tenth less all"])],
            seen_sure=short(product["surest tenth wrong"]["value"]),
            seen_all=short(product["wrong"]["value"]),
        ),
    )


def digits() -> None:
    """Write the table of digits: right, the plain alternative, there and back, certainty."""
    found = computed.table()["digits"]
    columns = {
        "right": tr("correct"),
        "nearest": tr("nearest neighbour’s partner"),
        "there and back": tr("there and back"),
        "wrong": tr("wrong, all"),
        "surest tenth wrong": tr("wrong, surest tenth"),
        "certainty, AUROC": tr("certainty, AUROC"),
    }
    rows = [
        (f"{tr(kind)}, {tr(title)}", *(share(found[kind][way][key]) for key in columns))
        for kind in ("product", "mixture")
        for way, title in (
            ("visual to audio", marked("picture to sound")),
            ("audio to visual", marked("sound to picture")),
        )
    ]
    table([tr("experts"), *columns.values()], rows)
    note(
        tr(
            "{seeds} seeds, each with other speakers held out; 2,000 test pictures, the voices "
            "of two new speakers. Judged by a softmax on real examples. AUROC: how often the "
            "narrower posterior of two belongs to what comes out correct; .5 says nothing. "
            "Sounds are made from sixteen bands without a pitch. A pair shares a digit, and "
            "not a moment.",
            seeds=found["seeds"],
        )
    )


def limits() -> None:
    """Write what the page does not say, and its words."""
    note(
        tr(
            "± is Student’s 95 % interval over splits or seeds, which share items: a little "
            "narrow; differences are paired. Near-duplicate drawings stay on one side of a "
            "split. The figure above shows split 1; nothing that is held out was learned from. "
            "Names of emoji are Unicode’s, in English. Drawings: OpenMoji, CC BY-SA 4.0; "
            "MNIST, CC BY-SA 3.0; FSDD speech, CC BY-SA 4.0."
        )
    )


def further() -> None:
    """Write where the same question goes on."""
    link("transfer", tr("What is left of a modality that was there in training alone?"))
