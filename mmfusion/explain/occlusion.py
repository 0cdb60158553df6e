"""Occlusion and feature ablation by removing tokens: what the score loses without each of several groups.

Occlusion slides a window over the tokens, and a token's score is the mean loss over the windows that hold it
(Zeiler and Fergus, ECCV 2014, §4.2); where every token is in one window only, that is feature ablation, and
all tokens of a group have the group's loss. With groups of one token it is `mmfusion.explain.removal`.

Captum's `Occlusion` and `FeatureAblation` put a value in the place of what they take. They compute the same
as this where their input is the mask of which tokens are there and what they put in is *not there*; so the
tests have it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mmfusion.explain.presence import FloatArray, IntArray, Value, masks_without


def losses(value: Value, groups: Sequence[IntArray], size: int) -> tuple[float, FloatArray]:
    """Return the score of all tokens, and what it loses without each group, `(groups,)`.

    Args:
        value: masks `(R, size)` -> scores `(R,)`.
        groups: numbers of tokens; they may share some.
        size: how many tokens there are.

    Example:
        >>> import numpy as np
        >>> from mmfusion.explain.occlusion import losses
        >>> whole, lost = losses(lambda masks: masks @ np.array([3.0, 1.0, 2.0]), [np.array([0, 2])], 3)
        >>> whole, lost.tolist()
        (6.0, [5.0])

    """
    found = value(np.concatenate([np.ones((1, size), dtype=bool), masks_without(groups, size)]))
    return float(found[0]), found[0] - found[1:]


def occlusion(value: Value, groups: Sequence[IntArray], size: int) -> FloatArray:
    """Return each token's score `(size,)`: the mean of what is lost without the windows that hold it.

    A token that is in no window has 0. Arguments as in `losses`.

    Example:
        >>> import numpy as np
        >>> from mmfusion.explain.occlusion import occlusion
        >>> from mmfusion.explain.presence import windows
        >>> slid = windows((3,), (2,), (1,))  # tokens 0 and 1, then 1 and 2
        >>> occlusion(lambda masks: masks @ np.array([3.0, 1.0, 2.0]), slid, 3).tolist()
        [4.0, 3.5, 3.0]

    """
    _, lost = losses(value, groups, size)
    gone = ~masks_without(groups, size)
    return np.asarray((lost @ gone) / np.maximum(gone.sum(axis=0), 1))
