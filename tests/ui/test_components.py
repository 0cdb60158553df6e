"""Every component is one folder, its modules resolve, and both ends of what travels say the same."""

from __future__ import annotations

import base64
import importlib
import inspect
import re
import typing
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from mmfusion.ui.shell import components

UI = components.UI
SHARED = UI / "js"
FOLDERS = sorted({path.parent for path in UI.rglob("*.html")})
SCRIPTS = sorted(UI.rglob("*.js"))
IMPORT = re.compile(r'(?:\bfrom|^import) "([^"]+)";$', re.MULTILINE)
TYPEDEF = re.compile(r"@typedef \{(?P<type>[^\n]*)\} (?P<name>\w+)(?P<body>.*?)(?=@typedef|\*/)", re.DOTALL)
PROPERTY = re.compile(r"@property \{.*\} (?P<open>\[?)(?P<name>\w+)")


def _name(path: Path) -> str:
    return path.relative_to(UI).as_posix()


def _wrapper(folder: Path) -> ModuleType:
    return importlib.import_module(".".join(["mmfusion.ui", *folder.relative_to(UI).parts]))


def _typedefs(folder: Path) -> dict[str, dict[str, bool]]:
    """Properties of each object that the scripts of a folder are handed, and whether each must be there.

    What a shared module says of the objects that it is handed counts where a script of the folder imports it.
    """
    found = {}
    own = sorted(folder.glob("*.js"))
    taken = {
        (path.parent / name).resolve() for path in own for name in IMPORT.findall(path.read_text("utf-8"))
    }
    for path in (*(one for one in sorted(taken) if one.parent == SHARED), *own):
        for match in TYPEDEF.finditer(path.read_text(encoding="utf-8")):
            if match["type"] == "object":
                found[match["name"]] = {p["name"]: not p["open"] for p in PROPERTY.finditer(match["body"])}
    return found


def _typed(folder: Path) -> Iterator[tuple[str, dict[str, bool]]]:
    """Keys of each TypedDict that a wrapper defines, and whether each must be there."""
    module = _wrapper(folder)
    for name, kind in vars(module).items():
        if typing.is_typeddict(kind) and kind.__module__ == module.__name__:
            # Annotations are strings: only resolved do they say what need not be there.
            hints = typing.get_type_hints(kind, include_extras=True)
            yield (
                name,
                {key: typing.get_origin(hint) is not typing.NotRequired for key, hint in hints.items()},
            )


@pytest.mark.parametrize("folder", FOLDERS, ids=_name)
def test_a_component_is_complete(folder: Path) -> None:
    assert {path.suffix for path in folder.glob(f"{folder.name}.*")} == {".html", ".css", ".js"}
    function = getattr(_wrapper(folder), "mount" if folder.name == "pad" else folder.name)
    assert inspect.getdoc(function)
    assert all(p.annotation is not p.empty for p in inspect.signature(function).parameters.values())
    assert callable(components.component(folder))


def test_names_of_components_are_their_own() -> None:
    assert len({folder.name for folder in FOLDERS}) == len(FOLDERS) > 15


@pytest.mark.parametrize("path", SCRIPTS, ids=_name)
def test_every_import_resolves_to_a_module(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    resolved = components.script(path)
    for name in IMPORT.findall(text):
        target = (path.parent / name).resolve()
        assert target.is_file(), name
        assert components.address(target) in resolved
    assert not [name for name in IMPORT.findall(resolved) if not name.startswith("data:")]


def test_a_shared_module_has_one_address_wherever_it_is_imported_from() -> None:
    numbers = components.address(SHARED / "numbers.js")
    assert base64.b64decode(numbers.partition("base64,")[2]).decode() == components.script(
        SHARED / "numbers.js"
    )
    users = [path for path in SCRIPTS if "js/numbers.js" in path.read_text(encoding="utf-8")]
    assert len(users) > 10
    assert all(numbers in components.script(path) for path in users)


def test_no_module_imports_itself_by_a_circle() -> None:
    imports = {
        path: [(path.parent / name).resolve() for name in IMPORT.findall(path.read_text(encoding="utf-8"))]
        for path in SCRIPTS
    }

    def reached(path: Path, above: tuple[Path, ...] = ()) -> None:
        assert path not in above, " → ".join(map(_name, (*above, path)))
        for other in imports[path]:
            reached(other, (*above, path))

    for path in SCRIPTS:
        reached(path)


def test_shared_modules_are_used() -> None:
    used = {
        (path.parent / name).resolve()
        for path in SCRIPTS
        for name in IMPORT.findall(path.read_text(encoding="utf-8"))
    }
    own = {folder / f"{folder.name}.js" for folder in FOLDERS}
    assert not [_name(path) for path in SCRIPTS if path not in used | own]


@pytest.mark.parametrize("folder", FOLDERS, ids=_name)
def test_what_travels_is_written_the_same_at_both_ends(folder: Path) -> None:
    """A `Header` in Python and the `Blobs` that follow it are one `Header` in the script."""
    scripts = _typedefs(folder)
    typed = dict(_typed(folder))
    blobs = typed.pop("Blobs", {})
    typed.pop("OfClip", None)  # the part of a header that is kept for a clip
    for name, keys in typed.items():
        assert name in scripts, f"no script of {_name(folder)} defines {name}"
        told = {**keys, **(blobs if name == "Header" else {})}
        if folder.name == "heads_off":
            told["pass"] = True  # no name that a class body of Python can hold
        assert scripts[name] == told, name


def test_where_tokens_lie_is_written_the_same_at_both_ends() -> None:
    """Python writes the raster of a clip once, for all figures that draw on it, and so do the scripts."""
    from mmfusion.ui.clips.subject import Geometry

    assert _typedefs(SHARED)["Geometry"] == dict.fromkeys(typing.get_type_hints(Geometry), True)


def test_what_travels_is_seen_to_differ(tmp_path: Path) -> None:
    (tmp_path / "x.js").write_text(
        "/**\n * @typedef {object} Header\n * @property {number} a\n * @property {string} [b] words\n"
        " * @typedef {number} Other\n */\n",
        encoding="utf-8",
    )
    assert _typedefs(tmp_path) == {"Header": {"a": True, "b": False}}


def test_components_ask_for_nothing_from_elsewhere() -> None:
    files = [
        path
        for folder in {*FOLDERS, SHARED}
        for path in folder.iterdir()
        if path.suffix in (".js", ".css", ".html")
    ]
    for path in files:
        text = path.read_text(encoding="utf-8")
        own = path.name == "fonts.js"  # it fetches the fonts that the page itself has loaded from here
        assert not re.search(r"https?://(?!www\.w3\.org)|@import" + ("" if own else r"|\bfetch\("), text), (
            path
        )


def test_no_line_is_too_long_to_read() -> None:
    long = [
        f"{_name(path)}:{number}"
        for path in SCRIPTS
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > 160
    ]
    assert not long


def test_a_missing_module_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\n', encoding="utf-8")
    with pytest.raises(FileNotFoundError, match=r"b\.js"):
        components.script(tmp_path / "a.js")
