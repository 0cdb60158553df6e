"""Renew the catalogues of other languages: ``<room>/<language>.po`` beside the code whose texts they hold.

    .venv/bin/python tools/write_catalogues.py

collects what ``tr``, ``trn`` and ``marked`` name in Python and JavaScript, and the texts of the components'
markup; keeps what is translated, drops what is shown no more, adds what is new with an empty ``msgstr``, and
prints how many of each room are still to be translated. A text that stands in several rooms is kept in one,
the lowest.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from mmfusion.language import ENGLISH, LANGUAGES, in_markup

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "mmfusion"
TEXTS = {"tr": 1, "marked": 1, "trn": 2}
"""Function -> how many of its arguments are texts."""
_STRING = r"""(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
_STRINGS = rf"{_STRING}(?:\s*\+\s*{_STRING})*"
SCRIPT_CALL = re.compile(rf"\b(trn?|marked)\(\s*({_STRINGS})(?:\s*,\s*({_STRINGS}))?")
"""A call in a script, inside of a template string too; strings may be joined by ``+``."""
DIVIDED = ("tasks", "ui")
LOW = (
    "mmfusion",
    "nn",
    "kernels",
    "media",
    "figures",
    "measure",
    "cards",
    "explain",
    "training",
    "colearning",
)
SHARED = ("ui/js", "ui/shell", "ui/board", "ui/parts", "ui/clips", "ui/rail")

Messages = dict[str | tuple[str, str], set[str]]
"""Text, or both of its forms -> the files that show it."""


def room(path: Path) -> str:
    """Return the folder whose catalogue holds a file's texts, relative to the package."""
    parts = path.relative_to(ROOT).parts
    if parts[0] == "pages":
        return f"ui/{path.stem}" if path.stem != "navigation" else "ui/shell"
    inside = parts[1:]
    if len(inside) == 1:
        return ""
    return "/".join(inside[:2]) if inside[0] in DIVIDED and len(inside) > 2 else inside[0]


def messages(path: Path) -> Iterator[str | tuple[str, str]]:
    """Yield what a file shows."""
    if path.suffix == ".html":
        yield from in_markup(path.read_text(encoding="utf-8"))
        return
    source = path.read_text(encoding="utf-8")
    yield from in_script(source) if path.suffix == ".js" else in_python(source)


def in_python(source: str) -> Iterator[str | tuple[str, str]]:
    """Yield what a Python module shows, within f-strings too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TEXTS:
            said = [one.value if isinstance(one, ast.Constant) else None for one in node.args]
            texts = [one for one in said[: TEXTS[node.func.id]] if isinstance(one, str)]
            if len(texts) == TEXTS[node.func.id]:
                yield texts[0] if len(texts) == 1 else (texts[0], texts[1])


def in_script(source: str) -> Iterator[str | tuple[str, str]]:
    """Yield what a script shows."""
    for name, one, many in SCRIPT_CALL.findall(source):
        yield _joined(one) if name != "trn" else (_joined(one), _joined(many))


def _joined(strings: str) -> str:
    return "".join(str(ast.literal_eval(one)) for one in re.findall(_STRING, strings))


def collected() -> dict[str, Messages]:
    """Return room -> its messages, each in the lowest room that shows it."""
    files = [*PACKAGE.rglob("*.py"), *(PACKAGE / "ui").rglob("*.js"), *(PACKAGE / "ui").rglob("*.html")]
    rooms: dict[str, Messages] = {}
    for path in sorted([*files, *(ROOT / "pages").glob("*.py")]):
        for text in messages(path) if "assets" not in path.parts else ():
            at = path.relative_to(PACKAGE) if path.is_relative_to(PACKAGE) else Path("pages", path.name)
            rooms.setdefault(room(path), {}).setdefault(text, set()).add(at.as_posix())
    held: Messages = {}
    for name in sorted(rooms, key=_rank):
        for text in list(rooms[name]):
            if text in held:
                held[text] |= rooms[name].pop(text)
            else:
                held[text] = rooms[name][text]
    return {name: found for name, found in rooms.items() if found}


def _rank(name: str) -> tuple[int, int, str]:
    low = (*LOW[1:], "tasks", *SHARED)
    place = next((i for i, one in enumerate(low) if name == one or name.startswith(f"{one}/")), len(low))
    return (-1 if name == "" else place, 0, name)


def renewed(path: Path, found: Messages, language: str) -> Catalog:
    """Return a room's catalogue: what is shown, with what was translated before."""
    old = Catalog(locale=language)
    if path.is_file():
        with path.open("rb") as file:
            old = read_po(file, locale=language)
    new = Catalog(locale=language, fuzzy=False, header_comment="")
    for text in sorted(found, key=lambda one: (min(found[one]), str(one))):
        before = old.get(text[0] if isinstance(text, tuple) else text)
        places = [(at, 1) for at in sorted(found[text])]
        kept = before.string if before is not None and before.id == text else ""
        new.add(text, kept, locations=places)
    return new


def text_of(catalogue: Catalog) -> bytes:
    """Return a catalogue as a file holds it."""
    out = io.BytesIO()
    write_po(out, catalogue, width=110, include_lineno=False, omit_header=True)
    return out.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """Return what is not translated, of two forms either."""
    return [
        str(m.id)
        for m in catalogue
        if m.id and not (all(m.string) if isinstance(m.string, (tuple, list)) else m.string)
    ]


def main() -> int:
    """Write all catalogues; return how many messages are missing, 0 if none."""
    rooms, total = collected(), 0
    for language in LANGUAGES:
        if language == ENGLISH:
            continue
        before = set(PACKAGE.rglob(f"{language}.po"))
        for name in sorted(rooms):
            path = PACKAGE / name / f"{language}.po"
            kept = renewed(path, rooms[name], language)
            path.write_bytes(text_of(kept))
            before.discard(path)
            lacks = missing(kept)
            total += len(lacks)
            if lacks:
                print(f"{language} {name or 'mmfusion'}: {len(lacks)} of {len(kept)} to be translated")
        for path in before:
            path.unlink()
    print("complete" if not total else f"{total} to be translated")
    return total


if __name__ == "__main__":
    sys.exit(bool(main()))
