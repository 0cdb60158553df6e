from __future__ import annotations

import numpy as np
import pytest

from mmfusion.tasks.sounding import ANSWERS
from mmfusion.tasks.sounding.learning.leaks import leak_table, probe


@pytest.mark.parametrize("sense", ["visual", "audio"])
@pytest.mark.parametrize("question", ["side", "sync"])
def test_no_sense_alone_tells_a_matching_question_to_a_probe(sense: str, question: str) -> None:
    found = probe(sense, question, 700, 500)
    chance = 1 / len(ANSWERS[question])
    assert found.value < chance + 3.3 * np.sqrt(chance * (1 - chance) / 500)


def test_the_same_probe_reads_what_its_sense_does_tell() -> None:
    assert probe("audio", "pitch", 700, 500).value > 0.8


def test_the_table_has_a_row_a_probe() -> None:
    rows = leak_table(60, 20)
    assert [row[:2] for row in rows[1:3]] == [["visual", "side"], ["audio", "side"]]
