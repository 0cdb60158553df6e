from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Page, expect

from mmfusion.ui.mkl import computed
from mmfusion.ui.mkl.computed import Problem
from tests.browser.conftest import Visit
from tests.browser.figures import ink_share, leaves_as

SEEN = "/mkl?mkl_seen=1&mkl_guess=3&mkl_kind=tigerlily&mkl_cuts=true&mkl_costs=true"


def at(page: Page) -> str:
    return page.locator(".mkl").get_attribute("data-at") or ""


def widths(page: Page) -> list[str]:
    found = page.locator(".mkl .bars .track i").evaluate_all("all => all.map(i => i.style.width)")
    return [str(width) for width in found]


@pytest.mark.own_clock
def test_p_and_iteration_turn_without_the_server_until_they_rest(visit: Visit) -> None:
    page = visit.open(SEEN)
    visit.hasten()
    before = len(visit.sent)
    assert before, "the watch on the socket sees nothing"
    norm = page.get_by_role("slider", name="p of the norm")
    first = widths(page)
    norm.focus()
    with visit.held():
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        assert at(page).startswith("4/3 ")
        assert widths(page) != first
        assert len(visit.sent) == before, "turning p asked the server"
    expect(page).to_have_url(re.compile("mkl_at=4%2F3"))
    visit.settle()
    step = page.get_by_role("slider", name="iteration")
    step.focus()
    page.keyboard.press("Home")
    assert at(page) == "4/3 0"
    expect(page.locator(".mkl .told")).to_contain_text("Iteration 1 of")
    expect(page).to_have_url(re.compile(r"mkl_at=4%2F3\+0"))
    visit.settle()
    seen, said = widths(page), page.locator(".mkl .told").inner_text().split("All of it")[0]
    page.reload()
    expect(page.locator(".mkl")).to_have_attribute("data-at", "4/3 0")
    assert widths(page) == seen
    assert page.locator(".mkl .told").inner_text().split("All of it")[0] == said
    assert parse_qs(urlparse(page.url).query)["mkl_kind"] == ["tigerlily"]


@pytest.mark.own_clock
def test_play_runs_the_iterations_to_the_end(visit: Visit) -> None:
    page = visit.open(SEEN)
    last = int(at(page).split()[-1])
    assert last > 3
    with visit.held():
        page.get_by_role("button", name="play the solver").click()
        visit.page.clock.run_for(2 * 350 + 50)
        expect(page.locator(".mkl .told")).to_contain_text("Iteration 3 of")
        page.get_by_role("button", name="pause the solver").click()
    held = at(page)
    visit.hasten()
    assert at(page) == held
    page.get_by_role("button", name="play the solver").click()
    visit.hasten(0.4 * last + 1)
    expect(page.locator(".mkl")).to_have_attribute("data-at", f"1 {last}")
    left = str(computed.left(computed.solved(Problem("tigerlily", 10.0, 20))[0].weights))
    assert page.locator(".mkl .sum b").all_inner_texts() == ["p = 1", left], "the answer stands at the end"


def test_one_number_is_covered_and_may_be_covered_again(visit: Visit) -> None:
    page = visit.open("/mkl")
    expect(page.locator(".mkl .sum")).to_contain_text("kernels keep a weight")
    number = page.locator(".mmf-number")
    expect(number).to_contain_text("How many does p = 1 lose?")
    page.get_by_role("radio", name="6", exact=True).click()
    expect(number).to_contain_text("are lost at p = 1")
    page.get_by_role("button", name="Cover again").click()
    expect(number).to_contain_text("How many does p = 1 lose?")


def test_cuts_arrive_under_the_finger_and_another_picture_is_decided(visit: Visit) -> None:
    page = visit.open(SEEN)
    slider = page.get_by_role("slider", name="cuts that have arrived")
    all_of_them = page.locator(".cuts .cut").count()
    assert all_of_them >= 3
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator(".cuts .cut")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".cuts .cut")).to_have_count(1)
    who = page.locator(".mkl .who").inner_text()
    page.get_by_role("button", name="Next picture").click()
    expect(page.locator(".mkl .who")).to_contain_text("Test picture 8 of 170")
    assert page.locator(".mkl .who").inner_text() != who


def test_the_page_fits_a_projector_and_a_phone(visit: Visit) -> None:
    page = visit.open(SEEN)
    box = page.locator(".mkl").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 720
    main = page.get_by_test_id("stMain")
    for width, height in ((1000, 720), (760, 1024), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        visit.rest()
        assert main.evaluate("part => part.scrollWidth - part.clientWidth") <= 1


def test_paths_over_c_are_drawn(visit: Visit) -> None:
    page = visit.open(SEEN)
    expect(page.locator(".costs[data-ready]")).to_be_attached(timeout=30_000)
    assert page.locator(".costs .one path[fill=none]").count() == 9, "eight kernels and all noise"
    assert page.locator(".costs .reached").count() == 3
    said = page.locator(".costs .right").get_attribute("aria-label") or ""
    assert re.search(r"p = ∞: \d+", said)


def test_the_solver_leaves_as_a_figure(visit: Visit, tmp_path: Path) -> None:
    page = visit.open(SEEN)
    files = leaves_as(page, tmp_path)
    for kind in ("svg", "html"):
        text = files[kind].read_text(encoding="utf-8")
        assert "var(--mmf" not in text
        assert "Weights against p" in text
        assert "stroke-dasharray" in text
    lines = page.locator(".mkl .lines").bounding_box()
    whole = page.locator(".mkl").bounding_box()
    assert lines is not None
    assert whole is not None
    part = {"x": lines["x"] - whole["x"], "y": lines["y"] - whole["y"], "width": 200.0, "height": 100.0}
    assert ink_share(files["png"], part) > 0.02, "the paths are in the picture"


@pytest.mark.parametrize(
    ("title", "selector", "said"), [("two kernels", ".cuts", "J(β)"), ("against C", ".costs", "balanced")]
)
def test_smaller_figures_leave_too(
    visit: Visit, tmp_path: Path, title: str, selector: str, said: str
) -> None:
    page = visit.open(SEEN)
    expect(page.locator(f"{selector}[data-ready]")).to_be_attached(timeout=30_000)
    files = leaves_as(page, tmp_path, title)
    for kind in ("svg", "html"):
        text = files[kind].read_text(encoding="utf-8")
        assert "var(--mmf" not in text
        assert said in text
    box = page.locator(f"{selector} svg").first.bounding_box()
    assert box is not None
    part = {"x": 0.0, "y": 30.0, "width": box["width"], "height": box["height"] - 30}
    assert ink_share(files["png"], part) > 0.01, "lines are in the picture"
