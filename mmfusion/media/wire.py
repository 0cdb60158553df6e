"""What parent and worker say to each other: JSON and raw arrays through pipes, never pickle.

A message is a header (length, JSON) and the buffers that it announces. A decoder that has been taken over can
so send wrong numbers, but nothing that the parent would execute.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

_MOST = 1 << 31  # bytes of one buffer
_DTYPES = ("|u1", "<f4", "<f8")


Buffer = bytes | NDArray[Any]


def write_message(pipe: BinaryIO, header: dict[str, Any], buffers: Sequence[Buffer] = ()) -> None:
    """Send a header and buffers. Raises OSError when the other side is gone."""
    kinds: list[Any] = []
    for buffer in buffers:
        if isinstance(buffer, bytes):
            kinds.append(len(buffer))
        else:
            kinds.append([buffer.dtype.newbyteorder("<").str, list(buffer.shape)])
    text = json.dumps({"header": header, "buffers": kinds}).encode()
    pipe.write(struct.pack("<Q", len(text)) + text)
    for buffer in buffers:
        if isinstance(buffer, bytes):
            pipe.write(buffer)
        else:
            pipe.write(np.ascontiguousarray(buffer).reshape(-1).view(np.uint8).data)
    pipe.flush()


def read_message(pipe: BinaryIO) -> tuple[dict[str, Any], list[Buffer]]:
    """Receive a header and buffers. Raises EOFError when the other side is gone, ValueError for nonsense."""
    (length,) = struct.unpack("<Q", _read(pipe, 8))
    if length > 1 << 24:
        raise ValueError(f"a header of {length} bytes")
    message = json.loads(_read(pipe, length))
    buffers: list[Buffer] = []
    for kind in message["buffers"]:
        if isinstance(kind, int):
            buffers.append(bytes(_read(pipe, kind)))
            continue
        dtype, shape = kind
        if dtype not in _DTYPES:
            raise ValueError(f"an array of {dtype}")
        count = int(np.prod(shape, dtype=np.int64))
        raw = _read(pipe, count * np.dtype(dtype).itemsize)
        buffers.append(np.frombuffer(raw, dtype=dtype).reshape(shape))
    return message["header"], buffers


def _read(pipe: BinaryIO, size: int) -> bytearray:
    if not 0 <= size < _MOST:
        raise ValueError(f"a buffer of {size} bytes")
    data = bytearray(size)
    view, done = memoryview(data), 0
    while done < size:
        got = pipe.readinto(view[done:])  # type: ignore[attr-defined]  # a pipe is a BufferedReader
        if not got:
            raise EOFError
        done += got
    return data
