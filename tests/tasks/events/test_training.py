"""From cells to shipped cards on made-up cells: the whole way, in seconds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from mmfusion.measure.aggregation import AGGREGATORS
from mmfusion.measure.metrics import softmax
from mmfusion.tasks.events import CLASSES, NONE, dataset, mixture
from mmfusion.tasks.events.cache import AUDIO_TEST_VIEWS, TRAIN_SOUNDS, VISUAL_TEST_VIEWS
from mmfusion.tasks.events.conditions import BOTH, HEARD, SEEN, Condition
from mmfusion.tasks.events.dataset import EventData, Pool, near_duplicates, united
from mmfusion.tasks.events.features import AUDIO_WIDTH, VISUAL_WIDTH
from mmfusion.tasks.events.pairs import Pairs, picture_folds
from mmfusion.tasks.events.report import calibration, figures, gains, pool, robustness
from mmfusion.tasks.events.runs import execute
from mmfusion.tasks.events.ship import ship, shipped_answers, written
from mmfusion.tasks.events.table import results_table
from mmfusion.tasks.events.training import Recipe, _Batches

EACH = 10  # pictures and recordings of a class: two in each fold


@dataclass(frozen=True)
class _Item:
    label: str
    source: str
    group: str
    target: int
    fold: int


class _Cells:
    """Cells of made-up items: noise about a direction of their class."""

    def __init__(self, targets: list[int], shape: tuple[int, ...], seed: int) -> None:
        rng = np.random.default_rng(seed)
        direction = np.random.default_rng(99).standard_normal((len(CLASSES), shape[-1]), np.float32)
        spread = (slice(None), *[None] * (len(shape) - 1))
        rows = rng.standard_normal((len(targets), *shape), np.float32)
        rows += direction[targets][spread]
        self.rows = rows.astype(np.float16)

    def need(self, items: object, report: object = None) -> None:
        pass

    def __getitem__(self, index: Any) -> np.ndarray:
        return np.asarray(self.rows[index])


def _group(target: int, number: int, fold: int) -> str:
    """Return a name that hashes into `fold`."""
    return next(name for i in range(1000) if picture_folds([name := f"{target}/{number}/{i}"])[0] == fold)


class _Data(EventData):
    def __init__(self) -> None:
        items = [
            _Item(
                label if target < NONE else f"none:{number % 2}",
                f"s{number % 2}",
                _group(target, number, number % 5 + 1),
                target,
                number % 5 + 1,
            )
            for target, label in enumerate(CLASSES)
            for number in range(EACH)
        ]
        targets = [item.target for item in items]
        self.stills = self.sounds = items  # type: ignore[assignment]
        self.report = lambda _: None
        self.further = False
        self.__dict__["picture_groups"] = [item.group for item in items]
        self.picture_train = _Cells(targets, (6, 16, VISUAL_WIDTH), 1)  # type: ignore[assignment]
        self.picture_test = _Cells(targets, (VISUAL_TEST_VIEWS, 16, VISUAL_WIDTH), 2)  # type: ignore[assignment]
        self.sound_train = _Cells(targets, (TRAIN_SOUNDS, 40, AUDIO_WIDTH), 3)  # type: ignore[assignment]
        self.sound_test = _Cells(targets, (AUDIO_TEST_VIEWS, 40, AUDIO_WIDTH), 4)  # type: ignore[assignment]


@pytest.fixture(scope="module")
def data() -> EventData:
    return _Data()


@pytest.fixture(scope="module")
def runs(data: EventData, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    patch = pytest.MonkeyPatch()
    patch.setenv("MMFUSION_RUNS", str(tmp_path_factory.mktemp("runs")))
    for name, value in (
        ("TEST_PAIRS", 6),
        ("TEST_NONE", 12),
        ("VALIDATION_PAIRS", 3),
        ("VALIDATION_NONE", 9),
    ):
        patch.setattr(dataset, name, value)
    small = {"steps": 20, "batch": 32, "width": 16, "layers": 2, "warmup": 5, "validate_every": 10}
    found = {
        s: [execute(Recipe("events", s, **small), data, lambda _: None)]  # type: ignore[arg-type]
        for s in ("visual", "audio", "late")
    }
    patch.undo()
    return found


def test_networks_learn_and_are_tested_on_the_fold_they_never_saw(
    runs: dict[str, Any], data: EventData
) -> None:
    for strategy, own in runs.items():
        run = own[0]
        assert {data.sounds[i].fold for i in run.test.recordings} == {1}
        pooled = pool(own, data)
        assert pooled.accuracy(pooled.main).value > 0.5, strategy


def test_what_shows_none_is_never_called_a_kind_where_it_stands_alone(data: EventData) -> None:
    """Half of a pair may show none of the kinds; alone there is no other half that decides."""
    every = np.arange(len(data.stills))
    for strategy, whole in (("visual", 0), ("audio", 0), ("late", 16)):
        recipe = Recipe("events", strategy, batch=32, crossed=1.0)
        batches = _Batches(data, Pool(every, every), recipe)
        asked: list[np.ndarray] = []
        for sampler in (batches.pictures, batches.recordings):

            def of(targets: np.ndarray, rng: Any, draw: Any = sampler.of, told: Any = asked) -> Any:
                told.append(targets)
                return draw(targets, rng)

            sampler.of = of  # type: ignore[method-assign]
        cells, _, targets, _ = batches.cells(0)
        assert set(cells) == set(recipe.spec.modalities), "and no features of another are computed"
        seen, heard = asked
        alone, pairs = slice(whole, None), slice(0, whole)
        assert (seen[alone] == targets[alone]).all()
        assert (heard[alone] == targets[alone]).all()
        assert ((seen == NONE) | (heard == NONE))[pairs].all(), "in every pair one shows none"
        kind = np.where(seen == NONE, heard, seen)
        face = (seen == CLASSES.index("speech")) & (heard == NONE)
        assert (targets[pairs] == np.where(face, NONE, kind)[pairs]).all(), "the other one decides"


def test_as_many_pairs_have_a_foreign_modality_as_the_recipe_says(data: EventData) -> None:
    """A face beside another sound is none; whatever else is seen or heard is what the pair is."""
    every = np.arange(len(data.stills))
    recipe = Recipe("events", "mid", batch=4000, crossed=0.4, alone=0.0)
    batches = _Batches(data, Pool(every, every), recipe)
    drawn: list[np.ndarray] = []
    for sampler in (batches.pictures, batches.recordings):
        sampler.of = lambda targets, rng: drawn.append(targets) or targets * 0  # type: ignore
    *_, targets, _ = batches.cells(0)
    seen, heard = drawn
    listed = (seen != NONE) | (heard != NONE)
    assert (seen != heard)[listed].mean() == pytest.approx(0.4, abs=0.03)
    assert ((seen == NONE) & listed).sum() == pytest.approx(((heard == NONE) & listed).sum(), rel=0.15)
    face = (seen == CLASSES.index("speech")) & (heard == NONE)
    assert face.sum() > 10
    assert (targets[face] == NONE).all()
    assert (targets != NONE)[listed & ~face].all()


def test_data_of_other_sources_than_the_recipe_s_are_refused(data: EventData) -> None:
    with pytest.raises(ValueError, match="other sources"):
        execute(Recipe("events", "audio", further=True), data, lambda _: None)


def test_single_senses_are_tested_without_the_other(runs: dict[str, Any]) -> None:
    assert BOTH.name not in runs["audio"][0].test_logits
    assert all(name.startswith("none+") for name in runs["audio"][0].test_logits)
    assert {BOTH.name, SEEN.name, HEARD.name} <= set(runs["late"][0].test_logits)


def test_a_finished_run_is_read_back_and_not_trained_again(
    runs: dict[str, Any], data: EventData, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = runs["late"][0]
    monkeypatch.setenv("MMFUSION_RUNS", str(run.folder.parents[1]))
    again = execute(run.recipe, data, lambda line: pytest.fail(line))
    assert np.array_equal(again.test_logits[BOTH.name], run.test_logits[BOTH.name])


def test_the_threshold_of_unfamiliar_has_its_false_alarms_on_validation(runs: dict[str, Any]) -> None:
    rng = np.random.default_rng(0)
    targets = rng.integers(0, len(CLASSES), 4000)
    logits = (2.0 * np.eye(len(CLASSES))[targets] + rng.normal(0, 1, (4000, len(CLASSES)))).astype(np.float32)
    nothing = np.zeros(4000, dtype=np.int64)
    pairs = Pairs(nothing, nothing, targets)
    run = replace(runs["late"][0], validation=pairs, validation_logits={SEEN.name: logits})
    temperatures, thresholds = calibration(run)
    alarms = softmax(logits, temperatures["visual"].value)[:, NONE] > thresholds["visual"]
    weights = mixture.prior_weights(targets) * (targets != NONE)
    assert np.average(alarms, weights=weights) == pytest.approx(0.05, abs=0.001)


def test_temperature_and_threshold_are_of_the_mixture_half_of_it_spoiled(runs: dict[str, Any]) -> None:
    """A network that is right on matched pairs alone, and on clean ones alone, is not sure of the others."""
    targets = np.repeat(np.arange(len(CLASSES)), 20)
    nothing = np.zeros(len(targets), dtype=np.int64)
    mixed = mixture.mixture(targets)
    right = 9.0 * np.eye(len(CLASSES))[mixed.targets]
    wrong_where_crossed = np.where(
        (mixed.kinds == mixture.KINDS.index("only seen"))[:, None], 9.0 * np.eye(len(CLASSES))[NONE], right
    )

    def fitted(clean: np.ndarray, spoiled: np.ndarray) -> Any:
        logits = {BOTH.name: clean, Condition(4, "plain").name: spoiled}
        pairs = Pairs(nothing, nothing, targets)
        run = replace(runs["late"][0], validation=pairs, validation_logits=logits)
        temperatures, thresholds = calibration(run)
        return temperatures["visual+audio"], thresholds["visual+audio"]

    sure, low = fitted(right, right)
    assert (sure.value, sure.limit) == (1.0, "no error")
    crossed, high = fitted(wrong_where_crossed, right)
    assert crossed.value > 1.5, "matched pairs alone say nothing of the others"
    assert crossed.limit == ""
    assert high > low, "more than one in twenty of the only seen are called none"
    assert fitted(right, wrong_where_crossed)[0].value == pytest.approx(crossed.value), "half of each"


def test_shipped_weights_reproduce_the_figures_of_their_card(
    runs: dict[str, Any], data: EventData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mmfusion.cards.checkpoint import load_weights, model_paths
    from mmfusion.nn.spec import FusionSpec
    from mmfusion.tasks.events.network import EventNetwork

    for name, value in (("TEST_PAIRS", 6), ("TEST_NONE", 12)):
        monkeypatch.setattr(dataset, name, value)
    cards = ship(runs, data, {}, tmp_path)
    assert [card.strategy for card in cards] == list(runs)
    for card in cards:
        weights, _ = model_paths("events", card.strategy, tmp_path)
        assert card.describes(weights)
        network = EventNetwork(FusionSpec.from_dict(card.spec))
        load_weights(network, weights)
        again = written(figures(shipped_answers(network, card, data), data), "fold 1, these weights")
        assert again == card.own_metrics
    rows = results_table(cards)
    assert rows[0][1:] == list(runs)
    assert any(row[0] == "gain, clean" for row in rows)
    experts = next(card for card in cards if card.strategy == "late").experts
    assert set(experts["figures"]) == set(experts["mixture"]) == set(AGGREGATORS)


def test_the_mixture_is_measured_on_what_is_seen_or_heard(
    runs: dict[str, Any], data: EventData, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a dog that is only seen, and less surely than none is heard, the mean says none; either does not."""
    for name, value in (("TEST_PAIRS", 6), ("TEST_NONE", 12)):
        monkeypatch.setattr(dataset, name, value)
    pairs = data.fixed(data.pools(1)["test"], "test", 1)
    sure = np.full((len(pairs.targets), len(CLASSES)), 0.1 / 13)
    sure[np.arange(len(sure)), pairs.targets] = 0.9
    unsure = np.full_like(sure, 0.2 / 13)
    unsure[np.arange(len(sure)), pairs.targets] = 0.8
    given = mixture.fitted(mixture.Experts(unsure, sure, pairs))
    found = mixture.figures(mixture.Experts(unsure, sure, pairs), given, data)
    assert {k: e.value for k, e in found["either"].items()} == dict.fromkeys(mixture.KINDS, 1.0)
    mean = {k: e.value for k, e in found["mean probability"].items()}
    assert mean == {"matched": 1, "only seen": 0, "only heard": 1, "none": 1, mixture.FACE: 1}
    assert found["either"]["only seen"].n == 6 * 12, "a face that is only seen is no speech, and counts apart"
    assert found["either"]["matched"].n == found["either"]["only heard"].n == 6 * 13


def test_a_mixture_puts_every_picture_and_sound_beside_one_of_none() -> None:
    targets = np.array([0, 3, 12, 13, 13])
    mixed = mixture.mixture(targets)
    seen, heard = targets[mixed.pictures], targets[mixed.recordings]
    named = np.array(mixture.KINDS)[mixed.kinds]
    for kind in ("matched", "none"):
        assert (seen == heard)[named == kind].all()
    for kind, shown, other in (("only seen", seen, heard), ("only heard", heard, seen)):
        assert (other[named == kind] == NONE).all()
        assert (mixed.targets[named == kind] == shown[named == kind]).all()
    face = named == mixture.FACE
    assert (seen[face].tolist(), heard[face].tolist(), mixed.targets[face].tolist()) == ([12], [13], [13])
    assert {*mixed.recordings[named == "only seen"]} <= {3, 4}
    assert sorted(seen[named == "only heard"].tolist()) == [13, 13, 13]


def test_gains_compare_with_the_better_sense_of_the_same_condition(
    runs: dict[str, Any], data: EventData
) -> None:
    pooled = {name: pool(own, data) for name, own in runs.items()}
    found = gains(pooled["late"], pooled["visual"], pooled["audio"])
    best = max(pooled["visual"].accuracy(SEEN.name).value, pooled["audio"].accuracy(HEARD.name).value)
    assert found["gain, clean"].value == pytest.approx(pooled["late"].accuracy(BOTH.name).value - best)


def test_a_spoiled_sense_that_a_network_has_not_changes_nothing(
    runs: dict[str, Any], data: EventData
) -> None:
    curve = robustness(pool(runs["audio"], data))["blur"]["value"]
    assert len(set(curve)) == 1  # type: ignore[arg-type]


def test_conditions_have_short_names() -> None:
    assert Condition(3, None).name == "3+none"
    assert Condition().name == "plain+plain"


def test_pairs_that_are_near_duplicates_are_united_through_others() -> None:
    assert united(["a", "b", "c", "d"], [("a", "b"), ("b", "c")]) == ["a", "a", "a", "d"]


def test_near_duplicates_are_what_points_the_same_way() -> None:
    features = torch.nn.functional.one_hot(torch.tensor([0, 0, 1, 2]), 4).float().numpy()
    features[1] += 0.01
    assert near_duplicates(["a", "b", "c", "d"], features) == [("a", "b")]
