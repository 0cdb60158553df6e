"""mmfusion: a lab for multimodal fusion and co-learning.

>>> import mmfusion
>>> network = mmfusion.load("sounding-objects", "mid")
>>> scene = mmfusion.tasks.sounding.numbered_scene("pair", 105)
>>> answer = network.predict(mmfusion.tasks.sounding.clip(scene)).answers["side"].probabilities
>>> max(answer, key=answer.get)
'right'

What is public is named in `__all__` here and in those of the packages named there; docs/api.md lists it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from mmfusion import moved

if TYPE_CHECKING:
    from mmfusion import explain as explain
    from mmfusion import figures as figures
    from mmfusion import kernels as kernels
    from mmfusion import media as media
    from mmfusion import tasks as tasks
    from mmfusion.loading import load as load

__version__ = "0.1.0"
__all__ = ["__version__", "explain", "figures", "kernels", "load", "media", "tasks"]

moved.install()


def __getattr__(name: str) -> Any:
    """Import on first use (PEP 562): `import mmfusion` alone must not pay for torch."""
    if name == "load":
        return importlib.import_module("mmfusion.loading").load
    if name in __all__:
        return importlib.import_module(f"mmfusion.{name}")
    raise AttributeError(f"module 'mmfusion' has no attribute {name!r}")
