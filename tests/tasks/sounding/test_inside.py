"""What is read of shipped networks beside their cards: heads that can go, and what maps find."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from mmfusion.cards.checkpoint import model_paths, save_weights
from mmfusion.cards.inside import inside_path, read_inside, write_inside
from mmfusion.cli import main
from mmfusion.explain.ablation import heads_of
from mmfusion.nn.spec import FusionSpec
from mmfusion.tasks.sounding import TASK, inside
from mmfusion.tasks.sounding.attribution.figures import explained
from mmfusion.tasks.sounding.batches import VALIDATION
from mmfusion.tasks.sounding.heads import Bench, dispensable, head_figures
from mmfusion.tasks.sounding.maps import Explained, alike, faithful, found_by, heard_tokens
from mmfusion.tasks.sounding.network import SoundingNetwork


def network(strategy: str = "mid", seed: int = 0) -> SoundingNetwork:
    torch.manual_seed(seed)
    return SoundingNetwork(FusionSpec.named(strategy, width=16, heads=2)).eval()


def silent(count: int, tokens: int = 192) -> Explained:
    """Clips with masks that do not overlap: the first two tokens sound, the last two do not."""
    sounding, other = np.zeros((count, tokens), bool), np.zeros((count, tokens), bool)
    sounding[:, :2], other[:, -2:] = True, True
    return Explained(tuple(range(count)), np.arange(count) % 2, sounding, other, np.ones((count, 64), bool))


def test_figures_are_read_back_with_their_weights_only(tmp_path: Path) -> None:
    weights, _ = model_paths(TASK, "mid", tmp_path)
    save_weights(network(), weights)
    assert read_inside(TASK, "mid", "heads", tmp_path) is None
    write_inside(TASK, "mid", "heads", {"can go": 3}, "a test", tmp_path)
    found = read_inside(TASK, "mid", "heads", tmp_path)
    assert found is not None
    assert (found["can go"], found["split"]) == (3, "a test")
    save_weights(network(seed=1), weights)
    assert read_inside(TASK, "mid", "heads", tmp_path) is None, "other weights"
    assert inside_path(TASK, "mid", "heads", tmp_path).is_file()


def test_figures_are_read_where_they_mean_something(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[str, str]] = []

    def reader(kind: str) -> Callable[..., Path]:
        return lambda task, strategy, own, report: asked.append((strategy, kind)) or tmp_path

    monkeypatch.setattr(inside, "READERS", {kind: reader(kind) for kind in inside.READERS})
    monkeypatch.setattr(inside, "read_information", lambda task, report: asked.append(("all", "information")))
    assert main(["inspect", "sounding-objects", "--strategy", "mid"]) == 0
    assert main(["inspect", "sounding-objects", "--strategy", "bottleneck-mid"]) == 0
    assert (
        main(["inspect", "sounding-objects", "--strategy", "bottleneck-mid", "--what", "attributions"]) == 0
    )
    kinds = ("heads", "exchange", "clips", "attributions", "contributions")
    each = [("bottleneck-mid", kind) for kind in kinds]
    mine = [("mid", kind) for kind in kinds if kind != "exchange"]
    assert asked == [*mine, *each, ("bottleneck-mid", "attributions")]
    asked.clear()
    assert main(["inspect", "sounding-objects", "--strategy", "late"]) == 0
    assert asked == [("late", "contributions")], "its senses never meet: there are no maps of where they do"
    asked.clear()
    assert main(["inspect", "sounding-objects", "--what", "information"]) == 0
    assert asked == [("all", "information")], "of picture and sound themselves, once"
    assert main(["inspect", "sounding-objects", "--what", "dreams"]) == 2
    assert "no figure of 'dreams'" in capsys.readouterr().err


def test_a_bench_answers_as_the_network_does_and_worse_without_any_head() -> None:
    net = network()
    bench = Bench(net, VALIDATION, 6)
    _, batch = bench.given[1]
    with torch.inference_mode():
        plain = net(batch.inputs()).logits["side"]
    torch.testing.assert_close(bench.logits([])[1]["side"], plain)
    off = bench.logits(list(heads_of(net.fusion)))[1]["side"]
    assert not torch.allclose(off, plain)
    right = bench.right([])
    assert set(right) == {"kind", "left", "right", "pitch", "side", "sync"}
    assert right["side"].size == 6
    assert np.isfinite(bench.nats([]))


def test_heads_can_go_until_one_point_is_lost_and_the_interval_holds_the_count() -> None:
    rng = np.random.default_rng(0)
    base = rng.random(4000)
    rights = [{"what": base < p} for p in (0.9, 0.899, 0.895, 0.85, 0.5)]
    value, low, high = dispensable(rights, draws=200)
    assert value == 2
    assert low <= value <= high <= 3


def test_head_figures_name_every_head_once_and_run_from_all_to_none() -> None:
    net = network()
    said: list[str] = []
    found = head_figures(net, said.append, clips=3)
    heads = heads_of(net.fusion)
    assert sorted(map(tuple, found["heads"])) == sorted(map(tuple, heads))
    assert len(found["least"]) == len(found["most"]) == len(heads) + 1
    assert found["least"][0] == found["most"][0] == found["random"]["mean"][0]
    assert found["least"][-1] == pytest.approx(found["most"][-1])
    assert found["random"]["counts"][-1] == len(heads)
    assert said


def test_a_perfect_map_is_told_from_one_of_another_clip() -> None:
    clips = silent(40)
    rng = np.random.default_rng(0)
    perfect = {"visual": clips.sounding + 0.01 * rng.random((40, 192)), "audio": rng.random((40, 64))}
    found = found_by({"perfect": perfect}, clips)["perfect"]
    assert found["hit on sounding"].value == found["more on sounding"].value == 1.0
    assert found["hit on silent"].value == 0.0
    assert found["sound: share where it sounds"].value == pytest.approx(1.0)
    assert alike({"perfect": perfect}, {"perfect": perfect})["perfect"].value == pytest.approx(1.0)


def test_what_really_matters_is_faithful_and_its_opposite_is_not() -> None:
    net = network(seed=3)
    clips = silent(4)
    true = explained(net, clips, ("removal",))
    both = {"true": true["removal"], "opposite": {m: -x for m, x in true["removal"].items()}}
    found = faithful(net, both, clips, count=4)
    assert found["true"]["deletion against random"].value < found["opposite"]["deletion against random"].value
    assert (
        found["true"]["insertion against random"].value > found["opposite"]["insertion against random"].value
    )


def test_steps_sound_where_something_sounds() -> None:
    audio = torch.full((1, 1, 64, 128), -3.0)
    audio[0, 0, 10, 16:24] = 1.0
    heard = heard_tokens(audio).reshape(4, 16)
    assert heard[:, 2].all()
    assert heard.sum() == 4
