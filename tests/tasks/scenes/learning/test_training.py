"""Lessons come in their order, word labels know whole pictures alone, a broken run goes on as it was."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from mmfusion.tasks.scenes import ANSWERS, COLOURS, DOINGS, FORMS, MODALITIES, NAMES, POLAR, SIZES, STRATEGIES
from mmfusion.tasks.scenes.drawing import EVERY, draw
from mmfusion.tasks.scenes.learning import training
from mmfusion.tasks.scenes.learning.training import (
    DESCRIBING,
    FEW,
    NAMED,
    OPEN,
    ScenesRecipe,
    Trainee,
    naming_batch,
    sees,
    train,
    training_batch,
)
from mmfusion.tasks.scenes.learning.word_labels import LABELLED, labels_of, word_loss
from mmfusion.tasks.scenes.measures import inputs_of
from mmfusion.tasks.scenes.network import SceneNetwork, spec_of
from mmfusion.tasks.scenes.scene import Scene
from mmfusion.tasks.scenes.words import CONTENT, NUMBER_OF, WORDS

SMALL = ScenesRecipe(
    steps=6, batch=2, questions=2, naming=2, few=3, describing=4, relating=5, validate_every=3
)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_strategy_has_a_loss_in_every_lesson(strategy: str) -> None:
    trainee = Trainee(replace(SMALL, strategy=strategy))
    for step in range(6):
        loss = trainee.loss(step)
        assert torch.isfinite(loss)
    loss.backward()  # type: ignore[no-untyped-call]


def test_a_step_s_loss_depends_on_seed_and_step_alone() -> None:
    trainee = Trainee(SMALL)
    with torch.no_grad():
        first = trainee.eval().loss(5)
        trainee.loss(3)
        assert torch.equal(trainee.loss(5), first)
        assert not torch.equal(trainee.loss(4), first)


def test_lessons_ask_what_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[tuple[str, ...], bool]] = []
    real = training.training_batch

    def noted(rng, pictures, questions, forms, kinds=EVERY):  # type: ignore[no-untyped-def]
        asked.append((forms, tuple(kinds) == FEW))
        return real(rng, pictures, questions, forms, kinds)

    monkeypatch.setattr(training, "training_batch", noted)
    trainee = Trainee(SMALL)
    for step in range(6):
        trainee.loss(step)
    assert asked == [(DESCRIBING, True), (DESCRIBING, False), (OPEN, False), (FORMS, False)]


def test_batches_ask_equally_many_questions_in_a_row_and_half_of_the_claims_are_true() -> None:
    scenes, batch = training_batch(random.Random(0), 12, 6, ("polar", "caption"))
    assert len(scenes) == 12
    assert batch.text.shape[0] == batch.answers.shape[0] == 72
    yes, no = (ANSWERS.index(word) for word in POLAR)
    assert (batch.answers == yes).sum() == (batch.answers == no).sum() == 36


def test_first_scenes_are_of_few_kinds() -> None:
    scenes, _ = training_batch(random.Random(0), 10, 2, DESCRIBING, FEW)
    assert {one.number for scene in scenes for one in scene.sprites if one.action is None} <= set(FEW)


def test_crops_are_named_as_what_they_show() -> None:
    crops, wanted = naming_batch(random.Random(0), 60)
    assert crops.shape == (60, 3, 48, 48)
    assert set(wanted) == set(NAMED) == {"drawn", "colour", "size", "place"}
    words = [WORDS[n] for n in NAMED["drawn"]]
    assert words == [*NAMES, *DOINGS]
    props = wanted["drawn"] >= len(NAMES)
    assert (wanted["colour"][props] == -1).all()
    red = crops[wanted["colour"] == COLOURS.index("red")]
    blue = crops[wanted["colour"] == COLOURS.index("blue")]

    def warmth(x: torch.Tensor) -> float:
        return float((x[:, 0] - x[:, 2]).amax(dim=(1, 2)).mean())

    assert warmth(red) > warmth(blue) + 0.3


def test_only_what_reads_no_picture_is_not_taught_to_name() -> None:
    assert [name for name in STRATEGIES if not sees(name)] == ["text"]


def test_visual_is_shown_no_content_word() -> None:
    _, batch = training_batch(random.Random(0), 4, 4, FORMS)
    assert (inputs_of("visual", batch)["text"] < CONTENT).all()
    assert (inputs_of("cross", batch)["text"] >= CONTENT).any()


def test_labels_are_of_whole_pictures() -> None:
    scene = draw(random.Random(0), "objects")
    moved = Scene(scene.place, tuple(replace(one, x=0, y=0) for one in scene.sprites), scene.variant)
    labels = labels_of([scene, moved])
    assert torch.equal(labels[0], labels[1]), "where things are is not in them"
    for word in LABELLED:
        if word in (*NAMES, *COLOURS, *SIZES):
            has = any(
                word in (NAMES[one.number], COLOURS[one.colour], SIZES[one.size])
                for one in scene.sprites
                if one.action is None
            )
            assert bool(labels[0, NUMBER_OF[word]]) == has


def test_the_loss_of_word_labels_is_how_little_attention_falls_in_true_pictures() -> None:
    network = SceneNetwork(spec_of("cross-labels")).eval()
    torch.nn.init.zeros_(network.fusion.asking(0, "text").attention.query.weight)
    scenes, batch = training_batch(random.Random(1), 8, 1, DESCRIBING)
    tokens = network.tokens(inputs_of("cross-labels", batch))
    shares = [true.float().mean() for word in LABELLED for true in [labels_of(scenes)[:, NUMBER_OF[word]]]]
    mixed = torch.stack([share for share in shares if 0 < share < 1])
    loss = word_loss(network, tokens, scenes)
    assert loss.item() == pytest.approx(-mixed.log().mean().item(), abs=1e-4), (
        "even attention: how many are true"
    )


def test_a_run_that_was_broken_goes_on_as_if_it_had_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "VALIDATED", 2)
    whole, _ = train(SMALL, tmp_path / "whole", lambda line: None)
    real = Trainee.loss

    def broken(self: Trainee, step: int) -> torch.Tensor:
        if step == 4:
            raise KeyboardInterrupt
        return real(self, step)

    monkeypatch.setattr(Trainee, "loss", broken)
    with pytest.raises(KeyboardInterrupt):
        train(SMALL, tmp_path / "broken", lambda line: None)
    monkeypatch.setattr(Trainee, "loss", real)
    again, _ = train(SMALL, tmp_path / "broken", lambda line: None)
    for name, value in whole.state_dict().items():
        assert torch.allclose(value, again.state_dict()[name], atol=1e-6), name


def test_modalities_of_the_recipe_are_the_task_s() -> None:
    assert ScenesRecipe.modalities == MODALITIES
    assert SMALL.spec.asking == ("text",)
