"""The strategies side by side: all that a switch can show is sent at once, the browser only redraws."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from mmfusion.cards.subset import key
from mmfusion.language import language, marked, tr
from mmfusion.ui.fusion.rank import best_single, figure
from mmfusion.ui.fusion.strategies import Data, Right, said_of
from mmfusion.ui.fusion.strategies import strategies as mount_table
from mmfusion.ui.parts import course
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.state import put

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mmfusion.cards.card import ModelCard
    from mmfusion.ui.fusion.now import Now

KEY = "strategies"
SHORT = {"none of these": marked("none")}
"""Classes that have a shorter name where there is little room."""
REAL = marked("real clips,<br>correct")


def subtitle(now: Now, name: str) -> str:
    """Return what a strategy does, with the numbers of its spec, or that it is the better single one."""
    if name == best_single(now.lab, now.changed.measured, now.answers):
        return tr("the better single modality")
    return course.joined(course.TAUGHT[name].sub, now.lab.cards[name].spec)


def table(values: NDArray[np.float64]) -> list[list[list[float] | None]]:
    """Return probabilities `(levels, subsets, K)` for the browser: four digits, None where nothing ran."""
    return [
        [None if np.isnan(row[0]) else [round(float(p), 4) for p in row] for row in level] for level in values
    ]


@lru_cache(maxsize=32)
def _drawing(spec: str, spoken: str) -> str:
    """Return a drawing whose description is in the language that is spoken."""
    from mmfusion.nn import FusionSpec
    from mmfusion.ui.parts.drawing import architecture

    return architecture(FusionSpec.from_dict(json.loads(spec)))


def drawing(card: ModelCard) -> str:
    """Return the small drawing of a card's network."""
    return _drawing(json.dumps(card.spec, sort_keys=True), language())


def entry(now: Now, name: str) -> dict[str, Any]:
    """Return the column of a strategy; its figures only where the weights are those of the cards."""
    lab, answers, measured = now.lab, now.answers, now.changed.measured
    card, trained = lab.cards[name], lab.trained
    nats = card.metrics.get(f"{measured}, nats")
    out: dict[str, Any] = {
        "name": name,
        "title": now.title(name),
        "sub": subtitle(now, name),
        "senses": list(lab.predictors[name].modalities),
        "drawing": drawing(card),
        "p": table(answers.probabilities[name]),
        "ms": round(float(answers.milliseconds.get(name, 0.0)), 2),
        "parameters": card.parameters,
        "macs": card.macs,
        "accuracy": figure(card, measured) if trained else None,
        "nats": nats["value"] if nats and trained else None,
    }
    out["real"] = right(card.elsewhere) if trained else None
    long = now.long if now.long is not None and now.long.timeline is not None else None
    if long is not None:
        out["whole"] = long.answer(name)
    if name == "late" and answers.aggregated:
        out["by"] = {by: table(p) for by, p in answers.aggregated.items()}
        out["accuracyBy"] = _aggregated(card, measured) if trained else {}
        elsewhere = card.experts.get("elsewhere", {}) if trained else {}
        out["realBy"] = {by: right(given) for by, given in elsewhere.items()}
        if long is not None:
            experts = (by for by in answers.aggregated if by != course.TOGETHER)
            out["wholeBy"] = {by: found for by in experts if (found := long.answer(name, by)) is not None}
    return out


def right(given: Mapping[str, Any]) -> Right | None:
    """Return on how many real clips a card says that its network is right; None where it does not say."""
    figures = given.get("figures", {})
    if not {"all", "kinds", "none"} <= set(figures):
        return None
    every, kinds, none = (
        [int(figures[of]["right"]), int(figures[of]["n"])] for of in ("all", "kinds", "none")
    )
    share = figures["all"]
    return {"all": every, "kinds": kinds, "none": none, "low": share["low"], "high": share["high"]}


def _aggregated(card: ModelCard, measured: str) -> dict[str, Mapping[str, float]]:
    figures = card.experts.get("figures", {})
    return {name: figure[measured] for name, figure in figures.items() if measured in figure}


def strategies(now: Now) -> None:
    """Mount the table. What is chosen inside it goes to the URL."""

    def tell() -> None:
        got = st.session_state[KEY]
        pairs = {"shown": got.get("shown"), "focus": got.get("focus"), "late": got.get("aggregator")}
        put(**{name: value for name, value in pairs.items() if value})

    changed = now.changed
    late = now.lab.cards["late"].spec if now.answers.aggregated else {}
    aggregators = {name: course.joined(course.AGGREGATORS[name], late) for name in now.answers.aggregated}
    entries = [entry(now, name) for name in now.order]
    data: Data = {
        "strategies": entries,
        "classes": [tr(one) for one in changed.classes],
        "short": [tr(SHORT.get(one, one)) for one in changed.classes],
        "icons": changed.icons,
        **changed.wording(),
        "said": changed.said(now.speaker),
        "longer": now.long is not None,
        "wholeLabel": "" if now.long is None else now.long.label,
        "realLabel": tr(REAL) if any(entry["real"] for entry in entries) else "",
        "aggregators": aggregators,
        "aggregator": now.aggregator,
        "shown": now.shown,
        "focus": now.focus,
        "sense": key(changed.change.senses),
        "subsets": [key(subset) for subset in changed.subsets],
        "modalities": said_of(changed.subsets[0]),
        "level": now.level,
        "covered": now.covered,
        "asked": now.asked,
        "trained": now.lab.trained,
        "chance": now.chance,
        "truth": changed.truth,
    }
    mount_table(data, key=KEY, on_change=tell)
    if data["aggregator"] == "either" or late.get("read_out") == "either":
        note(tr(course.WHY_EITHER))
