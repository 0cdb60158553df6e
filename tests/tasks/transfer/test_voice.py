from __future__ import annotations

import os

import numpy as np
import pytest

from mmfusion.tasks.digits import clean, speakers_of
from mmfusion.tasks.transfer import VoiceDraw, measured
from mmfusion.tasks.transfer.voice import ARMS, HALVES, SPLITS

packs = pytest.mark.skipif(not os.environ.get("MMFUSION_DATA"), reason="MMFUSION_DATA is not set")


def test_every_split_holds_out_other_speakers() -> None:
    tested = {speakers_of(seed)["test"] for seed in range(SPLITS)}
    assert len(tested) == SPLITS == measured.stored("voice")["seeds"] >= 5


@packs
def test_no_speaker_is_in_two_parts_and_a_pair_shares_its_digit() -> None:
    draw = VoiceDraw(seed=0)
    heard = [set(clean(part, 0).speakers) for part in ("train", "validation", "test")]  # type: ignore[arg-type]
    assert not (heard[0] & heard[1] | heard[0] & heard[2] | heard[1] & heard[2])
    assert draw.sizes == tuple(len(clean(part, 0).spoken) for part in ("train", "validation", "test"))  # type: ignore[arg-type]
    written = clean("train", 0)
    rows = written.ink.reshape(len(written.ink), -1)
    for voice in draw.split.train[::300]:
        (found, *_) = np.flatnonzero((rows == draw.other[voice]).all(axis=1))
        assert written.written[found] == draw.labels[voice]


@packs
def test_what_ships_is_what_a_draw_reaches() -> None:
    found, draw = measured.stored("voice"), VoiceDraw(seed=2)
    assert list(found["arms"]) == [*ARMS, *HALVES]
    for arm, budget in (("alone", 1), ("same class", 1), ("random", 5), ("half other", 10)):
        stored = found["raw"][arm][2][found["budgets"].index(budget)]
        assert draw.reached(arm, budget) == pytest.approx(stored, abs=0.01), (arm, budget)
