"""The page of heads on a clip of one's own: real frames and sound, the networks of `events`, no truth."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from pathlib import Path

import numpy as np
import pytest
import torch
from streamlit.testing.v1 import AppTest

from mmfusion.explain.ablation import Head, masks_without
from mmfusion.media import MediaError, load_clip
from mmfusion.tasks.events import CLASSES, QUESTION
from mmfusion.ui.clips import own as cache
from mmfusion.ui.clips.own import Source
from mmfusion.ui.clips.own_subject import OwnSubject
from mmfusion.ui.clips.subject import Watched
from mmfusion.ui.heads import computed, takeaway
from mmfusion.ui.heads.computed import Open
from tests import clips
from tests.app.spies import Mounted, last
from tests.app.test_heads import unpacked
from tests.app.test_pages import html, open_own

Visit = Callable[..., AppTest]


def sample(name: str = "drone") -> OwnSubject:
    return OwnSubject(next(s for s in cache.samples() if s.key == name), 0.0)


def test_a_real_clip_is_drawn_on_its_own_raster(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("heads", clip="drone", heads_of="Mid", look="5.0.audio.1")
    assert not app.exception
    header, body = unpacked(last(mounted, "attention"))
    assert header["spans"] == [["visual", 129], ["audio", 41]]
    geometry = header["geometry"]
    assert [geometry[k] for k in ("frames", "rows", "columns", "bands", "steps")] == [8, 4, 4, 4, 10]
    assert (geometry["duration"], geometry["seen"]) == (4.0, 1.0)
    assert header["objects"] == [], "nobody has said where the objects are"
    assert {"visual-visual", "audio-visual", "entropy", "missed"} <= set(header["statistics"])
    at = header["audio-weights"]
    weights = np.frombuffer(body[at["offset"] : at["offset"] + at["length"]], "<f2").reshape(2, 41, 41)
    np.testing.assert_allclose(weights.astype(float).sum(axis=2), 1, atol=5e-3)
    np.testing.assert_array_equal(weights, computed.traced(Watched(sample(), "mid")).weights[0, "audio"])


def test_what_has_no_truth_is_absent_and_said(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("heads", clip="drone", heads_of="Mid")
    panel = last(mounted, "heads_off")
    assert panel["truth"] is None
    assert panel["order"] == panel["least"] == []
    assert panel["classes"] == list(CLASSES)
    assert not panel["covered"]
    page = html(app)
    assert "with all heads on" in page
    assert "of its 10 heads" not in page
    assert "measured where the truth is known" in panel["none"]


@pytest.mark.parametrize("strategy", ["early", "mid", "mid-cross", "bottleneck", "bottleneck-mid", "late"])
def test_the_answer_is_that_of_the_page_of_strategies(strategy: str) -> None:
    own = sample()
    alone = cache.lab().predictors[strategy].probabilities([own.features()], ("visual", "audio"))
    assert alone is not None
    found = computed.without(Watched(own, strategy), ((),))[QUESTION]
    np.testing.assert_allclose(found, alone, atol=1e-6)


def test_a_head_that_is_off_changes_the_probabilities(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("heads", clip="drone", heads_of="Mid", off="2.shared.1_0.audio.0_9.nobody.7")
    assert not app.exception
    panel = last(mounted, "heads_off")
    assert panel["off"] == ["0.audio.0", "2.shared.1"]
    own = sample()
    net = own.predictors()["mid"].network
    gone = masks_without(net.fusion, [Head(0, "audio", 0), Head(2, "shared", 1)])
    with torch.inference_mode():
        p = net.fusion(own.tokens(net), head_mask=gone).logits[QUESTION].softmax(dim=1)[0].numpy()
    np.testing.assert_allclose(panel["now"]["p"], p, atol=1e-4)
    assert panel["now"]["p"] != panel["base"]


@pytest.mark.parametrize(
    ("strategy", "look"),
    [("Mid", "x.y.z.w"), ("Bottleneck-mid", "999999.77.nobody.-3"), ("Late", "150.2.shared.1")],
)
def test_any_link_opens_something(visit: Visit, look: str, strategy: str) -> None:
    assert not visit("heads", clip="dog", look=look, heads_of=strategy, off=look).exception


def test_random_weights_say_so(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("heads", clip="drone", heads_of="Mid", heads_random="random weights")
    assert not app.exception
    assert "no head of this network has learned anything" in html(app)
    assert "there is no order" in last(mounted, "heads_off")["none"]
    trained, twin = (computed.traced(Watched(sample(), "mid", random)) for random in (False, True))
    assert not np.array_equal(trained.weights[0, "audio"], twin.weights[0, "audio"])


def test_the_formula_has_the_numbers_of_the_pinned_cell(visit: Visit) -> None:
    trace = computed.traced(Watched(sample(), "mid"))
    app = visit("heads", clip="drone", heads_of="Mid", look="150.2.shared.1")
    weight = float(trace.weights[2, "shared"][1, 150].max())
    assert f"{{{weight:.2f}}}" in app.latex[1].value


def test_a_file_of_ones_own_is_watched_and_the_drawn_clips_are_one_click_away(
    visit: Visit, tmp_path: Path
) -> None:
    path = tmp_path / "mine.mp4"
    clips.make_video(path, 9.0, size=(120, 212))
    source = Source.own("mine.mp4", path.read_bytes())
    app = open_own(visit("heads", clip="drone", heads_of="Mid"), source)
    assert not app.exception
    assert "mine.mp4" in html(app)
    assert "Seconds 0.0 to 4.0 of 9.0" in html(app)
    app.session_state["yours"] = True
    app.run()
    app.button(key="open-drawn").click().run()
    assert not app.exception
    assert "clip" in app.query_params
    assert "drawn-0" in app.query_params["clip"]
    assert "mine.mp4" not in html(app)


@pytest.mark.parametrize(
    ("strategy", "make", "said", "senses"),
    [
        (
            "Mid-cross",
            lambda path: clips.make_sound(path.with_suffix(".wav"), 4.0),
            "This file has no picture",
            {"audio"},
        ),
        (
            "Bottleneck-mid",
            lambda path: clips.make_video(path, 4.0, audio=False),
            "This file has no sound",
            {"visual"},
        ),
        (
            "Mid",
            lambda path: clips.make_video(path, 4.0, bursts=()),
            "The sound of this file is silence",
            {"visual"},
        ),
        (
            "Late",
            lambda path: clips.make_video(path, 0.2, bursts=(0.05,)),
            "The clip lasts 0.2 s",
            {"visual", "audio"},
        ),
    ],
)
def test_a_clip_that_lacks_something_is_one_sentence_and_is_watched(
    visit: Visit,
    mounted: list[Mounted],
    tmp_path: Path,
    strategy: str,
    make: Callable[[Path], Path],
    said: str,
    senses: set[str],
) -> None:
    path = make(tmp_path / "mine.mp4")
    app = open_own(visit("heads", clip="drone", heads_of=strategy), Source.own(path.name, path.read_bytes()))
    assert not app.exception
    assert html(app).count(said) == 1
    header, _ = unpacked(last(mounted, "attention"))
    assert {stream for stream, _ in header["spans"]} - {"bottleneck"} == senses
    at_work = {f"{layer}.{s['stream']}" for layer, row in enumerate(header["layers"]) for s in row}
    tiles = last(mounted, "heads_off")["tiles"]
    assert {tile.rsplit(".", 1)[0] for tile in tiles} == at_work, "heads of a missing sense are not at work"


@pytest.mark.parametrize("content", [b"", b"this is no video"])
def test_a_file_that_cannot_be_read_is_one_sentence_and_a_sample_stands_in(
    visit: Visit, content: bytes
) -> None:
    app = open_own(visit("heads", clip="dog", heads_of="Mid"), Source.own("broken.mp4", content))
    assert not app.exception
    with pytest.raises(MediaError) as reason:
        load_clip(content, name="broken.mp4")
    assert escape(str(reason.value)) in html(app)
    assert "<b>Sample</b>" in html(app)


def test_a_link_to_a_file_that_is_not_here_asks_for_it(visit: Visit) -> None:
    app = visit("heads", clip="own-0123456789abcdef", heads_of="Mid")
    assert not app.exception
    assert "Open the same file" in html(app)


def test_without_samples_the_page_still_takes_a_clip(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "samples", lambda: ())
    app = visit("heads", clip="drone")
    assert not app.exception
    assert "The samples are missing" in html(app)
    assert [p for p in app.get("popover") if p.proto.popover.label == "Your clip"]


def test_the_page_of_strategies_leads_to_the_heads_of_its_clip(visit: Visit) -> None:
    (link,) = visit(clip="dog", focus="late").get("page_link")
    assert link.proto.page == "heads"
    assert link.proto.label == "See what the attention heads look at in this clip"
    assert "clip=dog" in link.proto.query_string
    assert "heads_of=Late" in link.proto.query_string


def test_the_notebook_traces_the_clip_with_mmfusion_alone() -> None:
    watched = Watched(sample("dog"), "mid")
    cells = json.loads(takeaway.notebook(watched, Open(0, 2, "shared", 1)))["cells"]
    space: dict[str, object] = {}
    for cell in cells[1:]:
        exec("".join(cell["source"]), space)
    weights = space["weights"]
    assert isinstance(weights, np.ndarray)
    assert weights.shape == (170, 170)
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-5)
