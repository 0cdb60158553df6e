"""A clip of one's own as pages show it: its frames, its times, its level of noise are those of the file."""

from __future__ import annotations

import io
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mmfusion.ui.clips import own
from mmfusion.ui.clips.own import Source
from mmfusion.ui.clips.own_changed import SPOILS
from mmfusion.ui.clips.own_subject import OwnSubject
from mmfusion.ui.clips.subject import Watched
from mmfusion.ui.heads import computed
from tests import clips

START = 2.5
SHOWN = [int(25 * (START + 0.25 + i / 2) + 1e-6) for i in range(8)]
"""The frames on display at the middles of eight parts of the window, at 25 a second."""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """Eight seconds of numbered frames with two tones, kept for everyone: there is no session here."""
    path: Path = tmp_path_factory.mktemp("own") / "long.mp4"
    clips.make_video(path, 8.0, bursts=(3.0, 5.0))
    return Source("shown", path.name, path.read_bytes(), shipped=True)


def frames_of(data: bytes) -> tuple[dict[str, Any], list[int]]:
    """The header of a buffer, and which frames of the file its pictures are."""
    (length,) = struct.unpack("<I", data[:4])
    header, body = json.loads(data[4 : 4 + length]), data[4 + length :]
    parts = [body[at["offset"] : at["offset"] + at["length"]] for at in header["frames"]]
    return header, [clips.read_index(np.asarray(Image.open(io.BytesIO(part)))) for part in parts]


def test_what_is_read_and_what_is_shown_are_the_frames_of_the_window(source: Source) -> None:
    subject = OwnSubject(source, START)
    window = subject.window()
    assert window.frames is not None
    assert [clips.read_index(frame) for frame in window.frames] == SHOWN
    np.testing.assert_allclose(subject.features().seconds, np.array(SHOWN) / 25 - START, atol=0.041)
    header, shown = frames_of(own.strip(source, START, None, 0, None))
    assert shown == SHOWN, "the strip"
    assert (header["start"], header["duration"]) == (START, 4.0)
    header, shown = frames_of(computed.buffer(Watched(subject, "mid"), 2))
    assert shown == SHOWN, "the figure of heads"
    assert header["geometry"]["start"] == START


def test_the_noise_that_is_played_is_as_loud_as_the_control_says(source: Source) -> None:
    clean = own.altered(source, START, "noise", 0, None).waveform
    assert clean is not None
    sounding = np.abs(clean.reshape(-1, 800)).max(axis=1) > 0.1  # 50 ms of tone, twice
    power = float((clean.reshape(-1, 800)[sounding].astype(float) ** 2).mean())
    for level, words in enumerate(SPOILS["noise"].levels):
        heard = own.altered(source, START, "noise", level, None).waveform
        assert heard is not None
        noise = heard.astype(float) - clean
        if words == "clean":
            assert not noise.any()
            continue
        ratio = float(words.removesuffix(" dB").replace("−", "-"))
        assert 10 * np.log10(power / np.mean(noise**2)) == pytest.approx(ratio, abs=1.0)


def test_the_blur_that_is_shown_is_as_coarse_as_the_control_says(source: Source) -> None:
    frames = [
        own.altered(source, START, "blur", level, None).frames for level in range(len(SPOILS["blur"].levels))
    ]
    assert frames[0] is not None
    for level, words in enumerate(SPOILS["blur"].levels):
        shown = frames[level]
        assert shown is not None
        if words == "sharp":
            np.testing.assert_array_equal(shown, frames[0])
            continue
        pixels = int(words.removesuffix(" px"))
        image = Image.fromarray(frames[0][3])
        scale = pixels / min(image.size)
        small = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.BOX)
        coarse = small.resize(image.size, Image.Resampling.BILINEAR)
        np.testing.assert_allclose(shown[3].astype(int), np.asarray(coarse).astype(int), atol=1)
