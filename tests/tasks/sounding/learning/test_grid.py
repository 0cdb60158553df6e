from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from mmfusion.tasks.sounding import UNASKED
from mmfusion.tasks.sounding.batches import TEST, make_batch, numbered_scene
from mmfusion.tasks.sounding.learning import grid
from mmfusion.tasks.sounding.learning.grid import (
    ALL,
    GridRecipe,
    GridTrainee,
    cell_name,
    cell_path,
    cells,
    crossing_share,
    drawn,
    kept_frames,
    ship_grid,
    train_cell,
    untimed,
)
from mmfusion.tasks.sounding.network import SoundingNetwork

SMALL = {"width": 16, "heads": 2, "batch": 4, "steps": 2, "validate_every": 2, "warmup": 1}


def test_the_grid_has_every_cell_once_and_three_seeds_where_they_are_compared() -> None:
    recipes = list(cells())
    names = [r.name for r in recipes]
    assert len(names) == len(set(names))
    by_cell: dict[str, int] = {}
    for name in (cell_name(r.through, r.fusion_layer) for r in recipes):
        by_cell[name] = by_cell.get(name, 0) + 1
    assert len(by_cell) == 17
    assert {by_cell[name] for name in ("late", "B4-L0", "B4-L3", "B1-L1", "Ball-L1")} == {3}
    assert by_cell["B16-L2"] == by_cell["Ball-L3"] == 1
    assert [r.seed for r in recipes] == sorted(r.seed for r in recipes), "one seed of every cell comes first"


@pytest.mark.parametrize(
    ("through", "layer", "exchange", "tokens"),
    [
        (0, 0, "none", 0),
        (1, 0, "bottleneck", 1),
        (16, 3, "bottleneck", 16),
        (ALL, 0, "self", 0),
        (ALL, 3, "self", 0),
    ],
)
def test_a_cell_is_the_network_that_it_names(through: int, layer: int, exchange: str, tokens: int) -> None:
    spec = GridRecipe(through=through, fusion_layer=layer).spec
    assert (spec.exchange, spec.bottlenecks) == (exchange, tokens)
    assert spec.fusion_layer == (spec.layers if exchange == "none" else layer)


def test_nothing_that_asks_when_is_asked() -> None:
    batch = untimed(make_batch([numbered_scene("pair", n, TEST) for n in range(6)]))
    for question, labels in batch.labels.items():
        assert bool((labels == UNASKED).all()) == (question != "side"), question
    assert (batch.aids["lands"] == UNASKED).all()
    assert (batch.aids["heard"] != UNASKED).any()


def test_every_other_frame_is_kept() -> None:
    kept = kept_frames()["visual"]
    assert kept.numel() == 4 * 24
    assert set((kept // 24).tolist()) == {1, 3, 5, 7}


def test_a_step_s_batch_depends_on_seed_and_step_alone() -> None:
    trainee = GridTrainee(GridRecipe(through=4, **SMALL))
    torch.testing.assert_close(trainee.loss(3), trainee.loss(3))
    assert trainee.loss(3).item() != trainee.loss(4).item()


def test_clips_that_were_kept_are_those_that_would_be_drawn(tmp_path: Path) -> None:
    recipe = GridRecipe(through=4, **SMALL)
    own, first, again = drawn(recipe, 3), drawn(recipe, 3, tmp_path), drawn(recipe, 3, tmp_path)
    for batch in (first, again):
        torch.testing.assert_close(batch.visual, own.visual, rtol=0, atol=0)
        torch.testing.assert_close(batch.audio, own.audio, rtol=0, atol=0)
        torch.testing.assert_close((batch.labels, batch.aids), (own.labels, own.aids))
    assert [path.suffix for path in tmp_path.iterdir()] == [".safetensors"]
    assert (own.visual[:, ::2] == 0).all()
    assert (own.visual[:, 1::2] != 0).any()


def test_through_one_token_less_is_read_than_through_sixteen_and_late_reads_nothing() -> None:
    def share(through: int) -> float:
        torch.manual_seed(0)
        return crossing_share(SoundingNetwork(GridRecipe(through=through, **SMALL).spec).eval(), 2)

    assert share(0) == 0.0
    assert 0 < share(1) < share(16) < share(ALL) < 1


def test_a_shipped_grid_is_read_off_the_weights_that_ship(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MMFUSION_RUNS", str(tmp_path / "runs"))
    some = [
        GridRecipe(through=b, fusion_layer=1 if b else 0, seed=s, **SMALL)
        for b, s in ((0, 0), (4, 0), (4, 1))
    ]
    monkeypatch.setattr(grid, "cells", lambda seeds: iter(some))
    found = ship_grid(lambda _: None, clips=20, root=tmp_path)
    assert json.loads((tmp_path / "grid" / "cells.json").read_text())["cells"] == found["cells"]
    four = found["cells"]["B4-L1"]
    assert len(four["seeds"]) == 2
    assert four["seeds"][0] == four["accuracy"]["value"]
    assert four["parameters"] > found["cells"]["late"]["parameters"] == four["parameters"] - 4 * 16
    assert cell_path("B4-L1", tmp_path).is_file()
    again = ship_grid(lambda _: None, clips=20, root=tmp_path)
    assert again == found, "finished runs are read back"
    monkeypatch.setattr(grid, "cells", lambda seeds: iter(r for r in some if r.seed == 0))
    alone = ship_grid(lambda _: None, clips=20, root=tmp_path)
    monkeypatch.setattr(grid, "grid_trained", lambda *_: pytest.fail("what ships is not trained again"))
    assert ship_grid(lambda _: None, clips=20, root=tmp_path, keep=True) == alone


def test_a_cell_trains_and_leaves_its_best(tmp_path: Path) -> None:
    said: list[str] = []
    network = train_cell(
        GridRecipe(through=1, fusion_layer=2, **SMALL), tmp_path / "run", said.append, validation=6
    )
    assert (tmp_path / "run" / "best.safetensors").is_file()
    with torch.inference_mode():
        answers = network(make_batch([numbered_scene("pair", 0, TEST)]).inputs()).logits["side"]
    assert answers.isfinite().all()
    assert any("% right" in line for line in said)
