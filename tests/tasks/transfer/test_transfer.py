from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch

from mmfusion.tasks.pairs import pairs
from mmfusion.tasks.transfer import BUDGETS, SEEDS, Classroom, EmojiDraw, measured
from mmfusion.tasks.transfer.commands import table
from mmfusion.tasks.transfer.emoji import ARMS, HALVES
from mmfusion.tasks.transfer.students import METHODS, PLAIN
from mmfusion.training.splits import labelled


@pytest.fixture(scope="module")
def draw() -> EmojiDraw:
    return EmojiDraw(seed=0)


def test_near_duplicates_are_never_parted_and_parts_do_not_meet(draw: EmojiDraw) -> None:
    tied = pairs().tied
    parts = (draw.split.train, draw.split.validation, draw.split.test)
    for i, one in enumerate(parts):
        for other in parts[i + 1 :]:
            assert not set(tied[one]) & set(tied[other])


def test_a_larger_budget_holds_what_a_smaller_one_has(draw: EmojiDraw) -> None:
    train, y = draw.split.train, draw.labels
    chosen = {budget: set(labelled(y, train, budget, np.random.default_rng(1))) for budget in BUDGETS}
    assert all(chosen[a] <= chosen[b] for a, b in pairwise(BUDGETS))
    assert np.bincount(y[list(chosen[5])]).tolist() == [5] * 8
    assert chosen[0] == set(train)


def test_the_names_of_test_and_validation_pictures_teach_no_way(
    draw: EmojiDraw, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test pictures' names may be anything: nothing changes. The modality is lost."""
    own = pairs()
    spoiled = own.views["text"].copy()
    spoiled[draw.split.test] = 7.0
    other = replace(own, views={**own.views, "text": spoiled})
    monkeypatch.setattr("mmfusion.tasks.transfer.emoji.pairs", lambda words="minilm": other)
    again = EmojiDraw(seed=0)
    np.testing.assert_allclose(again.encoder("names").weight, draw.encoder("names").weight)


def test_half_of_the_classes_are_asked_and_taught_apart(draw: EmojiDraw) -> None:
    assert len(draw.mine) == 4
    test = draw.among("half own", draw.split.test)
    assert set(draw.labels[test]) == set(draw.mine)
    assert set(draw.scores("half own", 5)[test].argmax(axis=1)) <= set(draw.mine.tolist())
    with pytest.raises(ValueError, match="no pairs"):
        draw.encoder("alone")


def test_what_ships_is_what_the_draws_reach() -> None:
    found = measured.stored("emoji")
    assert found["seeds"] == SEEDS >= 5
    draw = EmojiDraw(seed=1)
    for arm, budget in (("alone", 5), ("names", 5), ("shuffled", 1), ("half other", 10)):
        stored = found["raw"][arm][1][found["budgets"].index(budget)]
        assert draw.reached(arm, budget) == pytest.approx(stored, abs=0.01), (arm, budget)


def test_networks_that_ship_are_what_a_classroom_reaches(draw: EmojiDraw) -> None:
    found, room = measured.stored("emoji-networks"), Classroom.of(draw)
    for way in (PLAIN, "distilled", "hallucination"):
        assert room.reached(way, 1) == pytest.approx(found["raw"][way][0][0], abs=0.02), way


@pytest.mark.parametrize("name", ["emoji", "emoji-networks", "voice", "voice-networks"])
def test_intervals_and_gains_follow_from_every_draw(name: str) -> None:
    found = measured.stored(name)
    baseline = {arm: "half alone" if arm in HALVES else "alone" for arm in found["arms"]}
    assert measured.figures(found["raw"], baseline) == found["figures"]
    assert set(found["arms"]) == set(found["raw"])
    assert all(len(draws) == found["seeds"] for draws in found["raw"].values())


def test_what_is_saved_follows_from_every_draw() -> None:
    found = measured.stored("emoji")
    for at, one in enumerate(found["saved"]):
        own = measured.saved(found["raw"], "names", "alone", found["budgets"], at, found["cap"])
        assert own == pytest.approx(one)
        assert one["low"] <= one["value"] <= one["high"]


def test_labels_saved_are_read_off_the_plain_curve() -> None:
    raw = {"plain": [[0.1, 0.3, 0.5]] * 3, "way": [[0.3, 0.3, 0.5]] * 3}
    assert measured.saved(raw, "way", "plain", [1, 2, 0], 0, 16)["value"] == pytest.approx(2)
    better = {**raw, "way": [[0.4, 0.3, 0.5]] * 3}
    assert measured.saved(better, "way", "plain", [1, 2, 0], 0, 8)["value"] == pytest.approx(4)
    best = {**raw, "way": [[0.9, 0.9, 0.9]] * 3}
    assert measured.saved(best, "way", "plain", [1, 2, 0], 0, 8)["value"] == 8, "as many as there are"


def test_the_table_names_every_arm_and_budget() -> None:
    found = measured.stored("emoji")
    rows = table(found)
    assert rows[0] == ("labels a class", "1", "2", "5", "10", "20", "50", "all")
    assert [row[0] for row in rows[1:]] == [*ARMS.values(), *HALVES.values()]
    gain = found["figures"]["names"]["gain"][2]
    assert f"{100 * gain['half']:.1f})" in str(rows[2][3])


def test_the_files_are_small() -> None:
    assert sum(path.stat().st_size for path in measured.FOLDER.iterdir()) < 500_000
    for path in measured.FOLDER.glob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))


def small() -> Classroom:
    """Four classes that the lost modality tells apart at once, and the other only dimly."""
    rng = np.random.default_rng(0)
    labels = np.arange(400) % 4
    x = np.eye(4)[labels] @ rng.normal(size=(4, 40)) * 0.5 + rng.normal(size=(400, 40))
    other = np.eye(4)[labels] @ rng.normal(size=(4, 30)) * 3 + 0.3 * rng.normal(size=(400, 30))
    parts = (np.arange(240), np.arange(240, 300), np.arange(300, 400))
    return Classroom((x, other), labels.astype(np.int64), parts, seed=0)


def test_a_teacher_who_knows_more_helps_and_one_who_does_not_cannot() -> None:
    room = small()
    reached = {way: room.reached(way, 2) for way in (PLAIN, "distilled", "self", "teacher")}
    assert reached["teacher"] > 0.9
    assert reached["distilled"] > reached[PLAIN] + 0.15
    assert reached["distilled"] > reached["self"] + 0.1


def test_every_method_answers_and_another_is_refused() -> None:
    room = small()
    for way in METHODS:
        assert 0.25 < room.reached(way, 5) <= 1, way
    with pytest.raises(ValueError, match="methods are"):
        room.reached("osmosis", 5)


def test_no_way_hangs_on_the_global_seed() -> None:
    for way in METHODS:
        scores = []
        for seed in (0, 1):
            torch.manual_seed(seed)
            room = small()
            scores.append(room._trained(way, 5, 0.3)(room.test).detach().numpy())
        np.testing.assert_array_equal(*scores, err_msg=way)
