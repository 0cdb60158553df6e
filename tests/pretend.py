"""A GPU that is not there: tensors that compute on the processor and are held to be on ``cuda:0``.

Inside `Pretend` every call of torch from Python is looked at. A tensor that was sent to ``cuda`` says that it
is there, and so do its descendants; a call that is given tensors of both devices is refused, as is a step to
numpy without `.cpu()`. What CUDA allows (a number without dimensions, an index from the processor) is allowed
but for the index: it would cost a transfer. Values are real, so answers can be compared with those without.

What it cannot show is what a kernel of CUDA computes: rounding, a missing operator, memory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._pytree import tree_leaves, tree_map_only

CUDA, CPU = torch.device("cuda", 0), torch.device("cpu")
_THERE = "_pretended_to_be_on_cuda"
TO_NUMPY = {Tensor.numpy, Tensor.__array__}
BOTH = (Tensor.data.__set__, torch._has_compatible_shallow_copy_type)
"""What `Module.to` does where a parameter changes its place."""
MOVES = {Tensor.to, Tensor.cpu, Tensor.cuda}


class MixedDevicesError(RuntimeError):
    """Tensors of both devices met, or one went to numpy from the GPU."""


def there(x: Tensor) -> bool:
    """Return whether a tensor is held to be on the GPU."""
    return _THERE in vars(x)


def _mark(out: Any, on: bool) -> Any:
    def one(x: Tensor) -> Tensor:
        vars(x).pop(_THERE, None)
        if on:
            vars(x)[_THERE] = True
        return x

    return tree_map_only(Tensor, one, out)


class Pretend(TorchFunctionMode):
    """Within it there is one GPU. `calls` counts what was computed on it."""

    calls = 0

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        """Compute on the processor; keep account of where it is held to be."""
        kwargs = dict(kwargs or {})
        given = [x for x in tree_leaves((args, kwargs)) if isinstance(x, Tensor)]
        name = getattr(func, "__name__", str(func))
        if func == Tensor.device.__get__:
            return CUDA if there(args[0]) else func(*args)
        if func == Tensor.is_cuda.__get__:
            return there(args[0])
        if func in TO_NUMPY and there(args[0]):
            raise MixedDevicesError("a tensor went to numpy from the GPU")
        if func in MOVES:
            return self._moved(func, args, kwargs)
        if func is Tensor.__iter__:
            return iter(self.__torch_function__(torch.unbind, types, args))
        on_gpu = any(map(there, given))
        if on_gpu:
            self.calls += 1
            if any(not there(x) and x.ndim for x in given) and func not in BOTH:
                raise MixedDevicesError(f"{name} was given tensors of both devices")
            if "mkldnn" in str(func):
                raise MixedDevicesError(f"{func} is for processors")
        wanted = kwargs.get("device")
        if wanted is not None:
            on_gpu = torch.device(wanted).type == "cuda"
            kwargs["device"] = CPU
        out = func(*args, **kwargs)
        if func == Tensor.data.__set__:  # how a module moves its parameters
            _mark(args[0], there(args[1]))
        elif any(out is x for x in given):
            return out
        return _mark(out, on_gpu)

    def _moved(self, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        x, *rest = args
        on = there(x)
        if func is Tensor.cpu or func is Tensor.cuda:
            on, rest = func is Tensor.cuda, []
            out = Tensor.clone(x) if on != there(x) else x
            return _mark(out, on)
        if "other" in kwargs:
            rest.insert(0, kwargs.pop("other"))
        wanted = [kwargs.pop("device")] if "device" in kwargs else []
        left: list[Any] = []
        for value in rest:
            if isinstance(value, Tensor):
                on = there(value)
                left.append(value.dtype)
            elif isinstance(value, torch.device | str):
                wanted.append(value)
            elif isinstance(value, torch.dtype):  # the rest says how to wait and whether to copy
                left.append(value)
        if wanted and wanted[0] is not None:
            on = torch.device(wanted[0]).type == "cuda"
        out = func(x, *left, **kwargs) if left or kwargs else x
        if on != there(x) and out is x:
            out = Tensor.clone(x)
        return out if out is x else _mark(out, on)
