"""What picture and sound know of each answer: true words say what the construction says."""

from __future__ import annotations

import numpy as np
import pytest

from mmfusion.tasks.sounding import UNASKED
from mmfusion.tasks.sounding.attribution.information import (
    QUESTIONS,
    WORDS,
    learnt,
    parts_of,
    probes,
    read_words,
    words_of,
)
from mmfusion.tasks.sounding.batches import TEST, numbered_scene
from mmfusion.tasks.sounding.predictor import load
from mmfusion.tasks.sounding.scene import draw


@pytest.mark.parametrize("question", QUESTIONS)
def test_of_true_words_the_parts_are_those_of_the_construction(question: str) -> None:
    """Scenes are drawn and counted, nothing is rendered; counting 20,000 leaves a small bias."""
    asked, rng = QUESTIONS[question], np.random.default_rng(0)
    scenes = [draw(rng, asked.form) for _ in range(20_000)]
    found = parts_of(question, scenes, words_of(scenes))
    for name in ("redundant", "unique_first", "unique_second", "synergistic"):
        truth = getattr(asked.truth, name)
        assert getattr(found["broja"], name) == pytest.approx(truth, abs=0.05), name
    assert found["broja"].total == pytest.approx(asked.truth.total, abs=0.05)
    assert found["permuted"].total > 0, "what counting makes up"


def test_a_word_is_what_a_scene_shows_and_sounds() -> None:
    scenes = [numbered_scene("pair", 1, TEST), numbered_scene("one", 1, TEST)]
    words = words_of(scenes)
    assert set(words) >= {word for own in WORDS.values() for word in own}
    pair, one = scenes
    assert (words["seen left"][0], words["seen right"][0]) == pair.objects
    assert (words["seen left"][1], words["seen right"][1]) == (one.objects[0], UNASKED)
    assert words["heard"].tolist() == [pair.sound, one.sound]
    assert words["pitch"].tolist() == [pair.pitch, one.pitch]


def test_a_probe_separates_what_a_line_separates_and_stays_at_chance_where_there_is_nothing() -> None:
    rng = np.random.default_rng(0)
    x, word = rng.standard_normal((600, 5)), rng.integers(3, size=600)
    centres = 4 * np.eye(3, 5)
    probe = learnt(x[:300] + centres[word[:300]], word[:300])
    assert (probe(x[300:] + centres[word[300:]]) == word[300:]).mean() > 0.95
    blind = learnt(x[:300], word[:300])
    assert (blind(x[300:]) == word[300:]).mean() < 0.45


def test_probes_read_words_off_shipped_networks_from_few_clips() -> None:
    networks = {m: [load(m).network] for m in ("visual", "audio")}
    own = probes(networks, count=240)
    scenes = [numbered_scene("independent", i, TEST) for i in range(40)]
    read, truth = read_words(networks, own, scenes), words_of(scenes)
    assert set(read) == {word for words in WORDS.values() for word in words}
    for word, above in (("seen left", 0.6), ("heard", 0.5), ("pitch", 0.6)):
        assert (read[word] == truth[word]).mean() > above, word
