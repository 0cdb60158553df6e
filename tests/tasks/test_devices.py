"""Everything that enters a network gives the same on a GPU as on the processor.

Each case is run with `MMFUSION_DEVICE=cpu` and once more with ``cuda``: on a pretended GPU, on which nothing
may meet what lies elsewhere (`tests.pretend`), and on a real one where there is one.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

import mmfusion
from mmfusion.explain.ablation import each_without, heads_of
from mmfusion.explain.exchange import one_way
from mmfusion.explain.faithfulness import curves, random_orders
from mmfusion.explain.maps import METHODS, preference, read_maps, token_map
from mmfusion.media import load_clip, load_span
from mmfusion.nn import FusionSpec, efficientnet
from mmfusion.nn.device import VARIABLE, find, home, to_numpy
from mmfusion.nn.placing import place
from mmfusion.tasks import events, sounding
from mmfusion.tasks.events import QUESTION
from mmfusion.tasks.events import commands as event_commands
from mmfusion.tasks.events import predictor as event_networks
from mmfusion.tasks.events.conditions import BOTH, logits_of
from mmfusion.tasks.events.features import AUDIO_WIDTH, VISUAL_WIDTH
from mmfusion.tasks.events.network import frame_moments
from mmfusion.tasks.events.pairs import Pairs
from mmfusion.tasks.sounding import commands as sounding_commands
from mmfusion.tasks.sounding import measures
from mmfusion.tasks.sounding import predictor as sounding_networks
from mmfusion.tasks.sounding.batches import blurred
from mmfusion.tasks.sounding.exchange import measure_exchange
from mmfusion.tasks.sounding.heads import Bench
from mmfusion.tasks.sounding.integrated import BASELINES, integrated_gradients
from mmfusion.tasks.sounding.learning.grid import crossing_share, side_logits
from mmfusion.tasks.sounding.learning.ship import temperatures
from mmfusion.tasks.sounding.learning.training import SoundingRecipe, Trainee, held_out
from mmfusion.tasks.sounding.maps import score_of
from mmfusion.tasks.sounding.network import SoundingNetwork
from mmfusion.tasks.sounding.pad_shares import right_on_pad
from mmfusion.tasks.sounding.scene import FORMS
from tests.pretend import Pretend

GPU = torch.cuda.is_available()
Case = Callable[[], Any]
CASES: dict[str, Case] = {}
READS_BOTH = [name for name in sounding.STRATEGIES if name not in ("audio", "visual", "early-raw")]


def case(function: Case) -> Case:
    """Enter a function into the cases by its name: it returns numbers in any nesting."""
    CASES[function.__name__] = function
    return function


def silent(_: str) -> None: ...


def pair(count: int = 2) -> Any:
    return sounding.make_batch([sounding.numbered_scene("pair", i) for i in range(count)])


def by_form(count: int) -> dict[str, Any]:
    """Return clips of every form, so that every question is asked."""
    return {f: sounding.make_batch([sounding.numbered_scene(f, i) for i in range(count)]) for f in FORMS}


def sample() -> Any:
    return next(s for s in events.load_samples() if s.name == "dog")


@functools.cache
def clip() -> Any:
    return load_clip(sample().path)


@case
def predict() -> Any:
    scene = sounding.clip(sounding.numbered_scene("pair", 105))
    found = {
        ("events", "whole way"): mmfusion.load("events", "mid").predict(clip()),
        ("sounding-objects", "whole way"): mmfusion.load("sounding-objects", "mid").predict(scene),
    }
    return {key: plain(said) for key, said in (found | answers()).items()}


def answers(dtype: torch.dtype | None = None) -> dict[tuple[str, str], Any]:
    """Return what every shipped network of both tasks says of a clip."""
    seen, drawn = event_networks.features(clip()), pair(1).inputs()
    loaded = {("events", n): event_networks.load(n, dtype=dtype) for n in event_networks.SHIPPED}
    said = {key: network.answer(seen) for key, network in loaded.items()}
    for name in sounding.STRATEGIES:
        own = sounding_networks.load(name, dtype=dtype)
        said["sounding-objects", name] = own.answer(drawn)
    return said


def plain(said: Any) -> Any:
    return {q: (answer.probabilities, answer.modality_probabilities) for q, answer in said.answers.items()}


@case
def command_line() -> Any:
    path, found = sample().path, {}
    for commands in (event_commands, sounding_commands):
        said = commands.predict(path, 0.0, ["late", "bottleneck-mid"])["strategies"]
        for name, own in said.items():
            found[said is None, name] = own["answers"]
        seen = commands.trace(path, 0.0, "bottleneck-mid")
        found[commands.__name__] = seen.weights
    return found


@case
def every_strategy_side_by_side() -> Any:
    lab = event_networks.Lab()
    levels = lab.features(clip(), "noise")
    compared = lab.compare(levels, swap=levels[0].put("audio", levels[2].arrays["audio"]))
    over = lab.over_time(load_span(sample().path, 1.0), ["late", "audio"], windows=3)
    return compared.probabilities, compared.cls_logits, over.probabilities


@case
def instrument() -> Any:
    lab, inputs = sounding_networks.Instrument(), pair(1).inputs()
    soft = torch.cat([blurred(inputs["visual"], sigma) for sigma in (0.5, 2.0, 4.0)])
    many = {"visual": soft, "audio": inputs["audio"].expand(3, -1, -1, -1)}
    kept = {"visual": torch.arange(0, 192, 2), "stacked": torch.arange(0, 192, 2)}
    found = lab.find("side", ["late"], ["mid"], most=64)
    return (
        lab.compare(many).probabilities,
        lab.compare(many, keep=kept).probabilities,
        [found.number, found.tried],
    )


@case
def maps() -> Any:
    found, score = {}, preference("side", 0)
    few = {"visual": torch.arange(0, 192, 16), "audio": torch.arange(0, 64, 8)}
    for name in READS_BOTH:
        network = sounding_networks.load(name).network
        with torch.no_grad():
            tokens = {m: z.cpu() for m, z in network.tokens(pair(1).inputs(), few).items()}  # not where it is
        found[name, "tokens"] = {m: token_map(network.fusion, tokens, score, m) for m in METHODS}
    found["curves"] = list(curves(network.fusion, tokens, "visual", random_orders(2, 12), score, steps=3))
    network = sounding_networks.load("mid").network
    with torch.no_grad():
        found["clips"] = read_maps(
            network.fusion, network.tokens(pair(2).inputs()), score_of(np.array([0, 1]))
        )
    for base in BASELINES:
        attributed = integrated_gradients(network, pair(1).inputs(), score, base, most=8)
        found[base] = {m: to_numpy(x) for m, x in attributed.values.items()}
    return found


@case
def heads() -> Any:
    network = sounding_networks.load("bottleneck-mid").network
    tokens = {m: z.cpu() for m, z in network.tokens(pair(1).inputs()).items()}
    every = heads_of(network.fusion)
    off = each_without(network.fusion, tokens, [[], [every[0]], list(every[:5])])
    bench = Bench(network, 97, clips=2)
    right = bench.right(every[:3])
    return {q: to_numpy(z) for q, z in off.logits.items()}, bench.nats(every[:3]), right


@case
def exchange() -> Any:
    network = sounding_networks.load("bottleneck-mid").network
    figures = measure_exchange(network, "", clips=3, mean_clips=2, report=silent)
    stored = sounding.read_figures("sounding-objects", "bottleneck-mid")
    assert stored is not None
    means = stored.contributions()  # on the processor
    told = one_way("audio", "visual").told(means)
    said = network.fusion(network.tokens(pair().inputs()), told=told).logits
    return figures.lost, figures.means, {q: to_numpy(z) for q, z in said.items()}


@case
def evaluate() -> Any:
    networks = {name: sounding_networks.load(name).network for name in ("mid", "early-raw", "audio")}
    spoilings = (measures.CLEAN, measures.NO_SOUND, measures.SHUFFLED, *measures.SPOILINGS)
    tested = measures.measure(networks, dict.fromkeys(networks, spoilings), clips=3, report=silent)
    logits = {(n, s.name): t.logits for n, by in tested.items() for s, t in by.items()}
    symmetry = {k: e.value for k, e in measures.symmetry(networks["mid"], clips=2).items()}
    clips = list(by_form(2).values())
    fitted = {k: t.value for k, t in temperatures(networks["mid"], clips, clips).items()}
    return logits, symmetry, fitted, held_out(networks["mid"], clips)


class Cells:
    """Cells as the cache of features holds them, made up."""

    def __init__(self, *shape: int) -> None:
        self.rows = np.random.default_rng(0).standard_normal(shape).astype(np.float16)

    def need(self, items: Any, report: Any = None) -> None: ...

    def __getitem__(self, index: Any) -> Any:
        return self.rows[index]


@case
def evaluate_events() -> Any:
    data: Any = SimpleNamespace(
        picture_test=Cells(6, 9, 16, VISUAL_WIDTH), sound_test=Cells(6, 6, 40, AUDIO_WIDTH), report=silent
    )
    pairs = Pairs(np.arange(6), np.arange(6)[::-1].copy(), np.arange(6))
    networks = {name: event_networks.load(name).network for name in event_networks.SHIPPED}
    both = {name: network for name, network in networks.items() if len(network.spec.modalities) == 2}
    logits = {name: logits_of(network, data, pairs, BOTH, batch=4) for name, network in both.items()}
    cells = {"visual": torch.from_numpy(data.picture_test[:2, :8]), "audio": torch.zeros(2, 40, AUDIO_WIDTH)}
    few = {"visual": torch.arange(0, 128, 5), "audio": torch.arange(0, 40, 3)}
    fewer = both["mid"](cells, frame_moments(8), few).logits[QUESTION]
    return logits, to_numpy(fewer)


@case
def pad() -> Any:
    scene = sounding.numbered_scene("one", 0)
    own = {name: sounding_networks.load(name) for name in ("audio", "visual", "mid")}
    grid = sounding.pad_grid(sounding.pad_clip(scene, [None, 0.0], [0.5, 4.0]), own)
    networks = {name: one.network for name, one in own.items()}
    right = right_on_pad(networks, scene, [None, 0.0], [0.5, 4.0], "mid")
    return grid.fused, grid.audio, grid.alone, grid.logits, grid.alone_logits, list(right)


@case
def tokenisers() -> Any:
    x, found = pair(1).inputs(), {}
    for modality, own in sounding_networks.load("mid").network.tokenisers.items():
        terms = sounding.dissect(own, x[modality][0])
        found[modality] = terms.projected, terms.places, sounding.as_convolution(own, x[modality][0])
    return found


@case
def untrained_twin() -> Any:
    twin = sounding_networks.load("mid").untrained()
    assert home(twin) == find()
    return {q: to_numpy(z) for q, z in twin(pair().inputs()).logits.items()}


@case
def training() -> Any:
    torch.manual_seed(0)
    trainee = place(Trainee(SoundingRecipe(strategy="bottleneck-mid", batch=8)), find())
    loss = trainee.hardening([sounding.numbered_scene("pair", i) for i in range(8)], np.random.default_rng(0))
    loss.backward()
    first = trainee.network.tokenisers["visual"].project.weight.grad
    torch.manual_seed(0)
    cell = place(SoundingNetwork(FusionSpec.named("bottleneck-mid", layers=2)), find()).eval()
    logits, truth = side_logits(cell, 98, clips=3)
    return loss.item(), to_numpy(first), to_numpy(logits), to_numpy(truth), crossing_share(cell, clips=1)


def run(one: Case, device: str, patch: pytest.MonkeyPatch) -> Any:
    patch.setenv(VARIABLE, device)
    return one()


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Give float32 features everywhere, and networks that no other test sees."""
    monkeypatch.setattr(efficientnet, "fastest_type", lambda: torch.float32)
    yield monkeypatch
    for cached in (event_networks._loaded, sounding_networks._loaded, efficientnet._loaded):
        cached.cache_clear()


def compare(found: Any, wanted: Any, tolerance: float, at: str = "") -> None:
    """Compare two nestings; values may differ by `tolerance` of what is 1 or more, and of 1 below."""
    if isinstance(wanted, dict):
        assert list(found) == list(wanted), at
        for key in wanted:
            compare(found[key], wanted[key], tolerance, f"{at}/{key}")
    elif isinstance(wanted, list | tuple) and not all(isinstance(x, int | float) for x in wanted):
        assert len(found) == len(wanted), at
        for i, pair_ in enumerate(zip(found, wanted, strict=True)):
            compare(*pair_, tolerance, f"{at}/{i}")
    else:
        assert not isinstance(found, torch.Tensor), at
        np.testing.assert_allclose(
            np.asarray(found, float), np.asarray(wanted, float), rtol=tolerance, atol=tolerance, err_msg=at
        )


@pytest.mark.parametrize("name", CASES)
def test_on_a_pretended_gpu_nothing_meets_what_lies_elsewhere(name: str, fresh: pytest.MonkeyPatch) -> None:
    wanted = run(CASES[name], "cpu", fresh)
    with Pretend() as pretend:
        found = run(CASES[name], "cuda", fresh)
    assert pretend.calls > 50
    compare(found, wanted, 2e-5)


@pytest.mark.skipif(not GPU, reason="needs a GPU")
@pytest.mark.parametrize("name", CASES)
def test_on_a_gpu_answers_are_those_of_the_processor(name: str, fresh: pytest.MonkeyPatch) -> None:
    wanted = run(CASES[name], "cpu", fresh)
    compare(run(CASES[name], "cuda", fresh), wanted, 1e-3)


@pytest.mark.parametrize(
    "device", ["cpu", pytest.param("cuda", marks=pytest.mark.skipif(not GPU, reason="needs a GPU"))]
)
def test_in_bfloat16_answers_are_those_of_float32_to_one_in_a_hundred(
    device: str, fresh: pytest.MonkeyPatch
) -> None:
    """In the root mean square of a network's probabilities; a single one may differ by more."""
    fresh.setenv(VARIABLE, device)
    wanted = answers()
    if device == "cpu":  # which `load` refuses: nothing is gained, but it rounds as a GPU does
        for tasks, names in (
            (event_networks, event_networks.SHIPPED),
            (sounding_networks, sounding.STRATEGIES),
        ):
            for name in names:
                tasks.load(name).network.fusion.multiplies_in = torch.bfloat16
        found = answers()
    else:
        found = answers(torch.bfloat16)
    for key, said in found.items():
        pairs = [(said.answers[q], wanted[key].answers[q]) for q in said.answers]
        off = [a.probabilities[name] - p for a, b in pairs for name, p in b.probabilities.items()]
        assert 0 < float(np.sqrt(np.mean(np.square(off)))) < 1e-2, key
