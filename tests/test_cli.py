"""The command line: what it prints, and one line with exit status 2 for what cannot be done."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from mmfusion import cli
from mmfusion.cards import checkpoint
from mmfusion.cards.card import ModelCard, digest
from mmfusion.media import load_span
from mmfusion.nn.spec import FusionSpec
from mmfusion.tasks import catalogue
from mmfusion.tasks.catalogue import PACKS, Pack
from mmfusion.tasks.events import CLASSES, QUESTION, predictor
from mmfusion.tasks.events.network import EventNetwork
from tests import clips

Capture = pytest.CaptureFixture[str]


def run(capsys: Capture, *arguments: object) -> tuple[int, str, list[str]]:
    """Return exit status, standard output, and the lines of standard error."""
    status = cli.main([str(a) for a in arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err.splitlines()


def refused(capsys: Capture, *arguments: object) -> str:
    status, out, lines = run(capsys, *arguments)
    assert (status, out, len(lines)) == (2, "", 1), (out, lines)
    assert lines[0].startswith("mmfusion: ")
    assert "Traceback" not in lines[0]
    return lines[0]


@pytest.fixture(scope="module")
def random_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Networks of the right shape that have learned nothing."""
    root = tmp_path_factory.mktemp("assets")
    torch.manual_seed(0)
    for strategy in predictor.SHIPPED:
        spec = FusionSpec.named(strategy)
        network = EventNetwork(spec)
        weights, card = checkpoint.model_paths("events", strategy, root)
        checkpoint.save_weights(network, weights)
        each = dict.fromkeys(("visual+audio", "visual", "audio"), 1.0)
        described = ModelCard(
            task="events",
            strategy=strategy,
            spec=spec.to_dict(),
            classes=CLASSES,
            parameters=sum(p.numel() for p in network.parameters()),
            macs=1,
            weights_sha256=digest(weights),
            temperatures=each,
            unfamiliar_above=each,
            recipe={},
            split="none",
        )
        card.write_text(described.to_json(), encoding="utf-8")
    return root


@pytest.fixture
def shipped(random_models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(predictor, "load", partial(predictor.load, root=random_models))
    monkeypatch.setattr(checkpoint, "load_cards", partial(checkpoint.load_cards, random_models))
    monkeypatch.setattr(checkpoint, "model_paths", partial(checkpoint.model_paths, root=random_models))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    clips.make_video(folder / "a.mp4", 1.0)
    clips.make_sound(folder / "b.wav", 1.0)
    (folder / "notes.txt").write_text("no clip")
    return folder


def check_answer(answer: dict[str, Any], strategies: Sequence[str]) -> None:
    assert set(answer) == {"clip", "task", "notes", "strategies"}
    assert answer["task"] == "events"
    assert list(answer["strategies"]) == list(strategies)
    for found in answer["strategies"].values():
        assert set(found) == {"answers", "milliseconds", "unfamiliar"}
        assert isinstance(found["unfamiliar"], bool)
        assert found["milliseconds"] > 0
        assert list(found["answers"]) == [QUESTION]
        said = found["answers"][QUESTION]
        assert list(said["probabilities"]) == list(CLASSES)
        for probabilities in (said["probabilities"], *said["modality_probabilities"].values()):
            assert sum(probabilities.values()) == pytest.approx(1.0, abs=1e-6)


@pytest.mark.usefixtures("shipped")
def test_predict_prints_json_of_a_clip(capsys: Capture, folder: Path) -> None:
    status, out, lines = run(capsys, "predict", folder / "a.mp4", "--task", "events", "--json")
    assert (status, lines) == (0, [])
    answer = json.loads(out)
    check_answer(answer, predictor.SHIPPED)
    assert answer["clip"] == str(folder / "a.mp4")
    late = answer["strategies"]["late"]["answers"][QUESTION]
    assert set(late["modality_probabilities"]) == {"visual", "audio"}


@pytest.mark.usefixtures("shipped")
def test_predict_with_one_strategy_prints_a_table(capsys: Capture, folder: Path) -> None:
    status, out, _ = run(capsys, "predict", folder / "a.mp4", "--strategy", "mid")
    assert status == 0
    assert len(out.splitlines()) == 2
    assert out.splitlines()[1].split()[1] == "mid"


@pytest.mark.usefixtures("shipped")
def test_predict_answers_a_long_clip_as_a_whole_and_says_how(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "long.mp4"
    clips.make_video(path, 8.0, bursts=(6.5, 7.0))  # the windows from 0, 1 and 2 s are silent
    status, out, _ = run(capsys, "predict", path, "--json")
    assert status == 0
    answer = json.loads(out)
    span = load_span(path, isolate=False)
    for name in ("mid", "audio", "visual", "late"):
        expected = predictor.load(name).predict_whole(span)
        found = answer["strategies"][name]["whole"]
        assert found["probabilities"] == pytest.approx(expected.probabilities, abs=2e-3)
        assert (found["windows"], found["of"]) == (2 if name == "audio" else 5, 5)
        assert sum(found["probabilities"].values()) == pytest.approx(1)
    assert answer["strategies"]["audio"]["answers"] == {}, "the first window is silent"
    notes = " ".join(answer["notes"])
    assert "The sound of this window is silence" in notes
    assert "mean of log p over its 5 windows of 4 s, 1 s apart" in notes
    assert "In 3 of 5 windows the sound is silence" in notes
    status, out, lines = run(capsys, "predict", path, "--strategy", "mid")
    window, whole = out.splitlines()[1:]
    assert "whole clip" in whole
    assert "whole clip" not in window
    assert any("mean of log p" in line for line in lines)


@pytest.mark.usefixtures("shipped")
def test_predict_answers_a_silent_clip_from_its_picture_and_says_so(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "silent.mp4"
    clips.make_video(path, 6.0, bursts=())
    answer = json.loads(run(capsys, "predict", path, "--json")[1])
    assert "audio" not in answer["strategies"]
    seen, late = (answer["strategies"][name] for name in ("visual", "late"))
    assert seen["whole"]["windows"] == late["whole"]["windows"] == 3
    alone = predictor.load("late").predict_whole(load_span(path, isolate=False).without("audio"))
    assert late["whole"]["probabilities"] == pytest.approx(alone.probabilities, abs=2e-3)
    assert (
        "The sound of this file is silence, which counts as none; the picture answers alone."
        in answer["notes"]
    )


@pytest.mark.usefixtures("shipped")
def test_a_strategy_without_its_sense_is_left_out_or_refused(capsys: Capture, folder: Path) -> None:
    _, out, _ = run(capsys, "predict", folder / "b.wav", "--json")
    assert "visual" not in json.loads(out)["strategies"]
    assert json.loads(out)["notes"] == ["This file has no picture; the sound answers alone."]
    _, _, lines = run(capsys, "predict", folder / "b.wav", "--strategy", "audio")
    assert lines == ["This file has no picture; the sound answers alone."]
    assert "cannot answer without visual" in refused(
        capsys, "predict", folder / "b.wav", "--strategy", "visual"
    )


@pytest.mark.usefixtures("shipped")
def test_a_folder_gives_a_json_list_or_csv(capsys: Capture, folder: Path) -> None:
    status, out, lines = run(capsys, "predict", folder, "--strategy", "late", "--json")
    assert (status, lines) == (0, [])
    answers = json.loads(out)
    assert [Path(a["clip"]).name for a in answers] == ["a.mp4", "b.wav"]
    for answer in answers:
        check_answer(answer, ["late"])
    _, out, _ = run(capsys, "predict", folder, "--strategy", "late")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [Path(row["clip"]).name for row in rows] == ["a.mp4", "b.wav"]
    assert all(row["answer"] in CLASSES and 0 <= float(row["probability"]) <= 1 for row in rows)


@pytest.mark.usefixtures("shipped")
def test_one_unreadable_file_in_a_folder_costs_one_line(capsys: Capture, tmp_path: Path) -> None:
    clips.make_sound(tmp_path / "a.wav", 1.0)
    (tmp_path / "b.mp4").write_text("no clip")
    status, out, lines = run(capsys, "predict", tmp_path, "--strategy", "audio")
    assert status == 2
    assert len(out.splitlines()) == 2
    assert len(lines) == 1
    assert "b.mp4: This is text" in lines[0]


@pytest.mark.usefixtures("shipped")
def test_what_cannot_be_read_is_one_line(capsys: Capture, tmp_path: Path) -> None:
    assert "no file or folder" in refused(capsys, "predict", tmp_path / "x.mp4")
    assert "holds no video" in refused(capsys, "predict", tmp_path)
    (tmp_path / "x.mp4").touch()
    assert "empty" in refused(capsys, "predict", tmp_path / "x.mp4", "--json")


@pytest.mark.usefixtures("shipped")
def test_a_window_beyond_the_end_is_one_line(capsys: Capture, folder: Path) -> None:
    assert "choose an earlier start" in refused(capsys, "predict", folder / "a.mp4", "--start", 50)


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["--nonsense"],
        ["predict"],
        ["predict", __file__, "--task", "nonsense"],
        ["predict", __file__, "--strategy", "nonsense"],
        ["predict", __file__, "--start", "-1"],
        ["predict", __file__, "more"],
        ["train"],
        ["train", "nonsense"],
        ["train", "events", "--strategy", "early-raw"],
        ["train", "events", "--folds", "9"],
        ["evaluate", "nonsense"],
        ["data", "verify", "nonsense"],
        ["data", "nonsense"],
    ],
)
def test_wrong_arguments_are_one_line(capsys: Capture, arguments: list[str]) -> None:
    refused(capsys, *arguments)


def test_missing_networks_are_one_line(
    capsys: Capture, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(predictor, "load", partial(predictor.load, root=tmp_path))
    assert "mmfusion train events" in refused(capsys, "predict", folder / "a.mp4", "--strategy", "late")


@pytest.mark.usefixtures("shipped")
def test_cards_lists_tasks_and_strategies(capsys: Capture) -> None:
    _, out, _ = run(capsys, "cards", "--json")
    assert {(card["task"], card["strategy"]) for card in json.loads(out)} == {
        ("events", strategy) for strategy in predictor.SHIPPED
    }
    _, out, _ = run(capsys, "cards")
    assert len(out.splitlines()) == 1 + len(predictor.SHIPPED)


@pytest.mark.parametrize("command", [["train", "events"], ["data", "verify"]])
def test_missing_packs_are_one_line(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.delenv("MMFUSION_DATA", raising=False)
    assert "MMFUSION_DATA" in refused(capsys, *command)
    monkeypatch.setenv("MMFUSION_DATA", "/nowhere")
    assert "MMFUSION_DATA" in refused(capsys, *command)


def test_packs_are_listed_and_verified(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    good, bad = b"good", b"baad"
    (tmp_path / "good.npz").write_bytes(good)
    (tmp_path / "bad.npz").write_bytes(bad)
    wanted = sha256(good).hexdigest()
    packs = tuple(Pack(f"{name}.npz", "what", "licence", 4, wanted) for name in ("good", "bad", "absent"))
    monkeypatch.setattr(catalogue, "PACKS", packs)
    monkeypatch.setenv("MMFUSION_DATA", str(tmp_path))
    status, out, _ = run(capsys, "data", "list", "--json")
    assert status == 0
    assert [pack["state"] for pack in json.loads(out)] == ["present", "present", "missing"]
    status, out, lines = run(capsys, "data", "verify")
    assert status == 2
    assert out.splitlines() == ["good.npz: present", "bad.npz: another content", "absent.npz: missing"]
    assert lines == ["mmfusion: another content: bad.npz; missing: absent.npz"]
    assert run(capsys, "data", "verify", "good.npz")[0] == 0


def test_the_catalogue_is_whole(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MMFUSION_DATA", raising=False)
    status, out, lines = run(capsys, "data", "list")
    assert status == 0
    assert len(out.splitlines()) == 1 + len(PACKS)
    assert len(lines) == 1
    described = (Path(__file__).parents[1] / "docs" / "data.md").read_text(encoding="utf-8")
    for pack in PACKS:
        assert len(pack.sha256) == 64
        assert pack.file in described


@pytest.mark.pack
@pytest.mark.skipif("MMFUSION_DATA" not in os.environ, reason="MMFUSION_DATA is not set")
def test_every_pack_at_hand_is_the_right_one() -> None:
    for pack, state in catalogue.verify():
        assert state in ("present", "missing"), pack.file


def test_python_m_mmfusion_is_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mmfusion", "--help"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    for command in ("predict", "train", "evaluate", "cards", "data"):
        assert command in done.stdout


@pytest.mark.usefixtures("shipped")
def test_a_trace_is_written_with_rows_that_sum_to_one(capsys: Capture, tmp_path: Path) -> None:
    clip, out = tmp_path / "clip.mp4", tmp_path / "x.npz"
    clips.make_video(clip, 1.0)
    status, _, lines = run(capsys, "trace", clip, "--out", out, "--half")
    assert status == 0
    assert lines[-1].startswith(f"mmfusion: {out}") or str(out) in lines[-1]
    with np.load(out) as file:
        weights = [file[name] for name in file.files if name.count("/") == 1]
        assert len(weights) == 8, "four layers of two streams"
        for array in weights:
            assert array.dtype == np.float16
            np.testing.assert_allclose(array.astype(float).sum(axis=-1), 1, atol=5e-3)
        assert file["0/visual/queries"][0] == "visual CLS"
    assert "name one" in refused(capsys, "trace", clip, "--out", out, "--strategy", "all")
    assert "no file" in refused(capsys, "trace", tmp_path / "no.mp4", "--out", out)
    (tmp_path / "bad.mp4").write_bytes(b"nothing")
    assert "bad.mp4" in refused(capsys, "trace", tmp_path / "bad.mp4", "--out", out)


def test_sounding_objects_has_no_folds(capsys: Capture) -> None:
    assert "no folds" in refused(capsys, "train", "sounding-objects", "--folds", "3")


def test_the_grid_is_printed_as_it_was_shipped(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    from mmfusion.tasks.sounding.learning import grid

    estimate = {"value": 0.9, "low": 0.88, "high": 0.92, "n": 1000}
    cells = {"B4-L1": {"accuracy": estimate, "seeds": [0.9, 0.95]}}
    monkeypatch.setattr(grid, "ship_grid", lambda report, seeds, keep: {"cells": cells})
    status, out, _ = run(capsys, "grid")
    assert status == 0
    assert "B4-L1" in out
    assert "90.0, 95.0" in out
