"""Multiple kernel learning: time, memory, objective and gap of every solver on the same Gram matrices.

    python benchmarks/mkl.py [--quick] [--sizes 2000x20,4000x50] [--jobs 2] [--gap 1e-3] [--slow]
    python benchmarks/mkl.py --scaling          # how time grows with n and with s
    python benchmarks/mkl.py --rows 20000x10    # kernels computed on the fly, in bounded memory

n samples, s RBF kernels (float32, unit diagonal) on five features each, of which three kernels' features know
the label; hinge loss. Each solver runs in a process of its own (forked, where the system can) after a small
warm-up: seconds are wall-clock, *CPU s* the processor time of all threads, *memory* what the process grew
beyond the Gram matrices. Objective and gap of L1 rows belong to ½‖f‖² + C Σ hinge over the simplex, those of
L2 rows to ‖β‖₂ ≤ 1. Objectives are recomputed here from weights and duals, and so are the lower bounds, but
for the level method's, which no single machine of it gives.

SimpleMKL (Rakotomamonjy, Bach, Canu, Grandvalet, JMLR 9, 2008) is the reduced-gradient method with
scikit-learn's SVC inside, written below as the paper describes it; it takes minutes at the larger sizes, so
ask for it. EasyMKL, CKA (alignf, the weights by one solve of a system) and GRAM are MKLpy's, if that is
installed; they minimise something else.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import multiprocessing
import os
import platform
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from mmfusion.kernels.base import RBF
from mmfusion.kernels.estimators import AlignmentMKL, MKLClassifier, UniformMKL
from mmfusion.kernels.gram import check_grams
from mmfusion.kernels.problem import Tasks, conjugate, hinge, norm
from mmfusion.kernels.smo_mkl import solve_smo
from mmfusion.kernels.union import KernelUnion

FEATURES = 5


class Answer(NamedTuple):
    """What a solver found: p of its problem (None: another problem), weights and signed duals."""

    p: float | None
    weights: np.ndarray
    signed: np.ndarray
    solves: int
    bound: float = float("nan")
    """The lower bound of the optimum that the solver claims; where it is NaN, that of its duals is taken."""


class Row(NamedTuple):
    """A line of the table."""

    name: str
    seconds: float
    processor: float
    memory: float
    solves: int
    objective: float
    gap: float
    weights: int


def features(n: int, s: int, seed: int = 0) -> tuple[dict[str, np.ndarray], np.ndarray]:
    rng = np.random.default_rng(seed)
    y = np.where(rng.random(n) < 0.5, 1.0, -1.0)
    parts = {}
    for k in range(s):
        x = rng.normal(size=(n, FEATURES))
        if k < 3:
            x[:, :2] += 0.55 * y[:, None]
        parts[f"k{k}"] = x
    return parts, y


def union(s: int) -> KernelUnion:
    return KernelUnion([(f"k{k}", RBF(), f"k{k}") for k in range(s)])


def measure_gap(grams: np.ndarray, y: np.ndarray, cost: float, answer: Answer) -> tuple[float, float]:
    """Return the primal objective of an answer and its relative distance from its own dual value."""
    tasks = Tasks(y[None], np.full((1, len(y)), cost))
    products = np.stack([gram @ answer.signed.astype(gram.dtype) for gram in grams]).astype(np.float64)
    squares = products @ answer.signed
    _, loss = hinge((y - answer.weights @ products)[None], tasks)
    primal = 0.5 * float(answer.weights @ squares) + loss
    if answer.p is None:
        return primal, float("nan")
    dual = float(y @ answer.signed) - 0.5 * norm(squares, conjugate(answer.p))
    return primal, (primal - (dual if np.isnan(answer.bound) else answer.bound)) / primal


def ours(norm_: Any, solver: str = "auto") -> Callable[..., Answer]:
    def solve(grams: np.ndarray, y: np.ndarray, options: argparse.Namespace) -> Answer:
        model = MKLClassifier(
            norm_, C=options.C, solver=solver, tol=options.gap, n_jobs=options.jobs, check=False
        )
        model.fit(grams, y)
        p = {"l1": 1.0, "l2": 2.0}.get(norm_, norm_)
        # the level method's bound comes from all its machines together, not from the last
        bound = model.dual_ if p == 1.0 else float("nan")
        return Answer(p, model.weights_, model.dual_coef_[0], model.n_iter_, bound)

    return solve


def baseline(kind: type) -> Callable[..., Answer]:
    def solve(grams: np.ndarray, y: np.ndarray, options: argparse.Namespace) -> Answer:
        model = kind(C=options.C, tol=options.gap, n_jobs=options.jobs, check=False).fit(grams, y)
        return Answer(None, model.weights_, model.dual_coef_[0], 1)

    return solve


def scikit_learn(grams: np.ndarray, y: np.ndarray, options: argparse.Namespace) -> Answer:
    from sklearn.svm import SVC

    weights = np.full(len(grams), 1.0 / len(grams))
    model = SVC(kernel="precomputed", C=options.C, cache_size=500).fit(np.mean(grams, axis=0), y)
    signed = np.zeros(len(y))
    signed[model.support_] = model.dual_coef_[0]
    return Answer(None, weights, signed, 1)


def simple_mkl(grams: np.ndarray, y: np.ndarray, options: argparse.Namespace) -> Answer:
    """Reduced gradient on the simplex, each trial value an SVM."""
    from sklearn.svm import SVC

    s, n = len(grams), len(y)
    solves = 0

    def machine(beta: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        nonlocal solves
        solves += 1
        combined = np.einsum("k,kij->ij", beta.astype(np.float32), grams, optimize=True).astype(np.float64)
        fitted = SVC(kernel="precomputed", C=options.C, tol=1e-5, cache_size=500).fit(combined, y)
        a = np.zeros(n)
        a[fitted.support_] = fitted.dual_coef_[0]
        return float(y @ a - 0.5 * a @ (combined @ a)), a, combined

    def squares(a: np.ndarray) -> np.ndarray:
        return np.array([a @ (gram @ a.astype(np.float32)).astype(np.float64) for gram in grams])

    d = np.full(s, 1.0 / s)
    value, a, _ = machine(d)
    for _ in range(options.simplemkl_limit):
        h, previous = squares(a), value
        if measure_gap(grams, y, options.C, Answer(1.0, d, a, 0))[1] <= options.gap:
            break
        gradient = -0.5 * h
        largest = int(np.argmax(d))
        reduced = gradient - gradient[largest]
        step = np.where((d > 0) | (reduced < 0), -reduced, 0.0)
        step[largest] = 0.0
        step[largest] = -step.sum()
        # the paper's descent: as far as the first weight that reaches 0, and on while the objective falls
        while True:
            falling = step < 0
            if not falling.any():
                break
            reach = np.where(falling, -d / np.where(falling, step, -1.0), np.inf)
            end = np.maximum(d + reach.min() * step, 0.0)
            end[np.argmin(reach)] = 0.0
            there, duals, _ = machine(end / end.sum())
            if there >= value:
                break
            d, value, a = end / end.sum(), there, duals
            if d[largest] == 0.0:
                break
            step = np.where((d <= 0) & (step < 0), 0.0, step)
            step[largest] -= step.sum()
        falling = step < 0
        low, high = 0.0, float(np.min(-d[falling] / step[falling])) if falling.any() else 0.0
        best = value, d, a
        for _ in range(20):  # golden section
            at = []
            for length in (high - 0.618 * (high - low), low + 0.618 * (high - low)):
                trial = np.maximum(d + length * step, 0.0)
                there, duals, _ = machine(trial / trial.sum())
                at.append((there, trial / trial.sum(), duals))
            best = min([best, *at], key=lambda one: one[0])
            if at[0][0] < at[1][0]:
                high = low + 0.618 * (high - low)
            else:
                low = high - 0.618 * (high - low)
            if high - low < 1e-3 * high:
                break
        if best[0] >= previous:  # nothing gained: the SVM's own tolerance is the limit
            break
        value, d, a = best
    return Answer(1.0, d, a, solves)


def mklpy(name: str, **parameters: Any) -> Callable[..., Answer]:
    def solve(grams: np.ndarray, y: np.ndarray, options: argparse.Namespace) -> Answer:
        import torch
        from MKLpy import algorithms

        torch.set_num_threads(1)  # its pool of threads would not survive the fork
        warnings.simplefilter("ignore", UserWarning)  # of torch, about transposes in MKLpy
        model = getattr(algorithms, name)(**parameters)
        model.fit([torch.from_numpy(gram.astype(np.float64)) for gram in grams], y)
        solution = next(iter(model.solution.values())) if isinstance(model.solution, dict) else model.solution
        return Answer(None, np.asarray(solution.weights, dtype=float).ravel(), np.zeros(len(y)), 1)

    return solve


SOLVERS: dict[str, Callable[..., Answer]] = {
    "uniform, scikit-learn SVC": scikit_learn,
    "uniform, ours": baseline(UniformMKL),
    "alignf, ours": baseline(AlignmentMKL),
    "L2, SMO-MKL": ours("l2"),
    "L2, alternation": ours("l2", "alternating"),
    "L4/3, SMO-MKL": ours(4 / 3),
    "L1, level": ours("l1"),
    "L1, SimpleMKL": simple_mkl,
    "EasyMKL (MKLpy)": mklpy("EasyMKL", lam=0.1),
    "alignf, CKA (MKLpy)": mklpy("CKA"),
    "GRAM (MKLpy)": mklpy("GRAM"),
}
"""Of MKLpy's, which minimise something else, no objective is computed; its defaults are kept."""
SLOW = {"L1, SimpleMKL", "GRAM (MKLpy)"}
"""Those that take minutes at the larger sizes."""


def memory(field: str) -> float:
    """Return VmRSS (now) or VmHWM (the most so far) in MB, NaN where the system does not say."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return float("nan")
    return float(status.split(f"{field}:")[1].split()[0]) / 1e3


def forget_peak() -> None:
    """Have VmHWM start again from what is in memory now; a forked process inherits its parent's."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def run(name: str, grams: np.ndarray, y: np.ndarray, options: argparse.Namespace) -> Row:
    forget_peak()
    before = memory("VmRSS")
    wall, processor = time.perf_counter(), time.process_time()
    answer = SOLVERS[name](grams, y, options)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    grown = memory("VmHWM") - before
    objective, gap = measure_gap(grams, y, options.C, answer)
    if not answer.signed.any():
        objective = float("nan")
    used = int((answer.weights > 1e-4 * answer.weights.max()).sum())
    return Row(name, wall, processor, grown, answer.solves, objective, gap, used)


def apart(name: str, grams: np.ndarray, y: np.ndarray, options: argparse.Namespace) -> Row:
    """Run in a process of its own, so that memory is this solver's."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return run(name, grams, y, options)
    context = multiprocessing.get_context("fork")
    ours_, theirs = context.Pipe(duplex=False)

    def child() -> None:
        theirs.send(run(name, grams, y, options))

    process = context.Process(target=child)
    process.start()
    theirs.close()
    try:
        return ours_.recv()
    finally:
        process.join()


def table(n: int, s: int, options: argparse.Namespace) -> None:
    parts, y = features(n, s)
    start = time.perf_counter()
    grams = union(s).fit_transform(parts)
    made = time.perf_counter() - start
    start = time.perf_counter()
    check_grams(grams, jobs=options.jobs)
    checked = time.perf_counter() - start
    print(f"\nn = {n}, s = {s}: kernels {grams.nbytes / 1e6:.0f} MB, ", end="")
    print(f"computed in {made:.2f} s, checked in {checked:.2f} s")
    print(
        f"{'solver':27s} {'seconds':>8s} {'CPU s':>8s} {'memory':>8s} {'solves':>7s} "
        f"{'objective':>11s} {'gap':>8s} {'kernels':>7s}"
    )
    for name in chosen(options):
        rows = [apart(name, grams, y, options) for _ in range(options.repeat)]
        row = sorted(rows, key=lambda one: one.seconds)[len(rows) // 2]
        print(
            f"{row.name:27s} {row.seconds:8.3f} {row.processor:8.3f} {row.memory:5.0f} MB {row.solves:7d} "
            f"{row.objective:11.3f} {row.gap:8.1e} {row.weights:7d}",
            flush=True,
        )


def chosen(options: argparse.Namespace) -> list[str]:
    left_out = set() if options.slow or options.quick else SLOW
    return [
        name
        for name in SOLVERS
        if options.only in name
        and name not in left_out
        and ("MKLpy" not in name or importlib.util.find_spec("MKLpy"))
    ]


def scaling(options: argparse.Namespace) -> None:
    """Print how CPU time grows with n and with s, and the exponents of the power law fitted to them."""
    names = ["L2, SMO-MKL", "L1, level", "uniform, ours", "uniform, scikit-learn SVC"]
    sizes = [(n, 10) for n in options.scaling_n] + [(options.scaling_n[1], s) for s in (5, 20, 40)]
    found: dict[tuple[str, int, int], float] = {}
    for n, s in sizes:
        parts, y = features(n, s)
        grams = union(s).fit_transform(parts)
        for name in names:
            times = [apart(name, grams, y, options).processor for _ in range(options.repeat)]
            found[name, n, s] = float(np.median(times))
    print(f"\n{'CPU s':27s}" + "".join(f"{f'{n}x{s}':>10s}" for n, s in sizes) + f"{'n^':>7s}{'s^':>7s}")
    for name in names:
        values = [found[name, n, s] for n, s in sizes]
        by_n = np.polyfit(np.log(options.scaling_n), np.log(values[: len(options.scaling_n)]), 1)[0]
        by_s = [(s, found[name, options.scaling_n[1], s]) for s in (5, 10, 20, 40)]
        in_s = np.polyfit(np.log([s for s, _ in by_s]), np.log([t for _, t in by_s]), 1)[0]
        print(f"{name:27s}" + "".join(f"{value:10.3f}" for value in values) + f"{by_n:7.2f}{in_s:7.2f}")


def on_the_fly(n: int, s: int, options: argparse.Namespace) -> None:
    """L2 by SMO-MKL on rows that are computed when asked for."""
    parts, y = features(n, s)
    forget_peak()
    before = memory("VmRSS")
    rows = union(s).fit(parts).rows(options.cache * 1_000_000)
    tasks = Tasks(y[None], np.full((1, n), options.C))
    wall, processor = time.perf_counter(), time.process_time()
    solution = solve_smo(rows, tasks, 2.0, gap=options.gap, jobs=options.jobs)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(
        f"\nn = {n}, s = {s} on the fly (all in memory: {4 * s * n * n / 1e9:.1f} GB): {wall:.1f} s, "
        f"CPU {processor:.1f} s, {memory('VmHWM') - before:.0f} MB with a cache of {options.cache} MB, "
        f"{rows.computed} rows computed for {rows.asked} asked, {len(solution.history)} rounds, "
        f"objective {solution.primal:.3f}, gap {solution.gap:.1e}"
    )


def size(text: str) -> tuple[int, int]:
    n, s = text.split("x")
    return int(n), int(s)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="one small size, SimpleMKL included")
    parser.add_argument("--sizes", default="2000x20,4000x50")
    parser.add_argument("--gap", type=float, default=1e-3)
    parser.add_argument("--C", type=float, default=1.0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=1, help="runs a row; the median is printed")
    parser.add_argument("--only", default="", help="a part of the names of the solvers to run")
    parser.add_argument("--slow", action="store_true", help="SimpleMKL and GRAM too, at every size")
    parser.add_argument("--simplemkl-limit", type=int, default=200, help="greatest number of its descents")
    parser.add_argument("--scaling", action="store_true")
    parser.add_argument("--scaling-n", type=int, nargs="+", default=[500, 1000, 2000])
    parser.add_argument("--rows", type=size)
    parser.add_argument("--cache", type=int, default=2000, help="MB of rows kept, with --rows")
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, {options.jobs} threads, numpy {np.__version__}")
    if not importlib.util.find_spec("MKLpy"):
        print("MKLpy is not installed: its rows are left out")
    parts, y = features(120, 3)
    small = union(3).fit_transform(parts)
    check_grams(small)
    for name in chosen(options):  # compiled once, before anything is timed
        run(name, small, y, options)
    if options.rows:
        on_the_fly(*options.rows, options)
    elif options.scaling:
        scaling(options)
    else:
        for n, s in [(400, 8)] if options.quick else map(size, options.sizes.split(",")):
            table(n, s, options)


if __name__ == "__main__":
    main()
