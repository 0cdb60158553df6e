"""Three streams: who reaches whom, by strategy and fusion layer, and what a clip costs."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from mmfusion.cards.checkpoint import model_paths
from mmfusion.nn.reach import heard_by_cls
from mmfusion.nn.spec import FusionSpec
from mmfusion.tasks import sounding
from mmfusion.tasks.asked import MODALITIES, QUESTION, STRATEGIES, SUBSETS
from mmfusion.tasks.asked.asking import numbered
from mmfusion.tasks.asked.batches import make_batch
from mmfusion.tasks.asked.learning.training import AskedRecipe
from mmfusion.tasks.asked.network import AskedNetwork, macs_of, places, start_from, token_counts
from mmfusion.tasks.sounding.network import GRIDS, SoundingNetwork

FUSED = tuple(name for name in STRATEGIES if name not in MODALITIES)
WORDS, PATCHES, CELLS = 7, 4 * 24, 64
LAYERS = AskedRecipe().layers
PLAN = {
    # strategy, L_f of five layers -> whether every CLS has heard all three modalities, or its own alone
    ("late", 1): False,
    ("early", 1): True,
    ("mid", 1): True,
    ("mid", 2): True,
    ("mid", 4): True,
    ("mid-cross", 1): True,
    ("mid-cross", 4): True,
    ("bottleneck", 1): True,
    ("bottleneck-mid", 1): True,
    ("bottleneck-mid", 3): True,
    ("bottleneck-mid", 4): False,  # what is written in the last layer is never read
}


def random_network(spec: FusionSpec) -> AskedNetwork:
    torch.manual_seed(1)
    network = AskedNetwork(spec).double().eval()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.normal_(std=0.3)
    return network


def leaves(network: AskedNetwork) -> dict[str, Tensor]:
    batch = make_batch([numbered(0)])
    inputs = {"text": batch.text, "visual": batch.visual.double(), "audio": batch.audio.double()}
    with torch.no_grad():
        tokens = network.tokens(inputs)
    return {m: z.detach().requires_grad_() for m, z in tokens.items()}


def reaches(output: Tensor, tokens: Mapping[str, Tensor], source: str) -> bool:
    """Whether a random direction of an output depends on a modality's words, patches or cells."""
    direction = torch.randn(output.shape, dtype=output.dtype)
    (d,) = torch.autograd.grad(
        (output * direction).sum(), tokens[source], retain_graph=True, allow_unused=True
    )
    return d is not None and bool(d[:, 1:].any())


@pytest.mark.parametrize(("strategy", "fusion_layer"), PLAN)
def test_a_stream_hears_exactly_whom_its_strategy_and_fusion_layer_let_it(
    strategy: str, fusion_layer: int
) -> None:
    spec = FusionSpec.named(
        strategy,
        modalities=MODALITIES,
        layers=LAYERS,
        fusion_layer=fusion_layer,
        bottlenecks=2,
        width=16,
        heads=2,
    )
    network = random_network(spec)
    tokens = leaves(network)
    depths = list(network.fusion.depths(tokens))
    expected = heard_by_cls(spec)
    for depth, state in enumerate(depths):
        for reader in MODALITIES:
            found = {s for s in MODALITIES if reaches(state.streams[reader][:, 0], tokens, s)}
            assert found == expected[depth][reader], f"{reader} at depth {depth}"
    for reader in MODALITIES:
        assert expected[-1][reader] == (set(MODALITIES) if PLAN[strategy, fusion_layer] else {reader})


@pytest.mark.parametrize("gone", MODALITIES)
@pytest.mark.parametrize("strategy", FUSED)
def test_what_is_missing_leaves_no_trace(strategy: str, gone: str) -> None:
    """Without a modality the answer is that of a network of the other two, of the same weights."""
    spec = FusionSpec.named(strategy, modalities=MODALITIES, width=16, heads=2)
    network = random_network(spec)
    two = random_network(
        FusionSpec.named(strategy, modalities=[m for m in MODALITIES if m != gone], width=16, heads=2)
    )
    state = network.state_dict()
    two.load_state_dict({name: state[name] for name in two.state_dict()})
    tokens = {m: z for m, z in leaves(network).items() if m != gone}
    left = network.fusion(tokens).logits[QUESTION]
    assert torch.allclose(left, two.fusion(tokens).logits[QUESTION], atol=1e-12)


def by_hand(strategy: str, n: Mapping[str, int], d: int = 64, b: int = 4) -> int:
    """Multiply-adds of five layers with L_f = 1, and of the heads, written out."""

    def layer(queries: int, keys: int) -> int:
        return 2 * queries * d * d + 2 * keys * d * d + 2 * queries * keys * d + 4 * queries * d * d

    every = sum(n.values())
    apart = sum(layer(k, k) for k in n.values())
    joint, crossed = layer(every, every), sum(layer(k, every) for k in n.values())
    necks = sum(layer(k + b, k + b) for k in n.values())
    layers = {
        "late": 5 * apart,
        "early": 5 * joint,
        "mid": apart + 4 * joint,
        "mid-cross": apart + 4 * crossed,
        "bottleneck": 5 * necks,
        "bottleneck-mid": apart + 4 * necks,
    }
    return layers.get(strategy, 5 * apart) + len(n) * 6 * d


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_cost_of_a_clip_is_n_t_n_i_and_n_a_written_out_and_what_torch_counts(strategy: str) -> None:
    spec = AskedRecipe(strategy=strategy).spec
    counts = token_counts(spec)
    assert counts == {
        m: n for m, n in (("text", 1 + WORDS), ("visual", 1 + PATCHES), ("audio", 1 + CELLS)) if m in counts
    }
    projected = {"text": 0, "visual": PATCHES * 768 * 64, "audio": CELLS * 128 * 64}
    assert macs_of(spec) == by_hand(strategy, counts) + sum(projected[m] for m in spec.modalities)
    batch = make_batch([numbered(0), numbered(1)])
    network = AskedNetwork(spec).eval()
    with sdpa_kernel(SDPBackend.MATH), FlopCounterMode(display=False) as counter, torch.no_grad():
        network(batch.inputs(spec.modalities))
    assert counter.get_total_flops() == 2 * 2 * macs_of(spec)


@pytest.mark.parametrize("subset", SUBSETS, ids="+".join)
@torch.inference_mode()
def test_any_modalities_are_enough_to_answer(subset: tuple[str, ...]) -> None:
    batch = make_batch([numbered(0), numbered(1), numbered(2)])
    network = AskedNetwork(FusionSpec.named("bottleneck-mid", modalities=MODALITIES)).eval()
    output = network(batch.inputs(subset))
    assert output.logits[QUESTION].shape == (3, 6)
    assert set(output.modality_logits[QUESTION]) == set(subset)


def test_places_are_those_of_the_clip_s_own_clock() -> None:
    assert [p.column for p in places("text")] == list(range(7))
    own = {p.frame: (p.start, p.end) for p in places("visual")}
    assert list(own) == [1, 3, 5, 7]
    whole = {p.frame: (p.start, p.end) for p in sounding.places("visual")}
    assert all(span == whole[frame] for frame, span in own.items())
    assert places("audio") == sounding.places("audio")


def test_frames_are_every_other_one_of_the_clip_s_eight() -> None:
    asked = numbered(4)
    whole = sounding.make_batch([asked.scene])
    own = make_batch([asked])
    assert torch.equal(own.visual, whole.visual[:, 1::2])
    assert torch.equal(own.audio, whole.audio)


@pytest.mark.parametrize("strategy", [name for name in STRATEGIES if name != "text"])
def test_it_starts_as_the_network_of_sounding_objects_on_the_frames_that_it_reads(strategy: str) -> None:
    """Without words and on the same frames both are alike up to the fifth layer."""
    state = load_file(model_paths(sounding.TASK, strategy)[0])
    other = SoundingNetwork(FusionSpec.named(strategy)).eval()
    other.load_state_dict({name: value.float() for name, value in state.items()})
    own = AskedNetwork(AskedRecipe(strategy=strategy).spec).eval()
    taken = start_from(own, state)
    assert set(taken) == {name for name in state if not name.startswith("fusion.heads.")}
    asked = numbered(5)
    each = GRIDS["visual"][0] * GRIDS["visual"][1]
    keep = {"visual": torch.tensor([f * each + i for f in (1, 3, 5, 7) for i in range(each)])}
    whole, batch = sounding.make_batch([asked.scene]), make_batch([asked])
    senses = [m for m in ("visual", "audio") if m in own.spec.modalities]
    with torch.inference_mode():
        expected = other(whole.inputs(senses), {m: i for m, i in keep.items() if m in senses}).features
        *_, before, _ = own.fusion.depths(own.tokens(batch.inputs(senses)))
        found = {m: own.fusion.norm(z[:, 0]) for m, z in before.streams.items()}
    for m in senses:
        torch.testing.assert_close(found[m], expected[m], atol=1e-4, rtol=1e-4)
