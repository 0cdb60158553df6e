"""A frame without its colours, to lay a map over."""

from __future__ import annotations

import base64
import io

import numpy as np
from numpy.typing import NDArray

from mmfusion.figures.template import DARK, Palette


def behind(frame: NDArray[np.uint8], palette: Palette) -> str:
    """Return a frame `(H, W, 3)` as the data URI of a pale grey PNG; inverted on a dark page.

    Example:
        >>> import numpy as np
        >>> from mmfusion.figures.backdrop import behind
        >>> from mmfusion.figures.template import LIGHT
        >>> behind(np.zeros((4, 6, 3), dtype=np.uint8), LIGHT)[:22]
        'data:image/png;base64,'

    """
    from PIL import Image

    grey = np.asarray(Image.fromarray(frame).convert("L"), dtype=np.float64)
    shade = 20 + 0.35 * (255 - grey) if palette is DARK else 255 - 0.45 * (255 - grey)
    out = io.BytesIO()
    Image.fromarray(np.clip(shade, 0, 255).astype(np.uint8)).save(out, "PNG")
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"
