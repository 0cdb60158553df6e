"""Canonical correlation analysis beside scikit-learn and cca-zoo: the same data, the same run.

.venv/bin/python benchmarks/cca.py [n] [p] [k]

n = 5000 samples of two views of p = 512 features that share k = 32 directions. Each is timed from the raw
arrays to places, the best of three (scikit-learn, which iterates direction by direction, once), with as many
threads as OMP_NUM_THREADS says. Where other work is on the machine the processor's seconds say more.
Correlations are those of places in training, and must be equal.
"""

from __future__ import annotations

import os
import sys
import time
import warnings
from collections.abc import Callable

import numpy as np

from mmfusion.colearning import CCA

Places = tuple[np.ndarray, np.ndarray]


def views(n: int, p: int, k: int) -> Places:
    """Return two views `(n, p)` of k shared directions, and noise."""
    rng = np.random.default_rng(0)
    shared = rng.normal(size=(n, k)) * np.linspace(1.0, 0.4, k)
    made = [shared @ rng.normal(size=(k, p)) + 4 * rng.normal(size=(n, p)) for _ in range(2)]
    return made[0], made[1]


def ours(x: np.ndarray, y: np.ndarray, k: int) -> Places:
    """Fit ours."""
    found = CCA(k).fit_transform({"a": x, "b": y})
    return found["a"], found["b"]


def zoo(x: np.ndarray, y: np.ndarray, k: int) -> Places:
    """Fit cca-zoo's."""
    from cca_zoo import linear

    a, b = linear.CCA(n_components=k).fit([x, y]).transform([x, y])
    return a, b


def scikit(x: np.ndarray, y: np.ndarray, k: int) -> Places:
    """Fit scikit-learn's."""
    from sklearn import cross_decomposition

    a, b = cross_decomposition.CCA(n_components=k, max_iter=500).fit(x, y).transform(x, y)
    return a, b


def timed(fit: Callable[[np.ndarray, np.ndarray, int], Places], data: Places, k: int, times: int) -> None:
    """Print the best seconds, processor seconds, and the correlations' sum, largest and least."""
    best, work = np.inf, np.inf
    for _ in range(times):
        begun, used = time.perf_counter(), time.process_time()
        a, b = fit(*data, k)
        best = min(best, time.perf_counter() - begun)
        work = min(work, time.process_time() - used)
    rho = np.array([np.corrcoef(a[:, i], b[:, i])[0, 1] for i in range(k)])
    print(f"{fit.__name__:8s} {best:7.2f} s ({work:.2f} s of processor)", end="   ")
    print(f"sum of {k} correlations {rho.sum():.4f}, from {rho.max():.6f} to {rho.min():.6f}", flush=True)


if __name__ == "__main__":
    n, p, k = (int(given) for given in [*sys.argv[1:], "5000", "512", "32"][:3])
    print(f"n = {n}, p = q = {p}, k = {k}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    data = views(n, p, k)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for fit, times in ((ours, 3), (zoo, 3), (scikit, 1)):
            timed(fit, data, k, times)
