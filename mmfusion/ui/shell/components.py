"""Components v2 from plain files: ES modules without a build step, and what travels to them in one buffer."""

from __future__ import annotations

import json
import re
import struct
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

UI = Path(__file__).resolve().parents[1]
IMPORT = re.compile(r"""(?<=\b(?:from|port)\s)"(\.{1,2}/[^"\s]+\.js)"(?=;)""")


@cache
def script(path: Path) -> str:
    """Return an ES module whose relative imports are addresses that hold the modules themselves.

    The browser keeps one instance of a module for each address. A shared module has the same address wherever
    it is imported from, so that all components of a page share one instance of it.

    Raises:
        FileNotFoundError: the module, or one that it imports, is missing.

    """
    return IMPORT.sub(
        lambda found: f'"{address((path.parent / found[1]).resolve())}"', path.read_text(encoding="utf-8")
    )


@cache
def address(path: Path) -> str:
    """Return the ``data:`` URL of an ES module and all that it imports."""
    return f"data:text/javascript;base64,{b64encode(script(path).encode()).decode()}"


@cache
def component(folder: Path) -> ComponentRenderer:
    """Return the mount callable of a component: of the script, the style and the markup of its folder.

    Raises:
        FileNotFoundError: one of its files is missing.

    """
    html, css, own = (folder / f"{folder.name}.{kind}" for kind in ("html", "css", "js"))
    return st.components.v2.component(
        "_".join(("mmfusion", *folder.relative_to(UI).parts)),
        html=html.read_text(encoding="utf-8"),
        css=css.read_text(encoding="utf-8"),
        js=script(own),
    )


def mount(wrapper: str, **arguments: Any) -> None:
    """Mount the component of a wrapper.

    Args:
        wrapper: the wrapper's ``__file__``; script, style and markup lie beside it.
        arguments: ``key``, ``data``, ``width`` and the callbacks of what it tells, as Streamlit takes them.

    """
    component(Path(wrapper).resolve().parent)(**arguments)


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
