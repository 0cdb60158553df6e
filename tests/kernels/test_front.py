"""The package's front: names on first use, nothing heavy before, everything documented."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import subprocess
import sys

import pytest

import mmfusion.kernels


def test_importing_the_package_loads_neither_scikit_learn_nor_numba() -> None:
    code = (
        "import sys, mmfusion.kernels; "
        "sys.exit(', '.join({'sklearn', 'numba', 'scipy', 'torch'} & set(sys.modules)) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", mmfusion.kernels.__all__)
def test_every_name_is_there_and_documented(name: str) -> None:
    assert inspect.getdoc(getattr(mmfusion.kernels, name))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        mmfusion.kernels.nothing  # noqa: B018


def test_every_public_function_and_class_says_what_it_does() -> None:
    for found in pkgutil.iter_modules(mmfusion.kernels.__path__):
        module = importlib.import_module(f"mmfusion.kernels.{found.name}")
        assert module.__doc__, found.name
        for name, thing in vars(module).items():
            own = getattr(thing, "__module__", None) == module.__name__
            if own and not name.startswith("_") and (inspect.isfunction(thing) or inspect.isclass(thing)):
                assert thing.__doc__, f"{found.name}.{name}"
