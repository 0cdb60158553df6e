"""Across sources: the dog is recognised, or is it the data set that the dog came from.

A network is trained without one source, every fold of the others in use, and tested on all that the
source shows of the listed kinds. Beside it stands what five numbers tell that know nothing of the content.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from mmfusion.measure.metrics import Estimate
from mmfusion.nn.device import to_numpy
from mmfusion.tasks.events import CLASSES, NONE, QUESTION
from mmfusion.tasks.events.cache import PLAIN_FRAMES
from mmfusion.tasks.events.conditions import PLAIN
from mmfusion.tasks.events.dataset import NEAR_DUPLICATE, EventData
from mmfusion.tasks.events.further.items import IN_NOISE, heard
from mmfusion.tasks.events.network import EventNetwork, frame_moments
from mmfusion.tasks.events.pairs import Item
from mmfusion.tasks.events.pictures import SOURCES, Picture
from mmfusion.tasks.events.recordings import SAMPLE_RATE, Recording
from mmfusion.tasks.events.training import Recipe, train
from mmfusion.tasks.packs import read_member
from mmfusion.training.finished import runs_root

SOLID = 5
"""Items of a class that a source must have to count in the mean."""
SOUND_SOURCES = ("esc10", "animals", "drone", "fsdd", "grid", "tts")
FloatArray = NDArray[np.float64]


@torch.inference_mode()
def answers(
    network: EventNetwork, data: EventData, items: NDArray[np.int64], sense: str
) -> NDArray[np.int64]:
    """Return the answered class of each picture or recording, that sense alone."""
    table = data.picture_test if sense == "visual" else data.sound_test
    table.need(items, data.report)
    cells = table[items, :PLAIN_FRAMES] if sense == "visual" else table[items, PLAIN]
    out = [
        network({sense: part}, frame_moments(PLAIN_FRAMES)).logits[QUESTION].argmax(dim=1)
        for part in torch.from_numpy(cells).split(128)
    ]
    return to_numpy(torch.cat(out))


def across_sources(
    sense: str, data: EventData, report: Callable[[str], None] = print
) -> dict[str, dict[str, Estimate]]:
    """Return accuracy by class and left-out source: class -> source -> estimate (intervals over groups).

    A class counts for a source if something else shows it too.
    """
    items: Sequence[Item] = data.stills if sense == "visual" else data.sounds
    groups = data.picture_groups if sense == "visual" else data.sound_groups
    table: dict[str, dict[str, Estimate]] = {}
    first = SOURCES if sense == "visual" else SOUND_SOURCES
    every = dict.fromkeys([*first, *(item.source for item in items)])
    for source in (name for name in every if name != IN_NOISE):
        elsewhere = {item.target for item in items if item.source != source}
        own = [
            i for i, item in enumerate(items) if item.source == source and item.target in elsewhere - {NONE}
        ]
        if not own:
            continue
        index = np.array(own)
        stored = runs_root("events") / f"{sense}-without-{source}{'-further' if data.further else ''}.npy"
        if stored.is_file():
            answered = np.load(stored)
        else:
            recipe = Recipe("events", sense, fold=0, further=data.further)
            network, _ = train(recipe, data, Path(f"{stored.with_suffix('')}"), report, without=source)
            answered = answers(network, data, index, sense)
            np.save(stored, answered)
        for target in sorted(elsewhere - {NONE}):
            members = np.array([items[i].target == target for i in own])
            if members.any():
                right = answered[members] == target
                names = [groups[i] for i in index[members]]
                table.setdefault(CLASSES[target], {})[source] = share(right, names)
    return table


def one_per_class_too(network: EventNetwork, data: EventData) -> dict[str, dict[str, Estimate]]:
    """Return accuracy on ``imagenet_1_per_class``, which never trains, as `across_sources` gives it.

    Pictures that are near-duplicates of a training picture (cosine of features above 0.93) are left out.
    """
    index = np.arange(len(data.others))
    data.others_test.need(index, data.report)
    own = _unit(data.others_test[:, PLAIN_FRAMES // 2])
    data.picture_test.need(np.arange(len(data.stills)), data.report)
    nearest = (own @ _unit(data.picture_test[:, PLAIN_FRAMES // 2]).T).max(axis=1)
    with torch.inference_mode():
        cells = torch.from_numpy(data.others_test[:, :PLAIN_FRAMES])
        logits = network({"visual": cells}, frame_moments(PLAIN_FRAMES)).logits[QUESTION]
    answered = to_numpy(logits.argmax(dim=1))
    table: dict[str, dict[str, Estimate]] = {}
    for target in sorted({p.target for p in data.others}):
        members = np.array([p.target == target for p in data.others]) & (nearest < NEAR_DUPLICATE)
        if members.any():
            groups = [p.group for p, chosen in zip(data.others, members, strict=True) if chosen]
            table[CLASSES[target]] = {"one-per-class": share(answered[members] == target, groups)}
    return table


def _unit(cells: NDArray[np.float16]) -> NDArray[np.float32]:
    pooled = cells.astype(np.float32).mean(axis=1)
    return np.asarray(pooled / np.linalg.norm(pooled, axis=1, keepdims=True))


def card_rows(table: dict[str, dict[str, Estimate]], on: str) -> dict[str, dict[str, Any]]:
    """Return a table across sources as figures of a card: the macro mean first, then every class and source.

    The mean is over classes, of each class over its left-out sources, those with five items or more.
    """
    means = [
        np.mean([e.value for e in by.values() if e.n >= SOLID])
        for by in table.values()
        if any(e.n >= SOLID for e in by.values())
    ]
    count = sum(e.n for by in table.values() for e in by.values())
    value = round(float(np.mean(means)), 4)
    # An interval over classes: the question is how it would go with another class.
    draws = np.random.default_rng(0).choice(means, size=(1000, len(means))).mean(axis=1)
    low, high = np.percentile(draws, [2.5, 97.5]).round(4).tolist()
    rows: dict[str, dict[str, Any]] = {
        "across sources": {"value": value, "low": low, "high": high, "n": count, "on": on}
    }
    for name, by in table.items():
        for source, estimate in by.items():
            rows[f"across sources, {name} from {source}"] = {**estimate.to_dict(), "on": on}
    return rows


def share(right: NDArray[np.bool_], groups: Sequence[str], draws: int = 1000) -> Estimate:
    """Return the share of right answers with a bootstrap interval over groups."""
    names, index = np.unique(np.asarray(groups), return_inverse=True)
    rng = np.random.default_rng(0)
    weights = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=draws)[:, index]
    values = (weights * right).sum(axis=1) / np.maximum(weights.sum(axis=1), 1)
    low, high = np.percentile(values, [2.5, 97.5])
    return Estimate(float(right.mean()), float(low), float(high), len(right))


def content_free_sound(recording: Recording) -> FloatArray:
    """Return five numbers of a recording: length, digital silence, noise floor, energy above 4 and 7 kHz."""
    wave = heard(recording).astype(np.float64)
    blocks = np.sqrt((wave[: wave.size // 400 * 400].reshape(-1, 400) ** 2).mean(axis=1) + 1e-12)
    spectrum = np.abs(np.fft.rfft(wave)) ** 2
    hertz = np.fft.rfftfreq(wave.size, 1 / SAMPLE_RATE)
    total = spectrum.sum() + 1e-12
    return np.array(
        [
            np.log(wave.size / SAMPLE_RATE),
            (wave == 0).mean(),
            np.log(np.percentile(blocks, 5) / blocks.max() + 1e-6),
            np.log(spectrum[hertz > 4000].sum() / total + 1e-9),
            np.log(spectrum[hertz > 7000].sum() / total + 1e-9),
        ]
    )


def content_free_picture(picture: Picture) -> FloatArray:
    """Return five numbers of a picture's file: width, height, aspect, bytes a pixel, JPEG coarseness."""
    from PIL import Image

    raw = read_member(picture.pack, picture.member)
    image = Image.open(io.BytesIO(raw))
    tables = getattr(image, "quantization", {}) or {0: [1]}
    coarse = float(np.mean(list(tables[min(tables)])))
    width, height = image.size
    return np.array(
        [np.log(width), np.log(height), width / height, np.log(len(raw) / (width * height)), np.log(coarse)]
    )


def content_free(sense: str, data: EventData) -> Estimate:
    """Return the macro accuracy of a boosted classifier on the content-free numbers, over the same folds."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    from mmfusion.measure.metrics import macro_estimate, two_way_weights
    from mmfusion.tasks.events.pairs import FOLDS, picture_folds

    if sense == "visual":
        x = np.stack([content_free_picture(p) for p in data.stills])
        fold, groups = picture_folds(data.picture_groups), data.picture_groups
        y = np.array([p.target for p in data.stills])
    else:
        x = np.stack([content_free_sound(r) for r in data.sounds])
        fold, groups = np.array([r.fold for r in data.sounds]), data.sound_groups
        y = np.array([r.target for r in data.sounds])
    answered = np.zeros(len(y), dtype=np.int64)
    for held_out in range(1, FOLDS + 1):
        inside = fold != held_out
        model = HistGradientBoostingClassifier(class_weight="balanced", max_iter=60, random_state=0)
        answered[~inside] = model.fit(x[inside], y[inside]).predict(x[~inside])
    return macro_estimate(answered == y, y, two_way_weights(groups, None), NONE)
