from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mmfusion.folders import ASSETS
from mmfusion.kernels import Chi2
from mmfusion.tasks.flowers import DEEP, GROUPS, HAND_MADE, NAMES
from mmfusion.tasks.flowers.describe import WORDS, describe, hsv_cone, measure
from mmfusion.tasks.flowers.features import decode, encode, load_features, save_features
from mmfusion.tasks.flowers.foreground import foreground, lab
from mmfusion.tasks.flowers.gradients import cells, grid, orientation_maps, phog
from mmfusion.tasks.flowers.grams import grams, group_grams, noise_grams
from mmfusion.tasks.flowers.pictures import PARTS, flowers, grouped_split, read_picture
from mmfusion.tasks.flowers.split_grams import load_split_grams, save_split_grams
from mmfusion.tasks.flowers.texture import binary_patterns, maximum_responses, uniform_bins
from mmfusion.tasks.flowers.words import Vocabulary, learn
from mmfusion.tasks.packs import PackError


def petal(turned: bool = False) -> np.ndarray:
    """A yellow disc with stripes on grass."""
    rng = np.random.default_rng(0)
    picture = np.empty((96, 120, 3), dtype=np.uint8)
    picture[:] = (40, 110, 40)
    picture += rng.integers(0, 25, picture.shape, dtype=np.uint8)
    y, x = np.mgrid[:96, :120]
    disc = (y - 48) ** 2 + (x - 60) ** 2 < 30**2
    stripes = ((x if turned else y) // 5 % 2).astype(bool)
    picture[disc & stripes] = (240, 220, 20)
    picture[disc & ~stripes] = (200, 170, 10)
    return picture


@pytest.fixture(scope="module")
def vocabularies() -> dict[str, Vocabulary]:
    found = measure(petal()).descriptors
    return {name: learn(found[name][0], 8) for name in WORDS}


def test_lab_agrees_with_known_colours() -> None:
    colours = np.array([[[255, 255, 255], [0, 0, 0], [255, 0, 0], [0, 0, 255]]], dtype=np.uint8)
    expected = [[100, 0, 0], [0, 0, 0], [53.24, 80.09, 67.20], [32.30, 79.19, -107.86]]
    np.testing.assert_allclose(lab(colours)[0], expected, atol=0.05)
    with pytest.raises(ValueError, match=r"\(H, W, 3\)"):
        lab(colours[0])


def test_the_flower_weighs_more_than_the_grass() -> None:
    weight = foreground(lab(petal()))
    assert weight.shape == (96, 120)
    assert weight[48, 60] > 0.5
    assert weight[:8].mean() < 0.1
    flat = foreground(lab(np.full((40, 40, 3), 90, dtype=np.uint8)))
    np.testing.assert_allclose(flat, 0.5**4, atol=0.01, err_msg="one colour says nothing: r is a half")


def test_gradients_lie_in_the_direction_in_which_brightness_grows() -> None:
    ramp = np.tile(np.arange(32, dtype=np.float32), (32, 1))
    for turned, direction in ((ramp, 0), (ramp.T, 2), (ramp[:, ::-1], 4), (ramp[::-1].T[:, ::-1], None)):
        maps = orientation_maps(np.ascontiguousarray(turned))
        if direction is not None:
            assert maps[16, 16].argmax() == direction
            assert maps[16, 16, direction] == pytest.approx(1, abs=1e-3)
        assert maps.sum(axis=-1)[16, 16] == pytest.approx(1, abs=1e-3), "a split gradient keeps its size"


def test_a_cell_is_the_mean_of_its_pixels() -> None:
    rng = np.random.default_rng(1)
    maps = rng.random((40, 40, 8)).astype(np.float32)
    points = grid((40, 40))
    found = cells(maps, points, 4)
    middle = int(np.flatnonzero((points == (18, 18)).all(axis=1))[0])
    # the first of 4 × 4 cells stands one and a half cells up and left, and spans four pixels
    np.testing.assert_allclose(found[middle, :8], maps[10:14, 10:14].mean(axis=(0, 1)), rtol=1e-4)


def test_phog_levels_count_the_same_gradients() -> None:
    rng = np.random.default_rng(2)
    grey, weight = rng.random((64, 48)).astype(np.float32), rng.random((64, 48)).astype(np.float32)
    found = phog(grey, weight).reshape(21, 20)
    np.testing.assert_allclose(found[1:5].sum(axis=0), found[0], rtol=1e-4)
    np.testing.assert_allclose(found[5:].sum(axis=0), found[0], rtol=1e-4)


def test_binary_patterns_do_not_see_brightness() -> None:
    bins = uniform_bins()
    assert len(np.unique(bins)) == 59
    assert (bins == 58).sum() == 256 - 58
    grey = lab(petal())[..., 0]
    weight = np.ones(grey.shape, dtype=np.float32)
    plain = binary_patterns(grey, weight)
    np.testing.assert_array_equal(binary_patterns(2 * grey + 10, weight), plain)
    assert plain.shape == (177,)
    assert plain.reshape(3, 59).sum(axis=1) == pytest.approx([1, 1, 1])
    assert np.abs(binary_patterns(lab(petal(True))[..., 0], weight) - plain).sum() > 0.05


def test_maximum_responses_do_not_see_how_stripes_are_turned() -> None:
    y, x = np.mgrid[:120, :120]
    found = [
        maximum_responses(np.sin(2 * np.pi * axis / 9).astype(np.float32))[60, 30:90].mean(axis=0)
        if axis is x
        else maximum_responses(np.sin(2 * np.pi * axis / 9).astype(np.float32))[30:90, 60].mean(axis=0)
        for axis in (x, y)
    ]
    np.testing.assert_allclose(found[0][:6], found[1][:6], rtol=0.05)
    assert found[0][0] > 5 * found[0][2], "a period of nine pixels is read by the smallest edge filter"
    with pytest.raises(ValueError, match="160 px"):
        maximum_responses(np.zeros((200, 40), dtype=np.float32))


def test_words_share_the_weight_out() -> None:
    words = Vocabulary(np.array([[0.0, 0.0], [1.0, 0.0]], dtype=np.float32))
    near = np.array([[0.1, 0], [0.9, 0], [1.2, 0.3]], dtype=np.float32)
    found = words.histogram(near, np.array([3.0, 0.5, 0.5], dtype=np.float32))
    np.testing.assert_allclose(found, [0.75, 0.25])
    with pytest.raises(ValueError, match="8 words need as many"):
        learn(near, 8)


def test_hue_has_no_jump_at_red() -> None:
    just = hsv_cone(np.array([[[255, 2, 0], [255, 0, 2]]], dtype=np.uint8))[0]
    assert np.abs(just[0] - just[1]).max() < 0.03


def test_a_description_sees_what_it_is_called_after(vocabularies: dict[str, Vocabulary]) -> None:
    plain, turned = describe(petal(), vocabularies), describe(petal(turned=True), vocabularies)
    assert tuple(plain) == HAND_MADE == tuple(n for names in GROUPS.values() for n in names)
    assert set(NAMES) == {*HAND_MADE, DEEP}
    moved = {
        name: float(np.abs(plain[name] / plain[name].sum() - turned[name] / turned[name].sum()).sum())
        for name in HAND_MADE
    }
    assert all(np.all(value >= 0) and np.isfinite(value).all() for value in plain.values())
    assert moved["lab"] < 0.25, "turning the stripes leaves the colours"
    assert moved["phog"] > 3 * moved["lab"]
    recoloured = petal()[..., ::-1]
    blue = describe(recoloured, vocabularies)
    assert np.abs(blue["lab"] - plain["lab"]).sum() > 1


def test_splits_keep_groups_together_and_fill_every_part() -> None:
    rng = np.random.default_rng(0)
    labels, groups, number = [], [], 0
    for label in range(3):
        left = sum(PARTS.values())
        while left:
            size = min(left, int(rng.choice([1, 1, 1, 2, 3, 5])))
            labels += [label] * size
            groups += [number] * size
            number, left = number + 1, left - size
    seen = []
    for seed in range(5):
        split = grouped_split(labels, groups, seed)
        parts = {part: set(getattr(split, part).tolist()) for part in PARTS}
        assert sum(map(len, parts.values())) == len(labels)
        for part, count in PARTS.items():
            assert np.bincount(np.array(labels)[sorted(parts[part])]).tolist() == [count] * 3
        sides = [{groups[i] for i in part} for part in parts.values()]
        assert not sides[0] & sides[1]
        assert not sides[0] & sides[2]
        assert not sides[1] & sides[2]
        seen.append(tuple(sorted(parts["test"])))
    assert len(set(seen)) == 5
    with pytest.raises(ValueError, match="another class"):
        grouped_split([0, 1], [7, 7], 0)
    with pytest.raises(ValueError, match="too few"):
        grouped_split([0] * 10, list(range(10)), 0)


def test_eight_bits_keep_a_histogram() -> None:
    values = np.random.default_rng(0).dirichlet(np.full(300, 0.1), size=20)
    found = decode(encode(values))
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=1e-5)
    assert np.abs(found - values).sum(axis=1).max() < 0.02
    with pytest.raises(ValueError, match="not negative"):
        encode(-values)


def made_up() -> tuple[dict[str, np.ndarray], list[str], list[int]]:
    """Seventeen classes of eighty pictures whose descriptions know them a little."""
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(17), 80)
    centres = rng.dirichlet(np.full(12, 0.5), size=17)
    values = {
        name: np.stack([rng.dirichlet(0.2 + 4 * centres[label]) for label in labels])
        for name in (*HAND_MADE, DEEP)
    }
    return values, [f"kind {label:02d}" for label in labels], list(range(len(labels)))


def test_kernels_are_chi2_with_the_width_of_the_training_pictures() -> None:
    values, _, _ = made_up()
    x = values["lab"][:60].astype(np.float32)
    from sklearn.metrics.pairwise import additive_chi2_kernel

    between = dict.fromkeys(HAND_MADE, -additive_chi2_kernel(x))
    train = np.arange(30)
    found = grams(between, train, ("lab",))[0]
    reference = Chi2().fitted(x[:30])
    np.testing.assert_allclose(found[:30, :30], reference(x[:30]), atol=1e-5)
    np.testing.assert_allclose(found[30:, :30], reference(x[30:], x[:30]), atol=1e-5)
    three = group_grams(between, train)
    np.testing.assert_allclose(three[0], found, atol=1e-6)
    noise = noise_grams(40, 3, seed=0)
    assert noise.shape == (3, 40, 40)
    assert np.linalg.eigvalsh(noise[0].astype(float)).min() > -1e-5


def test_what_is_stored_is_read_back(tmp_path: Path) -> None:
    values, labels, groups = made_up()
    save_features(values, labels, groups, tmp_path)
    found = load_features(tmp_path)
    assert found.classes[3] == "kind 03"
    assert np.abs(found.values["daisy"] - values["daisy"]).max() < 0.01
    between = dict.fromkeys(HAND_MADE, np.abs(np.subtract.outer(np.arange(1360.0), np.arange(1360.0))))
    save_split_grams(between, found.labels, found.groups, tmp_path)
    stored = load_split_grams(tmp_path)
    split = grouped_split(found.labels.tolist(), found.groups.tolist(), 0)
    expected = group_grams(between, split.train)
    np.testing.assert_allclose(stored.train, expected[:, split.train][:, :, split.train], atol=2e-5)
    np.testing.assert_allclose(stored.test, expected[:, split.test][:, :, split.train], atol=2e-5)
    assert np.bincount(stored.y_test).tolist() == [20] * 17
    with pytest.raises(FileNotFoundError, match="mmfusion data features flowers"):
        load_features(tmp_path / "nowhere")


def test_what_ships_is_small_and_has_no_picture() -> None:
    found = load_features()
    assert np.bincount(found.labels).tolist() == [80] * 17
    folder = ASSETS / "flowers"
    assert sum(f.stat().st_size for f in folder.iterdir()) < 6.5e6
    assert {f.suffix for f in folder.iterdir()} == {".npz", ".json"}


@pytest.mark.pack
def test_what_ships_is_what_the_pack_gives() -> None:
    try:
        every = flowers()
        picture = read_picture("flowers17_160.zip", every[0].file)
    except PackError as error:
        pytest.skip(str(error))
    assert len(every) == 1360
    found = load_features()
    assert [found.classes[label] for label in found.labels[:3]] == [f.label for f in every[:3]]
    weight, colours = foreground(lab(picture)), lab(picture)
    own = binary_patterns(colours[..., 0] / np.float32(100), weight)
    np.testing.assert_allclose(found.values["lbp"][0], own / own.sum(), atol=0.01)
