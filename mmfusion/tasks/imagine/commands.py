"""`mmfusion evaluate imagine`: everything that is imagined, measured, stored and printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mmfusion.printing import interval, print_table, say

Rows = list[tuple[object, ...]]


def evaluate(strategies: Sequence[str] = ()) -> None:
    """Measure what is imagined, store it and print it; some minutes. There are no strategies.

    Without the packs of digits, what was measured of them stays.

    Raises:
        FileNotFoundError: the pairs are not there.

    """
    from mmfusion.tasks.imagine import amounts, colours, measured, names, sounds

    found = {"names": names.table(say), "pairs": amounts.table(say), "colours": colours.table(say)}
    try:
        found["digits"] = sounds.table(say)
    except FileNotFoundError as error:
        say(f"{error}; digits stay as they were measured")
        found["digits"] = measured.stored()["digits"]
    measured.write(found)
    for rows in (of_names(found["names"]), of_amounts(found["pairs"]), *of_colours(found["colours"])):
        print_table(rows)
        print()
    print_table(of_digits(found["digits"]))


SHOWN = ("R@1", "R@10", "R@10, CSLS", "largest hub", "R@1, all names", "surest tenth wrong")


def of_names(found: Mapping[str, Any]) -> Rows:
    """Return the table of maps to names: a row a map and encoder of names."""
    rows: Rows = [("map, names by", *SHOWN, "CSLS gains, R@10", "less ridge, R@10")]
    for words in ("minilm", "glove"):
        for name, own in found[words]["methods"].items():
            rows.append(
                (
                    f"{name}, {words}",
                    *(interval(own["figures"][figure]) for figure in SHOWN),
                    interval(own["CSLS gains"]["R@10"]),
                    interval(own["less ridge"]["R@10"]),
                )
            )
    return rows


def of_amounts(found: Mapping[str, Any]) -> Rows:
    """Return R@10 by amount of pairs."""
    rows: Rows = [("pairs", *found["pairs"])]
    for way in ("picture to name", "name to picture"):
        for kind, own in found[way]["R@10"].items():
            rows.append((f"{way}, {kind}", *map(interval, own)))
        needed = interval(found[way]["as good as all pixels"])
        rows.append(
            (f"{way}, pairs that do as well as all pixels", needed, *[""] * (len(found["pairs"]) - 1))
        )
    return rows


def of_colours(found: Mapping[str, Any]) -> list[Rows]:
    """Return accuracy by labels a class, in brackets the gain over the name; a table a setting."""
    tables = []
    for setting in ("minilm", "glove", "group"):
        rows: Rows = [(f"{setting}, labels a class", *(budget or "all" for budget in found["budgets"]))]
        for arm, own in found[setting]["figures"].items():
            cells = zip(own["accuracy"], own["gain"], strict=True)
            rows.append(
                (found["arms"][arm], *(_gained(a, None if arm == "name alone" else g) for a, g in cells))
            )
        tables.append(rows)
    return tables


def _gained(accuracy: Mapping[str, float], gain: Mapping[str, float] | None) -> str:
    text = f"{100 * accuracy['value']:.1f}"
    half = (accuracy if gain is None else gain)["high"] - (accuracy if gain is None else gain)["value"]
    if gain is None:
        return f"{text} ± {100 * half:.1f}"
    sign = "−" if gain["value"] < 0 else "+"
    return f"{text} ({sign}{abs(100 * gain['value']):.1f} ± {100 * half:.1f})"


def of_digits(found: Mapping[str, Any]) -> Rows:
    """Return what the VAEs reach, beside the nearest neighbour's partner, and what certainty says."""
    titles = {"visual to audio": "picture to sound", "audio to visual": "sound to picture"}
    shown = ("right", "nearest", "gain", "there and back", "wrong", "surest tenth wrong", "certainty, AUROC")
    rows: Rows = [("experts", *shown)]
    for experts in ("product", "mixture"):
        for way, title in titles.items():
            rows.append((f"{experts}, {title}", *(interval(found[experts][way][name]) for name in shown)))
    return rows
