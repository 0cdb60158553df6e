from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import mmfusion
from mmfusion.tasks.sounding import ANSWERS, STRATEGIES, SUBSETS, TASK
from mmfusion.tasks.sounding import predictor as instrument
from mmfusion.tasks.sounding.batches import make_batch, numbered_scene
from mmfusion.tasks.sounding.predictor import FORM_OF, Instrument, inputs_of
from mmfusion.tasks.sounding.render import clip
from tests import drawn_networks


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drawn")
    drawn_networks.write(folder)
    return folder


@pytest.fixture(scope="module")
def lab(root: Path) -> Instrument:
    return Instrument(root)


def test_every_strategy_is_there_and_described_by_its_card(lab: Instrument) -> None:
    assert tuple(lab.predictors) == STRATEGIES
    assert lab.trained


def test_a_strategy_answers_from_the_senses_it_has(lab: Instrument) -> None:
    answers = lab.compare(make_batch([numbered_scene("pair", i) for i in range(3)]).inputs())
    for name, by_question in answers.probabilities.items():
        for question, p in by_question.items():
            assert p.shape == (3, len(SUBSETS), len(ANSWERS[question]))
            known = ~np.isnan(p[:, :, 0])
            expected = {
                "visual": [False, True, False],
                "audio": [False, False, True],
                "early-raw": [True, False, False],
            }.get(name, [True, True, True])
            assert (known == expected).all(), name
            assert np.allclose(p[known].sum(axis=-1), 1)


def test_one_pass_of_several_clips_says_what_each_says_alone(lab: Instrument) -> None:
    batch = make_batch([numbered_scene("pair", i) for i in range(3)]).inputs()
    together = lab.compare(batch, ("mid",)).probabilities["mid"]["side"]
    for i in range(3):
        alone = lab.compare({m: x[i : i + 1] for m, x in batch.items()}, ("mid",))
        assert np.allclose(alone.probabilities["mid"]["side"][0], together[i], atol=1e-5)


def test_a_clip_is_predicted_as_its_scene_is(root: Path) -> None:
    scene = numbered_scene("one", 4)
    predictor = instrument.load("mid", root)
    said = predictor.predict(clip(scene))
    assert set(said.answers) == set(ANSWERS)
    p = predictor.probabilities(make_batch([scene]).inputs(), ("visual", "audio"))
    for question, answer in said.answers.items():
        assert sum(answer.probabilities.values()) == pytest.approx(1)
        assert list(answer.probabilities.values()) == pytest.approx(p[question][0].tolist(), abs=0.02)
        assert set(answer.modality_probabilities) == {"visual", "audio"}


def test_a_clip_may_lack_a_sense(root: Path) -> None:
    silent = clip(numbered_scene("one", 4)).without("audio")
    assert set(inputs_of(silent)) == {"visual"}
    instrument.load("mid", root).predict(silent)
    for name, needs in (("audio", "audio"), ("early-raw", "visual and audio")):
        with pytest.raises(ValueError, match=f"{name} needs {needs}; at hand: visual"):
            instrument.load(name, root).predict(silent)
    with pytest.raises(ValueError, match="neither picture nor sound"):
        inputs_of(silent.without("visual"))


@pytest.mark.parametrize("question", ["side", "kind", "sync"])
def test_a_search_finds_what_it_says(lab: Instrument, question: str) -> None:
    found = lab.find(question, ("late",), ("mid",), most=640)
    if found is None:
        pytest.skip("two random networks happen to agree on 640 clips")
    truth = numbered_scene(FORM_OF[question], found.number).labels()[question]
    batch = make_batch([numbered_scene(FORM_OF[question], found.number)]).inputs()
    answers = lab.compare(batch, ("late", "mid")).probabilities
    assert answers["late"][question][0, 0].argmax() != truth
    assert answers["mid"][question][0, 0].argmax() == truth
    assert found.tried == found.number + 1


def test_a_search_for_common_errors_finds_one_wrong_answer(lab: Instrument) -> None:
    names = ("visual", "late", "mid")
    found = lab.find("side", names, (), most=640, agreed=True)
    assert found is not None
    scene = numbered_scene("pair", found.number)
    answers = lab.compare(make_batch([scene]).inputs(), names).probabilities
    said = {int(answers[n]["side"][0, 1 if n == "visual" else 0].argmax()) for n in names}
    assert len(said) == 1
    assert said != {scene.labels()["side"]}


def test_a_search_that_cannot_be_is_refused(lab: Instrument) -> None:
    for question, wrong in (("smell", ("late",)), ("side", ()), ("side", ("nobody",))):
        with pytest.raises(ValueError, match="cannot search"):
            lab.find(question, wrong, ())


def test_a_search_in_vain_ends(lab: Instrument) -> None:
    assert lab.find("side", ("late",), ("late",), most=64) is None


def test_loading_says_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unknown task 'smells'"):
        mmfusion.load("smells", "late")
    with pytest.raises(ValueError, match="unknown strategy 'vote'"):
        mmfusion.load(TASK, "vote")
    with pytest.raises(FileNotFoundError, match=f"mmfusion train {TASK}"):
        instrument.load("late", tmp_path)
    with pytest.raises(FileNotFoundError, match="no weights are there"):
        Instrument(tmp_path)
