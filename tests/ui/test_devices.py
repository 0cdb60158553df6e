"""What pages compute is the same on a GPU: on a pretended one nothing meets what lies elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import streamlit as st
import torch

from mmfusion.explain.exchange import one_way
from mmfusion.nn import efficientnet
from mmfusion.nn.device import VARIABLE
from mmfusion.tasks.events import predictor as event_networks
from mmfusion.tasks.sounding import predictor as sounding_networks
from mmfusion.ui.clips import drawn as drawn_cache
from mmfusion.ui.clips import own
from mmfusion.ui.clips.drawn import Drawn
from mmfusion.ui.clips.drawn_subject import DrawnSubject
from mmfusion.ui.clips.own_subject import OwnSubject
from mmfusion.ui.clips.subject import Watched
from mmfusion.ui.flow import computed as flow
from mmfusion.ui.flow import grid
from mmfusion.ui.heads import computed as heads
from mmfusion.ui.tokens import page as tokens
from tests.pretend import Pretend

DRAWN = Drawn(105, "side")


def bottleneck() -> Any:
    edit = one_way("audio", "visual")
    whole = [flow.said(DRAWN, None), flow.said(DRAWN, edit), flow.said(DRAWN, edit, "swap")]
    reads = {m: f.reads[m] for f in flow.traced(DRAWN).flows for m in f.reads}
    return [[s.p for s in one.values()] for one in whole], reads, flow.swapped(DRAWN, "audio")


def cell_of_the_grid() -> Any:
    return grid.answer("B4-L1", DRAWN)


def of_heads(watched: Watched) -> Any:
    every = heads.heads(watched)
    return heads.traced(watched).weights, heads.without(watched, ((), every[:1], every[:3]))


def drawn_heads() -> Any:
    return of_heads(Watched(DrawnSubject(DRAWN), "mid")), of_heads(Watched(DrawnSubject(DRAWN), "mid", True))


def own_heads() -> Any:
    source = own.opening()
    assert source is not None
    return of_heads(Watched(OwnSubject(source, 0.0), "bottleneck-mid"))


def fusion() -> Any:
    return drawn_cache.answers(DRAWN, "frames").probabilities, drawn_cache.answers(DRAWN, None).probabilities


def tokenisers() -> Any:
    clip = tokens.shown(next(iter(tokens.SCENES)))
    return {sense: (term.projected, term.places, term.cls) for sense, term in clip.terms.items()}


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Give float32 features everywhere, and leave nothing that was computed elsewhere in any cache."""
    monkeypatch.setattr(efficientnet, "fastest_type", lambda: torch.float32)

    def forget() -> None:
        st.cache_resource.clear()
        for cached in (event_networks._loaded, sounding_networks._loaded, efficientnet._loaded):
            cached.cache_clear()

    forget()
    yield monkeypatch
    forget()


def compare(found: Any, wanted: Any) -> None:
    if isinstance(wanted, dict):
        assert list(found) == list(wanted)
        for key in wanted:
            compare(found[key], wanted[key])
    elif isinstance(wanted, list | tuple):
        assert len(found) == len(wanted)
        for pair in zip(found, wanted, strict=True):
            compare(*pair)
    elif isinstance(wanted, str):
        assert found == wanted
    else:
        # Traces of heads are kept as half floats: their last place is one part in a thousand.
        np.testing.assert_allclose(np.asarray(found, float), np.asarray(wanted, float), rtol=1e-3, atol=2e-5)


@pytest.mark.app
@pytest.mark.parametrize(
    "case",
    [bottleneck, cell_of_the_grid, drawn_heads, own_heads, fusion, tokenisers],
    ids=lambda f: f.__name__,
)
def test_a_page_computes_the_same_on_a_pretended_gpu(
    case: Callable[[], Any], fresh: pytest.MonkeyPatch
) -> None:
    fresh.setenv(VARIABLE, "cpu")
    wanted = case()
    st.cache_resource.clear()
    fresh.setenv(VARIABLE, "cuda")
    with Pretend() as pretend:
        found = case()
    assert pretend.calls > 20
    compare(found, wanted)
