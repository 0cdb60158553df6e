"""Components v2 from plain files: ES modules without a build step, and what travels to them in one buffer."""

from __future__ import annotations

import json
import re
import struct
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.language import ENGLISH, PSEUDO, language, markup, script_catalogue

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

TOLD = re.compile(r"on_(\w+)_change")
UI = Path(__file__).resolve().parents[1]
EXPORT = re.compile(r"^export default mount\((.*)\);$", re.MULTILINE)
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
def component(folder: Path, language: str = ENGLISH) -> ComponentRenderer:
    """Return the mount callable of a component: of the script, the style and the markup of its folder.

    Args:
        folder: of the component.
        language: of its markup, and of the words that its script is given; the one that is asked for.

    Raises:
        FileNotFoundError: one of its files is missing.

    """
    html, css, own = (folder / f"{folder.name}.{kind}" for kind in ("html", "css", "js"))
    spoken = () if language == ENGLISH else (language,)
    return st.components.v2.component(
        "_".join(("mmfusion", *folder.relative_to(UI).parts, *spoken)),
        html=markup(html.read_text(encoding="utf-8")),
        css=css.read_text(encoding="utf-8"),
        js=spoken_script(own, language),
    )


def spoken_script(path: Path, language: str) -> str:
    """Return a component's script with the words that it and what it imports show in a language."""
    if language == ENGLISH:
        return script(path)
    folders = {str(one.parent.relative_to(UI.parent)) for one in (path, *_imported(path))}
    texts = {} if language == PSEUDO else script_catalogue(language)
    words = {text: said for folder in sorted(folders) for text, said in texts.get(folder, {}).items()}
    said = json.dumps({"language": language, "words": words}, ensure_ascii=False)
    return EXPORT.sub(lambda found: f"export default mount({found[1]}, {said});", script(path))


@cache
def _imported(path: Path) -> frozenset[Path]:
    own = {(path.parent / one).resolve() for one in IMPORT.findall(path.read_text(encoding="utf-8"))}
    return frozenset(own.union(*(_imported(one) for one in own)))


def mount(wrapper: str, **arguments: Any) -> None:
    """Mount the component of a wrapper.

    Args:
        wrapper: the wrapper's ``__file__``; script, style and markup lie beside it.
        arguments: ``key``, ``data``, ``width`` and the callbacks of what it tells, as Streamlit takes them.

    """
    for name, does in arguments.items():
        if (told := TOLD.fullmatch(name)) is not None:
            arguments[name] = partial(_if_told, arguments["key"], told[1], does)
    component(Path(wrapper).resolve().parent, language())(**arguments)


def _if_told(key: str, name: str, does: Callable[[], None]) -> None:
    """Call back unless the component has only forgotten what it told: something was taken back."""
    if st.session_state[key].get(name) is not None:
        does()


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
