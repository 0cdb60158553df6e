"""Pairs as real clips are: what is seen is heard too, or only seen, or only heard, or neither shows a kind.

The sound of a real clip is often wind, talk or music, and its picture often shows no kind. So each kind's
pictures are put beside sounds of none, each kind's sounds beside pictures of none. Networks are trained and
calibrated on this mixture; they, and the rules that join the two experts, are measured on all of its parts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.measure.aggregation import AGGREGATORS, EITHER, aggregate, fit_either, fit_weights
from mmfusion.measure.metrics import Estimate, macro_estimate, softmax, two_way_weights
from mmfusion.printing import percent
from mmfusion.tasks.events import MODALITIES, MUST_BE_HEARD, NONE
from mmfusion.tasks.events.conditions import HEARD, SEEN, logits_of
from mmfusion.tasks.events.dataset import EventData
from mmfusion.tasks.events.network import EventNetwork
from mmfusion.tasks.events.pairs import CROSSED, NONE_WEIGHT, Pairs, Part

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
MATCHED, ONLY_SEEN, ONLY_HEARD, NEITHER = "matched", "only seen", "only heard", "none"
FACE = "a face beside another sound"
KINDS = (MATCHED, ONLY_SEEN, ONLY_HEARD, NEITHER, FACE)
"""Of pairs; where only a face is seen, the right answer is none: nobody is heard to speak."""
PRIOR = np.array([1.0] * NONE + [NONE_WEIGHT]) / (NONE + NONE_WEIGHT)
"""Of the classes in training, as `BalancedSampler` draws them."""


@dataclass(frozen=True)
class Mixture:
    """Pairs of a part, joined anew: rows into its fixed pairs."""

    pictures: IntArray
    """`(M,)`: whose picture."""
    recordings: IntArray
    """`(M,)`: whose sound."""
    targets: IntArray
    """`(M,)`: what the pair is."""
    kinds: NDArray[np.int64]
    """`(M,)`: index into `KINDS`."""
    weights: FloatArray
    """`(M,)`: how often training draws such a pair; they add up to one if the part has every class."""

    def of(self, pairs: Pairs) -> Pairs:
        """Return the pairs `(M,)` of the part's fixed pairs `(P,)`."""
        return Pairs(pairs.pictures[self.pictures], pairs.recordings[self.recordings], self.targets)


def mixture(targets: IntArray, seed: int = 0) -> Mixture:
    """Return each fixed pair as it is, and either half of it beside one that shows none of the kinds.

    Args:
        targets: of the fixed pairs `(P,)`; some must be of none.
        seed: of which none is put beside what.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.events.mixture import KINDS, mixture
        >>> mixed = mixture(np.array([0, 12, 13]))  # dog, speech, none
        >>> [KINDS[kind] for kind in mixed.kinds]
        ['matched', 'matched', 'none', 'only seen', 'a face beside another sound', 'only heard', 'only heard']
        >>> mixed.targets.tolist()
        [0, 12, 13, 0, 13, 0, 12]

    """
    rng = np.random.default_rng(seed)
    every, listed, none = (
        np.arange(len(targets)),
        np.flatnonzero(targets != NONE),
        np.flatnonzero(targets == NONE),
    )

    def strangers() -> IntArray:
        rounds = -(-len(listed) // len(none))
        return np.concatenate([rng.permutation(none) for _ in range(rounds)])[: len(listed)]

    unheard = np.isin(targets[listed], MUST_BE_HEARD)
    drawn = prior_weights(targets)
    shares = np.where(targets == NONE, 1.0, 1 - CROSSED)
    half = drawn[listed] * CROSSED / 2
    return Mixture(
        np.concatenate([every, listed, strangers()]),
        np.concatenate([every, strangers(), listed]),
        np.concatenate([targets, np.where(unheard, NONE, targets[listed]), targets[listed]]),
        np.concatenate(
            [
                np.where(targets == NONE, KINDS.index(NEITHER), KINDS.index(MATCHED)),
                np.where(unheard, KINDS.index(FACE), KINDS.index(ONLY_SEEN)),
                np.full(len(listed), KINDS.index(ONLY_HEARD)),
            ]
        ),
        np.concatenate([drawn * shares, half, half]),
    )


def prior_weights(targets: IntArray) -> FloatArray:
    """Return weights `(P,)` with which classes weigh what the prior says, however many items each has.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.events.mixture import PRIOR, prior_weights
        >>> weights = prior_weights(np.array([0, 0, 13]))
        >>> bool(np.isclose(weights[:2].sum(), PRIOR[0]) and np.isclose(weights[2], PRIOR[13]))
        True

    """
    return np.asarray((PRIOR / np.maximum(np.bincount(targets, minlength=len(PRIOR)), 1))[targets])


@dataclass(frozen=True)
class Experts:
    """What both experts, calibrated, say of the fixed pairs of a part: `(P, 14)` each, and the pairs."""

    seen: FloatArray
    heard: FloatArray
    pairs: Pairs


def of_networks(
    singles: Mapping[str, tuple[EventNetwork, float]], data: EventData, part: Part, fold: int
) -> Experts:
    """Return what the networks of the two modalities, with their temperatures, say of a part of a fold."""
    pairs = data.fixed(data.pools(fold)[part], part, fold)
    seen, heard = (
        softmax(logits_of(singles[m][0], data, pairs, condition), singles[m][1])
        for m, condition in zip(MODALITIES, (SEEN, HEARD), strict=True)
    )
    return Experts(seen, heard, pairs)


def fitted(validation: Experts) -> dict[str, Any]:
    """Return what the aggregators need, as the card of `late` has it, from the validation pairs of a fold.

    The exponents of *learned weights* are fitted on matched pairs and none; b, c and n of *either* on the
    whole mixture, in which pairs weigh as often as training draws such ones.
    """
    mixed = mixture(validation.pairs.targets)
    weights = fit_weights(validation.seen, validation.heard, validation.pairs.targets)
    b, c, n = fit_either(
        validation.seen[mixed.pictures],
        validation.heard[mixed.recordings],
        mixed.targets,
        PRIOR,
        MUST_BE_HEARD,
        mixed.weights,
    )
    return {
        "prior": PRIOR.round(6).tolist(),
        "weights": [round(w, 4) for w in weights],
        EITHER: {"b": round(b, 4), "c": round(c, 4), "n": round(n, 4), "heard": list(MUST_BE_HEARD)},
    }


def figures(experts: Experts, given: Mapping[str, Any], data: EventData) -> dict[str, dict[str, Estimate]]:
    """Return the figures of `by_kind` of every aggregator.

    Args:
        experts: what they say of the test pairs of a fold.
        given: what the aggregators need, as `fitted` gives it.
        data: where the groups are, over which the intervals' bootstrap goes.

    """
    mixed = mixture(experts.pairs.targets)
    seen, heard = experts.seen[mixed.pictures], experts.heard[mixed.recordings]
    return {
        name: by_kind([aggregate(seen, heard, name, given)], [experts.pairs], data) for name in AGGREGATORS
    }


def by_kind(
    answered: Sequence[NDArray[np.floating]], fixed: Sequence[Pairs], data: EventData
) -> dict[str, Estimate]:
    """Return accuracy by kind of pair, macro over the kinds of events; where none is right, its share.

    Args:
        answered: probabilities or logits `(M, 14)` of the mixture of each part.
        fixed: the fixed pairs of each part.
        data: where the groups are, over which the intervals' bootstrap goes.

    """
    mixtures = [mixture(pairs.targets) for pairs in fixed]
    every = [mixed.of(pairs) for mixed, pairs in zip(mixtures, fixed, strict=True)]
    weights = two_way_weights(
        [data.picture_groups[i] for pairs in every for i in pairs.pictures],
        [data.sound_groups[i] for pairs in every for i in pairs.recordings],
    )
    right = np.concatenate([a.argmax(axis=1) == p.targets for a, p in zip(answered, every, strict=True)])
    targets = np.concatenate([pairs.targets for pairs in every])
    kinds = np.concatenate([mixed.kinds for mixed in mixtures])
    out = {}
    for index, kind in enumerate(KINDS):
        chosen = kinds == index
        # Of pairs of none there is one class, which counts here.
        own = targets[chosen] - (NONE if kind in (NEITHER, FACE) else 0)
        out[kind] = macro_estimate(right[chosen], own, weights[:, chosen], NONE)
    return out


Written = Mapping[str, Mapping[str, dict[str, Any]]]
"""Figures as a card has them: aggregator -> kind of pair -> value, low, high, n."""


def rows(found: Written, card: Written) -> list[list[str]]:
    """Return figures as rows of text, one an aggregator and kind of pair, beside what the card says."""
    body = [
        [name, kind, percent(now), percent(card[name][kind]) if kind in card.get(name, {}) else "-"]
        for name, by in found.items()
        for kind, now in by.items()
    ]
    return [["two experts, joined", "pairs", "measured now, %", "on the card"], *body]
