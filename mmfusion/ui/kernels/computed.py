"""What the page of kernel fusion computes: one split's kernels, decisions, stored figures."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from mmfusion.tasks.flowers import GROUPS
from mmfusion.tasks.flowers.features import load_features
from mmfusion.ui.parts.flowers import SHOWN, classes, stored
from mmfusion.ui.shell.work import computed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mmfusion.tasks.flowers.split_grams import SplitGrams

NAMES = tuple(GROUPS)
EACH = 18
"""Training pictures of each in the heat maps."""
Twentieths = tuple[int, int, int]


@dataclass(frozen=True, eq=False)
class Decided:
    """Test pictures decided at some weights."""

    scores: NDArray[np.float64]
    """`(340, 17)`."""
    accuracy: float
    milliseconds: float
    """Adding kernels, fit and all decisions, on this machine."""


@st.cache_resource(show_spinner=False)
def split() -> SplitGrams:
    """Return the kernels of the split that is shown. Raises FileNotFoundError."""
    from mmfusion.tasks.flowers.split_grams import load_split_grams

    return load_split_grams()


def alpha(at: Twentieths) -> NDArray[np.float64]:
    """Return the weights of a point of the triangle."""
    return np.array(at, dtype=float) / sum(at)


@st.cache_resource(show_spinner=False)
def ready() -> bool:
    """Compile and import once, on few pictures, so that what is timed afterwards is the computing alone."""
    from mmfusion.kernels import UniformMKL
    from mmfusion.kernels.composite import weighted_sum
    from mmfusion.kernels.least_squares import least_squares

    few = split().train[:, ::40, ::40].copy()
    label = np.arange(few.shape[1]) % 3
    gram = weighted_sum(few, np.full(len(few), 1 / len(few)))
    least_squares(gram, np.where(label == 1, 1.0, -1.0)[None], 1.0)
    UniformMKL(check=False).fit(gram, label)
    return True


@computed(256)
def decided(at: Twentieths) -> Decided:
    """Decide the test pictures by a least-squares SVM, one Cholesky factor for all kinds."""
    from mmfusion.kernels.composite import weighted_sum
    from mmfusion.kernels.least_squares import least_squares
    from mmfusion.tasks.flowers.triangle import signs

    ready()
    own, ridge = split(), float(stored("triangle")["ridge"])
    targets = signs(own.y_train, len(classes()))
    began = time.perf_counter()
    fitted = least_squares(weighted_sum(own.train, alpha(at)), targets, ridge)
    scores = fitted.decide(weighted_sum(own.test, alpha(at)))
    took = 1000 * (time.perf_counter() - began)
    return Decided(scores, float(np.mean(scores.argmax(axis=1) == own.y_test)), took)


@computed(256)
def machine(at: Twentieths) -> Decided:
    """Decide the same by a support vector machine with hinge loss: slower, sparse in pictures."""
    from mmfusion.kernels import UniformMKL
    from mmfusion.kernels.composite import weighted_sum

    ready()
    own, cost = split(), float(stored("triangle")["C"])
    began = time.perf_counter()
    model = UniformMKL(cost, check=False).fit(weighted_sum(own.train, alpha(at)), own.y_train)
    scores = model.decision_function(weighted_sum(own.test, alpha(at)))
    took = 1000 * (time.perf_counter() - began)
    return Decided(scores, float(np.mean(scores.argmax(axis=1) == own.y_test)), took)


@st.cache_resource(show_spinner=False)
def heat() -> tuple[list[bytes], list[str]]:
    """Return three heat maps of `len(SHOWN)·EACH` training pictures, a byte a value; the kinds in order."""
    own, names = split(), load_features().classes
    rows = np.concatenate([np.flatnonzero(own.y_train == names.index(kind))[:EACH] for kind in SHOWN])
    parts = own.train[:, rows][:, :, rows]
    return [np.rint(255 * part).astype(np.uint8).tobytes() for part in parts], list(SHOWN)


@st.cache_resource(show_spinner=False)
def aligned() -> dict[str, Any]:
    """Return what alignment of any weighted sum needs: ⟨K_k, K_l⟩, ⟨K_k, T⟩ and ‖T‖, centred."""
    from mmfusion.kernels.alignment import centred_products, target_products
    from mmfusion.tasks.flowers.triangle import signs

    own = split()
    products, length = target_products(own.train, signs(own.y_train, len(classes())).T)
    return {"kernels": centred_products(own.train).tolist(), "labels": products.tolist(), "length": length}
