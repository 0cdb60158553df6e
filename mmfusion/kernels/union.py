"""`KernelUnion`: from modalities, or columns of one table, to one Gram matrix each.

>>> union = KernelUnion([("colour", Chi2(), "colour"), ("shape", RBF(), "shape")])      # doctest: +SKIP
>>> grams = union.fit_transform({"colour": histograms, "shape": vectors})                # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from mmfusion.kernels.base import RBF, Floats, Grams, Kernel, Precomputed, check_features
from mmfusion.kernels.gram import inverse_root, trace_scale
from mmfusion.kernels.input import parameters
from mmfusion.kernels.input.parameters import said
from mmfusion.kernels.rows import ComputedRows, Index

NORMALISATIONS = ("cosine", "trace", None)


@dataclass(frozen=True)
class _Trained:
    """One kernel with what its training data taught."""

    kernel: Kernel
    columns: Any
    x: Floats
    means: Floats | None
    scale: Floats | float


class KernelUnion(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn carries no types
    """Compute s kernels on features; `transform` gives `(s, m, n)` float32 between new and training samples.

    Everything that is learned (widths, means, scales) comes from the data of `fit`. Values are computed block
    by block and written into the result, which is all the memory that grows with the number of pairs.

    Not for scikit-learn's `check_estimator`, which wants as many rows back as samples went in: three
    dimensions come out. In a pipeline, before an estimator of `mmfusion.kernels.estimators`, that is what is
    wanted.

    Args:
        kernels: `(name, kernel, columns)` for each kernel. Columns: the name of a modality where X is a
            mapping of arrays `(m, d)`; otherwise a slice or list of columns of an array `(m, d)`, names of
            columns of a data frame, or None for all. By default one RBF kernel on all columns.
        centre: whether features are centred (their training mean subtracted) before they are normalised.
        normalise: "cosine" (unit diagonal), "trace" (mean diagonal of the training kernel 1), or None.
        device: where torch computes the kernels, "cuda" say; by default the processor does, without torch.

    Attributes:
        names_: the kernels' names.
        kernels_: the fitted kernels.
        n_samples_fit_: n.

    Example:
        >>> from mmfusion.kernels import RBF, Chi2, KernelUnion
        >>> union = KernelUnion([("colour", Chi2(), "colour"), ("shape", RBF(), "shape")])
        >>> union.fit_transform({"colour": [[3, 1, 0], [1, 1, 2]], "shape": [[0], [1]]}).shape
        (2, 2, 2)
        >>> print(union.transform({"colour": [[3, 1, 0]], "shape": [[1]]}).round(2))  # a new flower with each
        [[[1.   0.37]]
        <BLANKLINE>
         [[0.61 1.  ]]]

    """

    def __init__(
        self,
        kernels: Sequence[tuple[str, Kernel, Any]] | None = None,
        *,
        centre: bool = False,
        normalise: str | None = "cosine",
        device: str | None = None,
    ) -> None:
        self.kernels = kernels
        self.centre = centre
        self.normalise = normalise
        self.device = device

    def fit(self, X: Any, y: Any = None) -> Self:
        """Learn widths, means and scales from training data.

        Args:
            X: `(n, d)`, a data frame, or a mapping of modalities to `(n, d_k)`: `mmfusion.kernels.Modalities`
                for cross-validation.
            y: not used.

        Raises:
            ValueError: no kernel, what is none, a name twice, unknown columns, modalities of several lengths,
                bad values, a device that is not there.

        """
        self._fit(X, None)
        return self

    def fit_transform(self, X: Any, y: Any = None) -> Grams:
        """Return the training kernels `(s, n, n)`; each is computed once."""
        specified = self._specified()
        n = len(_select(X, specified[0][2], specified[0][0]))
        out = np.empty((len(specified), n, n), dtype=np.float32)
        self._fit(X, out)
        return out

    def transform(self, X: Any) -> Grams:
        """Return kernels `(s, m, n)` between samples `(m, d)` and the training samples.

        Raises:
            ValueError: bad values, other columns than in training.

        """
        check_is_fitted(self, "_trained")
        parts = [_select(X, one.columns, name) for name, one in zip(self.names_, self._trained, strict=True)]
        _same_length(self.names_, parts)
        out = np.empty((len(parts), len(parts[0]), self.n_samples_fit_), dtype=np.float32)
        for one, part, gram in zip(self._trained, parts, out, strict=True):
            self._write(one, part, gram)
        return out

    def rows(self, cache_bytes: int = 1 << 30) -> ComputedRows:
        """Return the training kernels as rows computed on demand, where `(s, n, n)` is too large to keep.

        Args:
            cache_bytes: memory for rows that are kept.

        """
        check_is_fitted(self, "_trained")

        def compute(index: Index) -> Grams:
            out = np.empty((len(self._trained), len(index), self.n_samples_fit_), dtype=np.float32)
            for one, gram in zip(self._trained, out, strict=True):
                self._write(one, one.x[index], gram, index)
            return out

        return ComputedRows(compute, len(self._trained), self.n_samples_fit_, cache_bytes)

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """Return the kernels' names."""
        check_is_fitted(self, "_trained")
        return np.asarray(self.names_, dtype=object)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        given = self.kernels if isinstance(self.kernels, Sequence) else ()  # whatever it is, `fit` says so
        parts = (part for one in given if isinstance(one, tuple | list) for part in one)
        # kernel values are split by sample along their columns too
        tags.input_tags.pairwise = any(isinstance(part, Precomputed) for part in parts)
        return tags

    def _specified(self) -> list[tuple[str, Kernel, Any]]:
        specified = _triples([("rbf", RBF(), None)] if self.kernels is None else self.kernels)
        names = [name for name, _, _ in specified]
        if len(set(names)) < len(names):
            raise ValueError(f"the kernels' names must differ, not {names}")
        parameters.flag("centre", self.centre)
        parameters.one_of("normalise", self.normalise, NORMALISATIONS)
        if self.device is not None:
            if not isinstance(self.device, str):
                raise ValueError(f"device must be the name of one, or None, not {said(self.device)}")
            from mmfusion.kernels import device

            device.find(self.device)
        return specified

    def _fit(self, X: Any, out: Grams | None) -> None:
        specified = self._specified()
        self.names_ = [name for name, _, _ in specified]
        parts = [_select(X, columns, name) for name, _, columns in specified]
        _same_length(self.names_, parts)
        if not isinstance(X, Mapping):
            self.n_features_in_ = np.shape(X)[1]
        self.n_samples_fit_ = len(parts[0])
        trained = []
        for k, ((_, kernel, columns), x) in enumerate(zip(specified, parts, strict=True)):
            fitted = kernel.fitted(x)
            diagonal = fitted.diagonal(x) if self.centre or self.normalise else np.ones(len(x))
            means = None
            if self.centre or out is not None:
                gram = np.empty((len(x), len(x)), dtype=np.float32) if out is None else out[k]
                self._values(fitted, x, x, gram)
                if self.centre:
                    means = gram.mean(axis=0, dtype=np.float64)
                    diagonal = diagonal - 2 * means + means.mean()
            scale: Floats | float = 1.0
            if self.normalise == "trace":
                scale = trace_scale(diagonal)
            elif self.normalise == "cosine":
                scale = inverse_root(diagonal, np.float64)
            trained.append(_Trained(fitted, columns, x, means, scale))
            if out is not None:
                self._finish(trained[-1], out[k], means, scale)
        self._trained = trained
        self.kernels_ = [one.kernel for one in trained]

    def _write(self, one: _Trained, x: Floats, gram: Grams, index: Index | None = None) -> None:
        """Write the kernel between `x` and the training samples, whose rows `index` they are, if they are."""
        if x.shape[1] != one.x.shape[1]:
            raise ValueError(f"the kernel was fitted on {one.x.shape[1]} features; {x.shape[1]} came")
        self._values(one.kernel, x, one.x, gram)
        own: Floats | None = gram.mean(axis=1, dtype=np.float64) if one.means is not None else None
        scale: Floats | float = one.scale
        if self.normalise == "cosine":
            if index is not None:
                scale = np.asarray(one.scale)[index]
            else:
                diagonal = one.kernel.diagonal(x)
                if one.means is not None and own is not None:
                    diagonal = diagonal - 2 * own + one.means.mean()
                scale = inverse_root(diagonal, np.float64)
        self._finish(one, gram, own, scale)

    def _values(self, kernel: Kernel, x: Floats, z: Floats, gram: Grams) -> None:
        """Write the kernel between `x` and training samples `z`, as it comes, on the device asked for."""
        checked = kernel._check(x)
        if self.device is None:
            kernel.write(checked, z, gram)
            return
        from mmfusion.kernels import device

        device.write(kernel, checked, z, gram, device.find(self.device))

    def _finish(self, one: _Trained, gram: Grams, own: Floats | None, scale: Floats | float) -> None:
        """Centre and scale in place, given the rows' own means and scales."""
        if one.means is not None and own is not None:
            gram -= one.means.astype(np.float32)[None, :]
            gram -= (own - one.means.mean()).astype(np.float32)[:, None]
        if self.normalise == "cosine":
            gram *= np.asarray(scale, dtype=np.float32)[:, None]
            gram *= np.asarray(one.scale, dtype=np.float32)[None, :]
        elif self.normalise == "trace":
            gram *= np.float32(one.scale)


def _triples(kernels: Any) -> list[tuple[str, Kernel, Any]]:
    """Return the kernels as they were given, if they are (name, kernel, columns)."""
    listed = list(kernels) if isinstance(kernels, Sequence) and not isinstance(kernels, str) else []
    if not listed:
        raise ValueError(f"KernelUnion needs at least one (name, kernel, columns), not {said(kernels)}")
    for one in listed:
        if not (isinstance(one, tuple | list) and len(one) == 3 and isinstance(one[0], str)):
            raise ValueError(f"each of the kernels must be (name, kernel, columns), not {said(one)}")
        if not isinstance(one[1], Kernel):
            raise ValueError(f"kernel {one[0]!r} must be a kernel such as RBF(), not {said(one[1])}")
    return listed


def _select(X: Any, columns: Any, name: str) -> Floats:
    """Return the features of one kernel `(m, d)`."""
    if isinstance(X, Mapping):
        if not isinstance(columns, str) or columns not in X:
            raise ValueError(f"kernel {name!r} reads modality {columns!r}; there are {sorted(map(str, X))}")
        return _named(X[columns], name)
    if hasattr(X, "iloc"):  # a data frame
        wanted = [columns] if isinstance(columns, str) else columns
        if wanted is None:
            return _named(X.to_numpy(), name)
        if isinstance(wanted, list) and all(isinstance(column, str) for column in wanted):
            missing = [column for column in wanted if column not in X.columns]
            if missing:
                raise ValueError(f"kernel {name!r} reads columns {missing}, which are not there")
            return _named(X[wanted].to_numpy(), name)
        X = X.to_numpy()
    array = _named(X, name)
    if columns is None:
        return array
    try:
        return _named(array[:, columns], name)
    except IndexError as error:
        raise ValueError(
            f"kernel {name!r} reads columns {columns!r} of an array of shape {array.shape}"
        ) from error


def _named(x: Any, name: str) -> Floats:
    try:
        return check_features(x)
    except ValueError as error:
        raise ValueError(f"kernel {name!r}: {error}") from error


def _same_length(names: list[str], parts: list[Floats]) -> None:
    lengths = {name: len(part) for name, part in zip(names, parts, strict=True)}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"all modalities must have the same samples; their numbers are {lengths}")
