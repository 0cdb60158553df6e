from __future__ import annotations

import pytest

from mmfusion.tasks.scenes import understood
from mmfusion.tasks.scenes.sentences import FIXED, FORM_OF, SLOTS, SORTS, Sentence
from mmfusion.tasks.scenes.typed import SYNONYMS, agreed


def test_a_synonym_is_no_word_that_networks_know_and_stands_for_one_that_they_do() -> None:
    for word, known in SYNONYMS.items():
        assert word not in SORTS, word
        assert word not in FIXED, word
        assert known in SORTS or known in FIXED, known


def test_every_sentence_of_the_task_is_understood_as_it_is() -> None:
    for pattern in FORM_OF:
        sorts = [part for part in pattern.split() if part in SLOTS]
        for number in (0, 1):
            sentence = Sentence(pattern, (number,) * len(sorts))
            found = understood(sentence.text)
            assert found.words == sentence.words
            assert found.sentence == sentence
            assert found.asked
            assert not found.replaced


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Is the PUPPY below the tree?", "is the dog under the tree"),
        ("Where is the bunny seen from the automobile", "where is the rabbit seen from the car"),
        ("is there a huge kitten", "is there a large cat"),
        ("is there a orange", None),
        ("what's to the left of the tree", "what is left of the tree"),
        ("a elephant is playing in the park", "an elephant is playing in the park"),
        ("an dog is playing in the park", "a dog is playing in the park"),
        ("how many puppies are there", "how many dogs are there"),
        ("2 dogs are in the town", "two dogs are in the city"),
    ],
)
def test_what_is_typed_becomes_known_words(text: str, words: str | None) -> None:
    found = understood(text)
    if words is None:
        assert found.unknown == ("orange",)
        assert not found.asked
    else:
        assert " ".join(found.words) == words
        assert found.sentence is not None


def test_words_that_are_not_in_the_table_are_named_once_and_in_order() -> None:
    found = understood("a zebra is dancing with a zebra")
    assert found.unknown == ("zebra", "dancing", "with")
    assert not found.asked


def test_a_sentence_too_long_for_the_networks_is_not_asked() -> None:
    found = understood("is " * 11)
    assert found.long
    assert not found.asked
    assert not understood("").asked


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("one dogs are in the park", "one dog is in the park"),
        ("three dog is in the park", "three dogs are in the park"),
        ("is the dog left the tree", "is the dog left of the tree"),
        ("is the dog under of the tree", "is the dog under the tree"),
        ("", ""),
    ],
)
def test_neighbours_are_put_right(given: str, right: str) -> None:
    assert " ".join(agreed(given.split())) == right
