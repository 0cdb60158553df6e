"""Before and after: the weights that ship beside those that were trained on the first sources alone.

The former ones were measured by the same code on the same pairs and clips. Their figures lie in
``former.json``, which says which weights these are, and which this wrote:
``python -m mmfusion.tasks.events.further.former ASSETS "which weights"``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mmfusion.printing import percent
from mmfusion.tasks.events.mixture import FACE, ONLY_HEARD, ONLY_SEEN

FORMER = Path(__file__).with_name("former.json")
ROWS = {
    "accuracy": "test fold",
    "without sound": "test fold, without sound",
    "without picture": "test fold, without picture",
    ONLY_SEEN: "only seen",
    ONLY_HEARD: "only heard",
    FACE: FACE,
    "none, called none": "none, called none",
    "held out, none": "sources that never train, none",
    "held out, kinds": "sources that never train, kinds",
    "held out, kinds, macro": "sources that never train, kinds, macro",
    "across sources": "across sources",
    "real clips, kinds": "real clips, kinds",
    "real clips, none": "real clips, none",
}
"""Figure -> what the table calls it."""
Figures = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""strategy -> figure -> value, low, high, n."""


def gathered(
    own: Figures, cards: Figures, elsewhere: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Mapping[str, Any]]]:
    """Return the figures of `ROWS` by strategy.

    Args:
        own: of the weights, as `mmfusion.tasks.events.ship.own_figures` has them.
        cards: the metrics of the cards, for what is measured on other weights than these.
        elsewhere: of the real clips, as `mmfusion.tasks.events.real_clips.measured` has them.

    """
    out = {}
    for name, figures in own.items():
        found = dict(figures)
        if "across sources" in cards.get(name, {}):
            found["across sources"] = cards[name]["across sources"]
        clips = elsewhere.get(name, {}).get("figures", {})
        found |= {f"real clips, {kind}": clips[kind] for kind in ("kinds", "none") if kind in clips}
        out[name] = {row: found[row] for row in ROWS if row in found}
    return out


def before() -> dict[str, dict[str, dict[str, Any]]]:
    """Return what the former weights reached: strategy -> figure -> value, low, high, n."""
    found: dict[str, dict[str, dict[str, Any]]] = json.loads(FORMER.read_text(encoding="utf-8"))["figures"]
    return found


def table(now: Figures, then: Figures | None = None) -> list[list[str]]:
    """Return the figures as rows of text, before and after, one a strategy and figure.

    Args:
        now: as `gathered` gives them.
        then: the same of the weights before; those of ``former.json`` by default.

    """
    former = before() if then is None else then
    rows = [["strategy", "%", "before", "now"]]
    for strategy, figures in now.items():
        old = former.get(strategy, {})
        for row, title in ROWS.items():
            if row in figures or row in old:
                cells = [percent(dict(of[row])) if row in of else "-" for of in (old, figures)]
                rows.append([strategy, title, *cells])
    return rows


def write(root: Path, weights: str) -> None:
    """Measure the weights of an assets folder and write ``former.json``; `weights` says which they are.

    Raises:
        ValueError: a card is not of the weights beside it.

    """
    from mmfusion.cards.shipped import read, there
    from mmfusion.tasks.events import SHIPPED, TASK
    from mmfusion.tasks.events.dataset import EventData
    from mmfusion.tasks.events.network import EventNetwork
    from mmfusion.tasks.events.ship import own_figures

    data = EventData(further=True)
    own, cards, elsewhere = {}, {}, {}
    for name in there(TASK, SHIPPED, root):
        network, card, described = read(TASK, name, SHIPPED, EventNetwork, root)
        if not described:
            raise ValueError(f"the card of {name} is not of these weights")
        own[name], cards[name], elsewhere[name] = (
            own_figures(network, card, data),
            card.metrics,
            card.elsewhere,
        )
    found = {"weights": weights, "figures": gathered(own, cards, elsewhere)}
    FORMER.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.argv[2])
