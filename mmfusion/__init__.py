"""mmfusion: a lab for multimodal fusion and co-learning.

>>> import mmfusion                                                     # doctest: +SKIP
>>> network = mmfusion.load("events", "bottleneck-mid")                 # doctest: +SKIP
>>> network.predict(mmfusion.media.load_clip("x.mp4"))                  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mmfusion import media as media
    from mmfusion.loading import load as load

__version__ = "0.1.0"
__all__ = ["__version__", "load", "media"]


def __getattr__(name: str) -> Any:
    """Import on first use (PEP 562): `import mmfusion` alone must not pay for torch."""
    if name == "media":
        return importlib.import_module("mmfusion.media")
    if name == "load":
        return importlib.import_module("mmfusion.loading").load
    raise AttributeError(f"module 'mmfusion' has no attribute {name!r}")
