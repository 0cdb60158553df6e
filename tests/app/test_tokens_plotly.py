from __future__ import annotations

from collections.abc import Callable

import numpy as np
from streamlit.testing.v1 import AppTest

from mmfusion.ui.parts.plotly_fold import COVERED
from mmfusion.ui.tokens import page, takeaway
from tests.app.plots import Buffer, array, ends_in, fold_is_closed, shown
from tests.app.spies import Mounted, last
from tests.app.test_pages import html

Visit = Callable[..., AppTest]


def test_how_many_there_are_stays_covered(visit: Visit) -> None:
    assert fold_is_closed(visit("tokens", tokens_seen="1"))
    app = visit("tokens", tokens_plotly="true")
    assert not app.exception
    assert not app.get("plotly_chart")
    assert COVERED in html(app)


def test_the_bars_are_the_lengths_of_the_vectors_that_the_component_has(
    visit: Visit, mounted: list[Mounted]
) -> None:
    app = visit("tokens", tokens_plotly="true", tokens_seen="1")
    figure = shown(app, "tokens", "The list that the network receives")
    buffer = Buffer(last(mounted, "pieces"))
    for trace, sense, title in zip(figure["data"], page.SENSES, ("picture", "sound"), strict=True):
        width = buffer.header["width"][sense]
        projected, places, cls = (
            buffer.of(f"{sense}-{part}", "<f4").reshape(-1, width) for part in ("projected", "places", "cls")
        )
        z = np.concatenate([cls, projected]) + places
        assert np.allclose(array(trace["z"])[0], np.linalg.norm(z, axis=1), atol=1e-4)
        assert trace["customdata"][0][0] == f"{title} CLS"
    assert figure["data"][0]["customdata"][0][1] == "picture, frame 1, row 1, column 1"


def test_every_way_to_cut_has_its_number(visit: Visit, mounted: list[Mounted]) -> None:
    figure = shown(visit("tokens", tokens_plotly="true", tokens_seen="1"), "tokens", "How many tokens")
    header = Buffer(last(mounted, "pieces")).header
    options, (height, width) = header["options"], header["size"]
    seen, heard = (array(trace["z"]) for trace in figure["data"])
    assert seen.tolist() == [
        [n * (height // p) * (width // p) for n in options["frames"]] for p in options["patch"]
    ]
    bands = header["mels"] // header["band"]
    assert heard.tolist() == [[bands * (c // s) for c in options["columns"]] for s in options["step"]]


def test_the_notebook_ends_in_the_list() -> None:
    seen, heard = ends_in(takeaway.notebook("guitar and bell")).data
    assert (seen.z.shape, heard.z.shape) == ((1, 193), (1, 65))
    assert list(heard.customdata[0][:2]) == ["sound CLS", "sound 1"]
