"""Edits of the graph as a link has them, and as the figure tells them: bounded before they are used."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from mmfusion.tasks.graph.arms import stored
from mmfusion.tasks.graph.edits import Edits
from mmfusion.tasks.graph.lexicon import wordnet
from mmfusion.ui.shell.said import whole

if TYPE_CHECKING:
    from mmfusion.colearning.enrichment.ancestors import Edge

MOST = 12
"""Edits of a kind at most."""


def numbers() -> tuple[str, ...]:
    """Return the synsets in the order in which the figure counts them."""
    return tuple(wordnet().synsets)


def edges(text: str) -> tuple[Edge, ...]:
    """Return the edges of a link: pairs of synsets that there are.

    Example:
        >>> from mmfusion.ui.graph.link import edges
        >>> edges("02439398-02439033.nonsense.1-2")
        (('02439398', '02439033'),)

    """
    known = wordnet().synsets
    found = [part.split("-") for part in text[: 20 * MOST].split(".")]
    pairs = [(one[0], one[1]) for one in found if len(one) == 2 and one[0] in known and one[1] in known]
    return tuple(dict.fromkeys(pairs))[:MOST]


def switched(text: str) -> tuple[tuple[str, int], ...]:
    """Return the senses of a link: classes, and places from 0.

    Example:
        >>> from mmfusion.ui.graph.link import switched
        >>> switched("sea_horse-2.okapi-9.emu-x")
        (('sea horse', 1),)

    """
    known, found = wordnet().senses, {}
    for part in text[: 30 * MOST].split("."):
        name, _, place = part.replace("_", " ").rpartition("-")
        sense = whole(place, len(known.get(name, ())))
        if sense:
            found[name] = sense - 1
    return tuple(found.items())[:MOST]


def read(first: bool, cut: str, added: str, senses: str) -> Edits:
    """Return the edits of a link."""
    return Edits(first, edges(cut), edges(added), switched(senses))


def state(edits: Edits, picture: int) -> dict[str, Any]:
    """Return edits by numbers, as the figure has them."""
    place = {number: i for i, number in enumerate(numbers())}
    classes = stored()[0]
    return {
        "cut": [[place[a], place[b]] for a, b in edits.cut],
        "added": [[place[a], place[b]] for a, b in edits.added],
        "senses": [[classes.index(name), sense] for name, sense in edits.senses],
        "picture": picture,
    }


def told_as(one: dict[str, Any]) -> str:
    """Return a state as the script writes it."""
    return json.dumps(one, separators=(",", ":"))


def linked(told: dict[str, Any], asked: int) -> dict[str, str] | None:
    """Return what the figure tells as a link has it; None where it is no state.

    Args:
        told: the state, from anyone's browser.
        asked: pictures of a class.

    """
    every, classes = numbers(), stored()[0]

    def pairs(name: str, left: Sequence[str], right: Sequence[str] | None) -> Iterable[tuple[str, Any]]:
        for one in list(told.get(name) or ())[:MOST]:
            a, b = (int(v) for v in one)
            if not 0 <= a < len(left) or b < 0:
                raise ValueError(f"no such {name}")
            yield left[a], b if right is None else right[b]

    try:
        picture = int(told.get("picture", 0))
        if not 0 <= picture < asked:
            return None
        return {
            "graph_cut": ".".join(f"{a}-{b}" for a, b in pairs("cut", every, every)),
            "graph_add": ".".join(f"{a}-{b}" for a, b in pairs("added", every, every)),
            "graph_senses": ".".join(
                f"{name.replace(' ', '_')}-{sense + 1}" for name, sense in pairs("senses", classes, None)
            ),
            "graph_picture": str(picture + 1),
        }
    except (TypeError, ValueError, IndexError):
        return None
