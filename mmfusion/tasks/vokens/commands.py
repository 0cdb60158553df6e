"""The commands of vokens: `train vokens`, `evaluate vokens`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mmfusion.language import marked
from mmfusion.printing import RefusedError, print_table, say
from mmfusion.tasks.vokens import ARMS, SEEDS, TASK


def train(strategies: Sequence[str], seeds: int, folds: int, ship: bool, keep: bool = False) -> None:
    """Train the networks of `seeds` seeds, every arm; with `ship`, write those of the first for the page.

    Raises:
        RefusedError: folds, or what is to be kept: a finished run of the same recipe always is.
        FileNotFoundError: a pack is missing.

    """
    from mmfusion.tasks.vokens.training import Recipe, trained
    from mmfusion.training.finished import runs_root

    if folds != 1 or keep:
        raise RefusedError("vokens has no folds, and a finished run of the same recipe is always kept")
    for seed in range(seeds):
        for arm in ARMS:
            trained(Recipe(arm, seed), say)
    say(f"runs are kept in {runs_root(TASK)}")
    if ship:
        from mmfusion.tasks.vokens.networks import write

        for path in write(say):
            say(f"{path} {path.stat().st_size:,} bytes")


def evaluate(strategies: Sequence[str] = ()) -> None:
    """Measure everything on five seeds, train what is not trained yet, store and print it. No strategies.

    Raises:
        FileNotFoundError: a pack is missing.

    """
    from mmfusion.tasks.vokens import colour, joint, labels
    from mmfusion.tasks.vokens.table import write

    found = {
        "topics": labels.few_labels(SEEDS, say),
        "joint": joint.joint(SEEDS, say),
        "colour": colour.colour(say),
    }
    write(found)
    for name in PARTS:
        print_table(rows(found, name))
        print()


PARTS = ("topics", "topics, told", "joint", "colour, minilm", "colour, glove")
"""Tables that there are."""
LABELS = {
    "words": marked("masked words alone"),
    "vokens": marked("with vokens"),
    "codes": marked("with codes, no picture"),
    "dealt": marked("vokens, pictures dealt out anew"),
    "drawn": marked("a number drawn for each word"),
    "longer": marked("masked words alone, six times the steps"),
    "glove": marked("mean of GloVe vectors, nothing trained"),
}
"""What arms are called."""


def rows(found: Mapping[str, Any], part: str) -> list[tuple[object, ...]]:
    """Return a table: accuracy, %, of every arm by labels a class, and below it differences in points.

    Args:
        found: what was measured.
        part: of `PARTS`.

    """
    name, _, kind = part.partition(", ")
    whole = found[name]
    own = whole[kind] if kind else whole
    names = {**LABELS, **whole.get("arms", {})}
    out: list[tuple[object, ...]] = [("labels a class", *whole["budgets"])]
    out += [(names[arm], *(_cell(one) for one in each)) for arm, each in own["accuracy"].items()]
    for pair, each in own["difference"].items():
        arm, less = pair.split(" − ")
        out.append((f"*{names[arm]}* less *{names[less]}*", *(_cell(one, signed=True) for one in each)))
    return out


def _cell(figure: Mapping[str, float], *, signed: bool = False) -> str:
    value, half = 100 * figure["value"], 50 * (figure["high"] - figure["low"])
    sign = "" if not signed else "−" if value < 0 else "+"
    return f"{sign}{abs(value) if signed else value:.1f} ± {half:.1f}"
