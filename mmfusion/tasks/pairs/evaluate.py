"""How often a picture finds its name, and a name its picture, in every joint space and in its controls.

Every method sees the same 256 principal components, found on the training part (`principal`), is tuned on
the validation part of each of five splits, the baselines included (R@10, the mean of both ways), and counted
on the held-out part: a quarter of the pairs, all of them candidates. What is trained by steps also stops
where validation says. Controls: principal components that nothing brought
together (*unaligned*); a space trained on shuffled pairs; one that only draws pairs together, to the last
step.

Intervals are Student's over splits, which share data: they are a little narrow. Differences to ridge are
paired by split.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.measure.geometry import alignment, centred, gap, hubs, uniformity, unit
from mmfusion.measure.metrics import mean_estimate
from mmfusion.measure.retrieval import cosine, found_within
from mmfusion.tasks.pairs.data import WORDS, Words, pairs
from mmfusion.tasks.pairs.principal import Principal

if TYPE_CHECKING:
    from mmfusion.colearning.contrastive import Contrastive
    from mmfusion.colearning.space import JointSpace

Floats = NDArray[np.float64]
Views = Mapping[str, Floats]
SEEDS = range(5)
K = 64
"""Dimensions of every space but ridge's, which has those of the names."""
AT = (1, 5, 10)
WAYS = {"name to picture": ("text", "visual"), "picture to name": ("visual", "text")}
EVERY, STEPS, LAST = 10, 120, 300
"""Steps after which validation is asked, to how many; and how many there are to the end."""
SHUFFLED = 17
"""Seed of the wrong pairs."""


@dataclass(frozen=True, eq=False)
class Fitted:
    """A space as it is counted: its setting, places of the held-out views, what it says of itself."""

    setting: Mapping[str, float | int | str | bool]
    places: Views
    said: Mapping[str, float]


def both(places: Views, k: int = 10) -> float:
    """Return R@k, the mean of both ways."""
    return float(np.mean([found_within(cosine(places[a], places[b]), k).mean() for a, b in WAYS.values()]))


def figures(places: Views) -> dict[str, float]:
    """Return what is measured of places `(n, k)` by modality: retrieval both ways, hubs, the clouds' shape.

    Hub: how often the candidate that is met most is among a query's first ten; 10 where all are met equally.
    Never met: candidates in nobody's first ten. Gap: between the means. Alignment, uniformity: Wang and
    Isola, Understanding contrastive representation learning through alignment and uniformity, ICML 2020.
    """
    found: dict[str, float] = {}
    for name, (query, candidate) in WAYS.items():
        similarity = cosine(places[query], places[candidate])
        for k in AT:
            found[f"R@{k}, {name}"] = float(found_within(similarity, k).mean())
        met = hubs(similarity, 10)
        found[f"largest hub, {name}"] = float(met.counts.max())
        found[f"never met, {name}"] = met.unfound
    visual, text = places["visual"], places["text"]
    found["gap"] = gap(visual, text).value
    found["alignment"] = alignment(visual, text).value
    found["uniformity"] = float(np.mean([uniformity(z).value for z in places.values()]))
    found["spread"] = float(np.mean([1 - (unit(z).mean(axis=0) ** 2).sum() for z in places.values()]))
    found["R@10, name to picture, centred"] = float(
        found_within(cosine(centred(text), centred(visual)), 10).mean()
    )
    return found


def tuned(
    candidates: Sequence[tuple[dict[str, Any], JointSpace]], train: Views, validation: Views, test: Views
) -> Fitted:
    """Return the candidate that validation prefers."""
    best, kept = -1.0, None
    for setting, own in candidates:
        score = both(own.fit(train).transform(validation))
        if score > best:
            said = {}
            if hasattr(own, "correlations"):
                said = {
                    "correlation in training": float(np.mean(own.correlations(train)[:10])),
                    "correlation held out": float(np.mean(own.correlations(test)[:10])),
                }
            best, kept = score, Fitted(setting, own.transform(test), said)
    assert kept is not None
    return kept


def trained(
    candidates: Sequence[tuple[dict[str, Any], Contrastive]],
    train: Views,
    validation: Views,
    test: Views,
    to_the_end: bool = False,
) -> Fitted:
    """Return the candidate and the step that validation prefers, or the last step."""
    best, kept = -1.0, None
    for setting, own in candidates:
        for frame in own.run(train, every=EVERY):
            score = both(own.transform(validation))
            if to_the_end:
                if frame.step < own.steps:
                    continue
            elif score <= best:
                continue
            losses = own.run_.losses[-20:]
            said = {"loss": float(np.mean(losses))} if losses else {}
            if frame.temperature is not None:
                said["temperature"] = frame.temperature
            best, kept = score, Fitted(setting | {"steps": frame.step}, own.transform(test), said)
    assert kept is not None
    return kept


def ridges() -> list[tuple[dict[str, Any], JointSpace]]:
    """Return what ridge is tuned over: the penalty, and which view is aimed at."""
    from mmfusion.colearning import Ridge

    return [
        ({"alpha": alpha, "target": target}, Ridge(alpha, target=target, scale=False))
        for target in ("text", "visual")
        for alpha in (30.0, 100.0, 300.0, 1000.0, 3000.0)
    ]


def ccas() -> list[tuple[dict[str, Any], JointSpace]]:
    """Return what CCA is tuned over: regularisation, and weighting by the correlations."""
    from mmfusion.colearning import CCA

    return [
        (
            {"regularisation": r, "weighting": weighting},
            CCA(K, regularisation=r, weighting=weighting, scale=False),
        )
        for r in (0.1, 0.3, 0.5, 0.7, 0.9)
        for weighting in (0.0, 0.5, 1.0)
    ]


def plain_cca() -> list[tuple[dict[str, Any], JointSpace]]:
    """Return CCA without regularisation: the control for what regularisation does."""
    from mmfusion.colearning import CCA

    return [({}, CCA(K, scale=False))]


def kernel_ccas() -> list[tuple[dict[str, Any], JointSpace]]:
    """Return what CCA of Gaussian kernels is tuned over: regularisation, and weighting."""
    from mmfusion.colearning import KernelCCA

    return [
        (
            {"regularisation": r, "weighting": weighting},
            KernelCCA(K, regularisation=r, weighting=weighting, scale=False),
        )
        for r in (0.001, 0.003, 0.01, 0.03)
        for weighting in (0.5, 1.0)
    ]


def deep_ccas(seed: int) -> list[tuple[dict[str, Any], Contrastive]]:
    """Return what deep CCA is tuned over: regularisation."""
    from mmfusion.colearning import DeepCCA

    return [
        ({"regularisation": r}, DeepCCA(K, regularisation=r, seed=seed, steps=STEPS, scale=False))
        for r in (0.1, 0.3, 0.7)
    ]


def unaligned(seed: int) -> list[tuple[dict[str, Any], JointSpace]]:
    """Return the space that nothing brought together."""
    from mmfusion.colearning import Unaligned

    return [({}, Unaligned(K, seed=seed, scale=False))]


def heads(
    name: str, seed: int, negatives: bool = True, steps: int = STEPS
) -> list[tuple[dict[str, Any], Contrastive]]:
    """Return what a contrastive loss is tuned over: its own constant, a hidden layer or none."""
    from mmfusion.colearning import InfoNCE, Margin, SigLIP

    found: list[tuple[dict[str, Any], Contrastive]] = []
    for hidden, rate in ((256, 1e-3), (0, 3e-3)):
        shared: dict[str, Any] = {"hidden": hidden, "learning_rate": rate, "scale": False}
        shared |= {"seed": seed, "negatives": negatives, "steps": steps}
        if name == "margin":
            found += [({"hidden": hidden, "margin": m}, Margin(K, margin=m, **shared)) for m in (1.0, 1.4)]
        else:
            kind = InfoNCE if name == "InfoNCE" else SigLIP
            found += [
                ({"hidden": hidden, "temperature": t}, kind(K, temperature=t, **shared))
                for t in (0.07, 0.2, 0.5)
            ]
    return found


def alike(
    name: str, setting: Mapping[str, Any], seed: int, negatives: bool
) -> list[tuple[dict[str, Any], Contrastive]]:
    """Return the one of `heads` that was tuned to a setting."""
    every = heads(name, seed, negatives, LAST)
    return [one for one in every if one[0].items() <= dict(setting).items()]


def split_of(seed: int, words: Words) -> tuple[Views, Views, Views, Views]:
    """Return training, validation and held-out views, and training views with the names shuffled."""
    every = pairs(words)
    split = every.split(seed)

    def part(rows: NDArray[np.int64]) -> dict[str, NDArray[np.float32]]:
        return {name: view[rows] for name, view in every.views.items()}

    seen = Principal(part(split.train))
    train = seen(part(split.train))
    order = np.random.default_rng(SHUFFLED + seed).permutation(len(split.train))
    return (
        train,
        seen(part(split.validation)),
        seen(part(split.test)),
        {**train, "text": train["text"][order]},
    )


def spaces(seed: int, words: Words) -> Iterator[tuple[str, Fitted]]:
    """Yield every method and control of a split, by name."""
    train, validation, test, wrong = split_of(seed, words)
    yield "unaligned", tuned(unaligned(seed), train, validation, test)
    yield "ridge", tuned(ridges(), train, validation, test)
    yield "CCA, not regularised", tuned(plain_cca(), train, validation, test)
    cca = tuned(ccas(), train, validation, test)
    yield "CCA", cca
    same = [one for one in ccas() if one[0] == cca.setting]
    yield "CCA, shuffled pairs", tuned(same, wrong, validation, test)
    yield "kernel CCA", tuned(kernel_ccas(), train, validation, test)
    if words != WORDS[0]:
        yield "InfoNCE", trained(heads("InfoNCE", seed), train, validation, test)
        return
    yield "deep CCA", trained(deep_ccas(seed), train, validation, test)
    for name in ("margin", "InfoNCE", "SigLIP"):
        own = trained(heads(name, seed), train, validation, test)
        yield name, own
        lone = alike(name, own.setting, seed, negatives=False)
        yield f"{name}, no negatives", trained(lone, train, validation, test, to_the_end=True)
        if name == "InfoNCE":
            last = alike(name, own.setting, seed, negatives=True)
            yield "InfoNCE, to the last step", trained(last, train, validation, test, to_the_end=True)
            yield "InfoNCE, shuffled pairs", trained(last, wrong, validation, test, to_the_end=True)


def table(report: Callable[[str], None], seeds: Sequence[int] = SEEDS) -> dict[str, Any]:
    """Return every figure of every method with its interval, and the paired differences to ridge.

    Args:
        report: is told of progress.
        seeds: of the splits.

    """
    found: dict[str, Any] = {"splits": len(seeds), "dimensions": K, "words": {}}
    for words in WORDS:
        by: dict[str, list[Fitted]] = {}
        for seed in seeds:
            for name, own in spaces(seed, words):
                by.setdefault(name, []).append(own)
                report(f"{words}, split {seed}: {name} {both(own.places):.3f}")
        measured = {name: [figures(own.places) for own in every] for name, every in by.items()}
        counts = [len(own.places["text"]) for own in by["ridge"]]
        found["words"][words] = {
            "held out": counts,
            "chance, R@10": round(float(np.mean([10 / n for n in counts])), 4),
            "methods": {
                name: {
                    "figures": {figure: _estimate([row[figure] for row in rows]) for figure in rows[0]},
                    "less ridge": {
                        figure: _estimate(
                            [a[figure] - b[figure] for a, b in zip(rows, measured["ridge"], strict=True)]
                        )
                        for figure in rows[0]
                        if figure.startswith("R@")
                    },
                    "said": {
                        key: _estimate([own.said[key] for own in by[name] if key in own.said])
                        for key in by[name][0].said
                    },
                    "settings": [dict(own.setting) for own in by[name]],
                }
                for name, rows in measured.items()
            },
        }
    return found


def _estimate(values: Sequence[float]) -> dict[str, float]:
    return mean_estimate(np.array(values)).to_dict()
