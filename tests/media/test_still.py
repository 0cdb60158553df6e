"""Still pictures are shown all along; animated ones are silent videos."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mmfusion.media import MediaError, load_clip, load_span, preview, probe
from tests import clips


def picture(kind: str, image: Image.Image | None = None, **options: Any) -> bytes:
    image = image or Image.fromarray(clips.numbered_frame(5, 160, 120))
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "AVIF"])
def test_a_still_is_repeated(kind: str) -> None:
    clip = load_clip(picture(kind), frames=4, isolate=False)
    assert clip.frames is not None
    assert clip.frame_times is not None
    assert clip.frames.shape == (4, 120, 160, 3)
    assert clip.waveform is None
    assert clips.read_index(clip.frames[3]) == 5
    assert clip.frame_times == pytest.approx([0.5, 1.5, 2.5, 3.5])
    assert clip.total is None
    assert clip.notes == ("This is a still picture: the same frame all along, without sound.",)
    assert probe(picture(kind), isolate=False).kind == "picture"
    assert probe(picture(kind), isolate=False).total is None
    assert load_clip(picture(kind), start=8.0, isolate=False).duration == 4.0
    shown = preview(picture(kind), isolate=False)
    assert shown is not None
    assert clips.read_index(shown) == 5


TURNS = {1: "top left", 2: "top right", 3: "bottom right", 6: "bottom left", 8: "top right"}


@pytest.mark.parametrize(("orientation", "corner"), TURNS.items())
def test_a_photograph_is_turned_as_its_exif_says(orientation: int, corner: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    clip = load_clip(picture("JPEG", exif=exif), frames=1, isolate=False)
    assert clip.frames is not None
    assert clips.corner(clip.frames[0]) == corner


def test_transparency_is_on_white() -> None:
    clip = load_clip(picture("PNG", Image.new("RGBA", (40, 30), (0, 0, 0, 0))), frames=1, isolate=False)
    assert clip.frames is not None
    assert clip.frames.min() == 255


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "I;16", "CMYK"])
def test_every_kind_of_pixel(mode: str) -> None:
    grey = np.linspace(0, 255, 64).astype(np.uint8)[None].repeat(48, 0)
    if mode == "I;16":
        image = Image.fromarray(grey.astype(np.uint16) * 257)
    else:
        image = Image.fromarray(grey).convert(mode)
    clip = load_clip(picture("TIFF" if mode == "CMYK" else "PNG", image), frames=1, isolate=False)
    assert clip.frames is not None
    row = clip.frames[0, 24].mean(axis=-1)
    assert row[-8:].mean() - row[:8].mean() > 180


def test_a_large_photograph_is_scaled() -> None:
    clip = load_clip(picture("JPEG", Image.new("RGB", (4000, 3000), "red")), frames=1, isolate=False)
    assert clip.frames is not None
    assert clip.frames.shape == (1, 360, 480, 3)


def test_animated_webp_plays() -> None:
    frames = [Image.fromarray(clips.numbered_frame(k, 160, 120)) for k in range(10)]
    data = picture("WEBP", frames[0], save_all=True, append_images=frames[1:], duration=200, lossless=True)
    clip = load_clip(data, frames=5, isolate=False)
    assert clip.frames is not None
    assert clip.total == pytest.approx(2.0)
    assert [clips.read_index(frame) for frame in clip.frames] == [1, 3, 5, 7, 9]
    with pytest.raises(MediaError, match="choose an earlier start"):
        load_clip(data, start=3.0, isolate=False)


def test_a_span_of_a_still_is_one_window() -> None:
    span = load_span(picture("PNG"), fps=2.0, isolate=False)
    assert span.frames is not None
    assert len(span.frames) == 8


@pytest.mark.parametrize(("delay", "shown"), [(0, 0.1), (10, 0.1), (20, 0.02)])
def test_delays_that_no_browser_keeps_are_a_tenth_of_a_second(delay: int, shown: float) -> None:
    frames = [Image.fromarray(clips.numbered_frame(k, 160, 120)) for k in range(10)]
    data = picture("WEBP", frames[0], save_all=True, append_images=frames[1:], duration=delay, lossless=True)
    clip = load_clip(data, frames=5, isolate=False)
    assert clip.total == pytest.approx(10 * shown)
    assert clip.frames is not None
    assert [clips.read_index(frame) for frame in clip.frames] == [1, 3, 5, 7, 9]


def test_an_animated_png_of_one_picture_is_a_still() -> None:
    def chunk(kind: bytes, *numbers: int, form: str) -> bytes:
        body = kind + struct.pack(form, *numbers)
        return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))

    plain = picture("PNG")  # signature and header take 33 bytes
    animated = chunk(b"acTL", 1, 0, form=">II") + chunk(
        b"fcTL", 0, 160, 120, 0, 0, 1, 10, 0, 0, form=">5IHHBB"
    )
    data = plain[:33] + animated + plain[33:]
    clip = load_clip(data, frames=4, isolate=False)
    assert clip.frames is not None
    assert [clips.read_index(frame) for frame in clip.frames] == [5] * 4
    assert clip.total is None
