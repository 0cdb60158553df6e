"""Real clips from elsewhere: measured whole, every one reported, kinds and none apart."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from scipy.stats import binomtest

from mmfusion.cards.checkpoint import load_cards, model_paths
from mmfusion.folders import ASSETS
from mmfusion.measure.metrics import exact_share
from mmfusion.media import load_clip
from mmfusion.tasks.events import CLASSES, NONE, SHIPPED
from mmfusion.tasks.events.features import Features, audio_cells, visual_cells, window_samples
from mmfusion.tasks.events.predictor import Lab
from mmfusion.tasks.events.real_clips import (
    every_clip,
    measure_shipped,
    measured,
    real_clips,
    table,
)
from tests.clips import make_video


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab()


def film(seconds: float, level: float = 0.5) -> bytes:
    out = io.BytesIO()
    make_video(out, seconds, level=level)
    return out.getvalue()


def in_float32(data: bytes) -> Features:
    clip = load_clip(data, isolate=False)
    assert clip.frames is not None
    assert clip.frame_times is not None
    assert clip.waveform is not None
    seen = visual_cells(clip.frames, dtype=torch.float32)
    heard = audio_cells(window_samples(clip.waveform)[None], dtype=torch.float32)[0]
    return Features({"visual": seen, "audio": heard}, clip.frame_times.astype(np.float32))


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Four small films: a long one, a silent one; two are said to show a kind."""
    monkeypatch.setenv("MMFUSION_DATA", str(tmp_path))
    with zipfile.ZipFile(tmp_path / "real_clips.zip", "w") as pack:
        pack.writestr("clips.csv", "file,shows,class,source\na.mp4,x,dog,y\nb.mp4,x,none,y\n")
        pack.writestr("a.mp4", film(2.0))
        pack.writestr("b.mp4", film(6.0))
    with zipfile.ZipFile(tmp_path / "extra_clips.zip", "w") as pack:
        pack.writestr("meta.csv", "file,source,label\nc.mp4,x,sea_waves\nd.mp4,x,none:silent\n")
        pack.writestr("c.mp4", film(3.0))
        pack.writestr("d.mp4", film(3.0, level=0.0))
    return tmp_path


@pytest.mark.parametrize(("hits", "count"), [(0, 3), (1, 3), (3, 3), (8, 16), (14, 19), (0, 1)])
def test_the_interval_of_a_count_is_exact(hits: int, count: int) -> None:
    found, exact = exact_share(hits, count), binomtest(hits, count).proportion_ci(method="exact")
    assert (found.low, found.high) == pytest.approx((exact.low, exact.high), abs=1e-9)


def test_labels_of_both_packs_are_kinds_or_none(packs: Path) -> None:
    assert [(c.file, CLASSES[c.target]) for c in real_clips()] == [
        ("a.mp4", "dog"),
        ("b.mp4", CLASSES[NONE]),
        ("c.mp4", "sea waves"),
        ("d.mp4", CLASSES[NONE]),
    ]


def test_every_clip_is_answered_whole_and_reported(packs: Path, lab: Lab) -> None:
    names = ("audio", "late", "visual")
    found = measured({name: lab.predictors[name] for name in names}, report=lambda _: None)
    assert {"either", "max"} < set(found)
    short = in_float32(film(2.0))
    for name, own in found.items():
        rows = own["clips"]
        assert [row["clip"] for row in rows] == ["a.mp4", "b.mp4", "c.mp4", "d.mp4"]
        assert [row["right"] for row in rows] == [row["answer"] == row["shows"] for row in rows]
        kinds, none, both = (own["figures"][what] for what in ("kinds", "none", "all"))
        assert (kinds["n"], none["n"], both["n"]) == (2, 2, 4)
        assert kinds["right"] == sum(row["right"] for row in rows if row["shows"] != CLASSES[NONE])
        assert both["right"] == kinds["right"] + none["right"] == sum(row["right"] for row in rows)
        if name in lab.predictors:
            p = lab.predictors[name].answer(short).answers["event"].probabilities
            assert rows[0]["p"] == pytest.approx(p[rows[0]["answer"]], abs=1e-3)
            assert p[rows[0]["answer"]] == max(p.values())
    assert found["audio"]["clips"][3]["answer"] == "no answer", "its sound is silence"
    assert found["late"]["clips"][3]["answer"] != "no answer"
    said = every_clip(found)
    assert [row[0] for row in said] == ["clip", "a.mp4", "b.mp4", "c.mp4", "d.mp4"]
    cards = {name: lab.cards[name] for name in names}
    assert [row[0] for row in table(found, cards)[1:]] == list(found)


def test_the_cards_of_a_folder_get_the_figures_and_stay_sealed(packs: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    for name in ("audio", "visual", "late"):
        for path in model_paths("events", name, ASSETS):
            target = root / path.relative_to(ASSETS)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    measure_shipped(root, report=lambda _: None)
    cards = {card.strategy: card for card in load_cards(root)}
    for name, card in cards.items():
        assert card.describes(model_paths("events", name, root)[0])
        assert card.elsewhere["figures"]["all"]["n"] == 4
    assert cards["late"].experts["elsewhere"]["either"]["figures"]["all"]["n"] == 4


def test_a_card_of_other_weights_gets_nothing(packs: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    for source, path in zip(
        model_paths("events", "audio", ASSETS), model_paths("events", "audio", root), strict=True
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_bytes()
        path.write_bytes(
            text.replace(b'"parameters": ', b'"parameters": 1') if path.suffix == ".json" else text
        )
    with pytest.raises(ValueError, match="not of these weights"):
        measure_shipped(root, report=lambda _: None)


@pytest.mark.parametrize("strategy", SHIPPED)
def test_the_shipped_cards_count_what_they_list(strategy: str, lab: Lab) -> None:
    own = lab.cards[strategy].elsewhere
    figures, rows = own["figures"], own["clips"]
    assert figures["all"]["n"] == len(rows) == len({row["clip"] for row in rows})
    for name, chosen in (
        ("all", rows),
        ("kinds", [row for row in rows if row["shows"] != CLASSES[NONE]]),
        ("none", [row for row in rows if row["shows"] == CLASSES[NONE]]),
    ):
        hits = sum(row["answer"] == row["shows"] for row in chosen)
        share = exact_share(hits, len(chosen)).to_dict()
        assert figures[name] == {**share, "right": hits}


@pytest.mark.pack
@pytest.mark.skipif(not os.environ.get("MMFUSION_DATA"), reason="MMFUSION_DATA is not set")
def test_the_real_packs_are_measured_again_as_the_cards_have_it(lab: Lab) -> None:
    names = ("visual", "late")
    found: dict[str, dict[str, Any]] = measured({n: lab.predictors[n] for n in names}, report=lambda _: None)
    for name in names:
        card = lab.cards[name].elsewhere
        assert [row["clip"] for row in found[name]["clips"]] == [row["clip"] for row in card["clips"]]
        gaps = [abs(a["p"] - b["p"]) for a, b in zip(found[name]["clips"], card["clips"], strict=True)]
        assert np.max(gaps) < 0.02
