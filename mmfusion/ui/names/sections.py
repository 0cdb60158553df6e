"""What stands below: what zero means, drawings of unseen kinds, and every class of the measurement."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.ui.names import computed
from mmfusion.ui.names.number import CHANCE, seen, short
from mmfusion.ui.parts import glossary
from mmfusion.ui.shell.frame import note

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

GLOSSARY = {
    "backbone": "EfficientNet-Lite0, trained on 1,000 ImageNet classes, frozen here; it reads the picture",
    "p(c)": "what the backbone takes the picture for: a probability of each ImageNet class c",
    "e(y)": "the vector of a name y by MiniLM, a sentence encoder: names that mean alike lie together",
    "z": "the picture’s vector: the ten likeliest classes’ names, weighted by p",
    "γ": "calibrated stacking: what is subtracted from the cosine of names that the backbone has seen",
    "seen-unseen curve": "accuracy on seen and on unseen classes for every γ; the area below it needs none",
    "harmonic mean": "2ab / (a + b) of both accuracies: large only where both are",
}


def zero(view: View) -> None:
    """Write what zero-shot means here, and what was measured on classes of either kind."""
    from mmfusion.tasks.names.caltech import LIKE

    table = computed.table()
    names, least = table["names"], table["threshold"]
    st.html('<h2 class="mmf-h2">What “zero” means</h2>')
    st.html(
        '<p class="mmf-note mmf-ink">No labelled picture of your names is used here. That is not zero '
        "knowledge: the backbone was trained on 1.3 million labelled pictures, the sentence encoder on text "
        "that names most things. A name is marked ● where ImageNet has the class, a kind of it, or what it "
        "is a kind of: by a list made by hand, since words alone miss that its <i>cock</i> is a rooster. "
        "A name that the list does not know counts as ○.</p>"
    )
    if not seen(view):
        note("How often names are right by kind of class: covered, guess or reveal.")
    else:
        rows = [
            (f"all {names['all']['classes']}", names["all"]),
            (f"● seen, {names['seen']['classes']}", names["seen"]),
            (f"○ not seen, {names['not seen']['classes']}", names["not seen"]),
            ("all, names by GloVe", table["names by GloVe"]["all"]),
            (
                f"unlike any ImageNet name, {names['unlike any class name']['classes']}",
                names["unlike any class name"],
            ),
        ]
        st.html(
            _table(
                ("classes of Caltech-101", "first name right", "among first five"),
                [(what, _figure(own["top1"]), _figure(own["top5"])) for what, own in rows],
            )
        )
        note(
            f"Chance {short(CHANCE)} and {short(5 * CHANCE)}; unlike: a cosine below {short(LIKE, 1)} "
            "to every ImageNet name. MiniLM, which reads the names, has seen captions of photographs; "
            "GloVe has not."
        )
    fits, refused = least["with its name"], least["without"]
    note(
        f"Nothing fits below a cosine of {short(least['least']['value'])}, chosen on other classes: of "
        f"pictures with {least['names']} names {100 * fits['value']:.0f} % are accepted where their own is "
        f"among them, and {100 * refused['value']:.0f} % refused where it is not."
    )


def drawings() -> None:
    """Write how well drawings of unseen subgroups are told by the subgroup's name, and digits by theirs."""
    st.html('<h2 class="mmf-h2">Drawings of unseen kinds</h2>')
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
        (f"names, learned on {count} other subgroups", _figure(own), _figure(mixed))
        for count, own, mixed in learned
    ]
    rows += [
        (f"{budget} label{'s' if budget > 1 else ''} a subgroup", _figure(own), "") for budget, own in labels
    ]
    st.html(_table((f"{of['unseen']} unseen subgroups of emoji, by", "right", "names shuffled"), rows))
    note(
        "No picture of these subgroups was seen: a linear map from picture to subgroup name (ridge), "
        f"learned on others; chance {short(1 / of['unseen'], 3)}; {of['seeds']} draws of subgroups. "
        "Drawings: OpenMoji, CC BY-SA 4.0."
    )


def _digits() -> None:
    own = computed.table()["digits"]
    note(
        f"Written digits by their spoken names, {own['unseen']} unseen of ten: {_said(own['spoken'])}, with "
        f"the names shuffled {_said(own['shuffled'])}, chance {short(1 / own['unseen'])}; one label a digit "
        f"{short(own['labels'][0]['value'])}. The sound of seven says nothing about the shape of a 7: a "
        "name is worth what it means."
    )


def _whole_groups() -> None:
    """Write what is left where no sibling of an unseen subgroup was learned from."""
    of = computed.table()["groups"]
    gain = of["gain"]
    note(
        f"A name helps by way of similar classes. With {of['held out']} of the eight groups left out as a "
        f"whole, so that no sibling of a subgroup was learned from, names of {of['unseen']} of their "
        f"subgroups find {_said(of['apart'])} and shuffled names {_said(of['shuffled'])}: a difference of "
        f"{_signed(gain['value'])} ({_signed(gain['low'])} to {_signed(gain['high'])}), none that can be "
        f"measured. From as many subgroups ({of['learned']}), siblings among them: {_said(of['beside'])}; "
        f"one label a subgroup: {_said(of['labels'][0])}."
    )


def _said(own: dict[str, Any]) -> str:
    return f"{short(own['value'])} ({short(max(own['low'], 0))} to {short(own['high'])})"


def _signed(value: float) -> str:
    return f"{'−' if value < 0 else '+'}{short(abs(value))}"


def _figure(own: dict[str, Any]) -> str:
    return f"{short(own['value'])}<small>{short(max(own['low'], 0))} to {short(own['high'])}</small>"


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
    with st.expander("The hundred classes, and which the backbone has seen"):
        shown = "".join(
            f"<dt>{'●' if one['seen'] else '○'} {escape(one['name'])}</dt>"
            f"<dd>{short(one['top1']) if seen(view) else ''}</dd>"
            for one in every
        )
        st.html(f'<dl class="mmf-pros mmf-hundred">{shown}</dl>')
    glossary.words(GLOSSARY)
