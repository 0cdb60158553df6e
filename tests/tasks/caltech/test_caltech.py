"""What ships of Caltech-101: who is stored and who tests, components of the stored alone, small pictures."""

from __future__ import annotations

import io
import os

import numpy as np
import pytest
from PIL import Image
from sklearn.decomposition import PCA

from mmfusion.nn.imagenet import names
from mmfusion.tasks.caltech import CALTECH, shipped, thumbnails
from mmfusion.tasks.caltech.part import (
    ALIKE,
    COMPONENTS,
    STORED,
    TESTED,
    THUMBNAILS,
    chosen,
    components,
    rounded,
    small,
)
from mmfusion.tasks.packs import read_member

needs_packs = pytest.mark.skipif(not os.environ.get("MMFUSION_DATA"), reason="needs the packs")


def drawn(seed: int = 0, each: int = 30) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    targets = np.repeat(np.arange(6), each)
    x = np.eye(6, 40)[targets] + 0.4 * rng.normal(size=(len(targets), 40))
    return x / np.linalg.norm(x, axis=1, keepdims=True), targets


def test_hundred_classes_are_marked_by_imagenet_classes_that_there_are() -> None:
    every = set(names())
    assert len(CALTECH) == 100
    assert all(set(one.seen_as) <= every for one in CALTECH.values())
    assert shipped().names == tuple(one.name for one in CALTECH.values())
    assert [bool(s) for s in shipped().seen] == [one.seen for one in CALTECH.values()]


def test_a_class_is_divided_without_overlap_and_near_duplicates_are_tested_on_last() -> None:
    features, targets = drawn()
    twin = np.flatnonzero(targets == 2)[:3]
    features[twin] = features[twin[0]]
    stored, test = chosen(features, targets)
    assert stored.shape == (6, STORED)
    assert test.shape == (6, TESTED)
    for k in range(6):
        assert (targets[stored[k]] == k).all()
        assert not set(stored[k]) & set(test[k])
    near = (features[test.ravel()] @ features[stored.ravel()].T).max(axis=1) > ALIKE
    assert not near.any(), "there are enough others"
    features[:] = features[0]
    _, every = chosen(features, targets)
    assert every.shape == (6, TESTED), "where all are alike they are taken all the same"
    with pytest.raises(ValueError, match="27"):
        chosen(*drawn(each=20))


def test_components_are_those_of_the_stored_pictures_alone() -> None:
    features, targets = drawn()
    stored, test = chosen(features, targets)
    own = components(features, stored, 5)
    theirs = PCA(5, svd_solver="full").fit(features[stored.ravel()]).transform(features)
    theirs /= np.linalg.norm(theirs, axis=1, keepdims=True)
    np.testing.assert_allclose(np.abs(own), np.abs(theirs), atol=1e-9)
    moved = features.copy()
    moved[test.ravel()[1:]] = 0.5
    np.testing.assert_allclose(components(moved, stored, 5)[stored], own[stored])


def test_eight_bits_keep_features_to_half_a_step() -> None:
    features, _ = drawn()
    rows, step = rounded(features)
    assert np.abs(rows).max() == 127
    assert (np.abs(rows * step - features) <= step / 2 + 1e-7).all()


def test_what_ships_has_its_shape_its_length_and_no_file_twice() -> None:
    own = shipped()
    assert own.stored.shape == (100, STORED, COMPONENTS)
    assert own.test.shape == (100, TESTED, COMPONENTS)
    for part in (own.stored, own.test):
        np.testing.assert_allclose(np.linalg.norm(part, axis=2), 1)
    files = [*own.stored_files.ravel(), *own.test_files.ravel()]
    assert len(set(files)) == len(files) == 2700
    for row, label in zip(own.stored_files, CALTECH, strict=True):
        assert all(file.split("/")[0] == label for file in row)
    middle = own.stored.mean(axis=1)
    nearest = (own.test.reshape(-1, COMPONENTS) @ middle.T).argmax(axis=1)
    assert (nearest == np.repeat(np.arange(100), TESTED)).mean() > 0.75, "they tell classes"


def test_small_pictures_are_of_classes_that_imagenet_has_not() -> None:
    assert THUMBNAILS.stat().st_size < 1_600_000
    for one in CALTECH.values():
        if one.seen or one.name == "face":
            with pytest.raises(FileNotFoundError, match=one.name):
                thumbnails(one.name)
            continue
        for data in thumbnails(one.name):
            with Image.open(io.BytesIO(data)) as image:
                assert max(image.size) <= 96
    with pytest.raises(FileNotFoundError, match="nothing"):
        thumbnails("nothing")


@needs_packs
def test_a_small_picture_is_its_member_of_the_pack() -> None:
    own = shipped()
    row = own.names.index("okapi")
    for data, file in zip(thumbnails("okapi"), own.test_files[row], strict=True):
        assert small(read_member("caltech101_160.zip", str(file))) == data
