"""Where networks compute is decided in one place: the variable, the default, what is refused."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest
import torch

import mmfusion
from mmfusion import cli
from mmfusion.nn import FusionSpec, FusionTransformer
from mmfusion.nn.device import VARIABLE, DeviceError, find, home, to_numpy
from mmfusion.nn.placing import place
from tests.pretend import MixedDevicesError, Pretend


def test_without_a_gpu_the_processor_computes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert find() == torch.device("cpu")


def test_a_gpu_that_is_there_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    with Pretend():
        assert find() == torch.device("cuda", 0)
        monkeypatch.setenv(VARIABLE, "cpu")
        assert find() == torch.device("cpu")
        assert find("cuda") == torch.device("cuda", 0)  # what is asked for goes before the variable


def test_the_variable_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "cpu")
    network = mmfusion.load("sounding-objects", "mid")
    assert network.device == torch.device("cpu")
    assert network is mmfusion.load("sounding-objects", "mid", "cpu")


@pytest.mark.parametrize("name", ["toaster", "cuda:99", "meta"])
def test_a_device_that_is_not_there_is_refused_in_one_sentence(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueError, match=f"^device '{name}' is not to be had here: ") as caught:
        mmfusion.load("events", "late", name)
    assert "\n" not in str(caught.value)
    monkeypatch.setenv(VARIABLE, name)
    for task in ("events", "sounding-objects"):
        with pytest.raises(DeviceError, match=f"^MMFUSION_DEVICE: device '{name}' is not to be had here: "):
            mmfusion.load(task, "late")
    assert cli.main(["predict", "assets/samples/dog.mp4"]) == 2
    said = capsys.readouterr()
    assert said.err.startswith(f"mmfusion: MMFUSION_DEVICE: device '{name}' is not to be had here: ")
    assert len(said.err.splitlines()) == 1
    assert not said.out


def test_other_types_and_bfloat16_on_a_processor_are_refused() -> None:
    with pytest.raises(ValueError, match="bfloat16 is for a GPU"):
        mmfusion.load("events", "late", "cpu", dtype=torch.bfloat16)
    with pytest.raises(ValueError, match=r"float32 or torch\.bfloat16, not torch\.float16"):
        mmfusion.load("events", "late", "cpu", dtype=torch.float16)


def test_bfloat16_reaches_the_layers_and_nothing_else() -> None:
    network = FusionTransformer(FusionSpec.named("mid"), {"event": 3}).eval()
    seen: dict[str, set[torch.dtype]] = {"inside": set(), "between": set()}
    for name, module in network.named_modules():
        if name.endswith(("query", "mlp.0")):
            module.register_forward_hook(lambda m, a, out: seen["inside"].add(out.dtype))
        if name.count(".") == 2 and name.startswith("blocks"):
            module.register_forward_hook(lambda m, a, out: seen["between"].add(out.dtype))
    tokens = {"visual": torch.randn(2, 5, 64), "audio": torch.randn(2, 3, 64)}
    whole = network(tokens).logits["event"]
    network.multiplies_in = torch.bfloat16  # what `place` does for a GPU
    rounded = network(tokens).logits["event"]
    assert seen == {"inside": {torch.float32, torch.bfloat16}, "between": {torch.float32}}
    assert rounded.dtype == torch.float32
    assert 0 < (rounded - whole).abs().max() < 0.05


def test_placing_on_cuda_keeps_convolutions_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.backends.cudnn, "allow_tf32", True)
    with Pretend():
        network = place(
            FusionTransformer(FusionSpec.named("mid"), {"event": 3}), find("cuda"), torch.bfloat16
        )
        assert home(network) == torch.device("cuda", 0)
        assert network.multiplies_in == torch.bfloat16
    assert not torch.backends.cudnn.allow_tf32


def test_what_leaves_for_numpy_leaves_from_anywhere() -> None:
    x = torch.arange(4.0, requires_grad=True)
    with Pretend():
        there = x.to("cuda")
        np.testing.assert_array_equal(to_numpy(there), [0, 1, 2, 3])
        assert to_numpy(there.bfloat16()).dtype == np.float32
        with pytest.raises(MixedDevicesError, match="went to numpy from the GPU"):
            there.detach().numpy()


def test_nothing_else_goes_to_numpy() -> None:
    package = Path(mmfusion.__file__).parent
    doors = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "numpy"
    }
    assert doors == {"nn/device.py"}


def test_the_pretended_gpu_refuses_what_a_gpu_refuses() -> None:
    x, layer = torch.ones(2, 3), torch.nn.Linear(3, 3)
    with Pretend() as pretend:
        there = x.to("cuda")
        assert (there.device, x.device) == (torch.device("cuda", 0), torch.device("cpu"))
        for mixed in (
            lambda: there + x,
            lambda: torch.cat([x, there]),
            lambda: layer(there),
            lambda: there[torch.tensor([0])],
            lambda: there.index_add(0, torch.tensor([0]), x[:1]),
            lambda: torch.where(there > 0, x, there),
        ):
            with pytest.raises(MixedDevicesError, match="was given tensors of both devices"):
                mixed()
        layer.to("cuda")
        out = layer(there) * torch.tensor(2.0)  # a number without dimensions may come from anywhere
        (gradient,) = torch.autograd.grad(out.sum(), [layer.weight])
        assert {out.device, gradient.device, torch.zeros_like(out).device, out.new_ones(2).device} == {
            torch.device("cuda", 0)
        }
        assert out.cpu().device == torch.device("cpu")
        assert pretend.calls
