"""Every page on paper, as the browser prints it."""

from __future__ import annotations

import numpy as np
import pypdfium2
import pytest

from mmfusion.ui.shell.lessons import LESSONS, address
from tests.browser.conftest import Visit

DARK = frozenset({"fusion", "heads", "cost"})
"""Pages that are dark on the screen: the light theme on paper is one mechanism for all."""


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_a_page_is_printed_without_what_is_around_it(visit: Visit, lesson: object) -> None:
    name, section = lesson.name, lesson.section  # type: ignore[attr-defined]
    scheme = "dark" if name in DARK else "light"
    page = visit.page
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.goto(f"{visit.address}/{address(name).removeprefix('./')}")
    visit.settle()
    page.get_by_role("button", name="Take away").first.wait_for()
    page.wait_for_selector("html[data-undone]", state="attached")  # what readies the page is loaded
    visit.rest()
    title = page.get_by_role("heading", level=1).inner_text()
    pdf = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))
    sizes = {tuple(round(side) for side in sheet.get_size()) for sheet in pdf}
    assert sizes == {(595, 842)}, "A4, upright"
    texts = [" ".join(sheet.get_textpage().get_text_bounded().split()) for sheet in pdf]
    whole = " ".join(texts)
    assert title.split()[0] in texts[0]
    assert f"localhost:{visit.address.rsplit(':', 1)[1]}" in texts[-1], "its address stands at the end"
    assert section not in whole.split("Take away")[0][:40], "the sidebar is not printed"
    assert "Take away" not in whole, "buttons are not printed"
    for sheet in pdf:
        drawn = np.asarray(sheet.render(scale=1).to_pil().convert("L"))
        assert np.median(drawn) == 255, "on white"
        assert drawn[:, :8].min() == 255, "nothing runs over the margins"
        assert drawn[:, -8:].min() == 255, "nothing runs over the margins"
    assert len(pdf) <= 8, "a page is a few sheets"
    assert not page.locator(".mmf-printed").count(), "and on the screen all is as it was"
