"""The section of sounds: what is shown is what the networks answer to the words that are chosen."""

from __future__ import annotations

import csv
import io
import re

from streamlit.testing.v1 import AppTest

from mmfusion.figures import LIGHT
from mmfusion.tasks.asked import ANSWERS, Sentence, numbered
from mmfusion.ui.words.sounds import computed, takeaway
from mmfusion.ui.words.sounds.asked import OPENING, title
from mmfusion.ui.words.sounds.takeaway import Answered
from tests.app.plots import ends_in


def shown() -> None:
    from mmfusion.ui.shell import frame
    from mmfusion.ui.words.sounds import section

    frame.begin()
    frame.style("words")
    section()


def text(at: AppTest) -> str:
    assert not at.exception
    return " ".join(re.sub(r"<[^>]+>", " ", str(found.proto.body)) for found in at.get("html"))


def answer(at: AppTest, strategy: str) -> str:
    found = re.search(rf"{strategy}\s+(\w+)\s+[✓✗]", text(at))
    assert found, text(at)
    return found[1]


def test_a_swapped_word_turns_the_answer_of_who_hears_reads_and_sees() -> None:
    at = AppTest.from_function(shown, default_timeout=120).run()
    side = numbered(OPENING).scene.side
    assert f"“{Sentence('left', 'sounding').text}?”" in text(at)
    assert answer(at, "Bottleneck-mid") == Sentence("left", "sounding").answer(side)
    at.session_state["sounds_state"] = "silent"
    at.run()
    assert f"“{Sentence('left', 'silent').text}?”" in text(at)
    assert answer(at, "Bottleneck-mid") == Sentence("left", "silent").answer(side)
    assert f"The true answer is {Sentence('left', 'silent').answer(side)}." in text(at)


def test_the_course_s_sum_of_tokens_is_that_of_the_networks() -> None:
    at = AppTest.from_function(shown, default_timeout=120).run()
    assert "= 8 + 97 + 65 = 170 tokens" in text(at)
    assert "7 words, 96 patches, 64 cells" in text(at)
    at.session_state["sounds_of"] = "early"
    at.run()
    assert (
        "computes 144\u2009500 scores in total; with a single sequence of all tokens it would be n² per layer"
        in text(at)
    )


def test_the_answers_leave_as_numbers_and_the_notebook_ends_in_them() -> None:
    sentence = Sentence("left", "silent", "thing")
    found = computed.answers(OPENING, sentence, ("text", "audio"))
    by_title = {title(name): p for name, p in found.items()}
    now = Answered(
        OPENING, sentence, ("text", "audio"), by_title, sentence.answer(numbered(OPENING).scene.side)
    )
    rows = list(csv.reader(io.StringIO(takeaway.table(now))))
    assert rows[0] == ["strategy", *ANSWERS]
    for row in rows[1:]:
        assert [float(value) for value in row[1:]] == [round(float(p), 6) for p in by_title[row[0]]]
    (made,) = takeaway.figures(now)
    for trace, p in zip(made.make(LIGHT).data, by_title.values(), strict=True):
        assert list(trace.x) == list(p)
    assert f"<b>{now.truth} ✓</b>" in made.make(LIGHT).data[0].y
    again = ends_in(takeaway.notebook(now))
    assert [trace.name for trace in again.data] == list(found)
    for trace, p in zip(again.data, found.values(), strict=True):
        assert list(trace.x) == list(p)
