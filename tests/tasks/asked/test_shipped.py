"""What the shipped networks of `asked-objects` answer, against their cards and against what can be known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from typer.testing import CliRunner

import mmfusion
from mmfusion.cards.subset import Subset, key
from mmfusion.cli import app
from mmfusion.nn.reach import heard_by_cls
from mmfusion.tasks import sounding
from mmfusion.tasks.asked import ANSWERS, MODALITIES, QUESTION, SUBSETS, measures
from mmfusion.tasks.asked.asking import numbered, reachable
from mmfusion.tasks.asked.batches import make_batch
from mmfusion.tasks.asked.learning.ship import started_from
from mmfusion.tasks.asked.measures import FORMS, measure, without
from mmfusion.tasks.asked.predictor import Answerers, inputs_of
from mmfusion.tasks.asked.sentences import PLAIN, encode
from tests.tasks.possible import possible

MEET = ("early", "mid", "mid-cross", "bottleneck", "bottleneck-mid")
"""Strategies whose streams meet."""


@pytest.fixture(scope="module")
def shipped() -> Answerers:
    return Answerers()


@pytest.fixture(scope="module")
def tested(shipped: Answerers) -> dict[str, dict[Subset, measures.Tested]]:
    return measure({n: own.network for n, own in shipped.predictors.items()}, 100, lambda _: None)


def test_every_strategy_ships_with_its_card(shipped: Answerers) -> None:
    assert set(shipped.predictors) == {"text", "late", *MEET}
    assert shipped.trained
    for name, card in shipped.cards.items():
        assert card.intact
        assert card.recipe["from"] == started_from(name), "it started from what ships of sounding-objects"


def test_what_ships_is_as_good_as_its_card_says(
    shipped: Answerers, tested: dict[str, dict[Subset, measures.Tested]]
) -> None:
    """A hundred of the test clips: what they leave possible holds what the card says."""
    for name, by_subset in tested.items():
        whole = next(iter(by_subset))
        for subset, found in by_subset.items():
            for form in FORMS:
                rows = found.of(form)
                own = [i for i, answer in enumerate(ANSWERS) if subset == whole or answer in FORMS[form]]
                said = np.array(own)[found.logits[rows][:, own].argmax(axis=1)]
                figure = shipped.cards[name].own_metrics[form + without(subset, whole)]
                right = int((said == found.labels[rows]).sum())
                assert possible(right, int(rows.sum()), figure), f"{name}, {subset}, {form}"


def hits(figure: Mapping[str, Any]) -> int:
    return round(figure["value"] * figure["n"])


@pytest.mark.parametrize("form", FORMS)
def test_which_one_sounds_is_answered_where_the_streams_meet_and_late_stays_at_chance(
    form: str, shipped: Answerers
) -> None:
    chance = float(reachable(("text",), form))
    for name, card in shipped.cards.items():
        figure = card.metrics[form]
        if name in MEET:
            assert figure["value"] >= 0.9, name
        else:
            assert possible(hits(figure), int(figure["n"]), {"low": chance, "high": chance}), name


def test_without_any_modality_no_network_knows_more_than_can_be_known(shipped: Answerers) -> None:
    """A bound of the construction: what is answered above it has happened by chance."""
    for name, card in shipped.cards.items():
        whole = tuple(card.spec["modalities"])
        for subset in SUBSETS[1:]:
            for form in FORMS:
                figure = card.metrics.get(form + without(subset, whole))
                if figure and subset != whole:
                    most = {"low": 0.0, "high": float(reachable(subset, form))}
                    assert possible(hits(figure), int(figure["n"]), most), f"{name}, {subset}, {form}"


@pytest.mark.parametrize("strategy", ["late", "mid", "bottleneck-mid"])
def test_who_reaches_whom_holds_of_the_weights_that_ship(strategy: str, shipped: Answerers) -> None:
    own = shipped.predictors[strategy]
    batch = numbered(2)
    with torch.no_grad():
        tokens = own.network.tokens(make_batch([batch]).inputs())
    leaves = {m: z.detach().requires_grad_() for m, z in tokens.items()}
    answer = own.network.fusion(leaves).modality_logits[QUESTION]
    expected = heard_by_cls(own.spec)[-1]
    for reader in MODALITIES:
        found = torch.autograd.grad(
            answer[reader].square().sum(), list(leaves.values()), retain_graph=True, allow_unused=True
        )
        reached = {m for m, d in zip(leaves, found, strict=True) if d is not None and bool(d[:, 1:].any())}
        assert reached == expected[reader]


def test_a_swapped_word_changes_the_answer_and_the_answer_is_true(shipped: Answerers) -> None:
    own, right = shipped.predictors["bottleneck-mid"], []
    for number in range(30):
        scene = numbered(number).scene
        said = own.predict(sounding.clip(scene)).answers
        assert list(said) == [s.text for s in PLAIN]
        best = {text: max(a.probabilities, key=a.probabilities.__getitem__) for text, a in said.items()}
        right += [best[s.text] == s.answer(scene.side) for s in PLAIN]
    assert np.mean(right) > 0.85


def test_a_clip_is_answered_as_its_scene_is_at_the_card_s_temperature(shipped: Answerers) -> None:
    asked = numbered(11)
    inputs = inputs_of(sounding.clip(asked.scene, scale=1))
    batch = make_batch([asked])
    assert torch.equal(inputs["visual"], batch.visual)
    assert torch.equal(inputs["audio"], batch.audio)
    for own in shipped.predictors.values():
        given = {**inputs, "text": encode([asked.sentence])}
        with torch.inference_mode():
            z = own.network(given).logits[QUESTION][0].double()
        heat = own.card.temperatures[key(own.modalities, QUESTION)]
        (answer,) = own.answer(inputs, [asked.sentence]).answers.values()
        assert list(answer.probabilities) == list(ANSWERS)
        expected = (z / heat).softmax(dim=0).tolist()
        assert list(answer.probabilities.values()) == pytest.approx(expected, abs=1e-5)


def test_the_command_line_answers_six_sentences_about_a_film(tmp_path: Path) -> None:
    scene = numbered(3).scene
    path = tmp_path / "clip.mp4"
    sounding.render.save(scene, path)
    found = CliRunner().invoke(
        app, ["predict", str(path), "--task", "asked-objects", "--strategy", "mid", "--json"]
    )
    assert found.exit_code == 0, found.output
    answers = json.loads(found.stdout)["strategies"]["mid"]["answers"]
    assert list(answers) == [s.text for s in PLAIN]
    loaded = mmfusion.load("asked-objects", "mid")
    assert loaded.modalities == MODALITIES  # type: ignore[attr-defined]
