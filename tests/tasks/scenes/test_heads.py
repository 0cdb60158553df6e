"""Figures by head are what they say: of the right words, heads and regions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from mmfusion.cards.checkpoint import model_paths, save_weights
from mmfusion.cards.inside import read_inside
from mmfusion.cli import main
from mmfusion.explain.ablation import heads_of
from mmfusion.tasks.scenes import FORMS, TASK, heads
from mmfusion.tasks.scenes.batches import TEST, fixed
from mmfusion.tasks.scenes.heads import POINTING, acting_regions, asks, head_figures, read_pointing
from mmfusion.tasks.scenes.measures import SEEN, answered, answered_without, lost
from mmfusion.tasks.scenes.network import SceneNetwork, spec_of
from mmfusion.tasks.scenes.pointing import ASKING, GROUPS, pointers, rows_of

SENTENCES, QUESTIONS = 12, 6


@pytest.fixture(scope="module")
def network() -> SceneNetwork:
    torch.manual_seed(0)
    return SceneNetwork(spec_of("cross")).eval()


def test_every_head_has_a_figure_in_every_group_and_form(network: SceneNetwork) -> None:
    said: list[str] = []
    found = head_figures(network, "cross", said.append, SENTENCES, QUESTIONS)
    assert set(found["groups"]) == set(GROUPS)
    assert set(found["off"]) == {"all", *FORMS}
    tables = [by["inside"] for by in found["groups"].values()] + [
        *found["off"].values(),
        found["acting"]["prop"],
    ]
    for table in tables:
        assert (len(table), {len(layer) for layer in table}) == (3, {4})
    losses = np.array([[h["value"] for h in layer] for layer in found["off"]["all"]])
    by_form = np.mean([[[h["value"] for h in layer] for layer in found["off"][f]] for f in FORMS], axis=0)
    assert np.allclose(losses, by_form, atol=1e-3)
    assert said


def test_in_one_head_no_group_points_better_than_in_the_head_that_it_chose_on_the_same_words(
    network: SceneNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heads, "looks_of", lambda net, n: _tested_on_validation(net, n))
    loses = head_figures(network, "cross", lambda line: None, SENTENCES, QUESTIONS)["one head"]["loses"]
    assert all(one["value"] >= 0 for one in loses.values())


def _tested_on_validation(network: SceneNetwork, sentences: int) -> object:
    from dataclasses import replace

    from mmfusion.tasks.scenes.pointing import looks_of

    found = looks_of(network, sentences)
    return replace(found, chosen_on=found.tested, chosen=found.own, twin_chosen=found.twin_own)


def test_an_action_s_region_is_its_agent_and_its_prop_and_nothing_else() -> None:
    set_ = pointers(fixed("who", 12, TEST))
    rows, regions = acting_regions(set_)
    assert list(rows) == list(rows_of(set_, "actions"))
    assert len(rows) == 12
    for row, (scene, question) in enumerate(set_.asked):
        (doing,) = question.sentence.of("DOING")
        ((agent, prop),) = [(agent, prop) for agent, prop, what in scene.acting() if what == doing]
        assert (regions["agent"][row] == scene.cells()[agent]).all()
        assert (regions["prop"][row] == scene.cells()[prop]).all()
    assert ((regions["agent"] | regions["prop"]) == set_.regions()[rows]).all()


def test_a_head_that_adds_nothing_costs_nothing_and_all_others_are_read(network: SceneNetwork) -> None:
    every = [head for head in heads_of(network.fusion) if head.stream == ASKING]
    assert len(every) == 12
    whole = answered(network, "cross", SEEN, QUESTIONS)
    silent = SceneNetwork(network.spec).eval()
    silent.load_state_dict(network.state_dict())
    width = network.spec.width // network.spec.heads
    with torch.no_grad():  # head 2 of the second layer writes nothing
        silent.fusion.asking(1, "text").attention.out.weight[:, 2 * width : 3 * width] = 0
    base = answered(silent, "cross", SEEN, QUESTIONS)
    cuts = answered_without(silent, "cross", every, QUESTIONS)
    assert list(cuts) == every
    (mute,) = [head for head in every if (head.layer, head.number) == (1, 2)]
    assert lost(base, cuts[mute]).value == 0
    assert (lost(base, cuts[mute]).low, lost(base, cuts[mute]).n) == (0, QUESTIONS * len(FORMS))
    assert set(whole.right) == set(base.right)


def test_what_is_lost_is_counted_over_questions() -> None:
    from mmfusion.tasks.scenes.measures import Tested

    whole = Tested({form: np.ones(10, dtype=bool) for form in FORMS})
    cut = Tested({form: np.arange(10) >= (5 if form == "who" else 0) for form in FORMS})
    assert lost(whole, cut, ("who",)).value == 0.5
    assert lost(whole, cut).value == pytest.approx(0.05)
    assert lost(whole, cut, ("what",)).high == 0


def test_figures_are_written_beside_the_weights_they_were_read_from(
    network: SceneNetwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights, _ = model_paths(TASK, "cross", tmp_path)
    save_weights(network, weights)
    monkeypatch.setattr(heads, "head_figures", lambda net, strategy, report: {"groups": strategy})
    read_pointing("cross", network, root=tmp_path)
    found = read_inside(TASK, "cross", POINTING, tmp_path)
    assert found is not None
    assert found["groups"] == "cross"


def test_only_where_words_ask_is_there_something_to_read(
    network: SceneNetwork, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asks("cross", network)
    assert not asks("visual", network), "sentences without their words"
    assert not asks("early", SceneNetwork(spec_of("early")))
    assert main(["inspect", "scenes", "--strategy", "text"]) == 2
    assert "no words ask the picture" in capsys.readouterr().err
    assert main(["inspect", "scenes", "--what", "dreams"]) == 2
    assert "there are pointing and all" in capsys.readouterr().err
