"""What pairing is worth: the same spaces, learned from true pairs, from pairs of one kind, and from any two.

Only clips of one object whose sound is in time are paired, as films are. A true pair shares its kind, its
period and its moments; a pair of one kind, made by dealing the sounds out anew within each kind, the kind
alone; a pair of any two nothing. Clips, steps and settings are the same for all three.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.measure.retrieval import cosine, found_within
from mmfusion.tasks.course import CCA_ROW, CONTRASTIVE_ROW, PAIRINGS, SENSES, TOLD
from mmfusion.tasks.course.clips import Clips, Floats, IntArray
from mmfusion.tasks.course.read_out import LINEAR, Asked, read_out
from mmfusion.tasks.course.rows import Parts, chosen_space, places
from mmfusion.tasks.sounding.scene import FORMS


def dealt(kinds: IntArray, pairing: str, rng: np.random.Generator) -> IntArray:
    """Return whose sound each of N pictures gets, `(N,)`, nobody its own where it is dealt out.

    Raises:
        ValueError: no such pairing.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.course.pairing import dealt
        >>> kinds, rng = np.array([0, 1, 0, 1]), np.random.default_rng(0)
        >>> dealt(kinds, "true pairs", rng).tolist(), dealt(kinds, "pairs of one kind", rng).tolist()
        ([0, 1, 2, 3], [2, 3, 0, 1])

    """
    if pairing not in PAIRINGS:
        raise ValueError(f"there is no pairing {pairing!r}: there are {', '.join(PAIRINGS)}")
    out = np.arange(len(kinds))
    if pairing == PAIRINGS[0]:
        return out
    groups = [np.flatnonzero(kinds == kind) for kind in np.unique(kinds)]
    for members in groups if pairing == PAIRINGS[1] else [out.copy()]:
        mixed = rng.permutation(members)
        out[mixed] = np.roll(mixed, 1)
    return out


def one_object(part: Clips, in_time: bool) -> Clips:
    """Return the clips of one object, or those of them that are in time."""
    wanted = part.form == FORMS.index("one")
    return part.only(wanted & (part.truth["sync"] == 0) if in_time else wanted)


def pairing(parts: Parts, seed: int) -> dict[str, Any]:
    """Return what each space reaches from each pairing in one repetition; settings are those of true ones."""
    films = {name: one_object(part, True) for name, part in parts.items()}
    out: dict[str, Any] = {}
    for name in (CCA_ROW, CONTRASTIVE_ROW):
        space, size, chosen = chosen_space(name, films, seed)
        out[name] = {"chosen": chosen | {"dimensions": size}}
        for how in PAIRINGS:
            train, rng = films["train"], np.random.default_rng([seed, PAIRINGS.index(how)])
            order = dealt(train.truth["kind"], how, rng)
            space.fit({"visual": train.features["visual"], "audio": train.features["audio"][order]})
            out[name][how] = told(
                {part: places(space, one_object(clips, False), size) for part, clips in parts.items()},
                {part: one_object(clips, False) for part, clips in parts.items()},
            )
    return out


def told(views: dict[str, dict[str, Floats]], clips: Parts) -> dict[str, float]:
    """Return what nearness in a space tells of test clips, by the names of `TOLD`."""
    test = clips["test"].truth
    there = test["sync"] == 0
    seen, heard = (views["test"][sense][there] for sense in SENSES)
    near, kinds = cosine(seen, heard), test["kind"][there]
    same = kinds[:, None] == kinds[None, :]
    rivals = same & ~np.eye(len(near), dtype=bool)
    own = np.diagonal(near)[:, None]
    beaten = (own > near)[rivals].mean() + 0.5 * (own == near)[rivals].mean()
    whole = {
        part: np.diagonal(cosine(*(views[part][sense] for sense in SENSES)))
        for part in ("validation", "test")
    }
    bound = _threshold(whole["validation"], clips["validation"].truth["sync"] == 0)
    train, validation, heard_alone = (
        Asked({"z": views[part][sense]}, clips[part].truth["kind"])
        for part, sense in (("train", "visual"), ("validation", "visual"), ("test", "audio"))
    )
    found = (
        found_within(near, 10).mean(),
        found_within(near, 1, kinds).mean(),
        beaten,
        ((whole["test"] > bound) == (test["sync"] == 0)).mean(),
        read_out(train, validation, heard_alone, ("sum",), (LINEAR,))["sum"].accuracy,
    )
    return {name: round(float(value), 4) for name, value in zip(TOLD, found, strict=True)}


def _threshold(values: Floats, positive: NDArray[np.bool_]) -> float:
    """Return the bound above which most values are told rightly."""
    bounds = np.concatenate([[-np.inf], np.sort(values)])
    right = [((values > bound) == positive).mean() for bound in bounds]
    return float(bounds[int(np.argmax(right))])
