"""The clip strip: one playhead through frames, waveform, spectrogram, tokens and time axis."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import NotRequired, TypedDict

import numpy as np
from numpy.typing import NDArray

from mmfusion.language import marked
from mmfusion.media import Clip, log_mel
from mmfusion.modality import FILM
from mmfusion.ui.shell import components
from mmfusion.ui.shell.components import pack

RANGE_DB = 65.0
"""From black to nothing in the spectrogram."""
TALL = 152
"""Frames are sent at twice the height at which the strip shows them."""


def jpeg(frame: NDArray[np.uint8], tall: int = TALL, quality: int = 82) -> bytes:
    """Return a frame `(H, W, 3)` as JPEG, its height reduced to `tall` px where it is larger."""
    from PIL import Image

    picture = Image.fromarray(frame)
    if picture.height > tall:
        picture = picture.resize((max(1, round(picture.width * tall / picture.height)), tall))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


class Header(TypedDict):
    """What stands in the buffer's header, as `Header` in player.js.

    Attributes:
        key: of the clip; the same key is drawn again, not decoded anew.
        start: of the window, seconds.
        duration: of the window, seconds.
        sound: rate of the samples; absent where the clip has none.
        mel: size of the spectrogram.
        tokens: how many of each sense to show in two lanes.
        missing: what is said of a sense that is not there, by its name.

    """

    key: str
    start: float
    duration: float
    sound: NotRequired[dict[str, int]]
    mel: NotRequired[dict[str, int]]
    tokens: NotRequired[dict[str, int]]
    missing: dict[str, str]


class Blobs(TypedDict):
    """What follows the header: frames as JPEG, samples as int16, the spectrogram as bytes of darkness."""

    frames: list[bytes]
    sound: NotRequired[bytes]
    mel: NotRequired[bytes]


def shades(waveform: NDArray[np.float32], sample_rate: int) -> NDArray[np.uint8]:
    """Return the log-mel spectrogram `(bands, columns)` as darkness, 255 at its loudest."""
    decibels = log_mel(waveform, sample_rate, mels=96)
    loudest = max(float(decibels.max()), -35.0)
    return np.asarray(np.clip((decibels - loudest + RANGE_DB) / RANGE_DB, 0, 1) ** 1.5 * 235, dtype=np.uint8)


def missing(clip: Clip) -> dict[str, str]:
    """Return what is said, marked, of the senses that a window lacks: of the file, of it, or silence."""
    from mmfusion.media import decode

    out = {}
    if clip.frames is None:
        whole = decode.NO_PICTURE in clip.notes
        out["visual"] = marked("no picture in this file") if whole else marked("no picture in this window")
    if clip.waveform is None:
        silent = not {decode.SILENT_FILE, decode.SILENT_HERE}.isdisjoint(clip.notes)
        whole = decode.NO_SOUND in clip.notes
        nothing = marked("no sound in this file") if whole else marked("no sound in this window")
        out["audio"] = marked("silence, which counts as no sound") if silent else nothing
    return out


def buffer(clip: Clip, *, tokens: tuple[int, int] | None = None) -> bytes:
    """Return what the player's script needs of a clip, in one buffer.

    Args:
        clip: the window; a sense that is missing is said to be missing.
        tokens: numbers of picture and sound tokens to show in two lanes.

    """
    header: Header = {
        "key": clip.key(),
        "start": clip.start,
        "duration": max(clip.duration, 0.1),
        "missing": missing(clip),
    }
    blobs: dict[str, bytes | list[bytes]] = {"frames": []}
    if clip.frames is not None:
        blobs["frames"] = [jpeg(frame) for frame in clip.frames]
    if clip.waveform is not None and clip.waveform.size:
        blobs["sound"] = np.asarray(np.clip(clip.waveform, -1, 1) * 32767, dtype="<i2").tobytes()
        header["sound"] = {"rate": clip.sample_rate}
        mel = shades(clip.waveform, clip.sample_rate)
        blobs["mel"] = mel.tobytes()
        header["mel"] = {"bands": mel.shape[0], "columns": mel.shape[1]}
    if tokens is not None:
        header["tokens"] = {
            "visual": tokens[0] if clip.frames is not None else 0,
            "audio": tokens[1] if clip.waveform is not None else 0,
        }
    return pack(header, blobs)


def player(data: bytes, key: str) -> None:
    """Mount the strip. The sense that is not looked at fades (see `fade`)."""
    components.mount(__file__, key=key, data=data)


def fade(senses: Sequence[str], modalities: Sequence[str] = FILM) -> str:
    """Return the style rule that fades what is not looked at, without sending the clip again."""
    hidden = [m for m in modalities if m not in senses]
    return f".stApp{{{';'.join(f'--mmf-{m}-shown:.14' for m in hidden)}}}" if hidden else ""


def thumbnail(frame: NDArray[np.uint8] | None) -> str:
    """Return an `<img>` of a frame `(H, W, 3)`, 60x40 px; a plain rectangle if there is none."""
    import base64

    if frame is None:
        return '<span style="display:block;width:60px;height:40px;background:var(--mmf-line)"></span>'
    data = base64.b64encode(jpeg(frame, 80)).decode()
    return (
        f'<img alt="" src="data:image/jpeg;base64,{data}" '
        'style="width:60px;height:40px;object-fit:cover;border-radius:4px;display:block">'
    )


def png(frame: NDArray[np.uint8]) -> bytes:
    """Return a frame `(H, W, 3)` as PNG, every pixel as it is."""
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(frame).save(out, "PNG")
    return out.getvalue()
