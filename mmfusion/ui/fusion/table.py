"""The strategies side by side: all that a switch can show is sent at once, the browser only redraws."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from mmfusion.cards.subset import Subset, key
from mmfusion.tasks.events import MODALITIES, SUBSETS
from mmfusion.ui.fusion.strategies import Data, said_of
from mmfusion.ui.fusion.strategies import strategies as mount_table
from mmfusion.ui.parts import course
from mmfusion.ui.parts.course import kinds
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.state import View, put

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from mmfusion.cards.card import ModelCard
    from mmfusion.tasks.events.predictor import Comparison, Lab

KEY = "strategies"


def best_single(lab: Lab, comparison: Comparison | None = None) -> str:
    """Return the sense that is better alone: by the cards, among those that this clip has."""
    names = [name for name in MODALITIES if name in lab.cards]
    if comparison is not None:
        able = [name for name in names if not np.isnan(comparison.probabilities[name][0]).all()]
        names = able or names
    if not lab.trained:
        return names[0]
    return max(names, key=lambda name: (accuracy(lab.cards[name]) or {"value": 0.0})["value"])


def order(lab: Lab, comparison: Comparison | None = None) -> list[str]:
    """Return all strategies, those in front first."""
    best = best_single(lab, comparison)
    others = [name for name in MODALITIES if name != best]
    names = [best, "late", "mid", "bottleneck-mid", *others, "early", "mid-cross", "bottleneck"]
    return [name for name in names if name in lab.cards]


def front(lab: Lab, comparison: Comparison | None = None) -> list[str]:
    """Return the four strategies that the page opens with."""
    return order(lab, comparison)[:4]


def shown(lab: Lab, view: View, comparison: Comparison | None = None) -> list[str]:
    """Return the strategies that the URL asks for, or the four in front."""
    wanted = view["shown"].split()
    return [name for name in order(lab) if name in wanted] or front(lab, comparison)


def title(name: str, lab: Lab, comparison: Comparison | None = None) -> str:
    """Return a strategy's name on the page."""
    return "Best single" if name == best_single(lab, comparison) else course.TAUGHT[name].title


def subtitle(name: str, card: ModelCard) -> str:
    """Return what a strategy does, with the numbers of its spec."""
    spec = card.spec
    return course.TAUGHT[name].sub.format(next=spec["fusion_layer"] + 1, B=spec["bottlenecks"])


def accuracy(card: ModelCard) -> dict[str, float] | None:
    """Return value, low and high of a card's main figure, if it has one."""
    figure = card.metrics.get("accuracy")
    return None if figure is None else {key: float(figure[key]) for key in ("value", "low", "high")}


def table(values: NDArray[np.float64]) -> list[list[list[float] | None]]:
    """Return probabilities `(levels, subsets, 14)` for the browser: four digits, None where nothing ran."""
    return [
        [None if np.isnan(row[0]) else [round(float(p), 4) for p in row] for row in level] for level in values
    ]


@lru_cache(maxsize=16)
def _drawing(spec: str) -> str:
    import json

    from mmfusion.nn import FusionSpec
    from mmfusion.ui.parts.drawing import architecture

    return architecture(FusionSpec.from_dict(json.loads(spec)))


def drawing(card: ModelCard) -> str:
    """Return the small drawing of a card's network."""
    import json

    return _drawing(json.dumps(card.spec, sort_keys=True))


def aggregators(lab: Lab) -> dict[str, str]:
    """Return the aggregators that the card of `late` has what they need for, in words."""
    card = lab.cards.get("late")
    fitted = card is not None and "either" in card.experts
    return {name: words for name, words in course.AGGREGATORS.items() if name != "either" or fitted}


def experts(lab: Lab, comparison: Comparison) -> dict[str, Any] | None:
    """Return late fusion by each aggregator, where both experts are there: `(levels, 3, 14)` each."""
    if not {*MODALITIES, "late"} <= set(lab.cards) or not lab.cards["late"].experts:
        return None
    by: dict[str, Any] = {"mean logit": table(comparison.probabilities["late"])}
    for name in aggregators(lab):
        if name == "mean logit":
            continue
        alone = [comparison.answer(m, (m,)) for m in MODALITIES]
        by[name] = table(np.stack([lab.experts(comparison, name), *alone], axis=1))
    return by


def rows(lab: Lab, comparison: Comparison) -> list[dict[str, Any]]:
    """Return one entry a strategy, in the order of the page."""
    by = experts(lab, comparison)
    out = []
    for name in order(lab, comparison):
        card = lab.cards[name]
        entry: dict[str, Any] = {
            "name": name,
            "title": title(name, lab, comparison),
            "sub": subtitle(name, card),
            "senses": list(card.spec["modalities"]),
            "drawing": drawing(card),
            "p": table(comparison.probabilities[name]),
            "ms": round(float(comparison.milliseconds.get(name, 0.0)), 2),
            "parameters": card.parameters,
            "macs": card.macs,
            "accuracy": accuracy(card) if lab.trained else None,
        }
        if name == "late" and by is not None:
            entry["by"] = by
            entry["accuracyBy"] = _expert_accuracy(card) if lab.trained else {}
        out.append(entry)
    return out


def _expert_accuracy(card: ModelCard) -> dict[str, Mapping[str, float]]:
    figures = card.experts.get("figures", {})
    return {name: figure["accuracy"] for name, figure in figures.items() if "accuracy" in figure}


def strategies(
    comparison: Comparison,
    *,
    lab: Lab,
    view: View,
    senses: Subset,
    level: int,
    covered: bool,
    shared_ms: float,
    on_change: Callable[[], None],
) -> None:
    """Mount the table. What is chosen inside it goes to the URL, then `on_change` is called."""

    def tell() -> None:
        got = st.session_state[KEY]
        pairs = {"shown": got.get("shown"), "focus": got.get("focus"), "late": got.get("aggregator")}
        put(**{name: value for name, value in pairs.items() if value})
        on_change()

    data: Data = {
        "strategies": rows(lab, comparison),
        "classes": list(lab.classes),
        "kinds": kinds(),
        "kindsLabel": f"{len(lab.classes) - 1} kinds",
        "testLabel": f"test set,<br>{len(lab.classes) - 1} kinds, macro",
        "costLabel": f"cost, after the<br>shared {shared_ms:.0f} ms",
        "absent": course.NO_EARLY_RAW,
        "aggregators": aggregators(lab),
        "aggregator": view.one_of("late", aggregators(lab), "mean logit"),
        "shown": shown(lab, view, comparison),
        "focus": view.one_of("focus", lab.cards, "mid"),
        "sense": key(senses),
        "subsets": [key(subset) for subset in SUBSETS],
        "modalities": said_of(MODALITIES),
        "level": level,
        "covered": covered,
        "trained": lab.trained,
        "chance": 1 / len(lab.classes),
    }
    mount_table(data, key=KEY, on_change=tell)
    if data["aggregator"] == "either":
        note(course.WHY_EITHER)
