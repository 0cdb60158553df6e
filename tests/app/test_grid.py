from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.training import sounding_grid
from mmfusion.training.sounding_grid import GridRecipe, ship_grid
from mmfusion.ui import grid
from tests.app.test_pages import html

Visit = Callable[..., AppTest]
SMALL = {"width": 16, "heads": 2, "batch": 2, "steps": 1, "validate_every": 1, "warmup": 1}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A grid of seventeen networks that have hardly been trained."""
    root = tmp_path_factory.mktemp("grid")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MMFUSION_RUNS", str(root / "runs"))
        patch.setattr("mmfusion.training.sounding_grid.VALIDATION_CLIPS", 2)
        some = [
            GridRecipe(through=b, fusion_layer=layer, **SMALL)
            for b in sounding_grid.TOKENS
            for layer in (sounding_grid.FUSION_LAYERS if b else (0,))
        ]
        patch.setattr(sounding_grid, "cells", lambda: iter(some))
        patch.setattr(sounding_grid, "FLOW_CLIPS", 1)
        ship_grid(lambda _: None, clips=4, root=root)
    return root


@pytest.fixture
def there(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path, cell = sounding_grid.grid_path, sounding_grid.cell_path
    monkeypatch.setattr(sounding_grid, "grid_path", lambda root=shipped: path(root))
    monkeypatch.setattr(sounding_grid, "cell_path", lambda name, root=shipped: cell(name, root))
    return shipped


def test_without_a_grid_the_page_has_no_such_section(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "read", lambda: None)
    assert "how late may it" not in html(visit("flow"))


def test_sliders_choose_the_cell_whose_facts_are_shown(visit: Visit, there: Path) -> None:
    app = visit("flow")
    assert not app.exception
    page = html(app)
    assert page.count('class="on"') + page.count('class="dark on"') == 1
    assert "parameters against late</dt><dd>+64<" in page, "B d = 4 · 16"
    assert "this clip</dt>" in page
    app.select_slider(key="grid_b").set_value("16").run()
    assert "parameters against late</dt><dd>+256<" in html(app)
    app.select_slider(key="grid_b").set_value("0 (late)").run()
    assert "multiply-adds against late</dt><dd>+0.0 %" in html(app)
    assert "attention that crosses</dt><dd>0 %" in html(app)


def test_a_cell_with_other_weights_answers_nothing(visit: Visit, there: Path) -> None:
    path = there / "grid" / "B4-L1.safetensors"
    kept = path.read_bytes()
    path.write_bytes((there / "grid" / "B4-L2.safetensors").read_bytes())
    try:
        app = visit("flow")
        assert not app.exception
        assert "this clip</dt>" not in html(app)
    finally:
        path.write_bytes(kept)
