"""The graph of names: draws let nothing leak, answers are what a loop gives, figures are those that ship."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmfusion.colearning import gaussian
from mmfusion.nn.device import to_numpy
from mmfusion.nn.minilm import load_encoder
from mmfusion.tasks.graph import TABLE, Draw, Edits, Pictures, answers, arms, in_words, pictures, wordnet
from mmfusion.tasks.graph.arms import ARMS, cosines, stored
from mmfusion.tasks.graph.commands import shown, written
from mmfusion.tasks.graph.draw import UNSEEN
from mmfusion.tasks.graph.edits import table
from mmfusion.tasks.graph.measure import DIFFERENCES, TITLES, differences, errors, one_label, without_edges

SEED = 2


@pytest.fixture(scope="module")
def draw() -> Draw:
    return Draw(pictures(), SEED)


def toy(seed: int = 0) -> Pictures:
    """Forty classes whose features are their vectors, so that cosines of those tell them; half are known."""
    rng = np.random.default_rng(seed)
    own = rng.normal(size=(40, 6))
    stored, test = (own[:, None] + 0.1 * rng.normal(size=(40, n, 6)) for n in (5, 4))
    return Pictures(tuple(map(str, range(40))), np.arange(40) % 2 == 0, stored, test)


def of_toy(own: Pictures) -> np.ndarray:
    v = own.prototypes / np.linalg.norm(own.prototypes, axis=1, keepdims=True)
    return v @ v.T


def test_a_draw_divides_the_classes_and_hides_only_what_imagenet_has_not(draw: Draw) -> None:
    known = draw.pictures.known
    assert len(draw.unseen) == UNSEEN
    assert not known[draw.unseen].any()
    assert not known[draw.validation].any()
    assert sorted([*draw.unseen, *draw.validation]) == np.flatnonzero(~known).tolist()
    assert sorted([*draw.unseen, *draw.seen]) == list(range(len(known)))
    assert sorted([*draw.validation, *draw.learned]) == draw.seen.tolist()
    with pytest.raises(ValueError, match="too few"):
        Draw(replace(draw.pictures, known=np.ones_like(known)), 0)


def test_nothing_of_an_unseen_class_is_learned_from_or_chosen_by() -> None:
    own = toy()
    before = Draw(own, 0)
    hidden = before.unseen
    stored, test = own.stored.copy(), own.test.copy()
    stored[hidden], test[hidden] = 7.0, -3.0
    after = Draw(replace(own, stored=stored, test=test), 0)
    vectors = of_toy(own)
    chosen = before.choose(vectors)
    assert after.choose(vectors) == chosen
    np.testing.assert_array_equal(
        after.predict(vectors, chosen.sharpness, chosen.penalty),
        before.predict(vectors, chosen.sharpness, chosen.penalty),
    )


def test_a_prediction_is_the_closed_form_written_out_and_an_answer_the_nearest(draw: Draw) -> None:
    every = cosines("graph")
    found = draw.predict(every, 2.0, 0.3)
    p = draw.pictures.prototypes[draw.seen]
    k = np.exp(-2.0 * (1 - every[np.ix_(draw.seen, draw.seen)]))
    to = np.exp(-2.0 * (1 - every[np.ix_(draw.unseen, draw.seen)]))
    expected = p.mean(axis=0) + to @ np.linalg.inv(k + 0.3 * np.eye(len(k))) @ (p - p.mean(axis=0))
    np.testing.assert_allclose(found, expected, atol=1e-8)
    middle, right = p.mean(axis=0), 0
    said = draw.answers(found)
    for row, label in enumerate(draw.unseen):
        for i, picture in enumerate(draw.pictures.test[label]):
            x = picture - middle
            cosine = [float(x @ (y - middle) / np.linalg.norm(y - middle)) for y in expected]
            assert said[row, i] == int(np.argmax(cosine))
            right += int(np.argmax(cosine)) == row
    assert draw.top1(found) == pytest.approx(right / said.size)


def test_perfect_vectors_tell_toys_and_shuffled_ones_do_not() -> None:
    own = toy()
    draw, vectors = Draw(own, 0), of_toy(own)
    chosen = draw.choose(vectors)
    mixed = vectors[np.ix_(p := np.random.default_rng(1).permutation(40), p)]
    assert draw.top1(draw.predict(vectors, chosen.sharpness, chosen.penalty)) > 0.8
    assert draw.top1(draw.predict(mixed, chosen.sharpness, chosen.penalty)) < 0.4


def test_every_arm_is_a_table_of_cosines_and_both_is_the_mean_of_two() -> None:
    for arm in ARMS:
        own = cosines(arm)
        np.testing.assert_allclose(own, own.T, atol=1e-6)
        unknown = {stored()[0][i] for i in np.flatnonzero(np.abs(np.diag(own) - 1) > 1e-5)}
        assert unknown <= ({"gerenuk"} if arm == "glove" else set()), "no word of GloVe's"
        assert (gaussian(own, 1.0) <= 1 + 1e-6).all()
    np.testing.assert_allclose(cosines("both"), (cosines("graph") + cosines("name")) / 2)
    np.testing.assert_allclose(np.sort(cosines("shuffled", 3).ravel()), np.sort(cosines("graph").ravel()))


def test_stored_texts_are_what_the_encoder_says_of_them() -> None:
    names, words = stored()
    some = [names.index(name) for name in ("okapi", "emu", "ferry", "octopus")]
    for arm, texts in {
        "name": [names[i] for i in some],
        "hypernyms": [in_words(wordnet(), names[i]) for i in some],
        "all hypernyms": [in_words(wordnet(), names[i], None) for i in some],
    }.items():
        z = to_numpy(load_encoder().encode(texts).double())
        np.testing.assert_allclose(words[arm][np.ix_(some, some)], z @ z.T, atol=2e-3)


def test_edits_move_the_class_that_they_are_of_and_the_stored_graph_stays(draw: Draw) -> None:
    names = stored()[0]
    own = wordnet()
    node = own.sense("octopus")
    cut = Edits(cut=tuple((node, parent) for parent in own.synsets[node].parents))
    moved = np.abs(cut.cosines() - cosines("graph")) > 1e-12
    assert set(np.flatnonzero(moved.any(axis=1))) >= {names.index("octopus")}
    rest = np.delete(np.delete(moved, names.index("octopus"), 0), names.index("octopus"), 1)
    assert not rest.any(), "nothing else is below an octopus"
    wrong = Edits(senses=(("octopus", 0),))
    assert own.synsets[wrong.nodes()["octopus"]].gloss.startswith("tentacles")
    np.testing.assert_array_equal(Edits(first=True).cosines(), cosines("first"))
    top = own.synsets[node].parents[0]
    assert Edits(added=((top, node),)).graph() == own.parents, "an edge that closes a circle is left out"
    np.testing.assert_array_equal(Edits().cosines(), cosines("graph"))
    assert not np.array_equal(answers(draw, SEED, cut), answers(draw, SEED, Edits()))


def test_what_a_class_loses_with_its_edges_is_what_cutting_them_one_class_at_a_time_gives(draw: Draw) -> None:
    own = wordnet()
    chosen = draw.choose(cosines("graph"))
    before = draw.answers(draw.predict(cosines("graph"), chosen.sharpness, chosen.penalty))
    changed = lost = 0
    for row, k in enumerate(draw.unseen):
        node = own.sense(draw.pictures.names[k])
        edits = Edits(cut=tuple((node, parent) for parent in own.synsets[node].parents))
        after = draw.answers(draw.predict(edits.cosines(), chosen.sharpness, chosen.penalty))
        changed += int((after[row] != before[row]).sum())
        lost += int((before[row] == row).sum()) - int((after[row] == row).sum())
    assert without_edges(draw, chosen) == pytest.approx((changed / before.size, lost / before.size))


def test_errors_are_as_far_as_their_edges_and_by_chance_as_all_other_classes(draw: Draw) -> None:
    far = np.array(
        [
            [
                min(
                    up + other
                    for a, up in _up(draw, i).items()
                    for b, other in _up(draw, j).items()
                    if a == b
                )
                for j in draw.unseen
            ]
            for i in draw.unseen
        ]
    )
    found = draw.predict(cosines("name"), 2.0, 1.0)
    said = draw.answers(found)
    wrong = [(row, one) for row in range(15) for one in said[row] if one != row]
    mine, chance = errors(draw, found)
    assert mine == pytest.approx(np.mean([far[row, one] for row, one in wrong]))
    assert chance == pytest.approx(np.mean([far[row].sum() / 14 for row, _ in wrong]))


def _up(draw: Draw, k: int) -> dict[str, int]:
    """Edges up from a class to each ancestor, breadth first, anew."""
    own, found = wordnet(), {}
    ring = [wordnet().sense(draw.pictures.names[k])]
    depth = 0
    while ring:
        for node in ring:
            found.setdefault(node, depth)
        ring = [parent for node in ring for parent in own.synsets[node].parents if parent not in found]
        depth += 1
    return found


def test_two_classes_equally_far_below_one_node_are_one_to_the_graph() -> None:
    names, every = stored()[0], cosines("graph")
    a, b = names.index("anchor"), names.index("headphone")
    rest = [k for k in range(len(names)) if k not in (a, b)]
    np.testing.assert_allclose(every[a, rest], every[b, rest], atol=1e-12)
    own = Draw(pictures(), 6)
    places = [list(own.unseen).index(k) for k in (a, b)]
    found = own.scores(own.predict(every, 1.0, 1.0), own.pictures.test[[a]][0])
    np.testing.assert_array_equal(found[:, places[0]], found[:, places[1]])
    assert places[1] not in own.answers(own.predict(every, 1.0, 1.0)), "the first of equals is the answer"


def test_one_label_is_one_stored_picture_of_each_class(draw: Draw) -> None:
    for row, one in zip(draw.unseen, one_label(draw, 0), strict=True):
        assert (draw.pictures.stored[row] == one).all(axis=1).any()


@pytest.mark.parametrize("arm", ["graph", "hypernyms", "name", "shuffled"])
def test_the_table_says_what_a_draw_reaches(draw: Draw, arm: str) -> None:
    own = table()
    chosen = draw.choose(cosines(arm, SEED))
    sharpness, penalty, gamma = own["divisions"][SEED]["chosen"][arm]
    assert (chosen.sharpness, chosen.penalty, chosen.gamma) == pytest.approx(
        (sharpness, penalty, gamma), abs=1e-4
    )
    assert own["divisions"][SEED]["unseen"] == [draw.pictures.names[k] for k in draw.unseen]
    found = draw.predict(cosines(arm, SEED), chosen.sharpness, chosen.penalty)
    assert own["raw"][arm][SEED] == pytest.approx(draw.top1(found), abs=1e-4)
    stored_answers = answers(draw, SEED, Edits())
    if arm == "graph":
        np.testing.assert_array_equal(stored_answers, draw.answers(found))


def test_figures_are_means_over_draws_and_differences_are_paired() -> None:
    own = table()
    for arm, raw in own["raw"].items():
        assert len(raw) == own["draws"] == 10
        assert own["arms"][arm]["top-1"]["value"] == pytest.approx(np.mean(raw), abs=1e-4)
    for row in own["differences"]:
        gaps = np.subtract(own["raw"][row["first"]], own["raw"][row["second"]])
        assert row["top-1"]["value"] == pytest.approx(gaps.mean(), abs=2e-4)
        half = 2.262157 * gaps.std(ddof=1) / np.sqrt(10)
        assert row["top-1"]["high"] - row["top-1"]["value"] == pytest.approx(half, abs=3e-4)
    assert [(row["first"], row["second"]) for row in own["differences"]] == list(DIFFERENCES)


def test_what_the_page_says_first_is_so() -> None:
    """The graph tells more than the bare name, and no more than the same hypernyms in words."""
    by = {(row["first"], row["second"]): row["top-1"] for row in table()["differences"]}
    assert by["graph", "name"]["low"] > 0
    assert by["graph", "hypernyms"]["low"] <= 0
    assert by["graph", "all hypernyms"]["low"] <= 0
    assert by["graph", "shuffled"]["low"] > 0
    assert by["network of names", "both"]["low"] <= 0, "a graph network is no better"
    assert by["network", "graph"]["low"] <= 0


def test_the_table_is_written_and_shown() -> None:
    own = table()
    assert written(own) == TABLE.read_text(encoding="utf-8")
    first, paired, cut = shown(own)
    assert len(first) == len(TITLES) + 1
    assert len(paired) == len(DIFFERENCES) + 1
    assert [row[0] for row in cut[1:]] == ["changed", "lost", "kept"]


def test_differences_are_of_the_figures_given() -> None:
    raw = {arm: {"top-1": [0.5, 0.6], "harmonic mean": [0.4, 0.2]} for arm in TITLES}
    raw["graph"] = {"top-1": [0.6, 0.8], "harmonic mean": [0.4, 0.4]}
    row = differences(raw)[0]
    assert row["top-1"]["value"] == pytest.approx(0.15)
    assert row["harmonic mean"]["value"] == pytest.approx(0.1)
    assert arms.WEIGHT == 0.8
