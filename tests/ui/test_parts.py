from __future__ import annotations

import csv
import json
import re
import struct

import numpy as np
import pytest

from mmfusion.measure.aggregation import aggregate
from mmfusion.media import Clip
from mmfusion.nn import FusionSpec, heard, strategies
from mmfusion.tasks.events import CLASSES
from mmfusion.tasks.events.predictor import AGGREGATORS, SHIPPED, SUBSETS
from mmfusion.ui.clips import own
from mmfusion.ui.clips.changed import Change
from mmfusion.ui.clips.own import Source
from mmfusion.ui.clips.own_subject import OwnSubject
from mmfusion.ui.clips.player import buffer, shades
from mmfusion.ui.fusion import figures, table, takeaway
from mmfusion.ui.fusion import number as fusion_number
from mmfusion.ui.fusion.overview import peaks
from mmfusion.ui.parts import course, number
from mmfusion.ui.parts.drawing import LARGE, SMALL, Scale, architecture
from mmfusion.ui.shell.components import pack


def unpack(data: bytes) -> tuple[dict[str, object], bytes]:
    (length,) = struct.unpack("<I", data[:4])
    return json.loads(data[4 : 4 + length]), data[4 + length :]


def a_clip(seconds: float = 4.0) -> Clip:
    frames = np.random.default_rng(0).integers(0, 255, (8, 90, 160, 3), dtype=np.uint8)
    wave = np.sin(np.arange(int(seconds * 16_000)) / 20).astype(np.float32)
    return Clip(frames, np.arange(8) / 2, wave, 16_000, "made", 0.0, seconds, seconds)


def test_a_buffer_gives_back_every_blob() -> None:
    header, body = unpack(
        pack({"a": 1, "sound": {"rate": 8}}, {"sound": b"xyz", "frames": [b"one", b"", b"three"]})
    )
    assert header["sound"] == {"offset": 0, "length": 3, "rate": 8}
    parts = [body[f["offset"] : f["offset"] + f["length"]] for f in header["frames"]]  # type: ignore[attr-defined]
    assert parts == [b"one", b"", b"three"]


def test_the_player_gets_frames_as_jpeg_and_the_very_samples() -> None:
    clip = a_clip()
    header, body = unpack(buffer(clip, tokens=(128, 40)))
    frames, sound = header["frames"], header["sound"]
    assert len(frames) == 8  # type: ignore[arg-type]
    first = frames[0]  # type: ignore[index]
    assert body[first["offset"] :][:2] == b"\xff\xd8"
    pcm = np.frombuffer(body[sound["offset"] : sound["offset"] + sound["length"]], "<i2")  # type: ignore[index]
    assert clip.waveform is not None
    assert np.abs(pcm / 32767 - clip.waveform).max() < 1e-4


@pytest.mark.parametrize("missing", ["visual", "audio"])
def test_the_player_is_not_given_a_sense_that_is_missing(missing: str) -> None:
    header, _ = unpack(buffer(a_clip().without(missing), tokens=(128, 40)))
    assert bool(header["frames"]) == (missing != "visual")
    assert ("sound" in header) == (missing != "audio")
    assert header["tokens"] == (
        {"visual": 0, "audio": 40} if missing == "visual" else {"visual": 128, "audio": 0}
    )


def test_the_spectrogram_is_dark_where_it_is_loud() -> None:
    wave = np.zeros(32_000, np.float32)
    wave[16_000:] = np.sin(2 * np.pi * 1000 * np.arange(16_000) / 16_000)
    dark = shades(wave, 16_000)
    half = dark.shape[1] // 2
    assert dark[:, half + 4 :].max() > 200
    assert dark[:, : half - 4].max() == 0


def test_peaks_are_one_at_the_loudest() -> None:
    assert max(peaks(np.linspace(0, 0.3, 4200, dtype=np.float32))) == pytest.approx(1)
    assert peaks(None) == []


@pytest.mark.parametrize("strategy", SHIPPED)
@pytest.mark.parametrize("scale", [SMALL, LARGE], ids=["small", "large"])
def test_the_drawing_is_grey_exactly_where_both_senses_can_have_arrived(strategy: str, scale: Scale) -> None:
    spec = FusionSpec.named(strategy)
    drawing = architecture(spec, scale)
    tokens = {"visual": 4, "audio": 3}
    mixed = sum(
        (tokens.get(stream, 2)) * (len(senses) > 1)
        for depth, streams in enumerate(heard(spec))
        for stream, senses in streams.items()
        if stream in tokens or depth >= spec.fusion_layer
    )
    assert len(re.findall(r"fill:var\(--mmf-mixed\)", drawing)) == mixed
    assert drawing.startswith("<svg")
    assert "aria-label" in drawing


def test_the_course_has_a_text_for_every_strategy_and_aggregator() -> None:
    assert set(course.TAUGHT) == set(strategies())
    assert {*course.AGGREGATORS} == {course.TOGETHER, *AGGREGATORS}
    assert all(words.pros and words.cons and words.definition for words in course.TAUGHT.values())


def test_the_subsets_of_the_page_are_those_of_the_predictor() -> None:
    sample = next(s for s in own.samples() if s.key == "rooster")
    assert OwnSubject(sample, 0.0).changed(Change(("visual", "audio"))).subsets == SUBSETS


def test_the_loss_says_what_comes_first_without_the_sound() -> None:
    p = np.full((3, 14), 0.01)
    p[0, 7], p[1, 7], p[1, 2] = 0.87, 0.30, 0.58
    loss = fusion_number.Loss.of("Mid", p, CLASSES)
    assert loss is not None
    assert (loss.kind, loss.then) == ("rooster", "bird")
    assert fusion_number.signed(loss.after - loss.before) == "−0.57"


def test_there_is_no_loss_where_there_is_no_sound() -> None:
    p = np.full((3, 14), np.nan)
    p[1] = 1 / 14
    assert fusion_number.Loss.of("Mid", p, CLASSES) is None


@pytest.mark.parametrize(("p", "words"), [(0.996, ">0.99"), (0.004, "<0.01"), (0.5, "0.50")])
def test_a_probability_is_never_rounded_to_certainty(p: float, words: str) -> None:
    assert number.shown(p) == words


@pytest.mark.parametrize("guess", [0.0, 0.5, 1.0, None])
def test_the_labels_of_the_track_do_not_collide(guess: float | None) -> None:
    html = number.track(0.02, guess)
    places = [float(x) for x in re.findall(r'<(?:b|span|em) style="left:([\d.]+)%', html)]
    assert all(abs(a - b) > 8 for i, a in enumerate(places) for b in places[:i])


@pytest.mark.parametrize(
    ("value", "name", "words"),
    [
        (0.9, "accuracy", "90.0 %<small>80.0 to 95.0</small>"),
        (0.9, "none, coco pictures", "0.90<small>0.80 to 0.95</small>"),
        (0.9, "gain, clean", "+90.0 %<small>80.0 to 95.0</small>"),
    ],
)
def test_a_figure_has_its_unit_and_its_interval(value: float, name: str, words: str) -> None:
    assert figures.figure({"value": value, "low": 0.8, "high": 0.95}, name) == words


def test_a_figure_that_was_not_measured_is_a_dash() -> None:
    assert figures.figure(None, "accuracy") == "–"


def test_probabilities_travel_with_none_where_nothing_ran() -> None:
    values = np.full((1, 3, 14), np.nan)
    values[0, 1] = 1 / 14
    assert table.table(values)[0][0] is None
    assert table.table(values)[0][1] == [round(1 / 14, 4)] * 14


def test_an_upload_is_known_by_its_content_and_not_by_its_name() -> None:
    assert Source.own("a.mp4", b"x").key == Source.own("../b.mp4", b"x").key
    assert Source.own("a.mp4", b"x").key != Source.own("a.mp4", b"y").key


def test_the_notebook_is_one_and_names_the_clip() -> None:
    subject = OwnSubject(Source.own("my '{clip}'.mp4", b"x"), 2.0)
    book = json.loads(subject.changed(Change(("visual", "audio"))).notebook("mid"))
    code = "".join(book["cells"][1]["source"])
    compile(code, "cell", "exec")
    assert "start=2.0" in code


def test_the_notebook_does_to_the_clip_what_the_page_did() -> None:
    sample = next(s for s in own.samples() if s.key == "rooster")
    change = Change(("visual", "audio"), "blur", 3, "dog")
    book = json.loads(OwnSubject(sample, 1.0).changed(change).notebook("mid"))
    space: dict[str, object] = {}
    for cell in book["cells"][1:]:
        exec("".join(cell["source"]), space)
    page = own.comparison(sample, 1.0, "blur", "dog").probabilities["mid"]
    assert np.allclose(space["found"].probabilities["mid"], page, atol=1e-4)  # type: ignore[attr-defined]
    assert np.allclose(space["p"], page[3, 0], atol=1e-4)  # type: ignore[arg-type]


def test_the_numbers_say_what_was_done_to_the_clip() -> None:
    sample = next(s for s in own.samples() if s.key == "drone")
    change = Change(("visual", "audio"), "noise", 2, "dog")
    rows = takeaway.table(OwnSubject(sample, 0.0).changed(change)).splitlines()
    assert rows[0].startswith("clip,start_s,sound_of,spoiled,strategy,senses,dog,")
    assert any(row.startswith("drone,0.0,dog,noise 10 dB,mid,visual+audio,") for row in rows)


def test_the_numbers_have_late_fusion_by_each_of_its_aggregators() -> None:
    sample = next(s for s in own.samples() if s.key == "drone")
    changed = OwnSubject(sample, 0.0).changed(Change(("visual", "audio")))
    rows = {
        (row[4], row[5]): np.array(row[6:], float)
        for row in csv.reader(takeaway.table(changed).splitlines()[1:])
    }
    experts = own.lab().cards["late"].experts
    for by in AGGREGATORS:
        seen, heard = rows["visual", "visual"], rows["audio", "audio"]
        np.testing.assert_allclose(
            rows[f"late, {by}", "visual+audio"], aggregate(seen, heard, by, experts), atol=1e-4
        )
