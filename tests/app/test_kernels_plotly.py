from __future__ import annotations

from collections.abc import Callable

import numpy as np
from streamlit.testing.v1 import AppTest

from mmfusion.tasks.flowers.triangle import points
from mmfusion.ui.kernels import computed, deeper, plane
from mmfusion.ui.parts.plotly_fold import COVERED
from tests.app.plots import Buffer, array, ends_in, fold_is_closed, offered, shown
from tests.app.spies import Mounted, last
from tests.app.test_pages import html

Visit = Callable[..., AppTest]


def test_what_a_weighting_is_worth_stays_covered(visit: Visit) -> None:
    assert fold_is_closed(visit("kernels"))
    app = visit("kernels", kernels_plotly="true")
    assert not app.exception
    assert COVERED in html(app)
    assert offered(app, "kernels") == ["The kernels and their sum", "A boundary that bends"]


def test_kernels_and_triangle_are_the_component_s(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("kernels", kernels_plotly="true", kernel_seen="1", kernel_at="12 0 8")
    buffer = Buffer(last(mounted, "triangle"))
    figure = shown(app, "kernels", "The kernels and their sum")
    side = len(buffer.header["kinds"]) * computed.EACH
    heats = [buffer.at(place, "u1").reshape(side, side) for place in buffer.header["heats"]]
    for trace, heat in zip(figure["data"], heats, strict=False):
        assert np.array_equal(np.rint(255 * array(trace["z"])), heat)
    whole = 0.6 * heats[0] + 0.4 * heats[2]
    assert np.allclose(255 * array(figure["data"][3]["z"]), whole, atol=1e-3)
    figure = shown(app, "kernels", "What each weighting is worth")
    own, _, *marks, here = figure["data"]
    kept = buffer.header["figures"]
    assert np.allclose(array(own["marker"]["color"]), kept["validation"])
    assert np.allclose(np.stack([array(own[axis]) for axis in "abc"], axis=1), points(buffer.header["steps"]))
    assert {m["name"]: [array(m[x])[0] for x in "abc"] for m in marks} == {
        name: mark["weights"] for name, mark in kept["marks"].items()
    }
    assert [array(here[x])[0] for x in "abc"] == [0.6, 0, 0.4]


def test_the_boundary_s_field_is_the_component_s(visit: Visit) -> None:
    figure = shown(visit("kernels", kernels_plotly="true"), "kernels", "A boundary that bends")
    buffer = Buffer(plane.plane())
    side = buffer.header["side"]
    code = buffer.of("field", "u1").reshape(-1, side, side)
    fields = np.stack([array(frame["data"][0]["z"]) for frame in figure["frames"]])[:, ::-1]
    sent = np.clip(128 + 100 * fields.astype(float), 0, 255)
    assert np.abs(sent - 0.5 - code).max() < 0.51, "the component's are cut off to whole bytes"
    points_ = [
        pair
        for trace in figure["data"][1:]
        for pair in zip(array(trace["x"]), array(trace["y"]), strict=True)
    ]
    assert sorted(points_) == sorted(map(tuple, buffer.header["points"]))


def test_the_notebook_ends_in_the_kernels_and_their_sum() -> None:
    figure = ends_in(deeper.notebook({"kernel_at": "12 0 8"}))  # type: ignore[arg-type]
    own = computed.split().train[:, ::5, ::5]
    assert np.allclose(np.stack([trace.z for trace in figure.data[:3]]), own)
    assert np.allclose(figure.data[3].z, 0.6 * own[0] + 0.4 * own[2], atol=1e-6)
