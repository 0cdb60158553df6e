"""What a bottleneck token reads and who reads it, in a sentence each, for those who cannot see the maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

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
    parts = [f"{100 * cells[mask].sum() / total:.0f}\u00a0% on the {name}" for name, mask in objects.items()]
    by_frame = cells.reshape(FRAMES, -1).sum(axis=1)
    top = np.sort(np.argsort(by_frame)[::-1][:2]) + 1
    share = 100 * by_frame[top - 1].sum() / total
    return f"{', '.join(parts)}; {share:.0f}\u00a0% in frames {top[0]} and {top[1]}"


def heard_in(weights: NDArray[np.floating[Any]]) -> str:
    """Say when the sound's part of a map `(N_a,)`, CLS first, is largest."""
    from mmfusion.tasks.sounding.network import GRIDS, places

    columns = weights[1:].reshape(GRIDS["audio"]).sum(axis=0)
    at = places("audio")[int(columns.argmax())]
    share = 100 * columns.max() / (float(weights.sum()) or 1.0)
    return f"{share:.0f}\u00a0% at {at.start:.2f}–{at.end:.2f} s"


def sentences(found: Sequence[Flow], objects: Mapping[str, NDArray[np.bool_]]) -> dict[str, dict[str, str]]:
    """Return a sentence for each token ``"depth.number"``, from one: what it reads, and who reads it."""
    first, last = found[0].layer, found[-1].layer + 1
    count = next(iter(found[0].reads.values())).shape[0]
    out: dict[str, dict[str, str]] = {"reads": {}, "takes": {}}
    for depth in range(first, last + 1):
        for j in range(count):
            name, code = f"<b>Token {j + 1} after layer {depth}", f"{depth}.{j + 1}"
            writes = next((f for f in found if f.layer == depth - 1), None)
            reads = next((f for f in found if f.layer == depth), None)
            if writes is None:
                text = f"{name}</b> is learned, the same for every clip: it has read nothing yet."
            else:
                v, a = (writes.reads[m][j] for m in ("visual", "audio"))
                shares = {m: 100 * writes.read_share(m)[j] for m in writes.reads}
                text = (
                    f"{name} reads</b> {shares['visual']:.0f}\u00a0% picture ({seen_in(v, objects)}) and "
                    f"{shares['audio']:.0f}\u00a0% sound ({heard_in(a)})."
                )
            out["reads"][code] = text
            if reads is None:
                text = f"{name}</b> is read by nobody: there is no layer after it."
            else:
                given = {m: 100 * reads.taken_share(m)[j] for m in reads.takes}
                cls = {m: 100 * reads.takes[m][0, j] for m in reads.takes}
                text = (
                    f"{name} is given</b> {given['visual']:.1f}\u00a0% of the picture's attention in layer "
                    f"{depth + 1} (its CLS: {cls['visual']:.0f}\u00a0%) and {given['audio']:.1f}\u00a0% of "
                    f"the sound's (its CLS: {cls['audio']:.0f}\u00a0%)"
                    f"{'' if reads.loaded else ', and has nothing to tell yet'}."
                )
            out["takes"][code] = text
    return out
