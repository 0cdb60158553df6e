"""What stands below: what zero means, drawings of unseen kinds, and every class of the measurement."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.language import marked, tr, trn
from mmfusion.ui.names import computed
from mmfusion.ui.names.number import CHANCE, seen, short
from mmfusion.ui.shell.frame import note

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

ZERO = marked(
    "No labelled picture of your classes is used here. Zero-shot is not zero knowledge: the backbone was "
    "trained on 1.3 million labelled pictures of ImageNet, the sentence encoder on text that names most "
    "things. ● marks a name that is a class of ImageNet, a kind of one, or a more general name for one. This "
    "list was made by hand, since words alone do not show that ImageNet’s <i>cock</i> is a rooster. A name "
    "that is not on the list counts as ○."
)


def zero(view: View) -> None:
    """Write what zero-shot means here, and what was measured on classes of either kind."""
    from mmfusion.tasks.names.caltech import LIKE

    table = computed.table()
    names, least = table["names"], table["threshold"]
    st.html(f'<h2 class="mmf-h2">{tr("What “zero-shot” means")}</h2>')
    st.html(f'<p class="mmf-note mmf-ink">{tr(ZERO)}</p>')
    if not seen(view):
        note(tr("The accuracy of names on seen and unseen classes is covered: guess or reveal."))
    else:
        rows = [
            (tr("all {n}", n=names["all"]["classes"]), names["all"]),
            (tr("● seen, {n}", n=names["seen"]["classes"]), names["seen"]),
            (tr("○ not seen, {n}", n=names["not seen"]["classes"]), names["not seen"]),
            (tr("all, vectors of names by GloVe"), table["names by GloVe"]["all"]),
            (
                tr("unlike any ImageNet name, {n}", n=names["unlike any class name"]["classes"]),
                names["unlike any class name"],
            ),
        ]
        st.html(
            _table(
                (tr("classes of Caltech-101"), tr("accuracy"), tr("among the first five")),
                [(what, _figure(own["top1"]), _figure(own["top5"])) for what, own in rows],
            )
        )
        note(
            tr(
                "Chance {one} and {five}. Unlike: cosine below {like} to every ImageNet name. MiniLM, the "
                "sentence encoder, was trained on captions of photographs too; GloVe was not.",
                one=short(CHANCE),
                five=short(5 * CHANCE),
                like=short(LIKE, 1),
            )
        )
    fits, refused = least["with its name"], least["without"]
    note(
        tr(
            "Nothing fits if every cosine is below {least}, a threshold chosen on other "
            "classes. With {names} names, {accepted:.0f} % of the pictures are accepted if "
            "their own name is among them, and {refused:.0f} % are refused if it is not.",
            least=short(least["least"]["value"]),
            names=least["names"],
            accepted=100 * fits["value"],
            refused=100 * refused["value"],
        )
    )


def drawings() -> None:
    """Write how well drawings of unseen subgroups are told by the subgroup's name, and digits by theirs."""
    st.html(f'<h2 class="mmf-h2">{tr("Drawings of unseen classes")}</h2>')
    left, right = st.columns(2, gap="large")
    with left:
        _subgroups()
    with right:
        _whole_groups()
        _digits()


def _subgroups() -> None:
    of = computed.table()["emoji"]
    learned = zip(of["seen"], of["names"], of["shuffled"], strict=True)
    labels = zip(of["budgets"], of["labels"], strict=True)
    rows = [
        (tr("names, {n} other subgroups in training", n=count), _figure(own), _figure(mixed))
        for count, own, mixed in learned
    ]
    rows += [
        (trn("one label per subgroup", "{n} labels per subgroup", budget), _figure(own), "")
        for budget, own in labels
    ]
    heads = (
        tr("{n} unseen subgroups of emoji", n=of["unseen"]),
        tr("accuracy"),
        tr("names shuffled"),
    )
    st.html(_table(heads, rows))
    note(
        tr(
            "No picture of these subgroups was in training: ridge regression from a picture to the vector of "
            "its subgroup’s name was learned on others. Chance {chance}; {seeds} draws of subgroups. "
            "Drawings: OpenMoji, CC BY-SA 4.0.",
            chance=short(1 / of["unseen"], 3),
            seeds=of["seeds"],
        )
    )


def _digits() -> None:
    own = computed.table()["digits"]
    note(
        tr(
            "Written digits by their spoken names: {unseen} of ten digits were not in "
            "training. Accuracy {spoken}; with names shuffled {shuffled}; chance {chance}; "
            "with one label per digit {label}. The sound of “seven” says nothing about the "
            "shape of a 7: a name helps only by what it means.",
            unseen=own["unseen"],
            spoken=_said(own["spoken"]),
            shuffled=_said(own["shuffled"]),
            chance=short(1 / own["unseen"]),
            label=short(own["labels"][0]["value"]),
        )
    )


def _whole_groups() -> None:
    """Write what is left where no sibling of an unseen subgroup was learned from."""
    of = computed.table()["groups"]
    gain = of["gain"]
    note(
        tr(
            "A name helps by way of similar classes. With {held} of the eight groups left out of training as "
            "a whole, no sibling of a subgroup is learned from: the names of {unseen} of their subgroups "
            "reach {apart}, shuffled names {shuffled}, a difference of {gain} ({low} to {high}) that may be "
            "none. With as many subgroups in training ({learned}), siblings among them: {beside}; with one "
            "label per subgroup: {label}.",
            held=of["held out"],
            unseen=of["unseen"],
            apart=_said(of["apart"]),
            shuffled=_said(of["shuffled"]),
            gain=_signed(gain["value"]),
            low=_signed(gain["low"]),
            high=_signed(gain["high"]),
            learned=of["learned"],
            beside=_said(of["beside"]),
            label=_said(of["labels"][0]),
        )
    )


def _said(own: dict[str, Any]) -> str:
    return f"{short(own['value'])} ({_interval(own)})"


def _interval(own: dict[str, Any]) -> str:
    return tr("{low} to {high}", low=short(max(own["low"], 0)), high=short(own["high"]))


def _signed(value: float) -> str:
    return f"{'−' if value < 0 else '+'}{short(abs(value))}"


def _figure(own: dict[str, Any]) -> str:
    return f"{short(own['value'])}<small>{_interval(own)}</small>"


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in heads)
    body = "".join(
        f"<tr><th>{escape(first)}</th>{''.join(f'<td>{cell}</td>' for cell in rest)}</tr>"
        for first, *rest in rows
    )
    opening = f'<div class="mmf-results" tabindex="0" role="region" aria-label="{escape(heads[0])}">'
    return f"{opening}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def classes(view: View) -> None:
    """Write every class with its mark and, once uncovered, how often its name comes first; folded."""
    every = sorted(computed.table()["classes"], key=lambda one: (one["seen"], -one["top1"], one["name"]))
    with st.expander(tr("The 100 classes, and which of them the backbone has seen")):
        shown = "".join(
            f'<dt lang="en">{"●" if one["seen"] else "○"} {escape(one["name"])}</dt>'
            f"<dd>{short(one['top1']) if seen(view) else ''}</dd>"
            for one in every
        )
        st.html(f'<dl class="mmf-pros mmf-hundred">{shown}</dl>')
