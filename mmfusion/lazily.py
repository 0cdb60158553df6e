"""Names that a package exports but imports only when they are used (PEP 562): torch takes a second."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def exports(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Return a package's `__getattr__`.

    Args:
        package: its name.
        homes: public name -> the module below the package that has it, or ``module:name`` where it has
            another name there (a module of the public name would hide it).

    Example:
        >>> from mmfusion.lazily import exports
        >>> find = exports("json", {"Decoder": "decoder:JSONDecoder"})
        >>> find("Decoder").__name__
        'JSONDecoder'

    """

    def find(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, _, own = homes[name].partition(":")
        return getattr(import_module(f"{package}.{module}"), own or name)

    return find
