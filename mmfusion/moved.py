"""Where modules went: a notebook that was exported before the move still runs, and is told the new name.

A notebook imports by the name that a module had when it was written. `install` has Python look here first;
all names but those of modules that moved are passed on.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import sys
import warnings
from collections.abc import Sequence
from types import ModuleType

PACKAGES = {
    "data.events": "tasks.events",
    "data.flowers": "tasks.flowers",
    "data.modalities": "tasks.modalities",
    "data.sounding": "tasks.sounding",
}
"""Packages that moved with all that is in them."""

MODULES = {
    "data.catalogue": "tasks.catalogue",
    "data.packs": "tasks.packs",
    "explain.integrated": "tasks.sounding.integrated",
    "explain.inversion": "tasks.sounding.tokens.inversion",
    "explain.locality": "tasks.sounding.tokens.locality",
    "explain.pad": "tasks.sounding.pad",
    "explain.tokenisation": "tasks.sounding.tokens.tokenisation",
    "instrument": "tasks.sounding.predictor",
    "predictor": "tasks.events.predictor",
    "shipped": "cards.shipped",
    "training.aggregation": "measure.aggregation",
    "training.card": "cards.card",
    "training.checkpoint": "cards.checkpoint",
    "training.conditions": "tasks.events.conditions",
    "training.curriculum": "tasks.sounding.learning.curriculum",
    "training.events": "tasks.events.training",
    "training.everything": "tasks.events.everything",
    "training.flowers": "tasks.flowers.evaluate",
    "training.flowers_triangle": "tasks.flowers.triangle",
    "training.inside": "cards.inside",
    "training.leaks": "tasks.sounding.learning.leaks",
    "training.metrics": "measure.metrics",
    "training.modalities": "tasks.modalities.evaluate",
    "training.pad": "tasks.sounding.pad_shares",
    "training.report": "tasks.events.report",
    "training.runs": "tasks.events.runs",
    "training.ship": "tasks.events.ship",
    "training.sounding": "tasks.sounding.learning.training",
    "training.sounding_exchange": "tasks.sounding.exchange",
    "training.sounding_grid": "tasks.sounding.learning.grid",
    "training.sounding_heads": "tasks.sounding.heads",
    "training.sounding_inside": "tasks.sounding.inside",
    "training.sounding_maps": "tasks.sounding.maps",
    "training.sounding_measures": "tasks.sounding.measures",
    "training.sounding_ship": "tasks.sounding.learning.ship",
    "training.sounding_table": "tasks.sounding.table",
    "training.sources": "tasks.events.sources",
    "training.table": "tasks.events.table",
}
"""Modules that moved by themselves."""

_ROOT = __package__ + "."


def new_name(old: str) -> str | None:
    """Return the full name that a module has now; None if it never moved.

    Example:
        >>> from mmfusion.moved import new_name
        >>> new_name("mmfusion.data.sounding.batches")
        'mmfusion.tasks.sounding.batches'

    """
    if not old.startswith(_ROOT):
        return None
    name = old.removeprefix(_ROOT)
    if name in MODULES:
        return _ROOT + MODULES[name]
    for before, now in PACKAGES.items():
        if name == before or name.startswith(f"{before}."):
            return _ROOT + now + name.removeprefix(before)
    return None


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds a module by the name that it had."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return a spec for a name that moved, or for the folder that such names were in."""
        if fullname == f"{_ROOT}data":
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        if new_name(fullname) is None:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        """Leave it to Python: an empty module, which `exec_module` replaces."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Put the module of the new name in its place, with a warning; the folder stays empty."""
        now = new_name(module.__name__)
        if now is not None:
            warnings.warn(f"{module.__name__} is {now} now", DeprecationWarning, stacklevel=2)
            sys.modules[module.__name__] = importlib.import_module(now)


def install() -> None:
    """Put the finder before all others, once: they would load a moved package's modules a second time."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
