from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.figures.weights import shares_of
from mmfusion.ui.mkl import computed, deeper
from mmfusion.ui.parts.plotly_fold import COVERED
from tests.app.plots import Buffer, array, ends_in, fold_is_closed, offered, shown
from tests.app.spies import Mounted, last
from tests.app.test_pages import html

Visit = Callable[..., AppTest]
PROBLEM = {"mkl_kind": "daisy", "mkl_noise": "+ 5", "mkl_C": "C 1", "mkl_plotly": "true"}


def test_every_figure_is_offered(visit: Visit) -> None:
    assert fold_is_closed(visit("mkl", **(PROBLEM | {"mkl_plotly": "false"})))
    app = visit("mkl", **PROBLEM)
    assert not app.exception
    assert COVERED not in html(app)
    assert {"What p chooses", "Support vectors", "Weights and accuracy against C"} <= set(offered(app, "mkl"))


def test_every_figure_shows_what_its_component_got(visit: Visit, mounted: list[Mounted]) -> None:
    opened = visit("mkl", **PROBLEM, mkl_cuts="true", mkl_costs="true", mkl_at="4/3", mkl_picture="3")
    buffer = Buffer(last(mounted, "solver"))
    runs, names = buffer.header["runs"], buffer.header["names"]
    run = next(run for run in runs if run["p"] == "4/3")

    primal, dual, gap = shown(opened, "mkl", "The bounds close, p = 4/3")["data"]
    assert np.allclose(array(primal["y"]), run["primal"])
    assert np.allclose(array(dual["y"]), run["dual"])
    assert np.allclose(array(gap["y"]), 100 * np.array(run["gap"]))

    figure = shown(opened, "mkl", "What p chooses")
    found = np.stack([array(trace["y"]) for trace in figure["data"]], axis=1)
    assert np.allclose(found, shares_of([r["final"] for r in runs], len(names)), atol=1e-4)
    assert figure["data"][0]["x"] == [r["p"] for r in runs]

    bars = shown(opened, "mkl", "Which kernel decides for test picture 4")["data"][0]
    values = dict(zip(bars["y"], array(bars["x"]), strict=True))
    assert np.allclose([values[name] for name in names], run["parts"][: len(names)], atol=1e-4)
    assert values["f(x)"] == pytest.approx(run["f"], abs=1e-4)

    own, others = shown(opened, "mkl", "Support vectors")["data"]
    place = buffer.header["duals"][runs.index(run)]
    alpha = buffer.at(place, "<f4").reshape(-1, buffer.header["n"])[-1]
    assert np.allclose(np.concatenate([array(own["y"]), array(others["y"])]), alpha, atol=1e-6)
    assert len(array(own["y"])) == buffer.header["own"]

    kept = Buffer(last(mounted, "cuts")).header
    figure = shown(opened, "mkl", "Two kernels: a curve and its cutting planes")
    assert np.allclose(array(figure["data"][0]["y"]), kept["J"])
    lines = [array(t["y"]).tolist() for t in figure["data"] if t["name"].startswith("cut")]
    assert np.allclose(lines, kept["cuts"])

    kept = Buffer(last(mounted, "costs")).header
    figure = shown(opened, "mkl", "Weights and accuracy against C")
    count = len(names) + 1
    for i in range(2):
        found = np.stack([array(t["y"]) for t in figure["data"][i * count : (i + 1) * count]], axis=1)
        assert np.allclose(found, shares_of(kept["weights"][i], len(names)), atol=1e-4)
    assert np.allclose(
        np.stack([array(t["y"]) for t in figure["data"][2 * count :]]),
        100 * np.array(kept["right"]),
        atol=0.01,
    )


def test_the_notebook_ends_in_the_bounds() -> None:
    problem = computed.Problem("daisy", 1.0, 5)
    primal, dual, _ = ends_in(deeper.notebook(problem)).data
    history = computed.solved(problem)[0].history
    assert np.allclose(primal.y, [h.primal for h in history])
    assert np.allclose(dual.y, [h.dual for h in history])
