"""What was measured: topics from few labels, joint training for text alone, colours of things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.tasks.vokens.commands import LABELS
from mmfusion.ui.parts import glossary
from mmfusion.ui.shell.frame import note
from mmfusion.ui.vokens import computed
from mmfusion.ui.vokens.page import clear, interval, points, seen

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

COVERED = ("codes", "dealt")
"""Rows that would give the number away."""
GLOSSARY = {
    "voken": "a picture as a target: the number of the picture that a word in its sentence looks like most",
    "code": "the number of a cluster (k-means) of the same vectors of words in their sentences; no picture",
    "masked word": "a word that is hidden and is to be told from the others",
    "h": "the network’s hidden state of a word, 48 numbers",
    "q(k)": "the probability that the network tells of number k for a word: voken, code, or word",
    "W, b": "a linear classifier of the mean of q over a sentence, ridge regression from ten labels a topic",
    "GloVe": "vectors of words, learned from text alone",
}


def table(
    head: str, budgets: Sequence[int], rows: Mapping[str, str], own: dict[str, Any], less: Mapping[str, str]
) -> str:
    """Return accuracies, and below them differences in points, as a table in HTML.

    Args:
        head: of the first column.
        budgets: of the others.
        rows: arm -> what it is called.
        own: `accuracy` and `difference`, as measured.
        less: difference -> what it is called.

    """
    heads = "".join(f"<th>{budget}</th>" for budget in budgets)
    body = []
    for arm, name in rows.items():
        cells = "".join(
            f"<td>{100 * one['value']:.1f} <small>± {interval(one)}</small></td>"
            for one in own["accuracy"][arm]
        )
        body.append(f"<tr><th>{escape(name)}</th>{cells}</tr>")
    for arm, name in less.items():
        cells = "".join(
            f"<td>{_strong(points(one), clear(one))} <small>± {interval(one)}</small></td>"
            for one in own["difference"][arm]
        )
        body.append(f'<tr class="less"><th>{escape(name)}</th>{cells}</tr>')
    return (
        f'<div class="mmf-results mmf-vokens" tabindex="0" role="region" aria-label="{escape(head)}">'
        f"<table><thead><tr><th>{escape(head)}</th>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def _strong(text: str, bold: bool) -> str:
    return f"<b>{text}</b>" if bold else text


def labels(view: View) -> None:
    """Write what few labels reach, by what networks learned from."""
    own = computed.measured()["topics"]
    uncovered = seen(view)
    rows = {arm: name for arm, name in LABELS.items() if uncovered or arm not in COVERED}
    less = {"vokens − words": "vokens less masked words alone"}
    if uncovered:
        less |= {
            "vokens − codes": "vokens less codes",
            "vokens − dealt": "vokens less pictures dealt out anew",
            "vokens − longer": "vokens less six times the steps",
        }
    st.html('<h2 class="mmf-h2">Topics of captions, from few labels</h2>')
    st.html(table("right, %; labels a topic", own["budgets"], rows, own, less))
    if not uncovered:
        note("Codes, and pictures dealt out anew: covered, guess or reveal.")
    sizes = own["sizes"]
    note(
        f"{own['seeds']} seeds; networks of two layers learn from {sizes['captions learned from']:,} "
        "captions "
        f"in 400 steps, with the same batches and masks; {sizes['test']:,} test captions, ten topics; what a "
        "photograph shows is read from its other captions. Equal steps are not equal training, so masked "
        "words alone at six times the steps stand beside. The plain way, the mean of the word vectors that "
        "chose vokens and codes, is better than every network here. Bold: the interval leaves zero out."
    )
    at = own["budgets"].index(computed.BUDGET)
    told = {arm: 100 * row[at]["value"] for arm, row in own["told"]["accuracy"].items()}
    codes = f", codes {told['codes']:.0f} %" if uncovered else ""
    note(
        "The table reads the mean of h. The figure above reads what networks tell of each word, which can be "
        f"swapped word by word: masked words alone {told['words']:.0f} %, vokens {told['vokens']:.0f} "
        f"%{codes} "
        f"at ten labels. There a number drawn at random for each word reaches {told['drawn']:.0f} %: "
        "any number "
        "lets the word itself through."
    )


def joint() -> None:
    """Write what joint training with photographs leaves for text alone."""
    own = computed.measured()["joint"]
    at = own["budgets"].index(computed.BUDGET)
    less = own["difference"]["photographs − siblings"][at]
    first = "shows no gain (a null)" if not clear(less) else f"differs by {points(less)} points"
    st.html('<h2 class="mmf-h2">Joint training, then text alone</h2>')
    note(
        f"Training captions to meet their photographs {first} over training captions of one photograph to "
        f"meet each other: {points(less)} ± {interval(less)} points at ten labels a topic. It is the "
        "course’s "
        "video to text transfer, on photographs."
    )
    names = {
        "photographs − siblings": "photographs less captions of one photograph",
        "photographs − dealt": "photographs less photographs dealt out",
        "photographs − glove": "photographs less nothing trained",
    }
    st.html(table("right, %; labels a topic", own["budgets"], own["arms"], own, names))
    note(
        f"Heads of 64 dimensions over GloVe means learn on {own['photographs']:,} photographs of "
        "Flickr8k with "
        f"five captions each (InfoNCE), and are asked for topics of COCO’s captions; {own['seeds']} seeds."
    )


def colour() -> None:
    """Write the setting in which pictures help text."""
    own = computed.measured()["colour"]
    at = own["budgets"].index(5)
    gain, null = (own[words]["difference"]["colours − codes"][at] for words in ("minilm", "glove"))
    deep = own["minilm"]["difference"]["deep − codes"][at]
    found = clear(gain) and gain["value"] > 0
    st.html('<h2 class="mmf-h2">Where pictures help: the colour of a thing, from its name</h2>')
    first = (
        "A number that stands for what is in the picture does help: "
        if found
        else "No setting was found in which pictures help; nearest came this one: "
    )
    note(
        f"{first}names learn the colour cluster of their drawing, and five labels a colour then reach "
        f"{points(gain)} ± {interval(gain)} points more than with codes of the same names. Numbers of "
        "what the "
        f"frozen network sees in the drawings give {points(deep)} ± {interval(deep)}: not any picture "
        "will do."
    )
    less = {
        "colours − codes": "colours less codes",
        "colours − text": "colours less the name alone",
        "deep − codes": "what the network sees less codes",
    }
    st.html(
        table(
            "right, %, mean over colours; labels a colour", own["budgets"], own["arms"], own["minilm"], less
        )
    )
    others = [figure for i, figure in enumerate(own["glove"]["difference"]["colours − codes"]) if i != at]
    none = sum(not clear(figure) for figure in others)
    note(
        f"{len(own['colours'])} colours, {own['splits']} splits; names by MiniLM, which has read captions. "
        f"With names by GloVe it is {points(null)} ± {interval(null)} at five labels, and zero lies inside "
        f"at {none} of {len(others)} other budgets. Colours are those of held-out drawings: pictures have "
        "them, names hide them. Tried without gain over codes: what the frozen network sees in drawings, "
        "vokens and joint training on topics of captions."
    )


def limits() -> None:
    """Write what the page does not say, and its words."""
    note(
        "Drawings (OpenMoji, CC BY-SA 4.0) came with names and tags; a word in its sentence attends to these "
        "by GloVe, and the drawing nearest to what it attends to is its voken, one of 512. Tan and Bansal "
        "(2020) match with photographs and train for days. Captions: COCO 2017, CC BY 4.0. ± is Student’s "
        "95 % interval over seeds or splits, which share captions or drawings: a little narrow."
    )
    glossary.words(GLOSSARY)
