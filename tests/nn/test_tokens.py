from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from mmfusion.nn.tokens import PatchTokens, Tokens, frame_places, spectrogram_places


@pytest.mark.parametrize("patch", [(4, 4), (2, 6), (8, 3)])
def test_patch_tokens_equal_a_strided_convolution(patch):
    torch.manual_seed(0)
    g = PatchTokens(3, (8, 12), patch, width=10).double()
    x = torch.randn(2, 3, 8, 12, dtype=torch.float64)
    kernel = g.project.weight.view(10, 3, *patch)
    patches = F.conv2d(x, kernel, stride=patch).flatten(2).transpose(1, 2)
    z = g(x)
    torch.testing.assert_close(z.values[:, 1:], patches + g.place[1:])
    torch.testing.assert_close(z.values[:, :1], (g.cls + g.place[:1]).expand(2, 1, 10))
    assert z.grid == (8 // patch[0], 12 // patch[1])


def test_films_are_cut_frame_by_frame():
    torch.manual_seed(0)
    g = PatchTokens(1, (4, 4), (2, 2), width=6, frames=3).double()
    x = torch.randn(2, 3, 1, 4, 4, dtype=torch.float64)
    z = g(x)
    assert z.values.shape == (2, 1 + 3 * 4, 6)
    for i, place in enumerate(z.places):
        top, left = 2 * place.row, 2 * place.column
        patch = x[:, place.frame, 0, top : top + 2, left : left + 2].flatten(1)
        torch.testing.assert_close(z.values[:, i + 1], g.project(patch) + g.place[i + 1])


def test_places_lead_back_to_pixels_and_moments():
    g = PatchTokens(1, (4, 6), (2, 2), width=6, frames=2)
    z = g(torch.zeros(1, 2, 1, 4, 6), frame_places((2, 3), [1.0, 3.0], end=4.0))
    assert z.box(0) is None
    assert z.box(6) == pytest.approx((2 / 3, 1 / 2, 1, 1))
    assert z.places[5] == (1, 2, 1.0, 3.0, 0)
    assert z.places[6] == (0, 0, 3.0, 4.0, 1)
    sound = spectrogram_places((4, 10), 4.0)
    assert len(sound) == 40
    assert sound[11] == (1, 1, pytest.approx(0.4), pytest.approx(0.8), None)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="do not tile"):
        PatchTokens(3, (8, 12), (3, 4), 8)
    with pytest.raises(ValueError, match=r"reads \(B, 3, 8, 12\)"):
        PatchTokens(3, (8, 12), (4, 4), 8)(torch.zeros(1, 3, 12, 8))
    with pytest.raises(ValueError, match="2 places need"):
        Tokens(torch.zeros(1, 2, 4), spectrogram_places((1, 2), 1.0), (1, 2))
    with pytest.raises(ValueError, match="outside a grid"):
        Tokens(torch.zeros(1, 3, 4), spectrogram_places((1, 2), 1.0), (1, 1))
