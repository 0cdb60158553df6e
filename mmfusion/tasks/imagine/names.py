"""Pictures mapped among the vectors of names: what is found there, hubs, and answers that are sure and wrong.

Three maps of the same 256 principal components, tuned on validation: ridge, the hinge of DeViSE, InfoNCE's
heads. A held-out picture's first name is the nearest by cosine. Candidates are the held-out names, or all
names, those of training among them: pictures then mostly get a training name, because the map was drawn to
those. CSLS corrects hubs by what all other held-out pictures find: it is transductive, for it needs the test
pictures together.

*Sure* is the cosine of the first name: of the tenth of pictures with the highest, how many are wrong?
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.language import marked
from mmfusion.measure.geometry import hubs
from mmfusion.measure.metrics import student
from mmfusion.measure.retrieval import cosine, csls, found_within
from mmfusion.tasks.pairs.data import WORDS, Words
from mmfusion.tasks.pairs.evaluate import heads, ridges, split_of, trained, tuned

if TYPE_CHECKING:
    from mmfusion.colearning.contrastive import Contrastive
    from mmfusion.colearning.space import JointSpace

Floats = NDArray[np.float64]
Views = Mapping[str, Floats]
SPLITS = 5
RIDGE, HINGE, INFO, SHUFFLED = "ridge", "hinge (DeViSE)", "InfoNCE", marked("ridge, shuffled pairs")
HEAD = 120
"""Steps of what is trained, at most: it stops where validation says."""
TENTH = 10


def to_names() -> list[tuple[dict[str, Any], JointSpace]]:
    """Return what ridge is tuned over where pictures are mapped to names."""
    return [one for one in ridges() if one[0]["target"] == "text"]


def hinges(seed: int) -> list[tuple[dict[str, Any], Contrastive]]:
    """Return what the hinge is tuned over: its margin."""
    from mmfusion.colearning import DeViSE

    return [
        ({"margin": m}, DeViSE(margin=m, seed=seed, steps=HEAD, scale=False)) for m in (0.05, 0.1, 0.2, 0.4)
    ]


def joined(first: Views, then: Views) -> dict[str, Floats]:
    """Return rows of two parts, one below the other, by modality."""
    return {name: np.concatenate([first[name], then[name]]) for name in first}


def places(seed: int, words: Words) -> Iterator[tuple[str, Views, int]]:
    """Yield each map's places of held-out pairs, training pairs below them, and how many are held out."""
    train, validation, test, wrong = split_of(seed, words)
    every, n = joined(test, train), len(test["text"])
    yield RIDGE, tuned(to_names(), train, validation, every).places, n
    yield HINGE, trained(hinges(seed), train, validation, every).places, n
    yield INFO, trained(heads("InfoNCE", seed), train, validation, every).places, n
    yield SHUFFLED, tuned(to_names(), wrong, validation, every).places, n


def sure_and_wrong(similarity: NDArray[np.floating], right: NDArray[np.int64]) -> float:
    """Return the share of the surest tenth of queries whose first answer is wrong.

    Args:
        similarity: `(N, M)`.
        right: the column that belongs to each query, `(N,)`.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.imagine.names import sure_and_wrong
        >>> s = np.eye(20)
        >>> s[0, 1] = 2.0  # the surest of all, and wrong; of the tenth, two queries, it is one
        >>> sure_and_wrong(s, np.arange(20))
        0.5

    """
    surest = np.argsort(-similarity.max(axis=1), kind="stable")[: len(similarity) // TENTH]
    return float((similarity[surest].argmax(axis=1) != right[surest]).mean())


def figures(z: Views, n: int) -> dict[str, float]:
    """Return what is measured of places, the first n rows held out, the others those of training."""
    pictures, own = z["visual"][:n], np.arange(n)
    held, every = cosine(pictures, z["text"][:n]), cosine(pictures, z["text"])
    corrected, met = csls(held), hubs(held, 10)
    numbers = np.arange(every.shape[1])
    return {
        "R@1": float(found_within(held, 1).mean()),
        "R@10": float(found_within(held, 10).mean()),
        "R@1, CSLS": float(found_within(corrected, 1).mean()),
        "R@10, CSLS": float(found_within(corrected, 10).mean()),
        "largest hub": float(met.counts.max()),
        "largest hub, CSLS": float(hubs(corrected, 10).counts.max()),
        "skewness": met.skewness.value,
        "never among ten": met.unfound,
        "R@1, all names": float(found_within(every, 1, own, numbers).mean()),
        "R@10, all names": float(found_within(every, 10, own, numbers).mean()),
        "first is a training name": float((every.argmax(axis=1) >= n).mean()),
        "wrong": float((held.argmax(axis=1) != own).mean()),
        "surest tenth wrong": sure_and_wrong(held, own),
        "surest tenth wrong, all names": sure_and_wrong(every, own),
    }


def table(report: Callable[[str], None], seeds: Sequence[int] = range(SPLITS)) -> dict[str, Any]:
    """Return every figure of every map with its interval, and paired differences, by encoder of names.

    Args:
        report: is told of progress.
        seeds: of the splits.

    """
    found: dict[str, Any] = {"splits": len(seeds)}
    for words in WORDS:
        by: dict[str, list[dict[str, float]]] = {}
        held = []
        for seed in seeds:
            for name, z, n in places(seed, words):
                by.setdefault(name, []).append(figures(z, n))
                report(f"imagine, names by {words}, split {seed}: {name} {by[name][-1]['R@10']:.3f}")
            held.append(n)
        found[words] = {
            "held out": held,
            "all names": len(z["text"]),
            "methods": {name: summed(rows, by[RIDGE]) for name, rows in by.items()},
        }
    return found


def summed(rows: Sequence[Mapping[str, float]], ridge: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    """Return a map's figures with intervals, what CSLS gains, and what is gained over ridge; paired."""

    def over(of: str, less: str, other: Sequence[Mapping[str, float]]) -> dict[str, float]:
        return student([a[of] - b[less] for a, b in zip(rows, other, strict=True)]).to_dict()

    return {
        "figures": {name: student([row[name] for row in rows]).to_dict() for name in rows[0]},
        "CSLS gains": {name: over(f"{name}, CSLS", name, rows) for name in ("R@1", "R@10")},
        "less ridge": {name: over(name, name, ridge) for name in ("R@1", "R@10", "surest tenth wrong")},
        "all names less held out": over("R@1, all names", "R@1", rows),
    }
