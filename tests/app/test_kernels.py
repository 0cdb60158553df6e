from __future__ import annotations

import csv
import io
import json
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.kernels.alignment import alignment
from mmfusion.tasks.flowers.features import load_features
from mmfusion.tasks.flowers.triangle import points
from mmfusion.ui.kernels import computed, deeper, page
from mmfusion.ui.parts import flowers
from tests.app.spies import Mounted, last
from tests.app.test_pages import html

Visit = Callable[..., AppTest]
POINTS = points().tolist()


def header(mounted: list[Mounted]) -> dict[str, Any]:
    data = last(mounted, "triangle")
    (length,) = struct.unpack("<I", data[:4])
    return dict(json.loads(data[4 : 4 + length]))


def at(*twentieths: int) -> int:
    return POINTS.index([v / 20 for v in twentieths])


def test_the_share_is_asked_then_shown(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("kernels")
    assert not app.exception
    assert app.title[0].value == "Is equal good enough?"
    share = f"{page.share(flowers.stored('triangle')):.0f}"
    assert f">{share}<span" not in html(app)
    assert header(mounted)["figures"]["slack"] == [], "what is covered is not even sent"
    assert header(mounted)["figures"]["validation"], "the figure itself is never covered"
    assert "EfficientNet-Lite0" in html(app)
    app.segmented_control(key="kernel_guessing").set_value("50").run()
    assert not app.exception
    assert f">{share}<span" in html(app)
    assert "▽" in html(app)
    assert header(mounted)["figures"]["slack"] == flowers.stored("triangle")["slack"]


def test_the_point_of_the_link_decides_the_picture(visit: Visit, mounted: list[Mounted]) -> None:
    visit("kernels", kernel_at="12 0 8", kernel_picture="77", kernel_twice="shape")
    found = header(mounted)
    assert found["at"] == [12, 0, 8]
    assert found["twice"] == "shape"
    own = computed.decided((12, 0, 8))
    kinds = flowers.classes()
    assert found["live"]["truth"] == kinds[int(computed.split().y_test[77])]
    assert found["live"]["top"][0][0] == kinds[int(own.scores[77].argmax())]
    assert found["live"]["top"][0][1] == pytest.approx(own.scores[77].max())


@pytest.mark.parametrize("wrong", ["1 2", "7 6 8", "a b c", "-1 11 10", "999 0 0"])
def test_a_link_that_names_no_point_opens_at_the_middle(
    visit: Visit, mounted: list[Mounted], wrong: str
) -> None:
    app = visit("kernels", kernel_at=wrong, kernel_picture="x", kernel_twice="taste")
    assert not app.exception
    assert header(mounted)["at"] == list(page.START)
    assert header(mounted)["live"]["picture"] == 0
    assert header(mounted)["twice"] == ""


def test_what_is_live_is_what_the_grid_has() -> None:
    """Nearest to equal weights 85.9 % is not also 85.6; elsewhere a tie may fall the other way once."""
    triangle = flowers.stored("triangle")

    def off(where: tuple[int, int, int]) -> int:
        """Return by how many of 340 decisions the live ones differ from the grid's."""
        return round(340 * (computed.decided(where).accuracy - triangle["test"][at(*where)][0]))

    assert off(page.START) == 0
    everywhere = [(i, j, 20 - i - j) for i in range(21) for j in range(21 - i)]
    assert sum(abs(off(where)) for where in everywhere[::6]) <= 1


def test_both_machines_are_told_and_mostly_agree(visit: Visit) -> None:
    app = visit("kernels", kernel_at="7 6 7")
    said = html(app)
    least, hinge = computed.decided((7, 6, 7)), computed.machine((7, 6, 7))
    assert f"<b>{100 * least.accuracy:.1f} %</b>" in said
    assert f"SVC <b>{100 * hinge.accuracy:.1f} %</b>" in said
    assert (least.scores.argmax(axis=1) == hinge.scores.argmax(axis=1)).mean() > 0.9


def test_alignment_of_the_sum_follows_from_what_is_sent() -> None:
    own, sent = computed.split(), computed.aligned()
    weights = np.array([0.2, 0.3, 0.5])
    labels = np.where(np.arange(17)[:, None] == own.y_train, 1.0, -1.0)
    expected = alignment(np.tensordot(weights, own.train.astype(float), 1), labels.T @ labels)
    found = weights @ sent["labels"]
    found /= np.sqrt(weights @ np.array(sent["kernels"]) @ weights) * sent["length"]
    assert found == pytest.approx(expected, rel=1e-4)


def test_heat_maps_are_training_pictures_by_kind() -> None:
    heats, kinds = computed.heat()
    own, names = computed.split(), load_features().classes
    n = len(kinds) * computed.EACH
    maps = [np.frombuffer(heat, np.uint8).reshape(n, n) for heat in heats]
    for part, kernel in zip(maps, own.train, strict=True):
        np.testing.assert_array_equal(part, part.T)
        assert np.all(np.diag(part) == 255)
        rows = np.flatnonzero(own.y_train == names.index(kinds[1]))[: computed.EACH]
        block = part[computed.EACH : 2 * computed.EACH, computed.EACH : 2 * computed.EACH]
        np.testing.assert_allclose(block / 255, kernel[np.ix_(rows, rows)], atol=0.003)


def test_the_plane_bends_from_straight_to_curved() -> None:
    data = deeper.plane()
    (length,) = struct.unpack("<I", data[:4])
    found = json.loads(data[4 : 4 + length])
    side = found["side"]
    fields = np.frombuffer(data[4 + length :], np.uint8).reshape(found["mixtures"], side, side).astype(int)
    # a linear decision has no second difference; a curved one has
    curved = [
        np.abs(np.diff(f[side // 4 : -side // 4, side // 4 : -side // 4], 2, axis=1)).max() for f in fields
    ]
    assert curved[0] <= 2
    assert curved[-1] > 5
    assert found["right"][-1] > found["right"][0]


def test_what_is_taken_away_makes_the_figures_again(visit: Visit) -> None:
    triangle = flowers.stored("triangle")
    rows = list(csv.DictReader(io.StringIO(deeper.numbers(triangle))))
    assert len(rows) == 231
    assert sum(int(row["as_good_as_best"]) for row in rows) / 231 == pytest.approx(page.share(triangle) / 100)
    app = visit("kernels", kernel_at="4 8 8")
    assert not app.exception

    class Held(dict[str, str]):
        def __missing__(self, key: str) -> str:
            return ""

    scope: dict[str, Any] = {}
    for cell in json.loads(deeper.notebook(Held(kernel_at="4 8 8")))["cells"][1:]:  # type: ignore[arg-type]
        exec("".join(cell["source"]), scope)
    assert scope["accuracy"] == computed.decided((4, 8, 8)).accuracy


def test_caltech_is_told_with_both_sets_of_kernels() -> None:
    def one(value: float) -> dict[str, float]:
        return {"value": value, "half": 0.012}

    methods = {name: one(0.8 + i / 100) for i, name in enumerate(("average", "alignf", "L1", "L2"))}
    table = {
        "classes": ["a", "b"],
        "sizes": {"train": 30},
        "splits": 5,
        "against average": {"picture, hand-made": {"L1": {"value": 0.039, "half": 0.014}}},
        "accuracy": {"picture": methods, "picture, hand-made": {name: one(0.5) for name in methods}},
    }
    said = deeper.elsewhere(table)
    assert "(2 kinds, 15 training pictures each, 5 splits)" in said
    assert "average 50.0 ± 1.2 and 80.0 ± 1.2" in said
    assert "L2 50.0 ± 1.2 and 83.0 ± 1.2" in said
    assert "L1 − average is +3.9 ± 1.4 points" in said


def test_without_figures_the_page_says_which_command_makes_them(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking(name: str) -> dict[str, Any]:
        raise FileNotFoundError("no figures: `mmfusion evaluate flowers` makes them")

    monkeypatch.setattr(flowers, "stored", lacking)
    app = visit("kernels")
    assert not app.exception
    assert "There is nothing to weigh: no figures" in html(app)
