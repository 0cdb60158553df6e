from __future__ import annotations

from collections import Counter

import pytest

from mmfusion.tasks.asked import ANSWERS
from mmfusion.tasks.asked.sentences import (
    HELD_OUT,
    LENGTH,
    PLAIN,
    READ,
    SENTENCES,
    STATES,
    WORDS,
    Sentence,
    encode,
    parse,
)

LEFT, RIGHT, NEITHER = range(3)


@pytest.mark.parametrize(
    ("text", "answers"),
    [  # where the left one, the right one, neither sounds
        ("is the one on the left sounding", ("yes", "no", "no")),
        ("is the thing on the left mute", ("no", "yes", "yes")),
        ("is the object on the right audible", ("no", "yes", "no")),
        ("is the one on the right silent", ("yes", "no", "yes")),
        ("which one of the two is sounding", ("left", "right", "neither")),
        ("which object of the two is mute", ("right", "left", "both")),
    ],
)
def test_the_answer_is_what_a_person_would_say(text: str, answers: tuple[str, ...]) -> None:
    sentence = parse(text)
    assert tuple(sentence.answer(side) for side in (LEFT, RIGHT, NEITHER)) == answers
    assert tuple(ANSWERS[sentence.label(side)] for side in range(3)) == answers


def test_there_are_thirty_six_of_seven_words_each() -> None:
    assert len(SENTENCES) == len({s.text for s in SENTENCES}) == 36
    assert {len(s.words) for s in SENTENCES} == {LENGTH}
    assert all(parse(f"{s.text.capitalize()} ?") == s for s in SENTENCES)
    assert encode(SENTENCES).shape == (36, LENGTH)
    assert [[WORDS[i] for i in row] for row in encode(SENTENCES)] == [list(s.words) for s in SENTENCES]


def test_held_out_sentences_are_one_of_each_form_and_meaning_and_all_their_words_are_read() -> None:
    def forms(sentences: object) -> Counter[tuple[str | None, bool]]:
        return Counter((s.place, STATES[s.state]) for s in sentences)  # type: ignore[attr-defined]

    assert set(forms(HELD_OUT).values()) == {1}
    assert len(HELD_OUT) == len(PLAIN) == 6
    assert set(forms(READ).values()) == {5}
    assert not set(READ) & HELD_OUT
    assert {w for s in HELD_OUT for w in s.words} <= {w for s in READ for w in s.words}
    assert not set(PLAIN) & HELD_OUT, "what pages show was read"


def test_other_words_are_refused_with_those_that_there_are() -> None:
    for text in ("does the bell sound", "is the one on the top sounding", ""):
        with pytest.raises(ValueError, match=r"none of the sentences.*left, right"):
            parse(text)
    with pytest.raises(ValueError, match="no sentence has"):
        Sentence("left", "loud")
