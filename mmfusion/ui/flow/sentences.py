"""What a bottleneck token reads and who reads it, in a sentence each, for those who cannot see the maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mmfusion.language import tr
from mmfusion.tasks.sounding import FRAMES, NAMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mmfusion.explain.exchange import Flow
    from mmfusion.tasks.sounding.scene import Scene


def regions(scene: Scene) -> dict[str, NDArray[np.bool_]]:
    """Return which picture tokens `(192,)` show each object, by its name."""
    from mmfusion.tasks.sounding.measures import token_mask
    from mmfusion.tasks.sounding.render import object_mask

    mask = object_mask(scene)
    return {NAMES[kind]: token_mask(mask == number) for number, kind in enumerate(scene.objects, start=1)}


def seen_in(weights: NDArray[np.floating[Any]], objects: Mapping[str, NDArray[np.bool_]]) -> str:
    """Say where the picture's part of a map `(N_v,)`, CLS first, lies."""
    cells = weights[1:]
    total = float(weights.sum()) or 1.0
    parts = [
        tr("{p:.0f}\u00a0% on {name}", p=100 * cells[mask].sum() / total, name=tr(name))
        for name, mask in objects.items()
    ]
    by_frame = cells.reshape(FRAMES, -1).sum(axis=1)
    top = np.sort(np.argsort(by_frame)[::-1][:2]) + 1
    share = 100 * by_frame[top - 1].sum() / total
    frames = tr("{p:.0f}\u00a0% in frames {first} and {second}", p=share, first=top[0], second=top[1])
    return f"{', '.join(parts)}; {frames}"


def heard_in(weights: NDArray[np.floating[Any]]) -> str:
    """Say when the sound's part of a map `(N_a,)`, CLS first, is largest."""
    from mmfusion.tasks.sounding.network import GRIDS, places

    columns = weights[1:].reshape(GRIDS["audio"]).sum(axis=0)
    at = places("audio")[int(columns.argmax())]
    share = 100 * columns.max() / (float(weights.sum()) or 1.0)
    return tr("{p:.0f}\u00a0% at {start:.2f}–{end:.2f} s", p=share, start=at.start, end=at.end)


def sentences(found: Sequence[Flow], objects: Mapping[str, NDArray[np.bool_]]) -> dict[str, dict[str, str]]:
    """Return a sentence for each token ``"depth.number"``, from one: what it reads, and who reads it."""
    first, last = found[0].layer, found[-1].layer + 1
    count = next(iter(found[0].reads.values())).shape[0]
    out: dict[str, dict[str, str]] = {"reads": {}, "takes": {}}
    for depth in range(first, last + 1):
        for j in range(count):
            at, code = {"n": j + 1, "layer": depth}, f"{depth}.{j + 1}"
            writes = next((f for f in found if f.layer == depth - 1), None)
            reads = next((f for f in found if f.layer == depth), None)
            if writes is None:
                text = tr(
                    "<b>Token {n} after layer {layer}</b> is learned, the same for every clip: "
                    "it has read nothing yet.",
                    **at,
                )
            else:
                v, a = (writes.reads[m][j] for m in ("visual", "audio"))
                shares = {m: 100 * writes.read_share(m)[j] for m in writes.reads}
                text = tr(
                    "<b>Token {n} after layer {layer} reads</b> {seen:.0f}\u00a0% picture ({picture}) and "
                    "{heard:.0f}\u00a0% sound ({sound}).",
                    **at,
                    seen=shares["visual"],
                    picture=seen_in(v, objects),
                    heard=shares["audio"],
                    sound=heard_in(a),
                )
            out["reads"][code] = text
            if reads is None:
                text = tr(
                    "<b>Token {n} after layer {layer}</b> is never read: there is no layer after it.", **at
                )
            else:
                given = {m: 100 * reads.taken_share(m)[j] for m in reads.takes}
                cls = {m: 100 * reads.takes[m][0, j] for m in reads.takes}
                text = tr(
                    "<b>Token {n} after layer {layer} is given</b> {seen:.1f}\u00a0% of the picture’s "
                    "attention in layer {next} (its CLS: {cls_seen:.0f}\u00a0%) and {heard:.1f}\u00a0% of "
                    "the sound’s (its CLS: {cls_heard:.0f}\u00a0%).",
                    **at,
                    next=depth + 1,
                    seen=given["visual"],
                    cls_seen=cls["visual"],
                    heard=given["audio"],
                    cls_heard=cls["audio"],
                )
                if not reads.loaded:
                    text += " " + tr("It holds nothing of the clip yet.")
            out["takes"][code] = text
    return out
