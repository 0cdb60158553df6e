"""Splits of Caltech-101: who is stored and who asks, near-duplicates, copies, blurred versions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mmfusion.tasks.caltech import CALTECH, pictures, question, stored_pictures
from mmfusion.tasks.caltech.made import choose, copies, principal, sheet
from mmfusion.tasks.caltech.splits import _loaded


def test_five_splits_store_fifteen_a_class_and_ask_of_no_twin() -> None:
    every = pictures()
    assert every.names == tuple(one.name for one in CALTECH.values())
    seen = []
    for seed in range(5):
        own = every.division(seed)
        assert (every.targets[own.stored] == np.arange(100)[:, None]).all()
        assert len(np.unique(own.stored)) == 1500
        assert not set(own.stored.ravel()) & set(own.asking)
        assert not set(every.tied[own.stored].ravel()) & set(every.tied[own.asking])
        assert 1000 < len(own.asking) <= 1200
        assert np.bincount(every.targets[own.asking], minlength=100).min() >= 2
        seen.append(own.stored.tolist())
    assert seen[0] == every.division(0).stored.tolist()
    assert seen[0] != seen[1]


def test_features_have_length_one_and_copies_are_nearer_than_anything_stored() -> None:
    every = pictures()
    for values in (every.features, every.copies, every.blurred):
        assert np.allclose(np.linalg.norm(values, axis=-1), 1, atol=1e-5)
    probes = every.features[every.probes]
    assert every.targets[every.probes].tolist() == np.repeat(np.arange(100), 2).tolist()
    copied = np.einsum("qd,qmd->qm", probes, every.copies).max(axis=1)
    stored = (probes @ every.features[every.division(0).stored.ravel()].T).max(axis=1)
    assert (copied > stored).mean() > 0.9


def test_near_duplicates_are_one_group_and_do_not_ask_always() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(60, 40))
    features[1] = features[0] + 0.01
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    chosen, tied, probes = choose(np.repeat([0, 1], 30), features)
    assert chosen.shape == (54,)
    assert len(probes) == 4
    twins = np.flatnonzero(np.isin(chosen, [0, 1]))
    if len(twins) == 2:
        assert tied[twins[0]] == tied[twins[1]]
        assert not set(twins) & set(probes)
    assert len(np.unique(tied)) == 54 - (len(twins) == 2)


def test_principal_axes_keep_distances_of_what_they_span() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(200, 4)) @ rng.normal(size=(4, 150))
    basis = principal(rows)
    found = basis(rows[:5])
    assert found.shape == (5, 128)
    assert np.linalg.norm(found[0] - found[1]) == pytest.approx(np.linalg.norm(rows[0] - rows[1]))


def test_copies_are_crops_and_their_mirror_images() -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (40, 60, 3)).astype(np.uint8)
    found = [np.array(one) for one in copies(Image.fromarray(pixels))]
    assert len(found) == 10
    assert (found[0] == pixels[:36, :54]).all()
    assert (found[1] == pixels[:36, :54][:, ::-1]).all()


def test_a_sheet_holds_its_pictures_in_rows() -> None:
    colours = [(255, 0, 0), (0, 255, 0), (0, 0, 255)]
    out = np.array(sheet([Image.new("RGB", (30, 30), colour) for colour in colours], (4, 3), 2))
    assert out.shape == (6, 8, 3)
    assert out[0, 5].tolist() == [0, 255, 0]
    assert out[4, 1].tolist() == [0, 0, 255]


def test_pictures_to_look_at_ship() -> None:
    assert stored_pictures().shape == (100, 15, 42, 56, 3)
    assert question(99).std() > 5


def test_what_is_missing_says_which_command_makes_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="mmfusion data features caltech-pictures"):
        _loaded(tmp_path)
