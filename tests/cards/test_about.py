from __future__ import annotations

import json
from typing import Any

import pytest

from mmfusion.cards.about import FIELDS
from mmfusion.folders import ASSETS
from mmfusion.tasks.graph.commands import ABOUT as GRAPH
from mmfusion.tasks.imagine.measured import ABOUT as IMAGINE
from mmfusion.tasks.names.commands import ABOUT as NAMES
from mmfusion.tasks.store.measured import ABOUT as STORE
from mmfusion.tasks.vokens.table import ABOUT as VOKENS

CARDS = {"graph": GRAPH, "imagine": IMAGINE, "names": NAMES, "store": STORE, "vokens": VOKENS}


@pytest.mark.parametrize("task", CARDS)
def test_the_table_of_an_experiment_is_headed_by_its_card(task: str) -> None:
    table: dict[str, Any] = json.loads((ASSETS / task / "table.json").read_text(encoding="utf-8"))
    assert next(iter(table)) == "about"
    card = table["about"]
    assert card == CARDS[task]
    assert tuple(card) == FIELDS
    assert all(card.values())
    assert card["made by"] == f"mmfusion evaluate {task}"
    assert all(source["name"] and source["licence"] for source in card["data"])
