"""What the page of heads needs of a drawn clip, computed once for everyone: traces, removals, the buffer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from mmfusion.data.sounding import (
    BAND,
    COLUMNS,
    DURATION,
    FRAMES,
    HEIGHT,
    MELS,
    NAMES,
    PATCH,
    STEP,
    TASK,
    WIDTH,
)
from mmfusion.ui import drawn_cache
from mmfusion.ui.components import pack
from mmfusion.ui.drawn_cache import Drawn
from mmfusion.ui.player import jpeg, shades

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mmfusion.data.sounding.network import SoundingNetwork
    from mmfusion.explain.ablation import Head
    from mmfusion.explain.trace import AttentionTrace

FRAME, SPECTROGRAM = (FRAMES, HEIGHT // PATCH, WIDTH // PATCH), (MELS // BAND, COLUMNS // STEP)
"""How the tokens of each sense are laid out: frames, rows, columns; bands, steps."""
GEOMETRY = {
    **dict(zip(("frames", "rows", "columns"), FRAME, strict=True)),
    **dict(zip(("bands", "steps"), SPECTROGRAM, strict=True)),
    "duration": DURATION,
}
WORDS = {"visual": "picture", "audio": "sound", "bottleneck": "bottleneck"}


@dataclass(frozen=True)
class Watched:
    """Which pass is looked at: the clip, the strategy, whether its weights are random."""

    drawn: Drawn
    strategy: str
    random: bool = False


def strategies() -> list[str]:
    """Return the shipped strategies that read both senses, the two in front first."""
    there = [
        n
        for n, p in drawn_cache.instrument().predictors.items()
        if set(p.spec.modalities) >= {"visual", "audio"}
    ]
    front = [n for n in ("bottleneck-mid", "mid") if n in there]
    return front + [n for n in there if n not in front]


def network(watched: Watched) -> SoundingNetwork:
    """Return the network that is looked into."""
    from mmfusion.instrument import untrained

    own = drawn_cache.instrument().predictors[watched.strategy].network
    return untrained(own.spec) if watched.random else own


@st.cache_resource(show_spinner=False, max_entries=24)
def traced(watched: Watched) -> AttentionTrace:
    """Return the trace of a pass, its attention as half floats."""
    from dataclasses import replace

    import torch

    from mmfusion.data.sounding.batches import make_batch
    from mmfusion.data.sounding.network import places
    from mmfusion.explain.trace import trace

    own = network(watched)
    with torch.inference_mode():
        tokens = own.tokens(make_batch([drawn_cache.scene(watched.drawn)]).inputs())
    found = trace(own.fusion, tokens, {m: places(m) for m in tokens}, contributions=True)
    return replace(found, weights={key: w.astype(np.float16) for key, w in found.weights.items()})


@st.cache_resource(show_spinner=False)
def inside(strategy: str, what: str) -> dict[str, Any] | None:
    """Return what was read of a strategy's inside on the test set; None where it is not of these weights."""
    from mmfusion.training.inside import read_inside

    return (
        read_inside(TASK, strategy, what) if drawn_cache.instrument().predictors[strategy].trained else None
    )


def head_id(head: Head) -> str:
    """Return a head's name in links and in the browser: ``layer.stream.number``."""
    return f"{head.layer}.{head.stream}.{head.number}"


@st.cache_resource(show_spinner=False, max_entries=512)
def without(watched: Watched, groups: tuple[tuple[Head, ...], ...]) -> dict[str, NDArray[np.float64]]:
    """Return the probabilities `(groups, classes)` of every question with some heads off."""
    import torch

    from mmfusion.data.sounding.batches import make_batch
    from mmfusion.explain.ablation import each_without
    from mmfusion.training.metrics import softmax

    own, predictor = network(watched), drawn_cache.instrument().predictors[watched.strategy]
    with torch.inference_mode():
        tokens = own.tokens(make_batch([drawn_cache.scene(watched.drawn)]).inputs())
    logits = each_without(own.fusion, tokens, groups).logits
    heat = {q: 1.0 if watched.random else predictor.temperature("both", q) for q in logits}
    return {q: softmax(z.numpy(), heat[q]) for q, z in logits.items()}


@st.cache_resource(show_spinner=False, max_entries=256)
def statistics(watched: Watched) -> dict[str, dict[str, Any]]:
    """Return what tiles may be coloured by: label, sense whose ramp is used, value by head."""
    from mmfusion.explain.ablation import heads_of
    from mmfusion.explain.statistics import entropies, shares

    trace, own = traced(watched), network(watched)
    streams = [m for m in ("visual", "audio", "bottleneck") if any(x.stream == m for x in trace.labels)]
    out: dict[str, dict[str, Any]] = {}
    pairs = [(a, b) for a in streams for b in streams if a != "bottleneck" or b != "bottleneck"]
    for asks, asked in sorted(pairs, key=lambda pair: pair[0] == pair[1]):  # what crosses comes first
        found = shares(trace, asks, asked)
        if found:
            label = f"share, {WORDS[asks]} → {WORDS[asked]}"
            out[f"{asks}-{asked}"] = {"label": label, "sense": asked, "of": _rounded(found)}
    out["entropy"] = {
        "label": "entropy, 1: spread over all keys",
        "sense": "ink",
        "of": _rounded(entropies(trace)),
    }
    heads = heads_of(own.fusion)
    p = without(watched, ((), *((head,) for head in heads)))[watched.drawn.question]
    top = int(p[0].argmax())
    lost = {head: float(p[0, top] - p[1 + i, top]) for i, head in enumerate(heads)}
    out["missed"] = {"label": "p(answer) lost without it", "sense": "ink", "low": 0.0, "of": _rounded(lost)}
    return out


def _rounded(values: dict[Head, float]) -> dict[str, float]:
    return {head_id(head): round(value, 4) for head, value in values.items()}


def object_tokens(drawn: Drawn) -> list[dict[str, Any]]:
    """Return each object of the scene: its name, whether it sounds, the patches that show it."""
    from mmfusion.data.sounding.render import object_mask
    from mmfusion.training.sounding_measures import token_mask

    scene = drawn_cache.scene(drawn)
    mask = object_mask(scene)
    return [
        {
            "name": NAMES[kind],
            "sounds": kind == scene.sound,
            "tokens": np.flatnonzero(token_mask(mask == number)).tolist(),
        }
        for number, kind in enumerate(scene.objects, start=1)
    ]


def opening(watched: Watched) -> tuple[int, int, str, int, str]:
    """Return what is open first, where most crosses: token, layer, stream, head, statistic."""
    trace, known = traced(watched), statistics(watched)
    neck = next((i for i, x in enumerate(trace.labels) if x.stream == "bottleneck"), None)
    name = next(k for k in ("bottleneck-visual", "audio-visual", "visual-visual") if k in known)
    values = known[name]["of"]
    best = max(values, key=values.__getitem__)
    layer, stream, head = best.split(".")
    if neck is not None and name == "bottleneck-visual":
        return neck, int(layer), stream, int(head), name
    from mmfusion.data.sounding.batches import make_batch

    sound = make_batch([drawn_cache.scene(watched.drawn)]).audio[0, 0]
    cells = sound.reshape(MELS // BAND, BAND, -1, STEP).mean(dim=(1, 3)).flatten()
    first = next((i for i, x in enumerate(trace.labels) if x.stream == "audio"), 0)
    return first + 1 + int(cells.argmax()), int(layer), stream, int(head), name


@st.cache_resource(show_spinner=False, max_entries=48)
def buffer(watched: Watched, layer: int) -> bytes:
    """Return what the figure's script needs: the clip, the grid, and the attention of one layer."""
    from mmfusion.explain.tokenisation import band_edges

    trace, clip = traced(watched), drawn_cache.clip(watched.drawn, None, 0)
    if clip.frames is None or clip.waveform is None:
        raise ValueError("a drawn clip has picture and sound")
    token, _, stream, head, statistic = opening(watched)
    mel = shades(clip.waveform, clip.sample_rate)
    spans: dict[str, int] = {}
    for label in trace.labels:
        spans[label.stream] = spans.get(label.stream, 0) + 1
    layers = max(key[0] for key in trace.weights) + 1
    blobs: dict[str, bytes | list[bytes]] = {
        "frames": [jpeg(frame) for frame in clip.frames],
        "sound": np.asarray(np.clip(clip.waveform, -1, 1) * 32767, dtype="<i2").tobytes(),
        "mel": mel.tobytes(),
    }
    own = [key for key in trace.weights if key[0] == layer]
    for _, name in own:
        blobs[f"{name}-weights"] = trace.weights[layer, name].astype("<f2").tobytes()
        blobs[f"{name}-sums"] = trace.log_sums[layer, name].astype("<f4").tobytes()
        blobs[f"{name}-norms"] = trace.value_norms[layer, name].astype("<f4").tobytes()
    header: dict[str, Any] = {
        "key": f"{watched}/{layer}",
        "clip": str(watched.drawn),
        "spans": list(spans.items()),
        "geometry": {**GEOMETRY, "edges": [round(edge) for edge in band_edges()]},
        "sound": {"rate": clip.sample_rate},
        "mel": {"bands": mel.shape[0], "columns": mel.shape[1]},
        "layer": layer,
        "layers": [
            [{"stream": s, "heads": len(w)} for (at, s), w in trace.weights.items() if at == number]
            for number in range(layers)
        ],
        "names": [
            {
                "name": name,
                "heads": len(trace.weights[layer, name]),
                "queries": _ranges(trace.queries[layer, name]),
                "keys": _ranges(trace.keys[layer, name]),
            }
            for _, name in own
        ],
        "statistics": statistics(watched),
        "opens": {"query": token, "stream": stream, "head": head, "statistic": statistic},
        "objects": object_tokens(watched.drawn),
    }
    return pack(header, blobs)


def _ranges(tokens: tuple[int, ...]) -> list[list[int]]:
    """Return runs of numbers as [first, count]."""
    runs: list[list[int]] = []
    for token in tokens:
        if runs and token == sum(runs[-1]):
            runs[-1][1] += 1
        else:
            runs.append([token, 1])
    return runs
