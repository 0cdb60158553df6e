from __future__ import annotations

import csv
import io
import json
import re
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.ui.mkl import computed, deeper, page
from mmfusion.ui.mkl.computed import NORMS, PATH_COSTS, PATH_NORMS, Problem
from mmfusion.ui.parts import flowers
from tests.app.spies import Mounted, last
from tests.app.test_pages import html

Visit = Callable[..., AppTest]


def header(mounted: list[Mounted]) -> dict[str, Any]:
    data = last(mounted, "solver")
    (length,) = struct.unpack("<I", data[:4])
    return dict(json.loads(data[4 : 4 + length]))


def test_what_noise_costs_is_asked_then_shown(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("mkl", mkl_kind="tigerlily")
    assert not app.exception
    assert app.title[0].value == "What does p choose?"
    assert any(np.any(run["final"]) for run in header(mounted)["runs"]), "the figure itself is never covered"
    own = flowers.stored("table")["lost"]["with noise"]["L1"]
    said = f"points (± {100 * own['half']:.1f}, 10 splits) are lost at p = 1"
    assert said not in html(app)
    assert app.segmented_control(key="mkl_guessing").options == list(page.GUESSES)
    app.segmented_control(key="mkl_guessing").set_value("6").run()
    assert not app.exception
    assert said in html(app)
    assert f">{100 * own['value']:.1f}<" in html(app)
    assert "▽" in html(app)
    app.segmented_control(key="mkl_kind").set_value("daisy").run()
    assert said in html(app), "the number is of the test pictures, whatever is looked at"
    app.button(key="mkl_cover_again").click().run()
    assert not app.exception
    assert said not in html(app)


def test_the_history_is_the_solvers(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("mkl", mkl_kind="daisy", mkl_noise="+ 5", mkl_C="C 1", mkl_seen="1", mkl_picture="3")
    assert not app.exception
    found = header(mounted)
    assert len(found["runs"]) == len(NORMS)
    assert found["noise"] == 5
    for run in found["runs"]:
        assert len(run["final"]) == 13
        assert np.all(np.diff(run["primal"]) <= 1e-9), "the best primal value so far"
        assert np.all(np.diff(run["dual"]) >= -1e-9)
        assert run["gap"][-1] <= computed.GAP
        assert sum(run["parts"]) + run["intercept"] == pytest.approx(run["f"], abs=1e-3)


def test_the_pictures_held_hardest_are_those_with_the_largest_duals() -> None:
    answer = computed.solved(Problem("daisy", 1.0, 5))[3]
    found = page.held(answer)
    sizes = np.sort(np.abs(answer.signed))[::-1]
    assert [one["alpha"] for one in found] == pytest.approx(sizes[: page.HELD].tolist())
    first = int(np.abs(answer.signed).argmax())
    own = computed.pictures()
    assert found[0]["kind"] == flowers.classes()[int(own.y_train[first])]
    labels = computed.load_features().labels
    np.testing.assert_array_equal(labels[own.train_numbers], own.y_train)


def test_every_support_vector_is_sent(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("mkl", mkl_kind="daisy", mkl_C="C 100", mkl_seen="1", mkl_at="∞")
    assert not app.exception
    data, found = last(mounted, "solver"), header(mounted)
    (length,) = struct.unpack("<I", data[:4])
    for answer, place in zip(computed.solved(Problem("daisy", 100.0, 20)), found["duals"], strict=True):
        begin = 4 + length + place["offset"]
        sent = np.frombuffer(data[begin : begin + place["length"]], np.float32).reshape(-1, found["n"])
        duals = np.abs(answer.history[-1].signed[0])
        assert np.sum(sent[-1] > 1e-6 * 100) == np.sum(duals > 1e-6 * 100) > 0
        assert sent[-1].max() == pytest.approx(duals.max(), rel=1e-6)


def test_the_formula_follows_p(visit: Visit) -> None:
    for at, p in (("", "p=1:"), ("4/3 2", "p=4/3:"), ("∞", r"p=\infty:")):
        app = visit("mkl", mkl_at=at)
        assert not app.exception
        assert any(p in one.value for one in app.latex), p


def test_small_p_drops_noise_and_large_p_keeps_all() -> None:
    answers = computed.solved(Problem("tigerlily", 10.0, 20))
    noisy = [float(one.weights[8:].sum() / one.weights.sum()) for one in answers]
    assert noisy == sorted(noisy), "the larger p, the more of the weight goes to noise"
    assert noisy[0] < 0.1
    assert noisy[-1] == pytest.approx(20 / 28, abs=1e-6)
    assert computed.left(answers[0].weights) < 14
    assert computed.left(answers[-1].weights) == 28


def test_the_parts_add_up_to_the_decision() -> None:
    from mmfusion.kernels import MKLClassifier

    problem = Problem("bluebell", 10.0, 5)
    train, test = computed.kernels(problem)
    model = MKLClassifier(2.0, 10.0, tol=computed.GAP, check=False).fit(train, computed.signs(problem))
    answer = computed.solved(problem)[NORMS.index(2.0)]
    for picture in (0, 60, 120):
        expected = model.decision_function(test[:, picture : picture + 1])[0]
        assert computed.parts(problem, answer, picture).sum() + answer.intercept == pytest.approx(
            expected, abs=1e-4
        )


def test_every_cut_lies_below_the_curve_and_they_close_on_it() -> None:
    found = computed.curve("sunflower", 10.0)
    at, curve = np.array(found["at"]), np.array(found["J"])
    cuts = np.array([a + at * (b - a) for a, b in found["cuts"]])
    assert np.all(cuts <= curve * (1 + 1e-3))
    below = cuts.max(axis=0).min()
    assert curve.min() - below < 2e-3 * curve.min()
    second = np.diff(curve, 2)
    assert np.all(second > -1e-3 * curve.max()), "J is convex"


def test_the_bridge_holds_to_the_last_digits() -> None:
    found = computed.bridge()
    assert found["difference"] < 1e-11
    assert all(f"{fused:.10f}" == f"{early:.10f}" for _, fused, early in found["rows"])
    assert abs(found["rows"][0][1]) > 0.1


def test_the_slips_are_stated_with_what_they_would_do(visit: Visit) -> None:
    app = visit("mkl", mkl_kind="sunflower", mkl_slips="true")
    assert not app.exception
    said = html(app)
    shares = said.split("formula, and ")[1].split(" with ")[0].split()
    assert len(shares) == 8
    assert len(set(shares)) == 1, "with the exponent lost, every kernel gets the same"
    right = said.split("p = 2 are ")[1].split(" by the correct")[0].split()
    assert len(set(right)) > 2
    for slip in ("lost inner exponent", "convention", "missing ‖f‖²", "missing ‖w‖²"):
        assert slip in said


def test_solvers_are_timed_when_asked(visit: Visit) -> None:
    app = visit("mkl", mkl_kind="sunflower", mkl_noise="none", mkl_timing="true")
    assert " ms</td>" not in html(app)
    app.button(key="mkl_time").click().run()
    assert not app.exception
    assert "alternating" in html(app)
    assert html(app).count(" ms</td>") == 5


def test_the_notebook_learns_the_same_weights(visit: Visit) -> None:
    problem = Problem("daisy", 10.0, 5)
    scope: dict[str, Any] = {}
    for cell in json.loads(deeper.notebook(problem))["cells"][1:]:
        exec("".join(cell["source"]), scope)
    np.testing.assert_allclose(scope["weights"], computed.solved(problem)[0].weights, atol=1e-6)
    rows = list(csv.DictReader(io.StringIO(deeper.weights(problem))))
    assert len(rows) == len(NORMS) + len(PATH_NORMS) * len(PATH_COSTS)
    assert float(rows[0]["lab"]) == pytest.approx(scope["weights"][0], abs=1e-6)
    assert {row["C"] for row in rows[len(NORMS) :]} == {f"{cost:g}" for cost in PATH_COSTS}


def test_paths_over_c_are_what_each_problem_alone_gives() -> None:
    from mmfusion.kernels import MKLClassifier

    found = computed.over_cost("tigerlily", 5)
    assert found.weights.shape == (len(PATH_NORMS), len(PATH_COSTS), 13)
    train, test = computed.kernels(Problem("tigerlily", 1.0, 5))
    y = computed.signs(Problem("tigerlily", 1.0, 5))
    truth = computed.pictures().y_test == computed.load_features().classes.index("tigerlily")
    for norm, cost in ((0, 2), (1, 4)):
        model = MKLClassifier(PATH_NORMS[norm], PATH_COSTS[cost], tol=1e-5, check=False).fit(train, y)
        np.testing.assert_allclose(found.weights[norm, cost], model.weights_, atol=0.06)
        said = model.decision_function(test) > 0
        both = 0.5 * (said[truth].mean() + (~said[~truth]).mean())
        assert found.right[norm, cost] == pytest.approx(both, abs=0.051), "one picture of the kind at most"
    assert np.all(found.weights[-1] == 1), "p = ∞ is the plain sum"
    assert found.right[0, 0] < found.right[0].max(), "a small C says no to all"


@pytest.mark.parametrize("kind", ["daffodil", "sunflower"])
def test_everything_on_the_page_counts_the_same_kernels(
    visit: Visit, mounted: list[Mounted], kind: str
) -> None:
    app = visit("mkl", mkl_kind=kind, mkl_noise="+ 5", mkl_C="C 100", mkl_costs="true")
    assert not app.exception
    said = re.search(r"Kernels with a weight at p = 1, from C = 0.1 to 100: ([\d, ]+);", html(app))
    assert said
    along = [int(n) for n in said[1].split(",")]
    counted = np.count_nonzero(header(mounted)["runs"][0]["final"])
    assert along[PATH_COSTS.index(100.0)] == counted, "what the figure counts"
    problem = Problem(kind, 100.0, 5)
    own = [computed.left(computed.solved(problem)[NORMS.index(p)].weights) for p in PATH_NORMS]
    assert [computed.left(one[-1]) for one in computed.over_cost(kind, 5).weights] == own


def test_a_weight_that_the_gap_does_not_tell_from_none_counts_as_none() -> None:
    weights = np.array([0.5, 0.5 * 1.1e-3, 0.5 * 0.9e-3, 0.0])
    assert computed.left(weights) == 2
    np.testing.assert_array_equal(computed.kept(weights), [0.5, 0.5 * 1.1e-3, 0.0, 0.0])


def test_paths_over_c_are_drawn_once_they_are_asked_for(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("mkl", mkl_kind="daisy", mkl_noise="none")
    assert not app.exception
    assert "costs" not in {one.name for one in mounted}
    app = visit("mkl", mkl_kind="daisy", mkl_noise="none", mkl_costs="true")
    assert not app.exception
    data = last(mounted, "costs")
    (length,) = struct.unpack("<I", data[:4])
    sent = json.loads(data[4 : 4 + length])
    path = computed.over_cost("daisy", 0)
    assert sent["left"][0] == [computed.left(one) for one in path.weights[0]]
    assert sent["cost"] in sent["costs"]
    assert "Kernels with a weight at p = 1" in html(app)


def test_a_link_that_names_nothing_known_opens(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("mkl", mkl_kind="cactus", mkl_C="9", mkl_noise="x", mkl_picture="-4", mkl_guess="taste")
    assert not app.exception
    assert header(mounted)["key"] == "dandelion 10 20"
    assert header(mounted)["picture"]["truth"] == "dandelion", "the first of the kind"
