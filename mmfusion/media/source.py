"""The bytes of a file, and why they cannot be read: one sentence that is true."""

from __future__ import annotations

import io
import os
import struct
from pathlib import Path
from typing import BinaryIO

from mmfusion.language import marked, tr
from mmfusion.media.clip import MediaError
from mmfusion.media.limits import Limits

NOTHING = marked("This file holds neither picture nor sound: choose a video, a sound or a picture.")


def open_source(source: bytes | str, limits: Limits) -> BinaryIO:
    """Return a seekable file object over bytes or a path. Raises `MediaError`: missing, empty, too large."""
    if isinstance(source, bytes):
        limits.check_bytes(len(source))
        return io.BytesIO(source)
    path = Path(source)
    try:
        if not path.is_file():
            raise MediaError(marked("There is no such file: check its name and folder."))
        limits.check_bytes(path.stat().st_size)
        return path.open("rb")
    except OSError as error:
        raise MediaError(
            tr("The file cannot be opened ({reason}): check its permissions.", reason=error.strerror)
        ) from error


def refuse_tiles(file: BinaryIO) -> None:
    """Raise `MediaError` for a HEIC picture, of which FFmpeg would give one of many tiles."""
    file.seek(0)
    head = file.read(12)
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"heim", b"heis", b"mif1"):
        raise MediaError(marked("HEIC pictures are not read: save this one as JPEG or PNG."))


def header_length(file: BinaryIO) -> float | None:
    """Return the length that the header of a WAV states, s; None if it states none.

    FFmpeg cuts it to the size of the file before it tells it.
    """
    file.seek(0)
    if file.read(12)[:4] != b"RIFF":
        return None
    second = 0  # bytes
    while len(header := file.read(8)) == 8:
        kind, size = header[:4], int.from_bytes(header[4:], "little")
        if kind == b"data":
            return size / second if second else None
        body = file.read(16) if kind == b"fmt " else b""
        second = int.from_bytes(body[8:12], "little") or second
        file.seek(size + size % 2 - len(body), io.SEEK_CUR)
    return None


def has_frame_count(file: BinaryIO) -> bool:
    """Whether an MP3 counts its frames in a header, so that its length is no guess."""
    file.seek(0)
    head = file.read(10)
    tag = head[:3] == b"ID3" and len(head) == 10
    length = sum(part << shift for part, shift in zip(head[6:], (21, 14, 7, 0), strict=True)) if tag else 0
    file.seek(10 + length if tag else 0)
    first = file.read(512)
    return any(mark in first for mark in (b"Xing", b"Info", b"VBRI"))


def unreadable(file: BinaryIO) -> MediaError:
    """Return the sentence for a file that FFmpeg cannot open."""
    file.seek(0)
    head = file.read(512)
    if head[4:8] == b"ftyp" and _boxes_break_off(file):
        return MediaError(
            marked("This file breaks off, so that nothing of it can be read: copy it again in full.")
        )
    if _is_text(head):
        return MediaError(
            marked("This is text, whatever its name says: choose a video, sound or picture file.")
        )
    return MediaError(
        marked(
            "This is no video, sound or picture that can be read, or it is damaged: "
            "check that it plays elsewhere, or save it again as MP4, WAV or JPEG."
        )
    )


def _boxes_break_off(file: BinaryIO) -> bool:
    """Whether the last box of an MP4 states more bytes than the file has."""
    size, place = file.seek(0, os.SEEK_END), 0
    while place < size:
        file.seek(place)
        header = file.read(16)
        if len(header) < 8:
            return True
        length = struct.unpack(">I", header[:4])[0]
        if length == 1 and len(header) == 16:
            length = struct.unpack(">Q", header[8:])[0]
        if length == 0:
            return False  # as far as the file goes
        if length < 8:
            return False  # damaged, which is something else
        place += length
    return place > size


def _is_text(head: bytes) -> bool:
    try:
        text = head[:-4].decode("utf-8") if len(head) > 64 else head.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all(letter.isprintable() or letter in "\r\n\t\f\ufeff" for letter in text)
