"""One modality imagined from the other: names of pictures, colours of names, sounds of written digits.

Hallucination, in the course's word: what is missing is predicted from what is there, and used as if it had
been seen or heard. Each is measured beside what is real, beside the plain alternative and beside a control.
"""

from __future__ import annotations

from mmfusion.folders import ASSETS
from mmfusion.lazily import exports

TABLE = ASSETS / "imagine" / "table.json"
"""What `evaluate` measured last."""

_HOMES = {
    "COLOURS": "colours",
    "ColourDraw": "colours",
    "figures_of": "measured:stored",
    "histograms": "colours",
    "Imagined": "shown",
    "imagined": "shown",
}
"""What is public here, and the module that has it."""
__all__ = [*_HOMES]
__getattr__ = exports(__name__, _HOMES)
