"""Where the flower is: a soft weight for every pixel, from colours of the centre against those of the border.

    w(x) = r(x)⁴,   r = p_centre(Lab(x)) / (p_centre(Lab(x)) + p_border(Lab(x))), blurred

Both densities are smoothed histograms of one picture; nothing is learned from other pictures. It errs where
the border shows the flower's colour, and is a weight, not a mask. Undecided colours have r = ½: the power
makes them weigh a sixteenth (texture alone gains ten points by it).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
BINS = (10, 20, 20)
"""Of L, a and b."""
LOW, HIGH = np.array([0.0, -86.0, -108.0]), np.array([100.0, 98.5, 94.5])
"""The range of sRGB in Lab."""
BORDER, CENTRE = 0.1, 0.25
"""Width of the frame called border, and margin outside of what is called centre, as shares of a side."""
BLUR, POWER = 3.0, 4
"""Standard deviation of the blur of r, px; exponent of r."""
WHITE = np.array([0.95047, 1.0, 1.08883])
_MATRIX = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def lab(picture: NDArray[np.uint8]) -> Floats:
    """Return CIE L*a*b* (D65, 2°) `(H, W, 3)` of an sRGB picture `(H, W, 3)`.

    Raises:
        ValueError: another form.

    """
    if picture.ndim != 3 or picture.shape[2] != 3:
        raise ValueError(f"a picture must be (H, W, 3), not {picture.shape}")
    value = np.arange(256) / 255.0
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)[picture]
    xyz = linear @ (_MATRIX / WHITE[:, None]).T
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz * (29 / 6) ** 2 / 3 + 4 / 29)
    out = np.stack(
        [116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=-1
    )
    return np.asarray(out, dtype=np.float32)


def lab_bins(colours: Floats, bins: tuple[int, int, int]) -> NDArray[np.int64]:
    """Return the bin `(H, W)` of each pixel of a Lab picture, counted over three axes."""
    scaled = (colours - LOW) / (HIGH - LOW) * np.array(bins)
    at = np.clip(scaled.astype(np.int64), 0, np.array(bins) - 1)
    return np.asarray((at[..., 0] * bins[1] + at[..., 1]) * bins[2] + at[..., 2])


def foreground(colours: Floats) -> Floats:
    """Return w `(H, W)` in (0, 1] of a Lab picture `(H, W, 3)`."""
    from scipy.ndimage import gaussian_filter

    height, width = colours.shape[:2]
    at = lab_bins(colours, BINS)
    down, across = np.linspace(0, 1, height)[:, None], np.linspace(0, 1, width)[None, :]
    edge = np.minimum(np.minimum(down, 1 - down), np.minimum(across, 1 - across))
    densities = []
    for inside in (edge >= CENTRE, edge <= BORDER):
        counts = np.bincount(at[inside], minlength=int(np.prod(BINS))).reshape(BINS).astype(float)
        smooth = gaussian_filter(counts, 1.0, mode="constant") + 1e-6 * counts.sum()
        densities.append(smooth / smooth.sum())
    centre, border = (density.ravel()[at] for density in densities)
    ratio = gaussian_filter(centre / (centre + border), BLUR)
    return np.asarray(np.maximum(ratio**POWER, 1e-3), dtype=np.float32)
