"""Joint training for text alone: photographs in training, captions only when it counts.

A head over a caption learns to meet its photograph (InfoNCE), and is then used on text alone: the course's
*video to text*. The control needs no picture: captions of one photograph are each other's partners. Heads
learn on Flickr8k; topics of COCO's captions are told from a few labels.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.colearning import InfoNCE
from mmfusion.language import marked
from mmfusion.tasks.vokens import FLICKR, TASK
from mmfusion.tasks.vokens.corpus import captions, words_of
from mmfusion.tasks.vokens.labels import BUDGETS, compared, reached
from mmfusion.tasks.vokens.training import by_glove, glove_means
from mmfusion.training.finished import runs_root

ARMS = {
    "glove": marked("mean of word vectors, untrained"),
    "photographs": marked("captions meet their photograph"),
    "siblings": marked("captions of one photograph meet"),
    "dealt": marked("captions meet photographs dealt out anew"),
}
DIFFERENCES = (("photographs", "siblings"), ("photographs", "dealt"), ("photographs", "glove"))
STEPS, WIDTH = 400, 64
Floats = NDArray[np.float64]
Report = Callable[[str], None]


def read(report: Report) -> tuple[Floats, list[list[str]]]:
    """Return features `(1000, 1280)` and captions of photographs, kept once seen. Raises `PackError`."""
    from mmfusion.tasks.pairs.data import unit
    from mmfusion.tasks.pairs.photographs import _listed
    from mmfusion.tasks.pairs.photographs import read as see

    kept = runs_root(TASK) / "flickr8k.npy"
    said = [row[1] for row in _listed(FLICKR)]
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.save(kept, see(FLICKR, report)[1].astype(np.float32))
    return unit(np.load(kept)).astype(np.float64), said


def joint(seeds: int, report: Report) -> dict[str, Any]:
    """Return accuracy of every arm, and its differences, at every budget. Raises `PackError`."""
    seen, said = read(report)
    each = np.stack([glove_means(by_glove, tuple(words_of(text) for text in five)) for five in said])
    many = each.shape[1]
    own = each.reshape(len(each) * many, -1)
    other = np.roll(each, 1, axis=1).reshape(own.shape)
    photograph = np.repeat(seen - seen.mean(axis=0), many, axis=0)
    groups = np.repeat(np.arange(len(each)), many)
    raw: dict[str, list[list[float]]] = {}
    for seed in range(seeds):
        asked = captions(seed)
        z = glove_means(by_glove, asked.asked)
        order = np.random.default_rng([seed, 4]).permutation(len(each))
        partners = {
            "photographs": (photograph, groups),
            "siblings": (other, groups),
            "dealt": (photograph.reshape(*each.shape[:2], -1)[order].reshape(photograph.shape), groups),
        }
        raw.setdefault("glove", []).append(reached(asked, z, seed))
        for arm, (view, group) in partners.items():
            space = InfoNCE(WIDTH, steps=STEPS, seed=seed).fit({"text": own, "other": view}, group)
            raw.setdefault(arm, []).append(reached(asked, space.transform({"text": z})["text"], seed))
        report(f"joint training, seed {seed}: " + ", ".join(f"{a} {r[-1][3]:.3f}" for a, r in raw.items()))
    return {
        "seeds": seeds,
        "budgets": list(BUDGETS),
        "photographs": len(seen),
        "arms": ARMS,
        **compared(raw, DIFFERENCES),
    }
