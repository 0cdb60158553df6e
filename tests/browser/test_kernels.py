from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.figures import ink_share, leaves_as

SEEN = "/kernels?kernel_seen=1&kernel_guess=10&kernel_at=7+6+7"


def figure(page: Page) -> Locator:
    return page.locator(".triangle")


def weights(page: Page) -> list[float]:
    return [float(v) for v in (figure(page).get_attribute("data-alpha") or "").split()]


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlparse(page.url).query)


def ink(page: Page) -> str:
    """What the heat map of the sum shows."""
    return str(page.locator(".whole canvas").evaluate("canvas => canvas.toDataURL()"))


def handle(page: Page) -> tuple[float, float]:
    box = page.locator(".triangle .handle").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def bars(page: Page) -> list[float]:
    widths = page.locator(".one-kernel .bar i").evaluate_all("all => all.map(i => parseFloat(i.style.width))")
    return [float(w) for w in widths]


@pytest.mark.own_clock
def test_all_moves_under_the_finger_and_the_server_hears_of_the_release_alone(visit: Visit) -> None:
    page = visit.open(SEEN)
    expect(page.locator("[data-svc='7 6 7']")).to_be_visible()
    visit.hasten()
    before = len(visit.sent)
    assert before, "the watch on the socket sees nothing"
    x, y = handle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    seen = []
    for step in range(1, 5):
        page.mouse.move(x + 12 * step, y + 14 * step)
        seen.append((ink(page), tuple(bars(page)), page.locator(".aligned .last").last.inner_text()))
    assert len({heat for heat, _, _ in seen}) == 4, "the sum follows"
    assert len({b for _, b, _ in seen}) == 4, "the bars follow"
    assert sum(bars(page)) == pytest.approx(100, abs=0.5)
    visit.hasten()
    assert len(visit.sent) == before, "the moving point asked the server"
    page.mouse.up()
    expect(page.locator("[data-svc='7 6 7']")).to_have_count(0)
    visit.settle()
    assert len(visit.sent) > before
    told = query(page)["kernel_at"][0]
    assert told != "7 6 7"
    expect(page.locator(f"[data-svc='{told}']")).to_be_visible()
    assert weights(page) == pytest.approx([int(v) / 20 for v in told.split()], abs=1e-3), (
        "it rests on a point"
    )


def test_a_release_is_decided_anew(visit: Visit) -> None:
    page = visit.open(SEEN)
    first = page.locator("[data-svc]").inner_text()
    scores = page.locator(".one").inner_text()
    box = page.locator(".triangle .field").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 30)  # near the corner of colour
    expect(page.locator("[data-svc='7 6 7']")).to_have_count(0)
    visit.settle()
    assert weights(page)[0] > 0.9
    assert page.locator(".one").inner_text() != scores
    assert page.locator("[data-svc]").inner_text() != first


def test_a_kernel_that_is_there_twice_shares_its_weight_and_changes_no_decision(visit: Visit) -> None:
    page = visit.open(SEEN)
    table = page.locator(".table tbody tr")
    you, equal = table.nth(0).inner_text(), table.nth(1).inner_text()
    scores, heat, said = page.locator(".one").inner_text(), ink(page), page.locator("[data-svc]").inner_text()
    button = page.get_by_role("button", name="duplicate colour")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".one-kernel .alpha").first).to_have_text(re.compile(r"\.17\d? \+ \.17|\.18 \+ \.18"))
    assert len(bars(page)) == 4
    assert sum(weights(page)) == pytest.approx(1, abs=2e-3)
    expect(page).to_have_url(re.compile("kernel_twice=colour"))
    visit.settle()
    assert ink(page) == heat
    assert page.locator(".one").inner_text() == scores
    assert page.locator("[data-svc]").inner_text().split(";")[0] == said.split(";")[0]
    assert table.nth(0).inner_text() == you
    assert table.nth(1).inner_text() != equal, "equal weights are drawn towards what is there twice"
    button.click()
    expect(page.locator(".one-kernel .bar i")).to_have_count(3)


def test_nothing_is_given_away_before_the_guess(visit: Visit) -> None:
    page = visit.open("/kernels")
    expect(page.locator(".triangle .key")).to_contain_text("covered")
    expect(page.locator(".table .you")).to_contain_text("±")
    expect(page.locator(".triangle")).to_have_attribute("data-seen", "")
    page.get_by_role("radio", name="50").click()
    expect(page.locator(".triangle")).to_have_attribute("data-seen", "1")
    expect(page.locator(".mmf-number")).to_contain_text("of the triangle is as good as its best point")
    assert query(page)["kernel_guess"] == ["50"]
    expect(page.locator(".field svg")).to_contain_text("equal")


def test_a_link_brings_point_picture_and_copy_back(visit: Visit) -> None:
    page = visit.open(SEEN)
    page.get_by_role("button", name="duplicate shape").click()
    expect(page).to_have_url(re.compile("kernel_twice=shape"))
    page.get_by_role("button", name="Next picture").click()
    expect(page.locator(".one")).to_contain_text("Test picture 38 of 340")
    visit.settle()
    page.get_by_role("slider", name="weights of colour").focus()
    page.keyboard.press("ArrowUp")
    expect(page).to_have_url(re.compile(r"kernel_at=8"))
    visit.settle()
    held, said, told = query(page), page.locator(".one").inner_text(), weights(page)
    page.reload()
    expect(figure(page)).to_have_attribute("data-ready", held["kernel_at"][0])
    visit.settle()
    assert weights(page) == told
    assert page.locator(".one").inner_text() == said
    expect(page.get_by_role("button", name="duplicate shape")).to_have_attribute("aria-pressed", "true")
    assert query(page) == held


def test_the_keyboard_moves_the_point_and_stays_inside(visit: Visit) -> None:
    page = visit.open("/kernels?kernel_seen=1&kernel_at=19+0+1")
    slider = page.get_by_role("slider", name="weights of colour")
    slider.focus()
    for key, expected in (
        ("ArrowLeft", [0.95, 0.05, 0.0]),
        ("ArrowLeft", [0.95, 0.05, 0.0]),
        ("ArrowRight", [0.95, 0.0, 0.05]),
        ("ArrowUp", [1.0, 0.0, 0.0]),
        ("ArrowUp", [1.0, 0.0, 0.0]),
        ("ArrowDown", [0.95, 0.0, 0.05]),
        ("ArrowLeft", [0.95, 0.05, 0.0]),
    ):
        page.keyboard.press(key)
        assert weights(page) == pytest.approx(expected, abs=1e-3), key
    expect(slider).to_have_attribute("aria-valuetext", "colour 0.95, texture 0.05, shape 0.00")
    expect(page).to_have_url(re.compile(r"kernel_at=19\+1\+0"))


@pytest.mark.own_clock
def test_the_boundary_bends_without_the_server(visit: Visit) -> None:
    page = visit.open(SEEN)
    expect(page.locator(".bend[data-ready]")).to_be_attached()
    visit.hasten()
    before = len(visit.sent)
    canvas, slider = page.locator(".bend canvas"), page.get_by_role("slider", name="weight of the distance")
    slider.focus()
    seen = [canvas.evaluate("c => c.toDataURL()")]
    for _ in range(3):
        page.keyboard.press("PageUp")
        seen.append(canvas.evaluate("c => c.toDataURL()"))
    assert len(set(seen)) == 4
    expect(page.locator(".bend .words")).to_contain_text("of 60 training points are on their side")
    visit.hasten()
    assert len(visit.sent) == before


def test_the_triangle_leaves_as_svg_and_png(visit: Visit, tmp_path: Path) -> None:
    page = visit.open(SEEN)
    files = leaves_as(page, tmp_path, "triangle")
    text = files["svg"].read_text(encoding="utf-8")
    assert "var(--" not in text
    assert "alignf" in text
    colours = Image.open(files["png"]).convert("RGB").getcolors(maxcolors=10**6)
    assert colours is not None
    assert len(colours) > 50


def test_the_boundary_leaves_as_a_figure(visit: Visit, tmp_path: Path) -> None:
    page = visit.open(SEEN)
    expect(page.locator(".bend[data-ready]")).to_be_attached()
    files = leaves_as(page, tmp_path, "boundary")
    assert "of 60 training points are on their side" in files["html"].read_text(encoding="utf-8")
    part = {"x": 0.0, "y": 0.0, "width": 236.0, "height": 236.0}
    assert ink_share(files["png"], part) > 0.02, "points are in the picture"


def test_the_page_fits_a_projector_and_a_phone(visit: Visit) -> None:
    page = visit.open(SEEN)
    box = figure(page).bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 720
    main = page.get_by_test_id("stMain")
    for width, height in ((1000, 720), (760, 1024), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        visit.rest()
        assert main.evaluate("part => part.scrollWidth - part.clientWidth") <= 1
    field, number = (
        page.locator(".triangle .field").bounding_box(),
        page.locator(".mmf-number").bounding_box(),
    )
    assert field is not None
    assert number is not None
    assert field["y"] < number["y"], "the figure, then its number"
    assert field["y"] + field["height"] < 660, "point and map within one screen of a phone"


def test_the_whole_figure_leaves_too(visit: Visit, tmp_path: Path) -> None:
    page = visit.open(SEEN)
    files = leaves_as(page, tmp_path)
    for kind in ("svg", "html"):
        text = files[kind].read_text(encoding="utf-8")
        assert "var(--mmf" not in text
        assert "Alignment with the labels" in text
    heat, whole = (page.locator(part).bounding_box() for part in (".triangle .whole canvas", ".triangle"))
    assert heat is not None
    assert whole is not None
    part = heat | {"x": heat["x"] - whole["x"], "y": heat["y"] - whole["y"]}
    assert ink_share(files["png"], part) > 0.1, "the sum of the kernels is in the picture"
