from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.ui.clips.drawn import OPENING, Drawn
from mmfusion.ui.flow import facts, page
from tests.app.plots import Buffer, array, ends_in, fold_is_closed, shown
from tests.app.spies import Mounted, last

Visit = Callable[..., AppTest]
TITLES = {"visual": "picture", "audio": "sound"}


def test_the_fold_is_closed_and_empty_at_first(visit: Visit) -> None:
    app = visit("flow")
    assert not app.exception
    assert fold_is_closed(app)


def test_the_ribbons_are_the_component_s(visit: Visit, mounted: list[Mounted]) -> None:
    figure = shown(visit("flow", flow_plotly="true"), "flow")
    header = Buffer(last(mounted, "ribbons")).header
    wanted = {}
    for one in header["exchanges"]:
        for sense in header["senses"]:
            for j in range(header["bottlenecks"]):
                wanted[f"{TITLES[sense]} → token {j + 1}, layer {one['layer'] + 1}"] = one["read"][sense][j]
                wanted[f"token {j + 1} → {TITLES[sense]}, layer {one['layer'] + 1}"] = one["taken"][sense][j]
    link = figure["data"][0]["link"]
    shares = array(link["value"]).tolist()
    found = {said.split("<br>")[0]: v for said, v in zip(link["customdata"], shares, strict=True)}
    assert found == pytest.approx(wanted, abs=5.1e-5), "the component's are rounded to four digits"


def test_the_token_of_the_link_is_laid_over_the_clip(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("flow", flow_plotly="true", flow_at="2.3")
    buffer = Buffer(last(mounted, "ribbons"))
    counts, tokens = buffer.header["counts"], buffer.header["bottlenecks"]
    layers = [one["layer"] for one in buffer.header["exchanges"]]
    for title, mode, layer in (
        ("What token 3 after layer 2 reads", "reads", 1),
        ("What gives attention to token 3 after layer 2", "takes", 2),
    ):
        figure = shown(app, "flow", title)
        index = layers.index(layer)
        seen, heard = (
            buffer.of(f"{mode}-{m}", "<f4").reshape(-1, tokens, counts[m])[index, 2, 1:]
            for m in ("visual", "audio")
        )
        assert np.allclose(np.stack([array(t["z"]) for t in figure["data"][:8]]).ravel(), seen)
        assert np.allclose(array(figure["data"][8]["z"]).ravel(), heard)
        every = [
            buffer.of(f"{mode}-{m}", "<f4").reshape(-1, counts[m])[:, 1:].max() for m in ("visual", "audio")
        ]
        ends = [figure["layout"][axis]["cmax"] for axis in ("coloraxis", "coloraxis2")]
        assert ends == pytest.approx([max(every)] * 2), "one scale for all tokens and layers"
        assert figure["data"][8]["customdata"][0][0].startswith("band 1 (")


def test_the_notebook_ends_in_the_flow() -> None:
    choice = page.Choice(Drawn(OPENING, "side"), (), "mean", None, ())
    (sankey,) = ends_in(facts.notebook(choice)).data
    assert sankey.type == "sankey"
    assert len(sankey.link.value) == 3 * 2 * 2 * 4, (
        "three layers, two directions, two modalities, four tokens"
    )
    assert "picture → token 1, layer 2" in sankey.link.customdata[0]
