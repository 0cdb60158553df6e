"""On what networks compute: the one place that decides, and the one door from tensors to numpy.

A network is moved once, when it is loaded (`mmfusion.nn.placing`); what it is given is moved where it is
entered, and what leaves for numpy leaves through `to_numpy`. So nobody else has to know where anything lies.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray
    from torch import Tensor, nn

VARIABLE = "MMFUSION_DEVICE"
"""The environment variable that overrides the choice: ``cpu``, ``cuda``, ``cuda:1``."""


class DeviceError(ValueError):
    """A device that is not to be had here; the text says which, and who asked for it."""


def find(name: str | torch.device | None = None) -> torch.device:
    """Return the device of a name; by default that of `MMFUSION_DEVICE`, else CUDA where it is, else the CPU.

    Raises:
        DeviceError: no such device here.

    Example:
        >>> from mmfusion.nn.device import find
        >>> find("cpu")
        device(type='cpu')
        >>> find("toaster")
        Traceback (most recent call last):
        mmfusion.nn.device.DeviceError: device 'toaster' is not to be had here: ...

    """
    import torch

    asked, by = (name, "") if name is not None else (os.environ.get(VARIABLE, ""), f"{VARIABLE}: ")
    if not asked:
        asked = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        device = torch.device(asked)
        if device.type == "meta":
            raise DeviceError(f"{by}device {str(asked)!r} is not to be had here: it holds no values")
        return torch.empty(0, device=device).device  # with its number, where there are several of a kind
    except (RuntimeError, AssertionError, NotImplementedError) as error:  # torch asserts that it has CUDA
        why = str(error).splitlines()[0]
        raise DeviceError(f"{by}device {str(asked)!r} is not to be had here: {why}") from error


def home(network: nn.Module) -> torch.device:
    """Return the device that a network lies on.

    Example:
        >>> import torch
        >>> from mmfusion.nn.device import home
        >>> home(torch.nn.Linear(3, 2))
        device(type='cpu')

    """
    return next(network.parameters()).device


def to_numpy(x: Tensor) -> NDArray[Any]:
    """Return the values of a tensor, wherever it lies; bfloat16, which numpy has not, as float32.

    Example:
        >>> import torch
        >>> from mmfusion.nn.device import to_numpy
        >>> to_numpy(torch.ones(2, dtype=torch.bfloat16, requires_grad=True))
        array([1., 1.], dtype=float32)

    """
    import torch

    values = x.detach().cpu()
    found: NDArray[Any] = (values.float() if values.dtype == torch.bfloat16 else values).numpy()
    return found
