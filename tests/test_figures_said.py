"""Every measured figure that README, docs and pages say is the one on its card: none is typed.

`tools/write_figures.py` renews what docs say; pages compute what they say from cards.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCS = ["README.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]
SCRIPTS = sorted([*(ROOT / "mmfusion" / "ui").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"])
SAID = re.compile(r"\d+(?:\.\d+)?\s(?:%|points?\b|nats\b)|(?<![\w.])\.\d{2}\b(?!\w)|\d\.\d+\s?±")
NO_FIGURE = re.compile(r"95\s% interval|chance \.50|Chance 33\.3\s%|by more than 1\s%")
"""Levels of intervals, chance, and a bound: what nobody measured."""


@pytest.fixture(scope="module")
def tool() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "tools"))
        yield importlib.import_module("write_figures")


@pytest.mark.parametrize("page", DOCS)
def test_docs_say_what_cards_say(tool: ModuleType, page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    now = tool.renewed(text)
    differ = [f"{a}\n    is {b}" for a, b in zip(text.split("\n"), now.split("\n"), strict=False) if a != b]
    assert text == now, "python tools/write_figures.py renews: " + "\n".join(differ[:5])


@pytest.mark.parametrize("page", DOCS)
def test_every_figure_of_docs_has_a_source(tool: ModuleType, page: str) -> None:
    """A card, a table that is made from cards, or the remark that it was measured once."""
    found = list(tool.uncited((ROOT / page).read_text(encoding="utf-8")))
    assert not found, f"{page}, lines and figures without a source (tools/write_figures.py says how): {found}"


def said(path: Path) -> Iterator[str]:
    """Yield the strings of a script that hold a figure, those of its docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    words = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in words:
            text = NO_FIGURE.sub("", node.value)
            if SAID.search(text) and not text.startswith((".", "<svg")) and " " in text:
                yield node.value


def test_no_page_has_a_figure_typed_into_its_words() -> None:
    found = {str(path.relative_to(ROOT)): list(said(path)) for path in SCRIPTS}
    assert not {path: words for path, words in found.items() if words}, "read it from the card"


def test_a_typed_figure_is_found(tmp_path: Path) -> None:
    script = tmp_path / "page.py"
    for words in ("only fusion is right on 2.4 % of it", "p = .99 on average", "late stays at 1.101 nats"):
        script.write_text(f'"""A page, 2.4 % of it."""\nsay("{words}")\n', encoding="utf-8")
        assert list(said(script)) == [words]
    script.write_text('say(f"{value:.1f} % of it, its 95 % interval")\n', encoding="utf-8")
    assert not list(said(script))


@pytest.mark.parametrize(
    ("written", "found", "expected"),
    [
        ("2.4", 2.7123, "2.7"),
        ("2.4 %", {"value": 2.7123, "low": 2.0, "high": 3.0}, "2.7 %"),
        ("2.4 ± 0.1", {"value": 2.7, "low": 2.2, "high": 2.9}, "2.7 ± 0.5"),
        ("2.4 ± 0.1 points", {"value": -2.7, "half": 0.25}, "−2.7 ± 0.2 points"),
        ("+1.3 [−1.0, 2.0]", {"value": 2.7, "low": -0.4, "high": 5.84}, "+2.7 [−0.4, 5.8]"),
        ("+1.3", -0.21, "−0.2"),
        ("−1.3", 0.04, "0.0"),
        (".99", 0.761, ".76"),
        ("3 to 7", {"value": 4, "low": 2, "high": 8}, "2 to 8"),
        ("1,234", 98765.4, "98,765"),
    ],
)
def test_a_figure_is_renewed_in_the_form_in_which_it_is_written(
    tool: ModuleType, monkeypatch: pytest.MonkeyPatch, written: str, found: object, expected: str
) -> None:
    monkeypatch.setattr(tool, "figure", lambda source: [found])
    cite = "<!--= events/late :: accuracy % -->"
    assert tool.renewed(f"in 2026, {written}{cite}, 3.") == f"in 2026, {expected}{cite}, 3."


def test_a_source_leads_to_what_is_on_the_card(tool: ModuleType) -> None:
    from mmfusion.tasks.sounding import load

    metrics = load("mid").card.metrics
    (share,) = tool.figure("sounding-objects/mid :: side %")
    assert share["value"] == pytest.approx(100 * metrics["side"]["value"])
    assert share["low"] == pytest.approx(100 * metrics["side"]["low"])
    (nats,) = tool.figure("sounding-objects/late :: side, nats")
    assert nats["value"] == load("late").card.metrics["side, nats"]["value"]
    several = tool.figure("sounding-objects/mid, bottleneck-mid :: side %")
    both = sorted(
        round(100 * load(name).card.metrics["side"]["value"], 1) for name in ("mid", "bottleneck-mid")
    )
    assert tool.renewed("1.0 to 2.0<!--= sounding-objects/mid, bottleneck-mid :: side % -->").startswith(
        f"{both[0]} to {both[1]}<"
    )
    assert len(several) == 2
    with pytest.raises(KeyError):
        tool.figure("sounding-objects/mid :: no such figure")


def test_a_table_is_written_anew_between_its_marks(tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(tool.TABLES, "small", lambda: [["what", "%"], ["cut", "-2.0 ± 1.0"]])
    before = "Words.\n\n<!-- figures: small -->\n| old | 1 |\n<!-- end -->\nMore."
    rows = "| what | % |\n|---|---|\n| cut | −2.0 ± 1.0 |"
    assert tool.renewed(before) == before.replace("| old | 1 |", rows)


def test_figures_without_a_source_are_found(tool: ModuleType) -> None:
    text = (
        "# Title\n\nRight in 2.4 %, or 2.4 ± 0.1, or −1.3 [−3.3, 1.1]; `0.1 %` is code, 95 % intervals "
        "are none.\nLoses 4.8 points<!--once-->, 3.2 points<!--= events/late :: accuracy % -->, 1.10 nats.\n"
        "<!-- measured once -->\nTook 12 %.\n\n## Next\n\nTook 13 %.\n"
    )
    assert list(tool.uncited(text)) == [
        (3, "2.4 %"),
        (3, "2.4 ± 0.1"),
        (3, "−1.3 [−3.3, 1.1]"),
        (4, "1.10 nats"),
        (10, "13 %"),
    ]
