"""Renew the figures in README.md and docs/ from the cards and files of figures in assets/.

.venv/bin/python tools/write_figures.py

A figure in prose carries its source in a comment behind it, which no reader sees:

    late is right in 96.1 ± 1.3 %<!--= events/late :: accuracy % -->

The comment names a card of assets/models (its figures) or a JSON file of assets, and the keys that lead to
the figure; a last ``%`` says that a share stands in per cent. How it is written decides what is: ``N``,
``N ± N``, ``N [N, N]``, ``N to N`` (of one figure its interval, of several cards, ``events/late, mid``, the
least and the largest), with as many decimals as before.

A table between ``<!-- figures: name -->`` and ``<!-- end -->`` is one of `tables.py`. What was measured once,
by the command and on the machine that the text names, and stands on no card, is between
``<!-- measured once -->`` and ``<!-- end -->`` or the next heading; a single figure of that kind has
``<!--once-->`` behind it. Any other figure with ±, an interval or a unit is refused by a test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from tables import TABLES, Rows

from mmfusion.cards.figure import stored

ROOT = Path(__file__).resolve().parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
N = r"[+−-]?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d*\.?\d+)"
CITED = re.compile(
    rf"(?P<first>{N})(?P<rest> ± {N}| \[{N}, {N}\]| to {N})?"
    r"(?P<unit>(?:\s(?:%|points?|nats))?)<!--= (?P<source>[^>]*?) -->"
)
TABLE = re.compile(r"(<!-- figures: (?P<name>[^>]*?) -->\n).*?(?=<!-- end -->)", re.DOTALL)
ONCE = re.compile(r"<!-- measured once -->.*?(?=<!-- end -->|\n#|\Z)", re.DOTALL)
CODE = re.compile(r"^```.*?^```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$", re.DOTALL | re.MULTILINE)
UNCITED = re.compile(rf"{N} ± {N}|{N}\s\[{N}, {N}\]|{N}\s(?:%|points?\b|nats\b)")
WITHIN = re.compile(r"95\s%(?=\s(?:bootstrap\s)?intervals?)|(?<=Intervals are )95\s%|95\s%(?=: )")
"""What intervals are of is no figure."""


def figure(source: str) -> list[float | Mapping[str, float]]:
    """Return what a comment names, of each of its cards; shares in per cent where it says so."""
    names, *keys = source.removesuffix(" %").split(" :: ")
    factor = 100.0 if source.endswith(" %") else 1.0
    out: list[float | Mapping[str, float]] = []
    folder = names.partition("/")[0]
    for name in names.split(", "):
        name = name if "/" in name else f"{folder}/{name}"
        found = stored(" :: ".join([name, *keys]))
        if isinstance(found, Mapping):
            found = {k: factor * v for k, v in found.items() if isinstance(v, int | float) and k != "n"}
        out.append(found if isinstance(found, Mapping) else factor * found)
    return out


def value(found: float | Mapping[str, float]) -> float:
    """Return a figure without its interval."""
    return float(found["value"] if isinstance(found, Mapping) else found)


def half(found: float | Mapping[str, float]) -> float:
    """Return the longer arm of a figure's interval."""
    if not isinstance(found, Mapping):
        raise ValueError(f"{found} has no interval")
    if "half" in found:
        return float(found["half"])
    return max(found["high"] - found["value"], found["value"] - found["low"])


def like(new: float, old: str) -> str:
    """Return a number written as another one was: decimals, sign, leading zero."""
    decimals = len(old.partition(".")[2])
    text = f"{abs(new):,.{decimals}f}"
    if old.lstrip("+−-").startswith("."):
        text = text.removeprefix("0")
    sign = "+" if old.startswith("+") else ""
    if new < 0 and text.strip("0.,"):
        sign = "-" if old.startswith("-") else "−"
    return sign + text


def cited(match: re.Match[str]) -> str:
    """Return a figure of prose as its source has it now."""
    found, rest = figure(match["source"]), match["rest"] or ""
    numbers = re.findall(N, rest)
    values = sorted(map(value, found))
    one = found[0]
    if rest.startswith(" to "):
        if len(found) > 1:
            new = [values[0], values[-1]]
        elif isinstance(one, Mapping):
            new = [one["low"], one["high"]]
        else:
            raise ValueError(f"{match['source']}: one figure without an interval is no range")
        text = f"{like(new[0], match['first'])} to {like(new[1], numbers[0])}"
    else:
        if len(found) > 1:
            raise ValueError(f"{match['source']}: several cards, one figure")
        text = like(value(one), match["first"])
        if rest.startswith(" ±"):
            text += f" ± {like(half(one), numbers[0])}"
        elif rest and isinstance(one, Mapping):
            text += f" [{like(one['low'], numbers[0])}, {like(one['high'], numbers[1])}]"
    return f"{text}{match['unit']}<!--= {match['source']} -->"


def renewed(text: str) -> str:
    """Return a page with every cited figure and every table as the cards have them now."""
    text = TABLE.sub(lambda m: m[1] + markdown(TABLES[m["name"]]()) + "\n", text)
    return CITED.sub(cited, text)


def uncited(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line, from 1, with a figure on it that has no source, and the figure."""

    def blank(match: re.Match[str]) -> str:
        return re.sub(r"[^\n]", "_", match[0])

    for what in (TABLE, ONCE, CODE, CITED, WITHIN, re.compile(rf"{N}[^.<\n]{{0,12}}<!--once-->")):
        text = what.sub(blank, text)
    for match in UNCITED.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match[0]


def markdown(rows: Rows) -> str:
    """Return rows as a Markdown table."""
    head, *body = (re.sub(r"(?<![\w.])-(?=\d)", "−", f"| {' | '.join(map(str, row))} |") for row in rows)
    return "\n".join([head, "|---" * len(rows[0]) + "|", *body])


def main() -> None:
    """Renew every page, and say which changed."""
    for page in PAGES:
        before = page.read_text(encoding="utf-8")
        if (after := renewed(before)) != before:
            page.write_text(after, encoding="utf-8")
            print(page.relative_to(ROOT))


if __name__ == "__main__":
    main()
