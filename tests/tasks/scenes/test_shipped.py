"""The shipped networks of `scenes` do what their cards and pages say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmfusion.cards.card import ModelCard
from mmfusion.cards.inside import read_inside
from mmfusion.media import Clip
from mmfusion.tasks.scenes import FORMS, TASK, Scenes, numbered
from mmfusion.tasks.scenes.batches import TEST, fixed
from mmfusion.tasks.scenes.heads import POINTING
from mmfusion.tasks.scenes.measures import APART, SEEN, SHUFFLED, UNSEEN, answered
from mmfusion.tasks.scenes.pointing import GROUPS, estimate, looks_of, rows_of
from mmfusion.tasks.scenes.predictor import ScenePredictor, frame_of, load
from tests.tasks.possible import possible

ASKING = ("cross", "cross-labels")
QUICK = 30


@pytest.fixture(scope="module")
def shipped() -> dict[str, ScenePredictor]:
    return Scenes().predictors


def cards(shipped: dict[str, ScenePredictor]) -> dict[str, ModelCard]:
    return {name: own.card for name, own in shipped.items()}


def test_a_few_questions_leave_every_figure_of_every_card_possible(
    shipped: dict[str, ScenePredictor],
) -> None:
    assert set(ASKING) <= set(shipped)
    for name, own in shipped.items():
        assert own.trained
        for which in (SEEN, UNSEEN, SHUFFLED):
            found = answered(own.network, name, which, QUICK)
            for form in FORMS:
                figure = own.card.own_metrics[f"{form}, {which}"]
                assert possible(int(found.right[form].sum()), QUICK, figure), (name, form, which)


def test_cross_attention_with_word_labels_answers_nine_of_ten_on_combinations_it_never_saw(
    shipped: dict[str, ScenePredictor],
) -> None:
    assert shipped["cross-labels"].card.own_metrics[UNSEEN]["value"] >= 0.9
    assert set(APART) == {"count", "who"}


def test_trained_on_answers_alone_it_answers_nine_of_ten_too_and_is_above_all_without_cross_attention(
    shipped: dict[str, ScenePredictor],
) -> None:
    own = shipped["cross"].card.own_metrics[UNSEEN]
    assert own["value"] >= 0.9
    for name in set(shipped) - {*ASKING, "cross-reverse"}:
        assert own["low"] > shipped[name].card.own_metrics[UNSEEN]["high"], name


def test_with_words_of_another_scene_no_network_beats_text_alone(shipped: dict[str, ScenePredictor]) -> None:
    text = shipped["text"].card.own_metrics[SEEN]["high"]
    for name, card in cards(shipped).items():
        assert card.own_metrics[SHUFFLED]["value"] <= text + 0.02, name


def test_with_word_labels_words_point_at_what_they_name_above_every_null(
    shipped: dict[str, ScenePredictor],
) -> None:
    figures = shipped["cross-labels"].card.own_metrics
    for group, least in (("objects", 0.6), ("attributes", 0.5), ("actions", 0.5)):
        name = f"pointing, {group}"
        assert figures[name]["value"] >= least
        assert figures[name]["value"] >= 5 * figures[f"{name}, area"]["value"]
        nulls = [key for key in figures if key.startswith(f"{name}, ")]
        assert len(nulls) >= 4
        for null in nulls:
            assert figures[name]["low"] > figures[null]["high"], null


def test_pointing_on_fewer_sentences_leaves_the_card_s_figures_possible(
    shipped: dict[str, ScenePredictor],
) -> None:
    for name in ASKING:
        found, heads = looks_of(shipped[name].network, sentences=40), read_inside(TASK, name, POINTING)
        assert heads is not None
        for group in GROUPS:
            layer, head = heads["groups"][group]["best"]
            now = estimate(found.own[rows_of(found.tested, group), layer, head])
            card = shipped[name].card.own_metrics[f"pointing, {group}"]["value"]
            assert abs(now.value - card) < 2 * (now.high - now.value), (name, group)


@pytest.mark.parametrize("name", ASKING)
def test_figures_by_head_are_those_of_the_card_where_both_have_them(
    shipped: dict[str, ScenePredictor], name: str
) -> None:
    found, card = read_inside(TASK, name, POINTING), shipped[name].card.own_metrics
    assert found is not None
    for group, by in found["groups"].items():
        layer, head = by["best"]
        for figure in ("inside", "shuffled"):
            after = "" if figure == "inside" else f", {figure}"
            assert by[figure][layer][head]["value"] == card[f"pointing, {group}{after}"]["value"]
        assert by["area"]["value"] == card[f"pointing, {group}, area"]["value"]
    layer, head = found["groups"]["objects"]["best"]
    assert found["off"]["all"][layer][head]["value"] == card["best head off"]["value"]


def test_one_head_serves_all_words_in_both_networks() -> None:
    for name in ASKING:
        found = read_inside(TASK, name, POINTING)
        assert found is not None
        assert max(one["value"] for one in found["one head"]["loses"].values()) < 0.05, name


def test_an_action_looks_at_its_prop_and_with_labels_hardly_at_its_agent() -> None:
    shares = {}
    for name in ASKING:
        found = read_inside(TASK, name, POINTING)
        assert found is not None
        layer, head = found["groups"]["actions"]["best"]
        prop, agent = (found["acting"][which][layer][head] for which in ("prop", "agent"))
        assert prop["low"] > agent["high"], name
        shares[name] = prop["value"]
    assert shares["cross-labels"] > 2 * shares["cross"]


def test_a_scene_that_is_changed_is_answered_as_it_is_now() -> None:
    own = load("cross")
    right = 0
    for scene, question in fixed("colour", 12, TEST):
        (kind,) = question.sentence.of("KIND")
        (at,) = [i for i, one in enumerate(scene.sprites) if one.number == kind]
        for colour, word in enumerate(("red", "yellow", "green", "blue", "purple")):
            painted = scene.swapped(at, replace(scene.sprites[at], colour=colour))
            said = own.answer(painted, question.sentence.words).answers["answer"].probabilities
            right += max(said, key=lambda answer: said[answer]) == word
    assert right >= 50, "of 60"


def test_attention_is_by_layer_head_and_word() -> None:
    found = load("cross").attention(numbered("who", 0)[0], "who is playing")
    assert found.shape == (3, 4, 3, 8, 8)
    assert np.allclose(found.sum(axis=(-2, -1)), 1, atol=1e-4)


def test_a_frame_of_a_clip_is_cut_to_a_square_and_asked() -> None:
    scene, _ = numbered("colour", 0)
    large = scene.picture(4)
    wide = np.concatenate([large[:, :40], large, large[:, -40:]], axis=1)
    clip = Clip(np.stack([wide] * 3), np.arange(3) / 3, None, None, "a scene")
    assert np.abs(frame_of(clip).astype(int) - scene.picture()).mean() < 2
    said = load("cross").predict(clip, "what colour is the dog").answers["answer"].probabilities
    assert sum(said.values()) == pytest.approx(1)
    with pytest.raises(ValueError, match="no picture"):
        frame_of(Clip(None, None, np.zeros(100, np.float32), 16_000, "silence"))
