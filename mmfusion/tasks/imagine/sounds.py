"""Written digits that are heard and spoken ones that are seen, by the VAE of digits, judged.

What is made is judged by a softmax on real examples. The plain alternative looks up the nearest training
example and takes its partner. Certainty is how narrow the posterior of what was given is: of the narrowest
tenth, how many are wrong?
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from mmfusion.measure.metrics import auroc, student
from mmfusion.tasks.digits import joint
from mmfusion.tasks.imagine.names import TENTH

SEEDS = 5


def judged(own: joint.Judged) -> dict[str, float]:
    """Return what is measured of one VAE one way.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.digits.joint import Judged
        >>> from mmfusion.tasks.imagine.sounds import judged
        >>> right = np.array([False] * 2 + [True] * 18)
        >>> found = judged(Judged(right, right, right, np.arange(20.0)))  # the surest two are right
        >>> round(found["wrong"], 3), found["surest tenth wrong"], found["certainty, AUROC"]
        (0.1, 0.0, 1.0)

    """
    surest = np.argsort(-own.certainty, kind="stable")[: len(own.right) // TENTH]
    return {
        "right": float(own.right.mean()),
        "nearest": float(own.nearest.mean()),
        "gain": float(own.right.mean() - own.nearest.mean()),
        "there and back": float(own.back.mean()),
        "wrong": float(1 - own.right.mean()),
        "surest tenth wrong": float(1 - own.right[surest].mean()),
        "surest tenth less all": float(own.right.mean() - own.right[surest].mean()),
        "certainty, AUROC": auroc(own.certainty, own.right),
    }


def table(report: Callable[[str], None], seeds: Sequence[int] = range(SEEDS)) -> dict[str, Any]:
    """Return the figures of both kinds of experts, both ways, over seeds that hold out other speakers each.

    Args:
        report: is told of progress.
        seeds: of speakers, pairs and weights.

    Raises:
        PackError: the packs are missing.

    """
    out: dict[str, Any] = {"seeds": len(seeds), "steps": joint.STEPS}
    for experts in joint.KINDS:
        by: dict[str, list[dict[str, float]]] = {}
        for seed in seeds:
            for way, own in joint.judged(joint.trained(experts, seed, report), seed).items():
                by.setdefault(way, []).append(judged(own))
            report(f"imagine, digits, {experts}, seed {seed}: {[rows[-1]['right'] for rows in by.values()]}")
        out[experts] = {
            way: {name: student([row[name] for row in rows]).to_dict() for name in rows[0]}
            for way, rows in by.items()
        }
    return out
