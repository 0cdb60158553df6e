"""The commands of the graph: `data features graph`, `evaluate graph`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from mmfusion.cards.about import about
from mmfusion.printing import interval, print_table, say
from mmfusion.tasks.graph import TABLE

ABOUT = about(
    "accuracy on pictures of classes of which no picture was seen, told by ancestors in WordNet",
    "mmfusion evaluate graph",
    "10 draws of 15 unseen classes among those that ImageNet has not; parameters on validation classes",
    "the name; the name with its hypernyms in words; one labelled picture",
    "the graph with its classes shuffled; WordNet's first senses",
    {
        "Caltech-101 (assets/caltech)": "CC BY 4.0",
        "WordNet 3.0": "WordNet licence",
        "all-MiniLM-L6-v2 (assets/sentences)": "Apache-2.0",
        "GloVe 6B, 50 dimensions": "PDDL 1.0",
        "EfficientNet-Lite0 (assets/backbone)": "Apache-2.0, trained on ImageNet",
    },
)
"""The card that heads the table."""


def features() -> None:
    """Cut WordNet to our classes, and store how alike texts about them are.

    Raises:
        FileNotFoundError: WordNet, or GloVe's pack, is missing.

    """
    import numpy as np

    from mmfusion.tasks.graph import arms, lexicon
    from mmfusion.tasks.graph.shown import classes

    names = [name for name, _ in classes()]
    own = lexicon.cut(lexicon.folder(), names)
    lexicon.FILE.parent.mkdir(parents=True, exist_ok=True)
    lexicon.FILE.write_text(lexicon.written(own), encoding="utf-8")
    lexicon.wordnet.cache_clear()
    arms.stored.cache_clear()
    found = {arm: values.astype(np.float32) for arm, values in arms.texts(names).items()}
    np.savez_compressed(arms.FILE, names=np.array(names), **found)  # type: ignore[arg-type]  # arrays by name
    say(f"{len(names)} classes, {len(own.synsets)} synsets")


def evaluate(strategies: Sequence[str] = ()) -> None:
    """Measure every way on ten draws, store the figures and print them; there are no strategies.

    Raises:
        FileNotFoundError: features of the pictures, or the graph, are missing.

    """
    from mmfusion.tasks.graph.measure import measured
    from mmfusion.tasks.graph.shown import pictures

    table = measured(pictures(), say)
    TABLE.write_text(written({"about": ABOUT, **table}), encoding="utf-8")
    for rows in shown(table):
        print_table(rows)
        print()


def written(table: Mapping[str, Any]) -> str:
    """Return the table as JSON, an entry a line."""

    def lines(value: Any) -> str:
        if isinstance(value, dict):
            rows = ",\n  ".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in value.items())
            return f"{{\n  {rows}\n }}"
        if isinstance(value, list):
            return "[\n  " + ",\n  ".join(map(json.dumps, value)) + "\n ]"
        return json.dumps(value)

    return "{\n" + ",\n".join(f" {json.dumps(key)}: {lines(value)}" for key, value in table.items()) + "\n}\n"


def shown(table: Mapping[str, Any]) -> list[list[tuple[object, ...]]]:
    """Return the table as rows to print, a part each."""
    from mmfusion.tasks.graph.measure import TITLES

    figures = ("top-1", "unseen, plain", "unseen", "seen", "harmonic mean")
    arms: list[tuple[object, ...]] = [("told by", *figures, "errors")]
    for arm, own in table["arms"].items():
        far = f"{own['error distance']['value']:.1f}"
        arms.append((TITLES[arm], *(interval(own[figure]) for figure in figures), far))
    paired: list[tuple[object, ...]] = [("first − second", "top-1", "harmonic mean")]
    for row in table["differences"]:
        paired.append(
            (
                f"{TITLES[row['first']]} − {TITLES[row['second']]}",
                interval(row["top-1"]),
                interval(row["harmonic mean"]),
            )
        )
    cut: list[tuple[object, ...]] = [("a class without its edges", "")]
    cut += [(figure, interval(own)) for figure, own in table["cut"].items()]
    return [arms, paired, cut]
