from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from mmfusion.cards.card import ModelCard
from mmfusion.cards.checkpoint import model_paths
from mmfusion.cards.subset import key
from mmfusion.tasks.asked import MODALITIES, QUESTION, STRATEGIES, SUBSETS, TASK
from mmfusion.tasks.asked.asking import fixed
from mmfusion.tasks.asked.batches import make_batch
from mmfusion.tasks.asked.learning import ship, training
from mmfusion.tasks.asked.learning.training import AIDS, AskedRecipe, Trainee
from mmfusion.tasks.asked.sentences import HELD_OUT, PLACES, encode
from mmfusion.tasks.sounding.batches import VALIDATION
from mmfusion.training.finished import runs_root

SMALL = AskedRecipe(strategy="bottleneck-mid", steps=4, batch=4, silent_from=2, validate_every=2)


@pytest.fixture(autouse=True)
def few_clips(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(training, "VALIDATION_CLIPS", 12)
    monkeypatch.setattr(ship, "VALIDATION_CLIPS", 40)
    monkeypatch.setenv("MMFUSION_RUNS", str(tmp_path / "runs"))


def test_what_is_silent_is_asked_from_its_step_on_and_nothing_held_out_ever() -> None:
    trainee = Trainee(AskedRecipe(batch=64, silent_from=3))
    early, late = (trainee.drawn(step)[0] for step in (2, 3))
    assert early.aids["sounding is asked"].all()
    assert 15 < int(late.aids["sounding is asked"].sum()) < 49
    read = {tuple(row) for step in range(6) for row in trainee.drawn(step)[0].text.tolist()}
    assert not read & {tuple(row) for row in encode(sorted(HELD_OUT, key=str)).tolist()}


def test_aids_are_true_of_the_clip_and_its_sentence() -> None:
    asked = list(fixed(40, VALIDATION))
    batch = make_batch(asked)
    assert set(batch.aids) == set(AIDS)
    for i, a in enumerate(asked):
        aids = {name: int(values[i]) for name, values in batch.aids.items()}
        place = (*PLACES, None)[aids["place"]]
        assert place == a.sentence.place
        assert aids["the asked one sounds"] == (2 if place is None else aids["side"] == aids["place"])
        assert (aids["seen left"], aids["seen right"]) == a.scene.objects
        assert aids["heard"] == a.scene.sound
        assert all(0 <= aids[name] < count for name, count in AIDS.items())


def test_kept_clips_are_those_that_would_be_drawn(tmp_path: Path) -> None:
    drawn = Trainee(SMALL).drawn(1)[0]
    for _ in range(2):  # written, then read
        again = Trainee(SMALL, tmp_path).drawn(1)[0]
        assert torch.equal(again.visual, drawn.visual)
        assert torch.equal(again.audio, drawn.audio)
        assert torch.equal(again.labels, drawn.labels)
    assert len(list(tmp_path.glob("*.safetensors"))) == 1


def test_every_strategy_learns_from_every_stream() -> None:
    for strategy in STRATEGIES:
        trainee = Trainee(AskedRecipe(strategy=strategy, batch=4, missing=0.0))
        trainee.loss(0).backward()
        read = trainee.network.spec.modalities
        for m in read:
            place = trainee.network.tokenisers[m].place.grad
            assert place is not None, f"{strategy}: {m}"
            assert place.any(), f"{strategy}: {m}"
        assert set(trainee.aids) == (set(read) if len(read) > 1 else set())


def test_training_ships_weights_with_their_card_and_a_second_call_trains_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        ship, "recipe_of", lambda s, seed: AskedRecipe(**{**SMALL.__dict__, "strategy": s, "seed": seed})
    )
    said: list[str] = []
    (card,) = ship.ship_networks({"bottleneck-mid": 2}, report=said.append, clips=60, root=tmp_path)
    weights, path = model_paths(TASK, "bottleneck-mid", tmp_path)
    assert ModelCard.from_json(path.read_text()) == card
    assert card.intact
    assert card.describes(weights)
    assert set(card.temperatures) == {key(s, QUESTION) for s in SUBSETS}
    assert set(card.seeds) == {"0", "1"}
    assert card.recipe["from"] == ship.started_from("bottleneck-mid") != ""
    assert set(card.spec["modalities"]) == set(MODALITIES)
    lacking = {name for name in card.metrics if name.startswith("is, without")}
    assert len(lacking) == len(SUBSETS) - 1
    runs = [json.loads((runs_root(TASK) / f"bottleneck-mid-seed{i}/best.json").read_text()) for i in (0, 1)]
    best = min((0, 1), key=lambda i: runs[i]["cross_entropy"])
    assert card.recipe["seed"] == best, "the seed that knows validation best ships"
    said.clear()
    ship.ship_networks({"bottleneck-mid": 2}, report=said.append, clips=60, root=tmp_path)
    assert not [line for line in said if "step" in line]
    assert ship.missing({"bottleneck-mid": 3}, keep=True, root=tmp_path) == [("bottleneck-mid", 2)]
    (stays,) = ship.ship_networks({"bottleneck-mid": 2}, clips=60, root=tmp_path, keep=True)
    assert stays == card
