"""Sentences are read back, their answers are the scene's, each word's region is that of what it names."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmfusion.tasks.scenes import ANSWERS, DOINGS, FORMS, NAMES, PLACES, PLURALS
from mmfusion.tasks.scenes.asking import LAYOUTS_OF, ask, novels_of
from mmfusion.tasks.scenes.batches import numbered
from mmfusion.tasks.scenes.drawing import draw
from mmfusion.tasks.scenes.scene import Scene, Sprite
from mmfusion.tasks.scenes.sentences import FORM_OF, SLOTS, SORTS, Sentence, read
from mmfusion.tasks.scenes.truth import answer, referents, regions, true_words
from mmfusion.tasks.scenes.words import CONTENT, LENGTH, WORDS, encode, masked


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_every_sentence_is_read_back_from_its_words_and_fits(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(sorted(FORM_OF)))
    sorts = [part for part in pattern.split() if part in SLOTS]
    slots = tuple(data.draw(st.integers(0, len(SLOTS[sort]) - 1)) for sort in sorts)
    sentence = Sentence(pattern, slots)
    assert read(sentence.text) == sentence
    assert len(sentence.words) <= LENGTH
    numbers = encode([sentence.words])
    assert [WORDS[n] for n in numbers[0] if n] == list(sentence.words)
    frame = masked(numbers)
    assert (frame < CONTENT).all()
    assert (frame == 1).sum() == len(sorts)


@pytest.mark.parametrize(
    "text", ["a elephant is playing in the park", "one dogs are in the park", "is the dog", "hi"]
)
def test_what_is_no_sentence_of_the_task_is_not_read(text: str) -> None:
    assert read(text) is None or read(text).text != text  # type: ignore[union-attr]


def test_an_unknown_word_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="zebra: not among the 83 words"):
        encode([["is", "the", "zebra", "red"]])


@given(st.integers(0, 5_000), st.sampled_from(FORMS))
@settings(max_examples=60, deadline=None)
def test_each_word_s_region_is_where_what_it_names_is_drawn(seed: int, form: str) -> None:
    scene, question = numbered(form, seed)
    words = question.sentence.words
    cells = scene.cells()
    for word, meant, region in zip(words, referents(scene, words), regions(scene, words), strict=True):
        sort = SORTS.get(word)
        if sort in ("KIND", "KINDS"):
            name = word if sort == "KIND" else NAMES[PLURALS.index(word)]
            assert all(NAMES[scene.sprites[i].number] == name for i in meant)
        elif sort == "DOING":
            props = [i for i in meant if scene.sprites[i].action is not None]
            assert all(DOINGS[scene.sprites[i].action or 0] == word for i in props)
            assert {scene.agent(i) for i in props} == set(meant) - set(props)
        if meant:
            assert region is not None
            for i in meant:
                assert (region >= cells[i]).all(), "the region covers the drawing"
            assert region.sum() <= sum(cells[i].sum() for i in meant), "and nothing else"
        elif sort == "PLACE":
            assert (region is not None) == (PLACES[scene.place] == word)
            if region is not None:
                assert not (region & cells.any(axis=0)).any()
        else:
            assert region is None


@given(st.integers(0, 5_000), st.sampled_from(FORMS))
@settings(max_examples=60, deadline=None)
def test_a_question_s_answer_is_that_of_its_words(seed: int, form: str) -> None:
    scene, question = numbered(form, seed)
    sentence = read(question.sentence.text)
    assert sentence is not None
    assert answer(scene, sentence) == question.answer
    assert question.answer in ANSWERS


@given(st.integers(0, 5_000))
@settings(max_examples=40, deadline=None)
def test_words_are_true_of_a_picture_when_they_have_a_region_of_their_own(seed: int) -> None:
    scene = draw(random.Random(seed), "acting")
    true = true_words(scene)
    for word in SORTS:
        if SORTS[word] in ("KIND", "KINDS", "DOING", "PLACE"):
            assert (regions(scene, [word])[0] is not None) == (word in true)


def test_a_prop_that_lies_apart_makes_nobody_s_word_true() -> None:
    scene = Scene(0, (Sprite(0, 5, 5, 0), Sprite(NAMES.index("cat"), 5, 60, 1), Sprite(len(NAMES), 80, 40)))
    assert "playing" not in true_words(scene)
    caption, question = read("a dog is playing in the park"), read("who is playing")
    assert caption is not None
    assert question is not None
    assert answer(scene, caption) == "no"
    assert answer(scene, question) is None


@given(st.integers(0, 3_000), st.sampled_from(FORMS))
@settings(max_examples=30, deadline=None)
def test_moving_what_is_not_meant_far_away_leaves_the_answer(seed: int, form: str) -> None:
    """The dog stays as red as it was, wherever other things are."""
    scene, question = numbered(form, seed)
    if form not in ("colour", "size", "place"):
        return
    (kind,) = question.sentence.of("KIND")
    for i, one in enumerate(scene.sprites):
        if one.number != kind:
            assert answer(scene.moved(i, 200, 200), question.sentence) == question.answer


def test_yes_and_no_are_asked_equally_often() -> None:
    for form in ("polar", "caption"):
        said = [numbered(form, i)[1].answer for i in range(40)]
        assert said.count("yes") == said.count("no") == 20


def test_a_question_that_a_scene_does_not_answer_is_not_asked() -> None:
    empty = Scene(0, (Sprite(NAMES.index("tree"), 5, 5, 0),))
    rng = random.Random(0)
    assert [form for form in ("doing", "who", "what", "where") if ask(rng, empty, form)] == []


def test_forms_are_asked_of_layouts_that_answer_them() -> None:
    rng = random.Random(1)
    for form in FORMS:
        for layout in LAYOUTS_OF[form]:
            for novel in novels_of(form):
                found = [ask(rng, draw(rng, layout, novel), form, novel, "yes") for _ in range(12)]
                assert any(found), (form, layout)


def test_regions_are_arrays_of_cells() -> None:
    scene, question = numbered("caption", 0)
    found = [region for region in regions(scene, question.sentence.words) if region is not None]
    assert {region.shape for region in found} == {(64,)}
    assert all(region.dtype == np.bool_ for region in found)
