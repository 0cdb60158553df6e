from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from mmfusion.nn.spec import FusionSpec
from mmfusion.tasks.sounding import STRATEGIES, UNASKED, measures
from mmfusion.tasks.sounding.batches import Batch, make_batch, numbered_scene
from mmfusion.tasks.sounding.learning import ship
from mmfusion.tasks.sounding.learning.ship import (
    accuracies,
    macs_of,
    over_seeds,
    ship_networks,
    spoilings_of,
)
from mmfusion.tasks.sounding.learning.training import (
    COMPARING,
    HARDENING,
    TIMING,
    SoundingRecipe,
    Trainee,
    own_features,
    train,
)
from mmfusion.tasks.sounding.measures import (
    CLEAN,
    NO_SOUND,
    SHUFFLED,
    SPOILED,
    Spoiling,
    measure,
    share,
    symmetry,
    token_mask,
)
from mmfusion.tasks.sounding.network import SoundingNetwork
from mmfusion.tasks.sounding.render import object_mask
from mmfusion.tasks.sounding.scene import FORMS
from mmfusion.tasks.sounding.table import question_table

SMALL = {"width": 16, "heads": 2, "batch": 8, "warmup": 2}


def recipe(strategy: str, **changes: object) -> SoundingRecipe:
    return SoundingRecipe(strategy=strategy, **{**SMALL, **changes})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def batch() -> Batch:
    return make_batch([numbered_scene(form, i) for form in FORMS for i in range(4)])


def put_in(trainee: Trainee, stage: int) -> None:
    """Have a network be in a stage, those before it over at once."""
    trainee.curriculum.ends[:stage] = 1.0


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_strategy_trains_in_every_stage(strategy: str) -> None:
    trainee = Trainee(recipe(strategy))
    for stage in (TIMING, COMPARING, HARDENING):
        put_in(trainee, stage)
        assert trainee.curriculum.stage == stage
        loss = trainee.loss(5)
        loss.backward()
        assert torch.isfinite(loss)
    missing = [n for n, p in trainee.network.named_parameters() if p.grad is None or not p.grad.abs().any()]
    unread = {"bottleneck": "the last layer's bottleneck is read by nothing", "cls": "", "place": ""}
    assert not [n for n in missing if not any(part in n for part in unread)], missing


def test_a_few_steps_lower_the_loss_of_what_a_single_sense_can_learn() -> None:
    torch.manual_seed(0)
    trainee = Trainee(recipe("visual", batch=4))
    put_in(trainee, HARDENING)
    optimiser = torch.optim.AdamW(trainee.parameters(), lr=3e-3)
    losses = []
    for _ in range(25):
        loss = trainee.loss(3)  # one batch again and again: it must be learned
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.75 * losses[0]


def test_a_network_whose_senses_never_meet_waits_for_nothing() -> None:
    for strategy, waits in (("late", False), ("visual", False), ("mid", True), ("early-raw", True)):
        trainee = Trainee(recipe(strategy, timing=(2, 50), comparing=(0, 50)))
        for step in range(3):
            trainee.curriculum.note(step, {"sync": 0.69})
        assert trainee.curriculum.stage == (TIMING if waits else HARDENING), strategy


def test_timing_widens_from_the_end_of_its_stage_and_spoiling_waits_for_the_last() -> None:
    trainee = Trainee(recipe("mid", batch=64, widening=100))
    trainee.curriculum.ends[0] = 1000.0

    def periods(step: int) -> float:
        return float(np.ptp([s.period for s in trainee.scenes(step, np.random.default_rng(0))]))

    assert periods(1000) == 0.0 < periods(1050) < periods(1100) == periods(1400)


def test_hardening_leaves_half_of_each_batch_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    trainee = Trainee(recipe("mid", batch=16, noisy=1.0, blurry=1.0, alone=0.125))
    put_in(trainee, HARDENING)
    seen: list[tuple[Batch, slice, tuple[str, ...], object]] = []

    def part(batch: Batch, rows: slice, senses: tuple[str, ...], keep: object = None) -> tuple[Tensor, dict]:  # type: ignore[type-arg]
        seen.append((batch, rows, senses, keep))
        return torch.ones(()), {}

    monkeypatch.setattr(trainee, "part", part)
    assert trainee.loss(9).item() == pytest.approx(1.0), "each clip counts once"
    both = ("visual", "audio")
    assert [(rows.start, rows.stop, senses) for _, rows, senses, _ in seen] == [
        (0, 8, both),
        (8, 12, both),
        (12, 14, ("visual",)),
        (14, 16, ("audio",)),
    ]
    assert [keep is None for *_, keep in seen] == [True, False, False, False]
    rng = np.random.default_rng([0, 7, 9])
    clean = make_batch(trainee.scenes(9, rng))
    spoiled = seen[0][0]
    for sense in both:
        same = (getattr(clean, sense) == getattr(spoiled, sense)).flatten(1).all(dim=1)
        assert same.tolist() == [True] * 8 + [False] * 8, sense


def test_own_aids_are_read_where_a_cls_has_heard_its_own_sense_alone(batch: Batch) -> None:
    for strategy in ("early", "mid", "mid-cross", "bottleneck", "bottleneck-mid", "late"):
        network = SoundingNetwork(recipe(strategy).spec)
        sound = batch.audio.clone().requires_grad_()
        tokens = network.tokens({"visual": batch.visual, "audio": sound})
        features = own_features(network, tokens, list(network.fusion.depths(tokens)))
        (gradient,) = torch.autograd.grad(
            features["visual"].sum(), sound, allow_unused=True, retain_graph=True
        )
        assert gradient is None or not gradient.any(), strategy
        (gradient,) = torch.autograd.grad(features["audio"].sum(), sound)
        assert gradient.any(), strategy


def test_a_run_resumes_and_writes_what_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mmfusion.tasks.sounding.learning.training.VALIDATION_CLIPS", 4)
    small = recipe("late", steps=4, validate_every=2, timing=(0, 1))
    network, best = train(small, tmp_path, lambda _: None)
    assert (best["timing until"], best["comparing until"]) == (1, 2)
    assert (tmp_path / "best.safetensors").is_file()
    assert network.spec == small.spec


def test_late_cannot_hear_in_its_visual_logits(batch: Batch) -> None:
    network = SoundingNetwork(recipe("late").spec)
    sound = batch.audio.clone().requires_grad_()
    output = network({"visual": batch.visual, "audio": sound})
    total = torch.stack([by["visual"].sum() for by in output.modality_logits.values()]).sum()
    (gradient,) = torch.autograd.grad(total, sound, allow_unused=True)
    assert gradient is None or not gradient.any()


class Oracle(SoundingNetwork):
    """Answers *side* by the mean brightness of the halves of the picture, or of the left one alone."""

    def __init__(self, halves: tuple[int, ...]) -> None:
        super().__init__(FusionSpec.named("visual", width=16, heads=2))
        self.halves = halves

    def forward(self, inputs, keep=None):  # type: ignore[no-untyped-def, override]
        output = super().forward(inputs, keep)
        kept = torch.arange(192) if keep is None else keep["visual"]
        column = kept % 6
        counts = torch.tensor([(column < 3).sum(), (column >= 3).sum()]).float()
        logits = torch.zeros(len(inputs["visual"]), 3)
        for half in self.halves:
            logits[:, half] += 0.02 * counts[half]
        return output._replace(logits={**output.logits, "side": logits})


def test_the_symmetry_test_finds_a_network_that_reads_one_side_only() -> None:
    even, odd = symmetry(Oracle((0, 1)), 30)["ratio"], symmetry(Oracle((0,)), 30)["ratio"]
    assert even.value < 2.5
    assert odd.value > 5


def test_removed_tokens_are_those_of_the_object() -> None:
    scene = numbered_scene("pair", 0)
    marked = token_mask(object_mask(scene) == 1).reshape(8, 4, 6)
    assert marked.any(axis=(1, 2)).all()
    assert not marked[:, :, 4:].any(), "the left object has no token at the right edge"


def test_a_share_has_wilsons_interval() -> None:
    found = share(8, 10)  # Wilson 1927; the values of Newcombe, Statist. Med. 17 (1998)
    assert (found.value, round(found.low, 4), round(found.high, 4)) == (0.8, 0.4902, 0.9433)
    assert share(0, 10).low == pytest.approx(0, abs=1e-9)


def test_measuring_gives_every_question_its_clips() -> None:
    networks = {
        name: SoundingNetwork(FusionSpec.named(name, width=16, heads=2)).eval() for name in ("late", "audio")
    }
    spoilings = {
        "late": (CLEAN, SPOILED, SHUFFLED, NO_SOUND, Spoiling(dropped=4), Spoiling(delay=0.1)),
        "audio": (CLEAN, NO_SOUND),
    }
    tested = measure(networks, spoilings, 6, lambda _: None)
    assert set(tested["late"]) == set(spoilings["late"])
    assert set(tested["audio"]) == {CLEAN}, "the sound's network cannot answer without sound"
    clean = tested["late"][CLEAN]
    assert {q: len(y) for q, y in clean.labels.items()} == {
        "kind": 6, "left": 6, "right": 6, "pitch": 18, "side": 6, "sync": 18,
    }  # fmt: skip
    assert all((y != UNASKED).all() for y in clean.labels.values())
    nats = clean.nats("side")
    z, y = torch.from_numpy(clean.logits["side"]), torch.from_numpy(clean.labels["side"])
    assert nats.value == pytest.approx(torch.nn.functional.cross_entropy(z, y).item(), abs=1e-5)
    assert not np.allclose(tested["late"][SHUFFLED].logits["pitch"], clean.logits["pitch"])
    assert np.allclose(tested["late"][NO_SOUND].logits["side"], tested["late"][NO_SOUND].logits["side"])


def test_dropped_frames_lose_their_tokens_and_no_others() -> None:
    network = SoundingNetwork(FusionSpec.named("mid", width=16, heads=2))
    kept = measures.kept_tokens(network, Spoiling(dropped=2))
    assert kept is not None
    assert "audio" not in kept
    assert len(kept["visual"]) == 6 * 24
    assert len(set((kept["visual"] // 24).tolist())) == 6


def test_macs_count_projections_and_layers(batch: Batch) -> None:
    from torch.nn.attention import SDPBackend, sdpa_kernel
    from torch.utils.flop_counter import FlopCounterMode

    for strategy in STRATEGIES:
        spec = FusionSpec.named(strategy, width=16, heads=2)
        network = SoundingNetwork(spec).eval()
        one: dict[str, Tensor] = {"visual": batch.visual[:1], "audio": batch.audio[:1]}
        # torch's counter does not know the fused kernel of the CPU
        with sdpa_kernel(SDPBackend.MATH), FlopCounterMode(display=False) as counter, torch.no_grad():
            network(one)
        assert counter.get_total_flops() == 2 * macs_of(spec), strategy


def test_over_seeds_is_students_interval() -> None:
    z = np.eye(3)[[0, 0, 1, 2]].astype(np.float32)
    tested = [measures.Tested({"side": z}, {"side": np.array(y)}) for y in ([0, 0, 1, 2], [0, 0, 1, 1])]
    found = over_seeds([accuracies(one) for one in tested])["side, over seeds"]
    assert found.value == pytest.approx(0.875)
    assert found.high - found.value == pytest.approx(12.706 * 0.17678 / np.sqrt(2), rel=1e-3)
    assert not over_seeds([accuracies(tested[0])])


def test_seeds_that_a_card_names_can_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MMFUSION_RUNS", str(tmp_path / "runs"))
    monkeypatch.setattr("mmfusion.tasks.sounding.learning.training.VALIDATION_CLIPS", 2)
    small = {"steps": 2, "validate_every": 2, "timing": (0, 1), "batch": 4}
    monkeypatch.setattr(ship, "recipe_of", lambda name, seed: recipe(name, seed=seed, **small))
    monkeypatch.setattr(ship, "spoilings_of", lambda _: (measures.CLEAN,))
    assert ship.missing({"late": 2}, True, tmp_path) == [("late", 0), ("late", 1)]
    (card,) = ship_networks({"late": 2}, report=lambda _: None, clips=50, root=tmp_path)
    assert set(card.seeds) == {"0", "1"}
    assert card.metrics["side, over seeds"]["value"] == pytest.approx(
        (card.seeds["0"]["side"] + card.seeds["1"]["side"]) / 2, abs=1e-4
    )
    shutil.rmtree(tmp_path / "runs")
    assert not ship.missing({"late": 2}, True, tmp_path)
    assert ship.missing({"late": 3}, True, tmp_path) == [("late", 2)]
    (again,) = ship_networks({"late": 2}, report=lambda _: None, clips=50, root=tmp_path, keep=True)
    assert again.seeds == card.seeds
    assert again.metrics["side"] == card.metrics["side"]
    assert not (tmp_path / "runs").exists(), "nothing was trained"
    monkeypatch.setattr(ship, "recipe_of", lambda name, seed: recipe(name, seed=seed, width=32))
    assert ship.missing({"late": 1}, True, tmp_path) == [("late", 0)], "another recipe"


def test_the_strategies_in_front_are_tested_spoiled() -> None:
    assert len(spoilings_of("mid")) > len(spoilings_of("early"))
    assert question_table([])[1][0] == "chance"
