"""EMAP: what is left of a model's answers when modalities may only add up.

    f̂(a_i, v_i) = E_v[f(a_i, v)] + E_a[f(a, v_i)] − E_{a,v}[f(a, v)]

Hessel and Lee, Does my multimodal model learn cross-modal interactions? It's harder to tell than you might
think!, EMNLP 2020, equation 3: of all functions f_A(a) + f_V(v), the one nearest to f in the mean square over
all pairs, so that one that was such a sum to begin with comes out unchanged. With M modalities it is Σ_m E[f
| x_m] − (M − 1) E[f]. The gap is what the answers lose: accuracy that needs the modalities *together*,
example by example.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mmfusion.measure.metrics import Estimate, paired, share

FloatArray = NDArray[np.float64]


def emap(table: NDArray[np.floating], own: bool = True) -> FloatArray:
    """Return the additive projection of a model's logits on the examples themselves, `(N, classes)`.

    Args:
        table: `(N, …, N, classes)`, an axis a modality: the logits of the first modality of example i beside
            the second one of example j, and so on; the diagonal is what the model says of the examples.
        own: whether the means hold what the model says of the example itself, as the definition has it. That
            is one pair of N, and tells of the answer what adding up cannot know; without it, the means for an
            example are over the others alone.

    Raises:
        ValueError: no two axes of one length, and a last one of classes.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.emap import emap
        >>> a, v = np.array([0.0, 1.0, 2.0]), np.array([5.0, 3.0, 1.0])
        >>> emap((a[:, None] + v)[..., None])[:, 0].tolist()  # adds up already: nothing is lost
        [5.0, 4.0, 3.0]
        >>> emap(np.eye(3)[..., None])[:, 0].round(6).tolist()  # 1/3 + 1/3 − 1/3: that they match is not seen
        [0.333333, 0.333333, 0.333333]

    """
    count = table.ndim - 1
    if count < 2 or len(set(table.shape[:-1])) != 1:
        raise ValueError(f"table must be (N, …, N, classes), an axis a modality, not {table.shape}")
    whole = np.asarray(table, dtype=np.float64)
    modalities = range(count)
    if own:
        alone = (whole.mean(axis=tuple(m for m in modalities if m != one)) for one in modalities)
        return np.asarray(sum(alone) - (count - 1) * whole.mean(axis=tuple(modalities)))
    out = np.zeros((len(whole), whole.shape[-1]))
    for i in range(len(whole)):
        others = np.delete(np.arange(len(whole)), i)
        for one in modalities:
            part = whole[np.ix_(*[np.array([i]) if m == one else others for m in modalities])]
            out[i] += part.mean(axis=tuple(modalities))
        out[i] -= (count - 1) * whole[np.ix_(*[others] * count)].mean(axis=tuple(modalities))
    return out


def themselves(table: NDArray[np.floating]) -> FloatArray:
    """Return what the model says of the examples themselves, `(N, classes)`: the diagonal of a table.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.emap import themselves
        >>> themselves(np.arange(8.0).reshape(2, 2, 2)).tolist()
        [[0.0, 1.0], [6.0, 7.0]]

    """
    own = np.arange(len(table))
    return np.asarray(table[(own,) * (table.ndim - 1)], dtype=np.float64)


def answered(table: NDArray[np.floating], truth: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which examples are answered rightly, `(3, N)`: by the model, its projection, that of the others.

    Args:
        table: as in `emap`.
        truth: `(N,)`: the class of each example.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.emap import answered
        >>> bits = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
        >>> either = (bits[0][:, None] ^ bits[1]).astype(float)  # a model of xor
        >>> answered(np.stack([1 - either, either], axis=-1), bits[0] ^ bits[1])[:2].tolist()
        [[True, True, True, True], [True, False, False, True]]

    """
    said = (themselves(table), emap(table), emap(table, own=False))
    return np.stack([z.argmax(axis=1) == truth for z in said])


def gap(right: NDArray[np.bool_]) -> dict[str, Estimate]:
    """Return the accuracy of the model, of its additive projections, and the gaps between, with intervals.

    Args:
        right: `(3, N)`, as `answered` gives it; of several tables one after the other.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.emap import gap
        >>> found = gap(np.array([[True] * 4, [True, True, True, False], [True, False, False, True]]))
        >>> {name: figure.value for name, figure in found.items() if "gap" in name}
        {'gap': 0.25, 'gap, own pair left out': 0.5}

    """
    model, added, apart = right
    names = ("model", "additive", "additive, own pair left out")
    shares = {name: share(int(own.sum()), own.size) for name, own in zip(names, right, strict=True)}
    return {**shares, "gap": paired(model, added), "gap, own pair left out": paired(model, apart)}
