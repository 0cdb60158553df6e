"""Pairs: what ships is whole, and no split parts what belongs together."""

from __future__ import annotations

import io
import os

import numpy as np
import pytest
from PIL import Image

from mmfusion.nn.minilm import load_encoder
from mmfusion.tasks.flowers.describe import describe_deep
from mmfusion.tasks.pairs import WORDS, pairs
from mmfusion.tasks.pairs.data import COLUMNS, THUMBNAIL, atlas
from mmfusion.tasks.pairs.emoji import ALIKE, Emoji, emoji, need_drawings, picture, without_variants
from mmfusion.tasks.pairs.glove import meanings


def test_the_meaning_of_a_name_is_the_mean_of_its_known_words() -> None:
    vectors = {"red": np.array([1.0, 0.0]), "heart": np.array([0.0, 1.0])}
    found = meanings(["Red heart", "red-red zzz", "qqq"], vectors)  # type: ignore[arg-type]  # float64 will do
    np.testing.assert_allclose(found, [[0.5, 0.5], [1, 0], [0, 0]])


def test_of_names_that_differ_in_who_is_shown_the_first_stays() -> None:
    said = ["person", "man", "person: beard", "man: beard", "health worker", "woman health worker", "mermaid"]
    found = without_variants([Emoji(name, "people-body", str(i)) for i, name in enumerate(said)])
    assert [one.name for one in found] == ["person", "man", "person: beard", "health worker", "mermaid"]


def test_every_pair_has_two_views_of_length_one_and_a_drawing() -> None:
    for words in WORDS:
        found = pairs(words)
        known = np.linalg.norm(found.views["text"], axis=1) > 0
        assert len(found) == len(found.views["visual"]) == len(found.views["text"]) == len(found.names)
        np.testing.assert_allclose(np.linalg.norm(found.views["visual"], axis=1), 1, atol=1e-5)
        np.testing.assert_allclose(np.linalg.norm(found.views["text"][known], axis=1), 1, atol=1e-5)
        assert known.mean() > (0.9 if words == "glove" else 0.9999)
    with Image.open(io.BytesIO(atlas())) as drawn:
        assert drawn.size == (THUMBNAIL * COLUMNS, THUMBNAIL * -(-len(found) // COLUMNS))
    with pytest.raises(ValueError, match="minilm or glove"):
        pairs("word2vec")  # type: ignore[arg-type]  # what is refused


def test_names_groups_and_drawings_belong_together() -> None:
    found = pairs()
    at = found.names.index("violin")
    assert found.groups[found.group[at]] == "objects"
    assert found.subgroups[found.subgroup[at]] == "objects/musical-instrument"
    assert found.hexcodes[at] == "1F3BB"
    for i in range(len(found)):
        assert found.subgroups[found.subgroup[i]].startswith(found.groups[found.group[i]] + "/")


def test_no_split_parts_near_duplicates_or_variants() -> None:
    found = pairs()
    for seed in range(3):
        split = found.split(seed)
        parts = [split.train, split.validation, split.test]
        assert sorted(np.concatenate(parts).tolist()) == list(range(len(found)))
        assert 330 <= len(split.test) <= 400
        for one, other in ((0, 1), (0, 2), (1, 2)):
            assert not set(found.tied[parts[one]]) & set(found.tied[parts[other]])
    assert len(set(found.names)) == len(found)
    unit = found.views["visual"]
    near = np.argwhere(np.triu(unit @ unit.T > ALIKE + 0.002, 1))
    assert len(near)
    assert all(found.tied[i] == found.tied[j] for i, j in near)


def test_the_views_are_those_of_the_frozen_networks() -> None:
    found = pairs()
    some = [found.names.index(name) for name in ("violin", "grinning face", "red apple")]
    said = load_encoder().encode([found.names[i] for i in some]).numpy()
    assert np.all((said * found.views["text"][some]).sum(axis=1) > 0.999)


@pytest.mark.pack
def test_the_pairs_that_ship_are_those_of_the_table() -> None:
    if not os.environ.get("MMFUSION_DATA"):
        pytest.skip("needs the packs")
    try:
        every = emoji()
        need_drawings()
    except FileNotFoundError as error:
        pytest.skip(str(error))
    found = pairs()
    assert [one.name for one in every] == list(found.names)
    assert [one.tags for one in every] == list(found.tags)
    for at in (7, 700, 1400):
        seen = describe_deep(picture(every[at]))["deep"]
        cosine = seen @ found.views["visual"][at] / np.linalg.norm(seen)
        assert cosine > 0.999
