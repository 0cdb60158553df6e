"""Parameters and labels as they are given: what is not what it must be is refused in one sentence.

scikit-learn checks parameters when an estimator is fitted, so that they can be set one by one; so do these.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

SHOWN = 60
"""Characters of a value that a sentence repeats."""


def said(value: object) -> str:
    """Return a value as a sentence repeats it: on one line, and not all of a long one."""
    text = " ".join(repr(value).split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def is_number(value: object) -> bool:
    """Return whether a value is one real number, NaN and infinity included; True and False are none."""
    return isinstance(value, Real) and not isinstance(value, bool)


def positive(name: str, value: Any, *, also: str = "") -> None:
    """Raise ValueError unless `value` is a finite number above 0; `also` says what else it may be."""
    if not (is_number(value) and value > 0 and np.isfinite(float(value))):
        raise ValueError(f"{name} must be a positive number{also}, not {said(value)}")


def whole(name: str, value: Any, least: int = 1) -> None:
    """Raise ValueError unless `value` is a whole number, at least `least`."""
    if not (isinstance(value, Integral) and not isinstance(value, bool) and int(value) >= least):
        raise ValueError(f"{name} must be a whole number, at least {least}, not {said(value)}")


def flag(name: str, value: Any) -> None:
    """Raise ValueError unless `value` is True or False."""
    if not isinstance(value, bool | np.bool_):
        raise ValueError(f"{name} must be True or False, not {said(value)}")


def one_of(name: str, value: Any, known: Sequence[str | None]) -> None:
    """Raise ValueError unless `value` is one of `known`."""
    if not (value is None or isinstance(value, str)) or value not in known:
        raise ValueError(f"{name} must be one of {tuple(known)}, not {said(value)}")


def class_weights(value: Any) -> None:
    """Raise ValueError unless `value` is None, "balanced", or finite factors ≥ 0 by class."""
    if value is None or (isinstance(value, str) and value == "balanced"):
        return
    if not isinstance(value, Mapping):
        raise ValueError(f"class_weight must be 'balanced', factors by class, or None, not {said(value)}")
    for name, factor in value.items():
        if not (is_number(factor) and factor >= 0 and np.isfinite(float(factor))):
            raise ValueError(
                f"class_weight must be finite and not negative; class {said(name)} has {said(factor)}"
            )


def as_labels(y: Any) -> NDArray[Any]:
    """Return labels or targets as an array.

    Raises:
        ValueError: none at all, or one that is missing: None, NaN; infinity; lengths that differ; labels of
            kinds that do not compare, text and numbers say.

    """
    if y is None:
        raise ValueError("this estimator requires y to be passed, but the target y is None")
    try:
        array = np.asarray(y)
    except ValueError as error:
        raise ValueError(
            f"y must have one label a sample, not lists of several lengths: {said(y)}"
        ) from error
    if array.dtype.kind == "f" and not np.all(np.isfinite(array)):
        raise ValueError("Input y contains NaN or infinity; labels must be finite")
    if array.dtype.kind == "O":
        # a missing value compares with nothing, not even itself: None, NaN, and what data frames have for it
        missing = [i for i, one in enumerate(array.ravel()) if one is None or not _is_itself(one)]
        if missing:
            raise ValueError(
                f"y has no label (None or NaN) for {len(missing)} samples, first of {missing[0]}"
            )
        kinds = {
            str if isinstance(one, str) else Real if isinstance(one, Real) else type(one)
            for one in array.ravel()
        }
        if len(kinds) > 1:
            raise ValueError(
                f"labels must be of one kind, not a mixture of {sorted(k.__name__ for k in kinds)}"
            )
    return array


def as_targets(y: Any) -> NDArray[np.float64]:
    """Return real targets as an array.

    Raises:
        ValueError: as `as_labels`; what are no real numbers.

    """
    array = as_labels(y)
    try:
        if array.dtype.kind != "c":
            return array.astype(np.float64)
    except (TypeError, ValueError):
        pass
    raise ValueError(f"Unknown label type: targets must be real numbers, not {said(array.ravel()[0])}")


def _is_itself(one: Any) -> bool:
    try:
        return bool(one == one)
    except (TypeError, ValueError):
        return False
