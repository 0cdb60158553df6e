from __future__ import annotations

import re

import numpy as np

from mmfusion.figures.small import curve_over_band, over_frames


def test_a_curve_and_its_band_share_one_scale() -> None:
    svg = curve_over_band(np.array([1.0, 0.0]), np.array([[1.0, 0.5], [1.0, 0.2]]), "#000", "#ccc", (84, 44))
    band, line = re.findall(r'd="M([^"]+?)Z?"', svg)
    points = [tuple(map(float, p.split())) for p in line.split("L")]
    assert points == [(1.0, 2.0), (83.0, 42.0)], "highest at the top, lowest at the bottom"
    heights = [float(p.split()[1]) for p in band.split("L")]
    assert heights == [2.0, 22.0, 34.0, 2.0]


def test_the_highest_patch_takes_the_colour_and_the_rest_none() -> None:
    frames = np.full((2, 64, 96, 3), 255, dtype=np.uint8)
    scores = np.zeros((2, 4, 6))
    scores[1, 0, 5] = 2.0
    scores[0, 0, 0] = -5.0
    strip = over_frames(frames, scores, (0, 114, 178), dark=False, height=48)
    assert strip.shape == (48, 2 * 74 - 2, 3)
    assert strip[2, -2].tolist() == [25, 128, 185], "nine tenths of the colour"
    assert (strip[:, :72] == 255).all(), "what speaks against is not drawn"
    dark = over_frames(frames, scores, (0, 114, 178), dark=True)
    assert dark[40, 10].tolist() == [0, 0, 0], "inverted"
