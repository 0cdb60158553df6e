from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from streamlit.testing.v1 import AppTest

from mmfusion.tasks.sounding.exchange import symmetric
from mmfusion.tasks.sounding.network import SoundingNetwork
from mmfusion.tasks.sounding.predictor import Instrument
from mmfusion.ui.clips import drawn
from mmfusion.ui.clips.drawn import OPENING, Drawn
from mmfusion.ui.clips.drawn_subject import DrawnSubject
from mmfusion.ui.clips.subject import Watched
from mmfusion.ui.heads import computed
from mmfusion.ui.heads import page as heads
from tests.app.spies import Mounted, last
from tests.app.test_pages import html

Visit = Callable[..., AppTest]
OPENED = DrawnSubject(Drawn(OPENING, "side"))
FIGURES = {
    "can go": {"value": 2, "low": 1, "high": 3, "n": 900},
    "least": [0.9, 0.9, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.3, 0.3],
    "most": [0.9, 0.5, 0.4, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3],
    "random": {
        "counts": [0, 5, 10],
        "low": [0.9, 0.5, 0.3],
        "mean": [0.9, 0.6, 0.3],
        "high": [0.9, 0.7, 0.3],
    },
    "heads": [
        *([layer, "shared", head] for layer in (1, 2, 3) for head in (0, 1)),
        *([0, stream, head] for stream in ("visual", "audio") for head in (0, 1)),
    ],
}


real = heads.figures


def _figures(watched: Watched) -> dict[str, Any] | str:
    if watched.subject != OPENED or watched.random:
        return real(watched)
    return FIGURES if watched.strategy == "mid" else "not of these weights"


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures of the heads of *mid*, whose networks in tests have two heads a layer."""
    monkeypatch.setattr(heads, "figures", _figures)


def unpacked(data: bytes) -> tuple[dict[str, Any], bytes]:
    (length,) = struct.unpack("<I", data[:4])
    return json.loads(data[4 : 4 + length]), data[4 + length :]


def test_the_page_asks_how_many_heads_can_go_and_shows_no_curve_before(
    visit: Visit, known: None, mounted: list[Mounted]
) -> None:
    app = visit("heads", heads_of="Mid")
    assert not app.exception
    assert app.title[0].value == "Which heads matter?"
    assert "How many of the 10 heads" in html(app)
    assert last(mounted, "heads_off")["covered"]
    app.segmented_control(key="heads_guessing").set_value("5").run()
    assert "2 of 10" in html(app)
    assert not last(mounted, "heads_off")["covered"]
    assert app.query_params["heads_guess"] in ("5", ["5"])


def test_what_is_sent_are_the_open_layer_s_weights_as_half_floats(
    visit: Visit, known: None, mounted: list[Mounted]
) -> None:
    app = visit("heads", heads_of="Mid", look="5.0.audio.1")
    assert not app.exception
    header, body = unpacked(last(mounted, "attention"))
    assert header["layer"] == 0
    assert [s["name"] for s in header["names"]] == ["visual", "audio"]
    assert header["spans"] == [["visual", 193], ["audio", 65]]
    at = header["audio-weights"]
    weights = np.frombuffer(body[at["offset"] : at["offset"] + at["length"]], "<f2").reshape(2, 65, 65)
    np.testing.assert_allclose(weights.astype(float).sum(axis=2), 1, atol=5e-3)
    trace = computed.traced(Watched(OPENED, "mid"))
    np.testing.assert_array_equal(weights, trace.weights[0, "audio"])


def test_heads_that_are_off_change_the_answer_and_the_link_names_them(
    visit: Visit, known: None, mounted: list[Mounted]
) -> None:
    app = visit("heads", heads_of="Mid", off="first-4")
    data = last(mounted, "heads_off")
    assert data["off"] == data["order"][:4]
    assert data["now"]["p"] == pytest.approx(data["path"][4], abs=1e-3)
    assert data["now"]["p"] != pytest.approx(data["base"], abs=1e-6)
    app = visit("heads", heads_of="Mid", off="3.shared.1_0.audio.0_9.nobody.7")
    assert not app.exception
    assert last(mounted, "heads_off")["off"] == ["0.audio.0", "3.shared.1"]


@pytest.mark.parametrize("look", ["", "x.y.z.w", "999999.77.nobody.-3", "3.2", "....", "5.2.visual.1"])
@pytest.mark.parametrize("strategy", ["Mid", "Bottleneck-mid", "Late", "Mid-cross"])
def test_any_link_opens_something(visit: Visit, known: None, look: str, strategy: str) -> None:
    app = visit("heads", look=look, heads_of=strategy, off=look)
    assert not app.exception


def test_random_weights_have_no_number_and_say_so(visit: Visit, known: None, mounted: list[Mounted]) -> None:
    app = visit("heads", heads_of="Mid", heads_random="random weights", heads_seen="1")
    assert not app.exception
    assert "These are random weights" in html(app)
    assert "heads can be pruned for one point" not in html(app)
    assert last(mounted, "heads_off")["order"] == []


def test_the_formula_s_numbers_are_those_of_the_pinned_token(visit: Visit, known: None) -> None:
    watched = Watched(OPENED, "mid")
    app = visit("heads", heads_of="Mid", look="200.2.shared.1")
    trace = computed.traced(watched)
    weight = float(trace.weights[2, "shared"][1, 200].max())
    assert f"{{{weight:.2f}}}" in app.latex[1].value
    apart = visit(
        "heads", heads_of="Mid", look="3.0.audio.0"
    )  # a patch does not ask in the stream of the sound
    assert len(apart.latex) == 1
    assert "no query in the stream of one modality (sound)" in html(apart)


def by_hand(net: SoundingNetwork, look: str) -> tuple[tuple[float, float, float, float], int]:
    """Return q kᵀ, over √d_k, its softmax, ‖w v W_O‖ of what a token looks at most, and that token's number.

    From the projections of the network alone, whose d_k is 16; keys are numbered within the stream.
    """
    query, layer, stream, head = (int(x) if x.isdecimal() else x for x in look.split("."))
    module = next(m for m, at in net.fusion.attentions().items() if at == (layer, stream))
    given: list[torch.Tensor] = []
    hook = module.register_forward_pre_hook(lambda _, args: given.append(args[0][0].double()))
    with torch.inference_mode():
        net.fusion(net.tokens(OPENED.inputs()))
        hook.remove()
        own = slice(16 * int(head), 16 * (int(head) + 1))
        w = {name: part.double() for name, part in module.named_parameters()}
        q = given[0] @ w["query.weight"].T + w["query.bias"]
        k, v = (given[0] @ w["key_value.weight"].T + w["key_value.bias"]).chunk(2, dim=1)
        products = k[:, own] @ q[int(query), own]
        weights = (products / 4).softmax(dim=0)
        best = int(weights.argmax())
        arrives = weights[best] * (w["out.weight"][:, own] @ v[best, own]).norm()
    return (float(products[best]), float(products[best] / 4), float(weights[best]), float(arrives)), best


def test_the_formula_is_what_the_shipped_weights_make_of_the_pinned_token(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = Instrument()
    monkeypatch.setattr(drawn, "instrument", lambda: shipped)
    for look in ("200.2.shared.1", "3.0.visual.2"):
        expected, best = by_hand(shipped.predictors["mid"].network, look)
        app = visit("heads", heads_of="Mid", look=look)
        assert r"\sqrt{d_k}" in app.latex[0].value
        said = app.latex[1].value
        found = re.search(
            r"=\\frac\{(-?[\d.]+)\}\{\\sqrt\{(\d+)\}\}=(-?[\d.]+)"
            r".*w=\\textcolor\{(#\w+)\}\{([\d.]+)\}.*=([\d.]+)\s",
            said,
        )
        assert found is not None, said
        product, width, score, ink, weight, arrives = found.groups()
        assert int(width) == 16
        shown = [float(text) for text in (product, score, weight, arrives)]
        assert shown == pytest.approx(expected, abs=0.008, rel=2e-3), said
        assert ink == ("#005F96" if best < 193 else "#B04D00"), "the colour of the sense that is looked at"
        assert abs(expected[0]) > 0.5, "or √d_k could be left out unseen"


def test_objects_are_where_the_mask_says(visit: Visit) -> None:
    found = OPENED.objects()
    assert len(found) == 2
    left, right = (np.array(o["tokens"]) % 6 for o in found)
    assert left.mean() < 2.5 < right.mean()


def test_maps_are_shown_with_figures_only_of_networks_that_look_at_both_objects() -> None:
    assert symmetric({"symmetry, ratio": {"value": 1.13}})
    assert not symmetric({"symmetry, ratio": {"value": 2.0}})
    assert not symmetric({})


def test_the_page_leads_to_what_explains_its_clip(visit: Visit, known: None) -> None:
    app = visit("heads", heads_of="Mid", clip="drawn-107")
    (link,) = app.get("page_link")
    assert link.proto.page == "attribution"
    for part in ("clip=drawn-107", "attribution_of=Mid", "attribution_ask=side"):
        assert part in link.proto.query_string


def test_without_weights_the_page_says_so(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> object:
        raise FileNotFoundError("there are no weights here")

    monkeypatch.setattr(drawn, "instrument", missing)
    app = visit("heads", heads_of="Mid")
    assert not app.exception
    assert "cannot be looked into: there are no weights here" in html(app)
