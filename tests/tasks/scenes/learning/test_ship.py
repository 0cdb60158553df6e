"""What ships is what was tested: weights in float16, cards that describe them, figures of every seed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mmfusion.cards.shipped import there
from mmfusion.tasks.scenes import FORMS, STRATEGIES, TASK
from mmfusion.tasks.scenes.learning import ship, training
from mmfusion.tasks.scenes.learning.training import ScenesRecipe
from mmfusion.tasks.scenes.measures import SEEN, UNSEEN, answered
from mmfusion.tasks.scenes.pointing import GROUPS
from mmfusion.tasks.scenes.predictor import load
from mmfusion.tasks.scenes.table import pointing_table, question_table, seed_table
from mmfusion.training.finished import runs_root

SMALL = ScenesRecipe(
    steps=2,
    batch=2,
    questions=2,
    naming=1,
    few=1,
    describing=1,
    relating=1,
    width=16,
    heads=4,
    validate_every=2,
)


def test_networks_are_shipped_with_cards_that_describe_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MMFUSION_RUNS", str(tmp_path / "runs"))
    monkeypatch.setattr(training, "VALIDATED", 2)
    monkeypatch.setattr(ship, "recipe_of", lambda s, seed: replace(SMALL, strategy=s, seed=seed))
    seeds = {"cross-labels": 2, "text": 1}
    cards = ship.ship_networks(seeds, "abc", lambda line: None, tmp_path, questions=4, sentences=6)
    assert there(TASK, STRATEGIES, tmp_path) == ["text", "cross-labels"]
    for card in cards:
        own = load(card.strategy, tmp_path)
        assert own.trained
        assert own.card.seeds.keys() == {str(seed) for seed in range(seeds[card.strategy])}
        for which in (SEEN, UNSEEN):
            found = answered(own.network, card.strategy, which, 4)
            for form in FORMS:
                figure = own.card.own_metrics[f"{form}, {which}"]
                assert figure["value"] == pytest.approx(found.right[form].mean(), abs=1e-4)
    labelled, text = cards
    for group in GROUPS:
        assert f"pointing, {group}, over seeds" in labelled.metrics
        assert f"pointing, {group}" not in text.metrics
    assert labelled.metrics[f"{UNSEEN}, over seeds"]["n"] == 2
    assert "best head off" in labelled.own_metrics
    assert labelled.macs > text.macs
    assert [row[0] for row in question_table(cards)] == ["strategy", "cross-labels", "text"]
    assert len(pointing_table(cards)) == 1 + len(GROUPS)
    assert [row[1] for row in seed_table(cards)] == ["seeds", "2", "1"]


def test_a_run_that_is_finished_is_read_back_and_not_trained_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MMFUSION_RUNS", str(tmp_path))
    monkeypatch.setattr(training, "VALIDATED", 2)
    recipe = replace(SMALL, strategy="text")
    first = ship.trained(recipe, lambda line: None)
    monkeypatch.setattr(ship, "train", lambda *_: pytest.fail("trained again"))
    again = ship.trained(recipe, lambda line: None)
    assert all((a == b).all() for a, b in zip(first.parameters(), again.parameters(), strict=True))


def test_the_seed_that_knows_validation_best_ships_and_stands_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MMFUSION_RUNS", str(tmp_path / "runs"))
    monkeypatch.setattr(training, "VALIDATED", 2)
    monkeypatch.setattr(ship, "recipe_of", lambda s, seed: replace(SMALL, strategy=s, seed=seed))
    for seed, nats in ((0, 0.3), (1, 0.2)):
        ship.trained(ship.recipe_of("text", seed), lambda line: None)
        (runs_root(TASK) / ship.recipe_of("text", seed).name / "best.json").write_text(
            f'{{"cross_entropy": {nats}}}'
        )
    (card,) = ship.ship_networks({"text": 2}, "", lambda line: None, tmp_path, questions=4, sentences=6)
    assert list(card.seeds) == ["1", "0"]
    assert card.recipe["seed"] == 1
    assert "seed 1 ships" in card.notes[-1]
    shipped = load("text", tmp_path).network.state_dict()
    for name, value in ship.trained(ship.recipe_of("text", 1)).state_dict().items():
        assert (shipped[name] - value).abs().max() < 1e-2, name


def test_first_seeds_come_first() -> None:
    assert ship.missing({"cross": 2, "text": 1}) == [("cross", 0), ("text", 0), ("cross", 1)]
