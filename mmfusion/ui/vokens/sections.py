"""What was measured: topics from few labels, joint training for text alone, colours of things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.language import tr
from mmfusion.tasks.vokens.commands import LABELS
from mmfusion.ui.shell.frame import note
from mmfusion.ui.vokens import computed
from mmfusion.ui.vokens.page import clear, interval, points, seen

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

COVERED = ("codes", "dealt")
"""Rows that would give the number away."""


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
    rows = {arm: tr(name) for arm, name in LABELS.items() if uncovered or arm not in COVERED}
    less = {"vokens − words": tr("vokens − masked words alone")}
    if uncovered:
        less |= {
            "vokens − codes": tr("vokens − codes"),
            "vokens − dealt": tr("vokens − pictures dealt out anew"),
            "vokens − longer": tr("vokens − masked words, six times the steps"),
        }
    st.html('<h2 class="mmf-h2">' + tr("Topics of captions, from few labels") + "</h2>")
    st.html(table(tr("test accuracy, %; labels a topic"), own["budgets"], rows, own, less))
    if not uncovered:
        note(tr("Codes, and pictures dealt out anew: covered, guess or reveal."))
    sizes = own["sizes"]
    note(
        tr(
            "{seeds} seeds; networks of two layers learn from {captions:,} captions in 400 "
            "steps, with the same batches and masks; {test:,} test captions, ten topics; what "
            "a photograph shows is read from its other captions. Equal steps are not equal "
            "training, so masked words alone at six times the steps stand beside. The plain "
            "way, the mean of the word vectors that chose vokens and codes, is better than "
            "every network here. Bold: the interval leaves zero out.",
            seeds=own["seeds"],
            captions=sizes["captions learned from"],
            test=sizes["test"],
        )
    )
    at = own["budgets"].index(computed.BUDGET)
    told = {arm: 100 * row[at]["value"] for arm, row in own["told"]["accuracy"].items()}
    said = tr(
        "The table reads the mean of h. The figure above reads what networks predict for each "
        "word, which can be swapped word by word: at ten labels, masked words alone reach "
        "{words:.0f} % and vokens {vokens:.0f} %. There a number drawn at random for each word "
        "reaches {drawn:.0f} %: any number lets the word itself through.",
        **{arm: told[arm] for arm in ("words", "vokens", "drawn")},
    )
    codes = tr("Codes reach {codes:.0f} %.", codes=told["codes"])
    note(f"{said} {codes}" if uncovered else said)


def joint() -> None:
    """Write what joint training with photographs leaves for text alone."""
    own = computed.measured()["joint"]
    at = own["budgets"].index(computed.BUDGET)
    less = own["difference"]["photographs − siblings"][at]
    st.html(f'<h2 class="mmf-h2">{tr("Joint training, then text alone")}</h2>')
    verdict = tr("a difference") if clear(less) else tr("no gain (a null)")
    note(
        tr(
            "Captions trained to lie near their photographs, against captions trained to lie "
            "near other captions of their photograph: {difference} ± {half} points at ten "
            "labels a topic, {verdict}. It is the course’s transfer from video to text, on "
            "photographs.",
            difference=points(less),
            half=interval(less),
            verdict=verdict,
        )
    )
    arms = {arm: tr(name) for arm, name in own["arms"].items()}
    names = {
        "photographs − siblings": tr("photographs − captions of one photograph"),
        "photographs − dealt": tr("photographs − photographs dealt out"),
        "photographs − glove": tr("photographs − nothing trained"),
    }
    st.html(table(tr("test accuracy, %; labels a topic"), own["budgets"], arms, own, names))
    note(
        tr(
            "Heads of 64 dimensions over GloVe means learn on {n:,} photographs of Flickr8k "
            "with five captions each (InfoNCE), and are asked for topics of COCO’s captions; "
            "{seeds} seeds.",
            n=own["photographs"],
            seeds=own["seeds"],
        )
    )


def colour() -> None:
    """Write the setting in which pictures help text."""
    own = computed.measured()["colour"]
    at = own["budgets"].index(5)
    gain, null = (own[words]["difference"]["colours − codes"][at] for words in ("minilm", "glove"))
    deep = own["minilm"]["difference"]["deep − codes"][at]
    found = clear(gain) and gain["value"] > 0
    st.html(f'<h2 class="mmf-h2">{tr("Where pictures help: the colour of a thing, from its name")}</h2>')
    first = (
        tr("A number that stands for what is in the picture does help.")
        if found
        else tr("No setting was found in which pictures help; this one came nearest.")
    )
    said = tr(
        "Names learn the colour cluster of their drawing, and five labels a colour then reach "
        "{gain} ± {half} points more than with codes of the same names. Numbers of what the "
        "frozen network sees in the drawings give {deep} ± {deep_half}: not every picture "
        "helps.",
        gain=points(gain),
        half=interval(gain),
        deep=points(deep),
        deep_half=interval(deep),
    )
    note(f"{first} {said}")
    less = {
        "colours − codes": tr("colours − codes"),
        "colours − text": tr("colours − the name alone"),
        "deep − codes": tr("what the network sees − codes"),
    }
    st.html(
        table(
            tr("test accuracy, %, mean over colours; labels a colour"),
            own["budgets"],
            {arm: tr(name) for arm, name in own["arms"].items()},
            own["minilm"],
            less,
        )
    )
    others = [figure for i, figure in enumerate(own["glove"]["difference"]["colours − codes"]) if i != at]
    none = sum(not clear(figure) for figure in others)
    note(
        tr(
            "{colours} colours, {splits} splits; names by MiniLM, which has read captions. "
            "With names by GloVe the gain is {gain} ± {half} at five labels, and zero lies "
            "inside the interval at {none} of {others} other budgets. Colours are those of "
            "held-out drawings: pictures have them, names hide them. Tried without gain over "
            "codes: what the frozen network sees in drawings, vokens and joint training on "
            "topics of captions.",
            colours=len(own["colours"]),
            splits=own["splits"],
            gain=points(null),
            half=interval(null),
            none=none,
            others=len(others),
        )
    )


def limits() -> None:
    """Write what the page does not say, and its words."""
    note(
        tr(
            "Drawings (OpenMoji, CC BY-SA 4.0) came with names and tags; a word in its "
            "sentence attends to these by GloVe, and the drawing nearest to what it attends to "
            "is its voken, one of 512. Tan and Bansal (2020) match with photographs and train "
            "for days. Captions: COCO 2017, CC BY 4.0; they are English, as the networks are. "
            "± is Student’s 95 % interval over seeds or splits, which share captions or "
            "drawings: a little narrow."
        )
    )
