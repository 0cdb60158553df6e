"""Late fusion of separately trained experts: how their calibrated probabilities are joined.

Each sense's network was trained alone and calibrated alone. For senses that are independent given the
class, Bayes' rule is the product of the posteriors over the prior. That is *and*: both must show the class.
`either` is *or*: an event is what is seen or heard. The other rules are what is often done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from mmfusion.measure.metrics import cross_entropy, softmax

FloatArray = NDArray[np.float64]
EITHER = "either"
AGGREGATORS = ("mean probability", "product / prior", "max", "learned weights", EITHER)
_TINY = 1e-12


def aggregate(seen: FloatArray, heard: FloatArray, name: str, experts: Mapping[str, object]) -> FloatArray:
    """Return the late fusion of two calibrated experts' probabilities `(…, K)` each.

    Args:
        seen: probabilities of the picture's expert.
        heard: probabilities of the sound's expert.
        name: one of `AGGREGATORS`. The product is divided by the prior once, since both posteriors hold it;
            learned weights are exponents of the experts' probabilities.
        experts: ``prior`` `(K,)`, ``weights`` ``(visual, audio)`` and what `either` is given, by its name, as
            the card of `late` has them.

    Raises:
        ValueError: an unknown aggregator, or experts without what *either* needs.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.aggregation import aggregate
        >>> seen, heard, experts = np.array([0.8, 0.2]), np.array([0.6, 0.4]), {"prior": [0.5, 0.5]}
        >>> aggregate(seen, heard, "mean probability", experts).round(3).tolist()
        [0.7, 0.3]
        >>> aggregate(seen, heard, "product / prior", experts).round(3).tolist()  # .48 : .08, two that agree
        [0.857, 0.143]

    """
    if name == "mean probability":
        return np.asarray((seen + heard) / 2)
    if name == "max":
        top = np.maximum(seen, heard)
        return np.asarray(top / top.sum(axis=-1, keepdims=True))
    log_seen, log_heard = np.log(seen + _TINY), np.log(heard + _TINY)
    if name == "product / prior":
        return softmax(log_seen + log_heard - np.log(np.asarray(experts["prior"], dtype=np.float64)))
    if name == "learned weights":
        first, second = np.asarray(experts["weights"], dtype=np.float64)
        return softmax(first * log_seen + second * log_heard)
    if name == EITHER:
        prior = np.asarray(experts["prior"], dtype=np.float64)
        given = experts.get(EITHER)
        if not isinstance(given, Mapping):
            raise ValueError(f"{EITHER} needs b, c, n and what must be heard, not {given!r}")
        return either(seen, heard, prior, given["b"], given["c"], given["n"], given["heard"])
    raise ValueError(f"unknown aggregator {name!r}: there are {', '.join(AGGREGATORS)}")


def fit_weights(seen: FloatArray, heard: FloatArray, targets: NDArray[np.int64]) -> tuple[float, float]:
    """Return the exponents of both experts that minimise the cross-entropy on validation pairs.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.aggregation import fit_weights
        >>> seen, guess = np.array([[0.8, 0.2]] * 4 + [[0.2, 0.8]]), np.array([[0.9, 0.1]] * 5)
        >>> weights = fit_weights(seen, guess, np.array([0, 0, 0, 1, 1]))
        >>> weights[0] > weights[1]  # the expert that tells the classes apart weighs more
        True

    """
    from scipy.optimize import minimize

    log_seen, log_heard = np.log(seen + _TINY), np.log(heard + _TINY)
    found = minimize(
        lambda w: cross_entropy(w[0] * log_seen + w[1] * log_heard, targets),
        x0=np.ones(2),
        bounds=[(0.0, 4.0)] * 2,
    )
    return float(found.x[0]), float(found.x[1])


def either(
    seen: FloatArray,
    heard: FloatArray,
    prior: FloatArray,
    b: float,
    c: float,
    n: float,
    must_be_heard: Sequence[int] = (),
) -> FloatArray:
    """Return the probability `(…, K)` of what is seen or heard; the last class is *none of these*.

    Bayes' rule over what picture and sound may be of: both of class k, one of k and the other of none, or
    both of none. With v = log p − log prior of the picture, a of the sound, and K the last class, class k
    scores logsumexp(b + v_k + a_k, c + v_k + a_K, c + v_K + a_k) and none scores n + v_K + a_K. Where an
    expert has no answer (NaN), there is none.

    Args:
        seen: probabilities of the picture's expert.
        heard: probabilities of the sound's expert.
        prior: of the classes `(K,)`, as both experts were trained with.
        b: log weight of a pair of which both are of the class. Only differences of b, c and n matter.
        c: log weight of a pair of which one is of the class and the other of none.
        n: log weight of a pair of which both are of none.
        must_be_heard: classes that are not there if they are only seen: a face beside another sound is no
            speech, and counts as none.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.aggregation import either
        >>> dog, none = np.array([0.9, 0.05, 0.05]), np.array([0.05, 0.05, 0.9])  # of dog, speech, none
        >>> flat = np.full(3, 1 / 3)
        >>> either(dog, none, flat, 0, 0, 0).round(2).tolist()  # a dog is seen, the wind is heard
        [0.9, 0.05, 0.05]
        >>> face = dog[[1, 0, 2]]
        >>> either(face, none, flat, 0, 0, 0, must_be_heard=[1]).argmax().item()  # nobody speaks
        2

    """
    v, a = (np.log(p + _TINY) - np.log(prior) for p in (seen, heard))
    v, a = np.broadcast_arrays(v, a)
    beside = c + v + a[..., -1:]
    silent = list(must_be_heard)
    with np.errstate(invalid="ignore"):  # NaN is no error here
        score = np.logaddexp(np.logaddexp(b + v + a, beside), c + v[..., -1:] + a)
        score[..., silent] = np.logaddexp(b + v + a, c + v[..., -1:] + a)[..., silent]
        score[..., -1] = n + v[..., -1] + a[..., -1]
        for k in silent:
            score[..., -1] = np.logaddexp(score[..., -1], beside[..., k])
    return softmax(score)


def fit_either(
    seen: FloatArray,
    heard: FloatArray,
    targets: NDArray[np.int64],
    prior: FloatArray,
    must_be_heard: Sequence[int] = (),
    weights: FloatArray | None = None,
) -> tuple[float, float, float]:
    """Return b, c and n of `either` that minimise the cross-entropy on validation pairs; n is 0.

    The pairs must be such as will be met: matched ones, ones of which one modality shows none, and none;
    `weights` `(N,)` say how much each counts, all the same by default.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.aggregation import fit_either
        >>> kinds = np.array([[0, 0], [1, 1], [0, 2], [1, 2], [2, 0], [2, 1], [2, 2]] * 20)  # seen, heard
        >>> seen, heard = (np.random.default_rng(0).dirichlet([1, 1, 1], (2, 140)) + np.eye(3)[kinds.T]) / 2
        >>> b, c, n = fit_either(seen, heard, kinds.min(axis=1), np.full(3, 1 / 3))
        >>> n
        0.0

    """
    from scipy.optimize import minimize

    counts = np.ones(len(targets)) if weights is None else weights

    def loss(x: FloatArray) -> float:
        p = either(seen, heard, prior, x[0], x[1], 0.0, must_be_heard)
        return -float(np.average(np.log(np.maximum(p[np.arange(len(p)), targets], _TINY)), weights=counts))

    # Bounded, since validation without a single error of one kind would send its weight to infinity.
    found = minimize(loss, x0=np.zeros(2), bounds=[(-8.0, 8.0)] * 2)
    return float(found.x[0]), float(found.x[1]), 0.0
