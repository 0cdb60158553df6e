from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.test_heads_plotly import choose, said, unfolded

pytestmark = pytest.mark.browser


def test_hovering_a_ribbon_names_its_ends_and_its_layer(visit: Visit) -> None:
    page, chart = unfolded(visit, "/flow")
    links = chart.locator(".sankey-link")
    expect(links).to_have_count(48)
    links.nth(20).hover(force=True)
    text = said(page)
    way = r"(picture|sound) → token \d, layer \d|token \d → (picture|sound), layer \d"
    assert re.search(way, text), text
    assert re.search(
        r"\d+\.\d % of (its update is read of|the attention of this modality goes to it)", text
    ), text


def test_its_maps_are_a_choice_away(visit: Visit) -> None:
    _, chart = unfolded(visit, "/flow?flow_at=2.3")
    choose(visit, "What token 3 after layer 2 reads")
    expect(
        visit.page.locator(".mmf-plotly-title", has_text="What token 3 after layer 2 reads")
    ).to_be_visible()
    expect(visit.page.locator(".mmf-plotly-title")).to_have_count(1)  # the one before is gone
    expect(chart.locator(".heatmaplayer image, .hm image")).to_have_count(9)
