"""Clips whose heads are watched: where their tokens lie, and what stands for what."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from mmfusion.explain.trace import trace
from mmfusion.tasks.events.predictor import load
from mmfusion.ui.clips import own
from mmfusion.ui.clips.drawn import OPENING, Drawn
from mmfusion.ui.clips.drawn_subject import DrawnSubject
from mmfusion.ui.clips.own import Source
from mmfusion.ui.clips.own_subject import OwnSubject
from mmfusion.ui.clips.subject import Subject, Watched
from tests import clips


def read(key: str, path: Path) -> OwnSubject:
    """What an upload is, kept for everyone: there is no session here that could keep it."""
    return OwnSubject(Source(key, path.name, path.read_bytes(), shipped=True), 0.0)


@pytest.fixture
def short(tmp_path: Path) -> OwnSubject:
    """A second of video with a tone of 1 kHz at 0.5 s."""
    path = tmp_path / "short.mp4"
    clips.make_video(path, 1.0, bursts=(0.5,))
    return read("short", path)


def test_frames_end_where_a_short_clip_does_and_the_sound_is_filled_up(short: OwnSubject) -> None:
    layout = short.layout
    assert layout.duration == 4.0
    assert layout.seen == pytest.approx(1.0, abs=0.1)
    assert layout.header()["seen"] == pytest.approx(0.25, abs=0.03)
    sound = short.clip().waveform
    assert sound is not None
    assert sound.size == 64_000, "what is shown and played is what the networks hear"


def test_the_loudest_cell_is_the_one_in_which_the_tone_stands(short: OwnSubject) -> None:
    layout = short.layout
    band, step = divmod(short.loudest(), layout.cells[1])
    assert step == 1, "0.4 to 0.8 s"
    assert layout.edges[band] < clips.TONE < layout.edges[band + 1]
    assert (layout.edges[0], layout.edges[-1]) == (20.0, 8000.0)
    assert len(layout.edges) == layout.cells[0] + 1


@pytest.mark.parametrize("kind", ["own", "drawn"])
def test_every_token_has_its_place_on_the_layout(short: OwnSubject, kind: str) -> None:
    subject: Subject = short if kind == "own" else DrawnSubject(Drawn(OPENING, "side"))
    layout, places = subject.layout, subject.places()
    net = subject.predictors()["mid"].network
    with torch.inference_mode():
        tokens = subject.tokens(net)
    found = trace(net.fusion, tokens, places)
    patches, cells = layout.frames * layout.grid[0] * layout.grid[1], layout.cells[0] * layout.cells[1]
    assert len(places["visual"]) == patches == tokens["visual"].shape[1] - 1
    assert len(places["audio"]) == cells == tokens["audio"].shape[1] - 1
    for number, place in enumerate(places["audio"]):
        assert (place.row, place.column) == divmod(number, layout.cells[1])
    for number, place in enumerate(places["visual"]):
        frame, rest = divmod(number, layout.grid[0] * layout.grid[1])
        assert (place.frame, place.row, place.column) == (frame, *divmod(rest, layout.grid[1]))
        middle = (frame + 0.5) * layout.seen / layout.frames
        assert place.start <= middle + 1e-6, "the script stands a frame at the middle of its share"
        assert place.end >= middle - 1e-6
    assert [label.place for label in found.labels[1:4]] == list(places["visual"][:3])


def test_the_temperature_is_that_of_the_senses_at_hand(tmp_path: Path) -> None:
    path = tmp_path / "mute.mp4"
    clips.make_video(path, 2.0, audio=False)
    mute = read("mute", path)
    card = load("mid").card
    assert mute.temperature("mid", "event") == card.temperatures["visual"]
    assert set(card.temperatures.values()) != {card.temperatures["visual"]}, "or the test could not fail"


def test_passes_are_told_apart_by_clip_window_question_strategy_and_weights(short: OwnSubject) -> None:
    first = DrawnSubject(Drawn(1, "side"))
    subjects: list[Subject] = [
        first,
        DrawnSubject(Drawn(2, "side")),
        DrawnSubject(Drawn(1, "kind")),
        short,
        OwnSubject(short.source, 0.5),
    ]
    passes = [Watched(s, n, r).key for s in subjects for n in ("mid", "late") for r in (False, True)]
    assert len(set(passes)) == len(passes)
    assert Watched(first, "mid").shipped
    mine = OwnSubject(Source.own("mine.mp4", b"anything"), 0.0)
    assert not Watched(mine, "mid").shipped, "an upload is kept with its session"


def test_what_is_kept_for_one_key_is_not_handed_out_for_another() -> None:
    calls: list[str] = []

    @own.kept(2, of=Source)
    def length(source: Source, more: int) -> int:
        calls.append(source.key)
        return len(source.name) + more

    one, two = (Source(key, name, b"", shipped=True) for key, name in (("one", "a"), ("two", "abc")))
    assert [length(one, 0), length(two, 0), length(one, 0), length(one, 5)] == [1, 3, 1, 6]
    assert calls == ["one", "two", "one"]
