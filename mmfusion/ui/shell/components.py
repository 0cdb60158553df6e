"""Components v2 from plain files: no build step, one shared part before each script, bytes in one buffer."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.folders import ASSETS

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

FOLDER = ASSETS / "components"
PARTS = {
    "player": ("strip", "clock"),
    "attention": ("strip", "clock", "attention_data"),
    "pad": ("pad_mixer", "pad_regions"),
    "tokens": ("tokens_cut", "tokens_view"),
    "mkl": ("weight_lines",),
    "costs": ("weight_lines",),
}
"""Scripts that stand before a component's own, after the shared one."""


@cache
def component(name: str) -> ComponentRenderer:
    """Return the mount callable of ``assets/components/<name>.{html,css,js}``.

    Raises:
        FileNotFoundError: one of its files is missing.

    """
    part = {kind: (FOLDER / f"{name}.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js")}
    before = ("shared", *PARTS.get(name, ()))
    scripts = [(FOLDER / f"{script}.js").read_text(encoding="utf-8") for script in before]
    return st.components.v2.component(
        f"mmfusion_{name}", html=part["html"], css=part["css"], js="\n".join([*scripts, part["js"]])
    )


def pack(header: Mapping[str, Any], blobs: Mapping[str, bytes | Sequence[bytes]]) -> bytes:
    """Return one buffer: uint32 length, a JSON header, then blobs.

    In the header every blob's name holds ``{"offset", "length"}`` within the buffer (a list of them for a
    list), merged into what the header already says under that name.
    """
    placed: dict[str, Any] = dict(header)
    body, cursor = [], 0

    def place(blob: bytes) -> dict[str, int]:
        nonlocal cursor
        where = {"offset": cursor, "length": len(blob)}
        body.append(blob)
        cursor += len(blob)
        return where

    for name, blob in blobs.items():
        if isinstance(blob, bytes):
            placed[name] = {**place(blob), **placed.get(name, {})}
        else:
            placed[name] = [place(one) for one in blob]
    # Offsets count from the start of the body: the script adds the header's own size.
    text = json.dumps(placed, separators=(",", ":")).encode()
    return struct.pack("<I", len(text)) + text + b"".join(body)
