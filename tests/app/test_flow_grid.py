"""The section of the flow page in which every B and L_f is a trained network of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from streamlit.testing.v1 import AppTest

from mmfusion.cards.card import digest
from mmfusion.cards.checkpoint import save_weights
from mmfusion.tasks.sounding.learning import grid as sounding_grid
from mmfusion.tasks.sounding.learning.grid import FUSION_LAYERS, TOKENS, GridRecipe, cell_name
from mmfusion.tasks.sounding.network import SoundingNetwork
from mmfusion.ui.flow import grid
from tests.app.test_pages import html

Visit = Callable[..., AppTest]
CELLS = [(through, layer) for through in TOKENS for layer in (FUSION_LAYERS if through else (0,))]


def value(number: int) -> float:
    return round(0.4 + 0.03 * number, 3)


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A grid of made-up figures; the weights of every cell are there and small."""
    cells = {}
    for number, (through, layer) in enumerate(CELLS):
        name = cell_name(through, layer)
        torch.manual_seed(number)
        network = SoundingNetwork(GridRecipe(through=through, fusion_layer=layer, width=16, heads=2).spec)
        path = sounding_grid.cell_path(name, tmp_path)
        path.parent.mkdir(exist_ok=True)
        save_weights(network, path)
        own = value(number)
        cells[name] = {
            "through": through,
            "fusion_layer": layer,
            "spec": network.spec.to_dict(),
            "weights_sha256": digest(path),
            "parameters": 1000 + number,
            "macs": 2000 + number,
            "crossing": 0.01 * number,
            "seeds": [own, 0.5] if through == 4 else [own],
            "accuracy": {"value": own, "low": own - 0.02, "high": own + 0.02, "n": 2000},
        }
    sounding_grid.grid_path(tmp_path).write_text(json.dumps({"split": "Made up", "cells": cells}))
    own_cell, own_grid = sounding_grid.cell_path, sounding_grid.grid_path
    monkeypatch.setattr(sounding_grid, "grid_path", lambda: own_grid(tmp_path))
    monkeypatch.setattr(sounding_grid, "cell_path", lambda name: own_cell(name, tmp_path))
    for cached in (grid.read, grid.network, grid.answer):
        cached.clear()  # type: ignore[attr-defined]
    return tmp_path


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    yield
    for cached in (grid.read, grid.network, grid.answer):
        cached.clear()  # type: ignore[attr-defined]


@pytest.mark.usefixtures("shipped", "drawn_honest")
def test_every_cell_is_on_the_page_and_the_chosen_one_is_told(visit: Visit) -> None:
    app = visit("flow")
    assert not app.exception
    text = html(app)
    for number in range(len(CELLS)):
        assert f">{100 * value(number):.1f}" in text
    assert text.count("<td") == len(CELLS) + 1, "a tile a cell, and the name of the axis"
    four = CELLS.index((4, 1))
    assert f"{100 * value(four):.1f} ± 2.0 %" in text
    assert f"{100 * value(four):.1f}, 50.0" in text, "its seeds"
    assert "this clip" in text
    app.select_slider(key="grid_b").set_value("16").run()
    app.select_slider(key="grid_l").set_value("3").run()
    assert not app.exception
    last = CELLS.index((16, 3))
    assert f"{100 * value(last):.1f} ± 2.0 %" in html(app)
    assert f"{100 * value(four):.1f} ± 2.0 %" not in html(app)


@pytest.mark.usefixtures("drawn_honest")
def test_weights_that_were_not_tested_answer_nothing(visit: Visit, shipped: Path) -> None:
    path = sounding_grid.cell_path("B4-L1")
    save_weights(SoundingNetwork(GridRecipe(through=4, width=16, heads=2).spec), path)
    app = visit("flow")
    assert not app.exception
    assert "accuracy, test clips" in html(app)
    assert "this clip" not in html(app)
