"""Splits tear nothing apart that belongs together."""

from __future__ import annotations

import numpy as np
import pytest

from mmfusion.training.splits import shared_out


def test_a_split_tears_no_group_and_shares_every_class_out() -> None:
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(4), [40, 60, 80, 200])
    groups = np.arange(len(labels))
    for start in rng.choice(len(labels) - 3, 40, replace=False):
        groups[start : start + 3] = groups[start]
    seen = set()
    for seed in range(4):
        split = shared_out(labels, groups, seed)
        parts = (split.train, split.validation, split.test)
        assert sorted(np.concatenate(parts).tolist()) == list(range(len(labels)))
        sides = [set(groups[part].tolist()) for part in parts]
        assert not sides[0] & sides[1]
        assert not sides[0] & sides[2]
        assert not sides[1] & sides[2]
        for label in range(4):
            share = [np.mean(labels[part] == label) * len(part) / np.sum(labels == label) for part in parts]
            np.testing.assert_allclose(share, [0.6, 0.2, 0.2], atol=0.05)
        seen.add(tuple(split.test.tolist()))
    assert len(seen) == 4
    with pytest.raises(ValueError, match="something to test"):
        shared_out(labels, groups, 0, (0.7, 0.3))
