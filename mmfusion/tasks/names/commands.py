"""The commands of names: `data features names`, `evaluate names`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mmfusion.cards.about import about
from mmfusion.folders import ASSETS
from mmfusion.printing import interval, print_table, say

if TYPE_CHECKING:
    from mmfusion.tasks.names.caltech import Seen

TABLE = ASSETS / "names" / "table.json"
"""What `evaluate` measured last."""
ABOUT = about(
    "what a name is worth where no picture of its class was labelled, in labels a class",
    "mmfusion evaluate names",
    "Caltech-101: 10 divisions into shown and tested pictures; emoji: 10 draws of subgroups and of "
    "groups; digits: 10",
    "1, 2 and 5 labels a class",
    "names shuffled; classes that the frozen network has seen apart from those that it has not",
    {
        "Caltech-101": "CC BY 4.0",
        "OpenMoji 17 drawings, with Unicode's names and groups (assets/pairs)": "CC BY-SA 4.0",
        "MNIST": "CC BY-SA 3.0",
        "Free Spoken Digit Dataset": "CC BY-SA 4.0",
        "all-MiniLM-L6-v2 (assets/sentences)": "Apache-2.0",
        "GloVe 6B, 50 dimensions": "PDDL 1.0",
        "EfficientNet-Lite0 (assets/backbone)": "Apache-2.0, trained on ImageNet",
    },
)
"""The card that heads the table."""
GROUP_ARMS = {
    "apart": "names, learned on other groups",
    "shuffled": "the same, names shuffled",
    "gain": "gain over shuffled names",
    "beside": "names, learned on siblings too",
    "siblings gain": "gain by siblings",
    "groups": "the group, by its own name",
}
"""How emoji of unseen groups are told."""


def features() -> None:
    """Copy the pictures that ship from their pack."""
    from mmfusion.tasks.names.shown import extract

    extract(say)


def evaluate(strategies: Sequence[str] = ()) -> None:
    """Measure what a name is worth, store it and print it; some minutes. There are no strategies.

    Raises:
        FileNotFoundError: the pack, or the pairs, are missing.

    """
    from mmfusion.tasks.names import caltech

    table = measured(caltech.read(say))
    TABLE.parent.mkdir(parents=True, exist_ok=True)
    TABLE.write_text(written({"about": ABOUT, **table}), encoding="utf-8")
    for rows in shown(table):
        print_table(rows)
        print()


def measured(found: Seen) -> dict[str, Any]:
    """Return the table: of pictures that are read already, of emoji and of digits."""
    from mmfusion.tasks.names import digits, emoji, groups, measure

    say("names against labels, on Caltech-101, emoji and digits")
    return {
        "names": measure.by_names(found),
        "names by GloVe": measure.by_glove(found),
        "labels": measure.against_labels(found),
        "generalised": measure.generalised(found),
        "threshold": measure.threshold(found),
        "emoji": emoji.emoji(),
        "groups": groups.by_group(),
        "digits": digits.digits(),
        "classes": measure.each_class(found),
    }


def written(table: dict[str, Any]) -> str:
    """Return the table as JSON, a row of a list a line."""
    parts = []
    for name, own in table.items():
        if isinstance(own, list):
            inner = ",\n  ".join(json.dumps(row) for row in own)
            parts.append(f" {json.dumps(name)}: [\n  {inner}\n ]")
        else:
            inner = ",\n  ".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in own.items())
            parts.append(f" {json.dumps(name)}: {{\n  {inner}\n }}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def shown(table: dict[str, Any]) -> list[list[tuple[object, ...]]]:
    """Return the table as rows to print, a part each."""
    names, labels, both = table["names"], table["labels"], table["generalised"]
    kinds: list[tuple[object, ...]] = [("classes", "of them", "top-1", "top-5")]
    kinds += [
        (kind, own["classes"], interval(own["top1"]), interval(own["top5"])) for kind, own in names.items()
    ]
    glove = table["names by GloVe"]["all"]
    kinds.append(("all, by GloVe", glove["classes"], interval(glove["top1"]), interval(glove["top5"])))
    against: list[tuple[object, ...]] = [("labels a class", "labels", "labels and names", "not seen: labels")]
    against.append(("0", "", interval(labels["all"]["names"]), interval(labels["not seen"]["names"])))
    for i, budget in enumerate(labels["budgets"]):
        cells = (labels["all"]["labels"][i], labels["all"]["both"][i], labels["not seen"]["labels"][i])
        against.append((f"{budget:g}", *map(interval, cells)))
    against.append(("a name is worth", *(interval(labels[k]["worth"]) for k in ("all", "not seen")), ""))
    stacked: list[tuple[object, ...]] = [("", "seen", "unseen", "harmonic mean")]
    for way in ("plain", "calibrated"):
        stacked.append((way, *(interval(both[f"{way}, {of}"]) for of in ("seen", "unseen", "harmonic mean"))))
    stacked.append((f"gamma {interval(both['gamma'])}", f"area {both['area']:.3f}", "", ""))
    emoji = table["emoji"]
    drawn: list[tuple[object, ...]] = [("seen subgroups", "names", "shuffled names")]
    for i, count in enumerate(emoji["seen"]):
        drawn.append((count, interval(emoji["names"][i]), interval(emoji["shuffled"][i])))
    drawn += [
        (f"{budget} labels", interval(own), "")
        for budget, own in zip(emoji["budgets"], emoji["labels"], strict=True)
    ]
    groups = table["groups"]
    whole: list[tuple[object, ...]] = [
        (f"{groups['unseen']} subgroups of {groups['held out']} groups", "right")
    ]
    whole += [(title, interval(groups[arm])) for arm, title in GROUP_ARMS.items()]
    whole += [
        (f"{budget} labels", interval(own))
        for budget, own in zip(groups["budgets"], groups["labels"], strict=True)
    ]
    digits = table["digits"]
    heard: list[tuple[object, ...]] = [(f"{digits['unseen']} unseen digits", "right")]
    heard += [(f"{arm} names", interval(digits[arm])) for arm in ("spoken", "written", "shuffled")]
    heard += [
        (f"{budget} labels", interval(own))
        for budget, own in zip(digits["budgets"], digits["labels"], strict=True)
    ]
    return [kinds, against, stacked, drawn, whole, heard]
