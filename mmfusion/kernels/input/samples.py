"""Modalities and Gram matrices that split by sample, as scikit-learn's cross-validation splits its data.

scikit-learn takes a mapping or a list for as many samples as it has entries. These have a shape of samples
and are indexed by sample; of Gram matrices the columns are samples too, those that were trained on, as
scikit-learn knows it of estimators with the tag *pairwise*.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mmfusion.kernels.gram import as_grams
from mmfusion.kernels.input.parameters import said

Index = Any
"""Rows, or (rows, columns): whatever numpy takes, `np.ix_` too."""


class Modalities(Mapping[str, Any]):
    """A mapping of modalities to arrays `(n, d_k)` that is indexed by sample too, for cross-validation.

    `data["colour"]` is a modality, `data[rows]` all modalities of some samples, `data.shape[0]` their number;
    `len(data)` is the number of modalities, as of every mapping.

    Args:
        modalities: arrays `(n, d_k)`, or what becomes one, by name.
        pairwise: names of those that are kernel values `(n, n)`, for `Precomputed`: their columns are split
            too.

    Raises:
        ValueError: no modality, one without samples, numbers of samples that differ, an unknown name in
            `pairwise`.

    Example:
        >>> from sklearn.model_selection import cross_val_score
        >>> from sklearn.pipeline import make_pipeline
        >>> from mmfusion.kernels import RBF, KernelUnion, MKLClassifier, Modalities
        >>> told, weak = [[0], [9], [1], [8], [0], [9]], [[1], [1], [2], [2], [3], [3]]
        >>> data = Modalities({"told": told, "weak": weak})
        >>> union = KernelUnion([("told", RBF(), "told"), ("weak", RBF(), "weak")])
        >>> y = ["near", "far", "near", "far", "near", "far"]
        >>> cross_val_score(make_pipeline(union, MKLClassifier()), data, y, cv=3).tolist()
        [1.0, 1.0, 1.0]

    """

    def __init__(self, modalities: Mapping[str, ArrayLike], *, pairwise: Collection[str] = ()) -> None:
        if not isinstance(modalities, Mapping) or not modalities:
            raise ValueError("Modalities needs a mapping of at least one name to an array (n, d)")
        self._values = {name: _table(name, value) for name, value in modalities.items()}
        self.pairwise = frozenset([pairwise] if isinstance(pairwise, str) else pairwise)
        unknown = sorted(map(str, self.pairwise - set(self._values)))
        if unknown:
            raise ValueError(f"pairwise names {unknown}; there are {sorted(self)}")
        lengths = {name: len(value) for name, value in self._values.items()}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"all modalities must have the same samples; their numbers are {lengths}")
        columns = {name: self._values[name].shape[1] for name in sorted(self.pairwise)}
        if len(set(columns.values())) > 1:
            raise ValueError(f"all kernel values must be with the same samples; their numbers are {columns}")
        widths = columns.values() or [sum(value.shape[1] for value in self._values.values())]
        self.shape: tuple[int, int] = (next(iter(lengths.values())), next(iter(widths)))
        """Samples, and samples that kernel values are with; where there are none, features."""

    @overload
    def __getitem__(self, key: str) -> NDArray[Any]: ...

    @overload
    def __getitem__(self, key: Index) -> Modalities: ...

    def __getitem__(self, key: Any) -> Any:
        """Return a modality by its name, or all of them for some samples by rows or (rows, columns)."""
        if isinstance(key, str):
            return self._values[key]
        rows, columns = _both(key)
        parts = {name: value[rows] for name, value in self._values.items()}
        for name in self.pairwise:
            parts[name] = parts[name][:, columns]
        return Modalities(parts, pairwise=self.pairwise)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names."""
        return iter(self._values)

    def __len__(self) -> int:
        """Return the number of modalities."""
        return len(self._values)

    def __repr__(self) -> str:
        """Return names and shapes."""
        return f"Modalities({', '.join(f'{name}: {value.shape}' for name, value in self._values.items())})"


class GramMatrices:
    """Gram matrices `(s, m, n)` as one table of m samples by n, for cross-validation of estimators on them.

    `grams[rows]` are rows of all s, `grams[rows, columns]` are rows and columns: what is trained on
    `grams[np.ix_(train, train)]` predicts from `grams[np.ix_(test, train)]`, and that is how scikit-learn
    splits it. Estimators take it wherever they take an array `(s, m, n)`, which `np.asarray` gives.

    Args:
        grams: a list of Gram matrices `(m, n)` or an array `(s, m, n)`.

    Raises:
        ValueError: no kernel, kernels of different shapes, entries that are no real numbers.

    Example:
        >>> from sklearn.model_selection import GridSearchCV
        >>> from mmfusion.kernels import RBF, GramMatrices, MKLClassifier
        >>> told, weak = [[0], [5], [1], [4], [0], [5]], [[0], [2], [3], [5], [1], [2]]
        >>> grams = GramMatrices([RBF(0.1)(told), RBF(0.1)(weak)])
        >>> grams.shape, len(grams.values)
        ((6, 6), 2)
        >>> y = ["near", "far", "near", "far", "near", "far"]
        >>> search = GridSearchCV(MKLClassifier(), {"norm": ["l1", "l2"], "C": [0.1, 1.0]}, cv=3)
        >>> search.fit(grams, y).predict(grams[:2]).tolist()  # two rows of all columns
        ['near', 'far']

    """

    def __init__(self, grams: ArrayLike | Sequence[ArrayLike]) -> None:
        self.values = as_grams(grams)
        self.shape: tuple[int, int] = (self.values.shape[1], self.values.shape[2])
        """Samples, and the samples that they are compared with."""

    def __getitem__(self, key: Index) -> GramMatrices:
        """Return the same kernels of some samples, by rows or (rows, columns)."""
        rows, columns = _both(key)
        return GramMatrices(self.values[:, rows][:, :, columns])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        """Return the array `(s, m, n)`."""
        return np.array(self.values, dtype=dtype) if copy else np.asarray(self.values, dtype=dtype)

    def __len__(self) -> int:
        """Return the number of samples m."""
        return self.shape[0]

    def __repr__(self) -> str:
        """Return the shape."""
        return f"GramMatrices({len(self.values)} kernels: {self.shape})"


def _table(name: object, value: ArrayLike) -> NDArray[Any]:
    if not isinstance(name, str):
        raise ValueError(f"modalities have names, which are text, not {said(name)}")
    array = np.asarray(value)
    if array.ndim != 2 or 0 in array.shape:
        raise ValueError(f"modality {name!r} must be (samples, features), not of shape {array.shape}")
    return array


def _both(key: Index) -> tuple[Any, Any]:
    """Return rows and columns, each something that keeps its dimension; all columns where none are named."""
    rows, columns = key if isinstance(key, tuple) else (key, ...)
    return _along(rows), _along(columns)


def _along(index: Any) -> Any:
    if index is Ellipsis:
        return slice(None)
    return index if isinstance(index, slice) else np.ravel(index)
