"""Vokens: topics of captions, one sentence read and swapped, and what the figures that ship say."""

from __future__ import annotations

import os

import numpy as np
import pytest
import torch

from mmfusion.colearning.vokenization.masked import MASK
from mmfusion.measure.metrics import student
from mmfusion.tasks.pairs import pairs
from mmfusion.tasks.vokens import ARMS, SEEDS, SHOWN, measured, read, shipped
from mmfusion.tasks.vokens.colour import COLOURS, shares
from mmfusion.tasks.vokens.corpus import TOPICS, topics_of
from mmfusion.tasks.vokens.labels import BUDGETS, DIFFERENCES, PLAIN
from mmfusion.tasks.vokens.networks import BUDGET, SEED
from mmfusion.tasks.vokens.reading import codes_of_vokens

needs_packs = pytest.mark.skipif(not os.environ.get("MMFUSION_DATA"), reason="needs the packs")
TEXT = "a white plate of food on a table"


def test_a_caption_has_no_say_in_its_own_topic() -> None:
    cat, dog, bus = ["a", "cat"], ["the", "dogs", "run"], ["a", "bus"]
    nothing = ["it", "is", "there"]
    animal = list(TOPICS).index("animal")
    assert topics_of([cat, dog, cat, nothing, nothing]) == [None, None, None, animal, animal]
    assert topics_of([cat, dog, cat, dog, bus]) == [animal] * 5, "one rival is allowed"
    rivals = topics_of([cat, dog, cat, [*dog, *bus], bus])
    assert rivals == [None, None, None, animal, animal], "two are not, but a caption is no rival of its own"


def test_a_score_is_the_bias_and_what_each_word_adds() -> None:
    own, found = read(TEXT), shipped()
    for arm in SHOWN:
        expected = found.readouts[arm].bias.copy()
        for q in own.told[arm]:
            assert q.sum() == pytest.approx(1, abs=1e-5)
            for topic in range(len(TOPICS)):
                expected[topic] += sum(
                    p * w for p, w in zip(q, found.readouts[arm].weight[:, topic], strict=True)
                ) / len(own.words)
        assert own.scores(arm) == pytest.approx(expected, abs=1e-9)


def test_a_swapped_picture_is_a_number_that_is_certain() -> None:
    own, found = read(TEXT), shipped()
    pizza = next(i for i, drawing in enumerate(found.vokens) if pairs().names[drawing] == "pizza")
    code = codes_of_vokens()[pizza]
    assert "pizza" in found.typical[code]
    swaps = {7: pizza, 2: pizza}
    assert (own.scores("words", swaps) == own.scores("words")).all()
    for arm, number in (("vokens", pizza), ("codes", code)):
        told = own.told[arm].copy()  # type: ignore[index]
        told[[7, 2]] = 0
        told[[7, 2], number] = 1
        readout = found.readouts[arm]  # type: ignore[index]
        assert own.scores(arm, swaps) == pytest.approx(readout(told.mean(axis=0)), abs=1e-9)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no voken"):
        own.scores("vokens", {0: 512})
    with pytest.raises(ValueError, match="no words"):
        read("1234 !")


def test_a_masked_word_is_told_from_the_others() -> None:
    own, found = read("a zzyzx on a bed"), shipped()
    assert own.known.tolist() == [True, False, True, True, True]
    places = {word: at + 2 for at, word in enumerate(found.vocabulary)}
    for arm in SHOWN:
        assert np.isnan(own.masked[arm]).tolist() == [False, True, False, False, False]
        model = found.models[arm]
        words = torch.tensor([[places["a"], 0, places["on"], places["a"], MASK]])
        with torch.inference_mode():
            p = model.word_logits(model(words))[0, 4, 2:].softmax(-1)
        assert own.masked[arm][4] == pytest.approx(float(p[places["bed"] - 2]), abs=1e-5)
        assert own.guess[arm][4] == found.vocabulary[int(p.argmax())]


def test_words_look_like_the_drawings_that_bear_their_names() -> None:
    own, found = read("a pizza beside a laptop and a bus"), shipped()
    names = [pairs().names[found.vokens[voken]] for voken in own.matched]
    assert [names[1], names[4], names[7]] == ["pizza", "laptop", "bus"]


def test_figures_are_means_over_seeds_and_differences_are_paired() -> None:
    topics = measured()["topics"]
    assert topics["seeds"] == SEEDS
    assert set(topics["raw"]) == {*ARMS, PLAIN}
    for arm, rows in topics["raw"].items():
        assert np.array(rows).shape == (SEEDS, len(BUDGETS))
        for column, figure in zip(np.array(rows).T, topics["accuracy"][arm], strict=True):
            assert figure["value"] == pytest.approx(column.mean(), abs=2e-4)
    for arm, less in DIFFERENCES:
        gap = np.array(topics["raw"][arm]) - np.array(topics["raw"][less])
        for column, figure in zip(gap.T, topics["difference"][f"{arm} − {less}"], strict=True):
            expected = student(column.tolist())
            assert figure["low"] == pytest.approx(expected.low, abs=5e-4)
            assert figure["high"] == pytest.approx(expected.high, abs=5e-4)


def test_the_gain_of_vokens_is_no_more_than_the_codes() -> None:
    found = measured()["topics"]
    at = found["budgets"].index(BUDGET)
    assert found["difference"]["vokens − words"][at]["low"] > 0
    assert found["difference"]["vokens − codes"][at]["low"] <= 0
    assert found["difference"]["vokens − dealt"][at]["low"] <= 0
    at_all = found["difference"]["vokens − glove"]
    assert all(figure["high"] < 0 for figure in at_all), "the plain way is better"
    for row in found["accuracy"].values():
        assert all(a["value"] <= b["value"] for a, b in zip(row, found["accuracy"]["glove"], strict=True))


def test_pictures_help_where_colours_are_asked_and_only_by_their_colour() -> None:
    own = measured()["colour"]
    found = own["minilm"]["difference"]
    at = own["budgets"].index(5)
    assert found["colours − codes"][at]["low"] > 0
    assert found["colours − text"][at]["low"] > 0
    assert found["deep − codes"][at]["low"] <= 0


def test_shares_of_colours_leave_white_out_and_count_outlines_little() -> None:
    picture = np.full((1, 4, 4, 3), 255, dtype=np.uint8)
    picture[0, 0] = 220, 30, 30
    picture[0, 1] = 0, 0, 0
    found = dict(zip(COLOURS, shares(picture)[0].tolist(), strict=True))
    assert found["red"] == pytest.approx(4 / 5)
    assert found["black"] == pytest.approx(1 / 5), "an outline counts a quarter"
    for rgb, name in (((250, 220, 40), "yellow"), ((40, 160, 60), "green"), ((120, 70, 30), "brown")):
        assert COLOURS[int(shares(np.full((1, 2, 2, 3), rgb, dtype=np.uint8))[0].argmax())] == name


@needs_packs
def test_the_networks_that_ship_reach_what_was_measured() -> None:
    from mmfusion.tasks.vokens.corpus import captions
    from mmfusion.tasks.vokens.training import described

    own, found = captions(SEED), shipped()
    assert own.vocabulary == found.vocabulary
    test = own.test[:800]
    sentences = [own.numbers(own.asked[at]) for at in test]
    topics = measured()["topics"]["told"]
    at = measured()["topics"]["budgets"].index(BUDGET)
    for arm in SHOWN:
        z = described(found.models[arm], sentences)["told"]
        right = (found.readouts[arm](z).argmax(axis=1) == own.topics[test]).mean()
        assert right == pytest.approx(topics["raw"][arm][SEED][at], abs=0.06), "one draw of labels of three"
