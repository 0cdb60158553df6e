"""Heads off: answers and accuracies read back from the screen are those of the network without them."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from mmfusion.explain.ablation import Head
from mmfusion.ui.clips.drawn import OPENING, Drawn
from mmfusion.ui.clips.drawn_subject import DrawnSubject
from mmfusion.ui.clips.subject import Watched
from mmfusion.ui.heads import computed
from mmfusion.ui.heads import page as heads
from mmfusion.ui.shell import components
from tests.browser.alone import Link, mount, number_of, same, sent

FOLDER = components.UI / "heads" / "heads_off"
DARK = """(canvas, [x, y]) => {
  const ratio = canvas.width / canvas.clientWidth;
  const at = [Math.round(x * ratio) - 1, Math.round(y * ratio) - 2, 3, 5];
  const { data } = canvas.getContext("2d").getImageData(...at);
  let most = 255;
  for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200) most = Math.min(most, data[i]);
  return most;
}"""
"""The darkest red around a place of a canvas."""


@pytest.fixture(scope="module")
def watched() -> Watched:
    return Watched(DrawnSubject(Drawn(OPENING, "side")), "bottleneck-mid")


def opened(page: Page, watched: Watched, **link: str) -> None:
    _, panel = sent(lambda: heads.figure(watched, Link(heads_seen="1", **link)))
    mount(page, FOLDER, panel)
    page.locator(".switch[data-ready]").wait_for()


def measured(watched: Watched) -> dict[str, Any]:
    found = heads.figures(watched)
    assert isinstance(found, dict)
    return found


def check(page: Page, watched: Watched, off: tuple[Head, ...]) -> None:
    """Compare what is said of this clip with what the network answers without these heads."""
    whole, now = computed.without(watched, ((), off))["side"]
    top, then = int(whole.argmax()), int(now.argmax())
    names = watched.subject.classes("side")
    said = page.locator(".here").inner_text()
    found = re.match(rf"This clip, (?:one head|{len(off)} heads) off: (.+) (\S+) → ([<>]?[\d.]+)", said)
    assert found is not None, said
    assert found[1] == names[top]
    assert same(found[2], float(whole[top]))
    assert same(found[3].rstrip("."), float(now[top]))
    assert (then != top) == ("comes first" in said)
    assert float(page.locator(".switch").get_attribute("data-p") or "nan") == pytest.approx(
        now[top], abs=1e-4
    )


def test_along_the_order_answers_and_accuracies_are_the_network_s(page: Page, watched: Watched) -> None:
    opened(page, watched)
    found = measured(watched)
    order = [Head(*head) for head in found["heads"]]
    handle, count = page.locator(".handle"), 0
    for key, step in (("ArrowRight", 1), ("PageUp", 4), ("PageUp", 4), ("ArrowLeft", -1), ("End", 99)):
        handle.press(key)
        count = min(max(count + step, 0), len(order))
        check(page, watched, tuple(order[:count]))
        said = str(handle.get_attribute("aria-valuetext"))
        numbers = re.fullmatch(r"(\d+) of (\d+) heads off, ([\d.]+) % accuracy on the test set", said)
        assert numbers is not None, said
        assert (int(numbers[1]), int(numbers[2])) == (count, len(order))
        assert float(numbers[3]) == pytest.approx(100 * found["least"][count], abs=0.051)


def test_curves_stand_at_the_accuracies_that_were_measured(page: Page, watched: Watched) -> None:
    opened(page, watched)
    found = measured(watched)
    handle = page.locator(".handle")
    place = "part => [parseFloat(part.style.left), parseFloat(part.style.top)]"
    ticks = page.locator(".marks span.left")
    values = [number_of(text) / 100 for text in ticks.all_inner_texts()]
    tops = ticks.evaluate_all("all => all.map((part) => parseFloat(part.style.top))")
    slope, zero = np.polyfit(values, tops, 1)
    assert slope < 0, "better is higher"
    start = handle.evaluate(place)[0]
    handle.press("End")
    end = handle.evaluate(place)[0]
    assert end > start
    everyone = len(found["heads"])
    for count in (0, everyone // 3, everyone // 2, everyone - 3, everyone):
        handle.press("Home")
        for _ in range(count // 4):
            handle.press("PageUp")
        for _ in range(count % 4):
            handle.press("ArrowRight")
        x, y = handle.evaluate(place)
        assert x == pytest.approx(start + (end - start) * count / everyone, abs=0.05)
        assert y == pytest.approx(zero + slope * found["least"][count], abs=0.05)
    handle.press("Home")
    canvas = page.locator(".chart canvas")
    for count in range(2, everyone, 3):
        x = start + (end - start) * count / everyone
        assert canvas.evaluate(DARK, [x, zero + slope * found["least"][count]]) < 90, count


def test_any_other_heads_are_answered_by_the_network(page: Page, watched: Watched) -> None:
    order = [Head(*head) for head in measured(watched)["heads"]]
    off = tuple(order[-3:])
    opened(page, watched, off="_".join(map(computed.head_id, off)))
    check(page, watched, off)
    assert "in their order, not these" in page.locator(".here").inner_text()
    page.locator(".one").click()
    assert "…" in page.locator(".here").inner_text(), "until the network has answered"
    page.locator(".all").click()
    whole = computed.without(watched, ((),))["side"][0]
    said = page.locator(".here b").inner_text()
    value = said.removeprefix(f"This clip: {watched.subject.classes('side')[int(whole.argmax())]} ").split()[
        0
    ]
    assert same(value, float(whole.max()))
