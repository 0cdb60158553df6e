"""What the page of heads needs of a clip, computed once: traces, removals, statistics, the buffer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from mmfusion.language import ENGLISH, tr
from mmfusion.modality import title
from mmfusion.ui.clips.own import kept
from mmfusion.ui.clips.player import jpeg, shades
from mmfusion.ui.clips.subject import Watched, network
from mmfusion.ui.heads.attention import Header
from mmfusion.ui.shell.components import pack

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mmfusion.explain.ablation import Head
    from mmfusion.explain.trace import AttentionTrace
    from mmfusion.ui.clips.subject import Subject


@kept(4, of=Watched, shared=24)
def traced(watched: Watched) -> AttentionTrace:
    """Return the trace of a pass, its attention as half floats."""
    import torch

    from mmfusion.explain.trace import trace

    own, subject = network(watched), watched.subject
    with torch.inference_mode():
        tokens = subject.tokens(own)
    found = trace(own.fusion, tokens, subject.places(), contributions=True)
    return replace(found, weights={key: w.astype(np.float16) for key, w in found.weights.items()})


def heads(watched: Watched) -> tuple[Head, ...]:
    """Return the heads that are at work: those of a missing sense are not."""
    from mmfusion.explain.ablation import heads_of

    at_work = traced(watched).weights
    return tuple(h for h in heads_of(network(watched).fusion) if (h.layer, h.stream) in at_work)


def head_id(head: Head) -> str:
    """Return a head's name in links and in the browser: ``layer.stream.number``."""
    return f"{head.layer}.{head.stream}.{head.number}"


@kept(48, of=Watched, shared=512)
def without(watched: Watched, groups: tuple[tuple[Head, ...], ...]) -> dict[str, NDArray[np.float64]]:
    """Return the probabilities `(groups, classes)` of every question with some heads off."""
    import torch

    from mmfusion.explain.ablation import each_without
    from mmfusion.measure.metrics import softmax
    from mmfusion.nn.device import to_numpy

    own, subject = network(watched), watched.subject
    with torch.inference_mode():
        tokens = subject.tokens(own)
    logits = each_without(own.fusion, tokens, groups).logits
    heat = {q: 1.0 if watched.random else subject.temperature(watched.strategy, q) for q in logits}
    return {q: softmax(to_numpy(z), heat[q]) for q, z in logits.items()}


@kept(8, of=Watched, shared=256)
def statistics(watched: Watched) -> dict[str, dict[str, Any]]:
    """Return what tiles may be coloured by: modality whose ramp is used, value by head; the key names it."""
    from mmfusion.explain.statistics import entropies, shares

    trace = traced(watched)
    streams = [m for m in ("visual", "audio", "bottleneck") if any(x.stream == m for x in trace.labels)]
    out: dict[str, dict[str, Any]] = {}
    pairs = [(a, b) for a in streams for b in streams if a != "bottleneck" or b != "bottleneck"]
    for asks, asked in sorted(pairs, key=lambda pair: pair[0] == pair[1]):  # what crosses comes first
        found = shares(trace, asks, asked)
        if found:
            out[f"{asks}-{asked}"] = {"sense": asked, "of": _rounded(found)}
    out["entropy"] = {"sense": "ink", "of": _rounded(entropies(trace))}
    at_work = heads(watched)
    p = without(watched, ((), *((head,) for head in at_work)))[watched.subject.asks]
    top = int(p[0].argmax())
    lost = {head: float(p[0, top] - p[1 + i, top]) for i, head in enumerate(at_work)}
    out["missed"] = {"sense": "ink", "low": 0.0, "of": _rounded(lost)}
    return out


def named(statistic: str) -> str:
    """Return what a key of `statistics` is called on the page, as `named` in words.js."""
    if statistic == "entropy":
        return tr("entropy (1: spread over all keys)")
    if statistic == "missed":
        return tr("loss of p(answer) without the head")
    asks, _, asked = statistic.partition("-")
    return tr("share, {asks} → {asked}", asks=title(asks), asked=title(asked))


def _rounded(values: dict[Head, float]) -> dict[str, float]:
    return {head_id(head): round(value, 4) for head, value in values.items()}


@kept(8, of=Watched, shared=256)
def opening(watched: Watched) -> tuple[int, int, str, int, str]:
    """Return what is open first, where most crosses: token, layer, stream, head, statistic."""
    trace, known = traced(watched), statistics(watched)
    neck = next((i for i, x in enumerate(trace.labels) if x.stream == "bottleneck"), None)
    first = ("bottleneck-visual", "audio-visual", "visual-visual")
    name = next((k for k in first if k in known), next(iter(known)))
    values = known[name]["of"]
    best = max(values, key=values.__getitem__)
    layer, stream, head = best.split(".")
    if neck is not None and name == "bottleneck-visual":
        return neck, int(layer), stream, int(head), name
    sense = "audio" if any(x.stream == "audio" for x in trace.labels) else trace.labels[0].stream
    cls = next(i for i, x in enumerate(trace.labels) if x.stream == sense)
    token = cls + 1 + watched.subject.loudest() if sense == "audio" else cls
    return token, int(layer), stream, int(head), name


@kept(6, of=Watched, shared=48)
def buffer(watched: Watched, layer: int, spoken: str = ENGLISH) -> bytes:
    """Return what the figure's script needs: the clip, the grid, and the attention of one layer.

    Args:
        watched: the pass.
        layer: the one whose attention is sent.
        spoken: the language that is asked for: names of objects are in it.

    """
    trace, subject = traced(watched), watched.subject
    clip, layout = subject.clip(), subject.layout
    token, _, stream, head, statistic = opening(watched)
    spans: dict[str, int] = {}
    for label in trace.labels:
        spans[label.stream] = spans.get(label.stream, 0) + 1
    layers = max(key[0] for key in trace.weights) + 1
    blobs: dict[str, bytes | list[bytes]] = {
        "frames": [] if clip.frames is None else [jpeg(frame) for frame in clip.frames]
    }
    own = [key for key in trace.weights if key[0] == layer]
    for _, name in own:
        blobs[f"{name}-weights"] = trace.weights[layer, name].astype("<f2").tobytes()
        blobs[f"{name}-sums"] = trace.log_sums[layer, name].astype("<f4").tobytes()
    header: Header = {
        "key": f"{watched.key}/{layer}",
        "clip": subject.key,
        "spans": list(spans.items()),
        "geometry": layout.header(),
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
        "objects": _objects(subject, spoken),
    }
    if clip.waveform is not None:
        mel = shades(clip.waveform, clip.sample_rate)
        blobs["sound"] = np.asarray(np.clip(clip.waveform, -1, 1) * 32767, dtype="<i2").tobytes()
        blobs["mel"] = mel.tobytes()
        header["sound"] = {"rate": clip.sample_rate}
        header["mel"] = {"bands": mel.shape[0], "columns": mel.shape[1]}
    return pack(header, blobs)


def _objects(subject: Subject, spoken: str) -> list[dict[str, object]]:
    found = subject.objects()
    if spoken == ENGLISH:
        return found
    return [{**one, "name": tr(one["name"])} for one in found]


def _ranges(tokens: tuple[int, ...]) -> list[list[int]]:
    """Return runs of numbers as [first, count]."""
    runs: list[list[int]] = []
    for token in tokens:
        if runs and token == sum(runs[-1]):
            runs[-1][1] += 1
        else:
            runs.append([token, 1])
    return runs


@dataclass(frozen=True)
class Open:
    """What is open: the pinned token, and the head whose attention is shown."""

    query: int
    layer: int
    stream: str
    head: int
