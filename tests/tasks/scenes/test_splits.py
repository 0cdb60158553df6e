"""No training picture or sentence holds what is held out, and words alone tell no yes from no."""

from __future__ import annotations

import random
from collections import Counter, defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from mmfusion.tasks.scenes import AGENTS, COLOURS, FORMS, KINDS
from mmfusion.tasks.scenes.asking import LAYOUTS_OF, ask, novels_of, says_held_out
from mmfusion.tasks.scenes.batches import TEST, TRAIN, VALIDATION, fixed, numbered
from mmfusion.tasks.scenes.combinations import COLOURED, CONVERSE, DOING, RELATED, held_out
from mmfusion.tasks.scenes.drawing import LAYOUTS, draw
from mmfusion.tasks.scenes.learning.training import naming_batch, training_batch
from mmfusion.tasks.scenes.sentences import PATTERNS
from mmfusion.tasks.scenes.words import WORDS


@given(st.integers(0, 100_000), st.sampled_from(LAYOUTS))
@settings(max_examples=80, deadline=None)
def test_no_scene_of_training_shows_a_combination_that_is_held_out(seed: int, layout: str) -> None:
    scene = draw(random.Random(seed), layout)  # type: ignore[arg-type]
    kinds = [i for i, one in enumerate(scene.sprites) if one.action is None]
    assert not {(scene.sprites[i].number, scene.sprites[i].colour) for i in kinds} & COLOURED
    assert not {(scene.sprites[who].number, what) for who, _, what in scene.acting()} & DOING
    stand = {
        (scene.sprites[i].number, scene.relation(i, j), scene.sprites[j].number)
        for i in kinds
        for j in kinds
        if i != j
    }
    assert not stand & RELATED


def test_training_batches_name_no_combination_that_is_held_out() -> None:
    for step in range(6):
        scenes, batch = training_batch(random.Random(step), 16, 4, FORMS)
        assert [held_out(scene) for scene in scenes] == [()] * 16
        assert batch.text.shape == (64, 10)
        for row in batch.text.tolist():
            words = [WORDS[n] for n in row]
            for kind, colour in COLOURED:
                pair = [COLOURS[colour], KINDS[kind].name]
                assert pair not in [words[i : i + 2] for i in range(9)]


def test_crops_that_are_named_show_no_colour_that_is_held_out() -> None:
    _, wanted = naming_batch(random.Random(0), 400)
    pairs = set(zip(wanted["drawn"].tolist(), wanted["colour"].tolist(), strict=True))
    assert not pairs & COLOURED


def test_every_test_question_on_unseen_combinations_turns_on_one() -> None:
    for form in FORMS:
        for scene, _ in fixed(form, 10, TEST, unseen=True):
            assert held_out(scene) in [(novel,) for novel in novels_of(form)]
        for scene, question in fixed(form, 10, TEST):
            assert held_out(scene) == ()
            assert not says_held_out(question.sentence)


def test_parts_share_no_scene() -> None:
    seen: dict[object, int] = {}
    for part in (TRAIN, VALIDATION, TEST):
        for form in FORMS:
            for i in range(10):
                scene, _ = numbered(form, i, part)
                assert seen.setdefault(scene, part) == part


def test_held_out_cells_are_few_and_spread() -> None:
    assert len(COLOURED) == 10
    assert max(Counter(kind for kind, _ in COLOURED).values()) == 1
    assert set(Counter(colour for _, colour in COLOURED).values()) == {2}
    assert len(DOING) == 6
    assert {kind for kind, _ in DOING} <= set(AGENTS)
    assert {(other, CONVERSE[relation], one) for one, relation, other in RELATED} == RELATED
    assert len(RELATED) / (20 * 19 * 4) < 0.04


def test_a_claim_s_words_alone_tell_little_of_yes_or_no() -> None:
    """Of the claims of each pattern, the share of yes is the same whatever stands in one slot."""
    rng = random.Random(4)
    by_word: dict[tuple[str, int, int], list[str]] = defaultdict(list)
    for number in range(1500):
        form = ("polar", "caption")[number % 2]
        wanted = ("yes", "no")[number // 2 % 2]
        scene = draw(rng, rng.choice(LAYOUTS_OF[form]))
        question = ask(rng, scene, form, wanted=wanted)
        if question is not None:
            for place, slot in enumerate(question.sentence.slots):
                by_word[question.sentence.pattern, place, slot].append(question.answer)
    assert {pattern for pattern, _, _ in by_word} == {*PATTERNS["polar"], *PATTERNS["caption"]}
    for key, said in by_word.items():
        if len(said) >= 60:
            assert 0.25 < said.count("yes") / len(said) < 0.75, key
