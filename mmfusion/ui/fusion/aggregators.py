"""Ways to put the outputs of late fusion together, compared: two tables, and what was fitted for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mmfusion.language import marked, tr
from mmfusion.ui.fusion.figures import figure, table
from mmfusion.ui.parts import course

if TYPE_CHECKING:
    from mmfusion.tasks.events.predictor import Lab

ABOUT = marked(
    "First the network that is trained as one. Below it two experts, one of each modality, trained apart and "
    "calibrated; their outputs are combined afterwards. All are measured on pairs that the weights never "
    "saw. The best of each column is bold: where intervals overlap, the order may be chance. The second "
    "table gives accuracy on matched pairs, on pairs where the kind is only seen or only heard, and on pairs "
    "that show no kind; a face beside another sound is no speech."
)
COLUMNS: Mapping[str, str] = {
    "accuracy": marked("accuracy"),
    "cross-entropy, nats": marked("cross-entropy, nats"),
    "calibration error": marked("calibration error"),
    "matched": marked("matched pairs"),
    "only seen": marked("kind only seen"),
    "only heard": marked("kind only heard"),
    "none": marked("pairs of no kind"),
    "a face beside another sound": marked("a face beside another sound"),
}
"""What a card names -> what the page calls it."""
MEASURES = ("accuracy", "cross-entropy, nats", "calibration error")
"""The columns of the first table; those of the second are the kinds of pairs that the card has."""
SAME: Mapping[str, str] = {"matched": "accuracy", "none": "none, called none"}
"""A kind of pairs -> what a card calls a network's own accuracy on it, where that is another name."""


def tables(lab: Lab) -> str:
    """Return both tables as HTML, "" if the card of `late` knows of no experts.

    The first is of matched pairs and none, pooled over the folds. The second is also of pairs in which one
    modality shows none of the kinds, of the fold that the shipped weights never saw. The network that is
    trained as one stands above the experts, by its own figures on the same pairs.
    """
    if "late" not in lab.cards:
        return ""
    card = lab.cards["late"]
    mixture = card.experts.get("mixture", {})
    kinds = tuple(dict.fromkeys(kind for by in mixture.values() for kind in by))
    own = {kind: card.own_metrics.get(SAME.get(kind, kind)) for kind in kinds}
    both = ((MEASURES, card.metrics, card.experts.get("figures", {})), (kinds, own, mixture))
    return "".join(
        _table(columns, {course.TOGETHER: together, **experts}, card.spec)
        for columns, together, experts in both
        if experts
    )


def about(lab: Lab) -> str:
    """Return what is to be said of the tables, with what was fitted for the rules; they must not be empty."""
    given = lab.cards["late"].experts
    numbers = tr(
        "Fitted on validation pairs: the powers {seen:.2f} (picture) and {heard:.2f} (sound); b = {b:.2f} "
        "and c = {c:.2f} of “seen or heard”, where n is 0, since only differences count.",
        seen=given["weights"][0],
        heard=given["weights"][1],
        b=given["either"]["b"],
        c=given["either"]["c"],
    )
    read_out = lab.predictors["late"].network.fusion.either
    if read_out is not None:
        none, one, both = read_out.weights[0].tolist()
        numbers += " " + tr(
            "The network trained as one has learned b = {b:.2f}, c = {c:.2f}, n = {n:.2f}, with the prior in "
            "them.",
            b=both,
            c=one,
            n=none,
        )
    return f"{tr(ABOUT)} {numbers.replace('-', '−')} {tr(course.WHY_EITHER)}"


def _table(columns: Sequence[str], given: Mapping[str, Mapping[str, Any]], spec: Mapping[str, Any]) -> str:
    found = {
        name: [_measured(by.get(what)) for what in columns]
        for name, by in given.items()
        if name in course.AGGREGATORS and any(by.get(what) is not None for what in columns)
    }
    best = [_best(what, (row[i] for row in found.values())) for i, what in enumerate(columns)]
    rows = []
    for name, row in found.items():
        cells = [
            f"<b>{figure(one, what)}</b>" if one and one["value"] == top else figure(one, what)
            for one, what, top in zip(row, columns, best, strict=True)
        ]
        rows.append(("", course.joined(course.AGGREGATORS[name], spec), cells))
    return table([tr(COLUMNS[what]) if what in COLUMNS else what for what in columns], rows) if rows else ""


def _measured(given: object) -> Mapping[str, Any] | None:
    """Return a figure as cards have it; a bare number has no interval."""
    if isinstance(given, Mapping):
        return given
    return {"value": given, "low": given, "high": given} if isinstance(given, int | float) else None


def _best(what: str, found: Iterable[Mapping[str, Any] | None]) -> float | None:
    values = [float(one["value"]) for one in found if one]
    lower = what.startswith(("cross-entropy", "calibration"))
    return (min if lower else max)(values, default=None)
