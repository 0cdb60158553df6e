"""The pages of co-learning at every width: nothing scrolls sideways, no table and no picture is cut."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit

PAGES = {
    "draw": ("/draw?draw_missing=true", ".believing[data-ready]"),
    "joint": ("/joint?joint_seen=1", ".mmf-made"),
    "names": ("/names?names_seen=1", ".ranked[data-ready]"),
    "transfer": ("/transfer?transfer_seen=1", ".budget[data-ready]"),
}
"""Page -> its address, and what shows that it has answered."""
CUT = """main => [...main.querySelectorAll(".mmf-results, .mmf-made, .mmf-latent, h2, h3")].filter((part) => {
  const box = part.getBoundingClientRect();
  const scrolls = part.matches(".mmf-results") && part.scrollWidth > part.clientWidth + 1;
  return scrolls || box.right > innerWidth + 1;
}).map((part) => part.className || part.textContent)"""


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_and_nothing_scrolls_sideways(name: str, visit: Visit) -> None:
    address, shown = PAGES[name]
    page = visit.open(address, shown)
    main = page.get_by_test_id("stMain")
    for width in (1100, 1024, 768, 390):
        page.set_viewport_size({"width": width, "height": 844})
        visit.rest()
        assert main.evaluate("part => part.scrollWidth - part.clientWidth") <= 1, width
        assert not main.evaluate(CUT), width
