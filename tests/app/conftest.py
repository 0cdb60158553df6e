from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from inspect import signature
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.components.v2.manifest_scanner import scan_component_manifests
from streamlit.testing.v1 import AppTest

from mmfusion.tasks.events.predictor import Lab
from mmfusion.tasks.sounding.predictor import Instrument
from mmfusion.ui.clips import drawn, own
from tests import drawn_networks
from tests.app import networks
from tests.app.spies import Mounted, spied

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """Networks whose cards describe them (the figures are made up)."""
    root = tmp_path_factory.mktemp("honest")
    networks.write(root)
    return Lab(root)


@pytest.fixture(scope="session")
def shuffled(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """Networks with other weights than their cards describe: nothing may be claimed of them."""
    root = tmp_path_factory.mktemp("shuffled")
    networks.write(root, honest=False)
    return Lab(root)


@pytest.fixture(scope="session")
def drawn_honest(tmp_path_factory: pytest.TempPathFactory) -> Instrument:
    """Networks for drawn clips whose cards describe them (the figures are made up)."""
    root = tmp_path_factory.mktemp("drawn-honest")
    drawn_networks.write(root)
    return Instrument(root)


@pytest.fixture(scope="session")
def drawn_shuffled(tmp_path_factory: pytest.TempPathFactory) -> Instrument:
    """Networks for drawn clips with other weights than their cards describe."""
    root = tmp_path_factory.mktemp("drawn-shuffled")
    drawn_networks.write(root, honest=False)
    return Instrument(root)


@pytest.fixture(scope="session", autouse=True)
def _components_looked_for_once() -> Iterator[None]:
    """Streamlit looks through every installed package for components whenever an app begins."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(scan_component_manifests))
        yield


@pytest.fixture(scope="module", autouse=True)
def _begun_anew() -> Iterator[None]:
    """What a page has computed is kept from test to test of a module, as it is from visit to visit.

    What small networks have answered is gone afterwards: tests elsewhere ask the shipped ones.
    """
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture(autouse=True)
def _small_networks(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, honest: Lab, drawn_honest: Instrument
) -> Iterator[None]:
    """Small networks, not the shipped ones; a test that puts others in place begins and leaves anew."""
    replaces = "monkeypatch" in signature(request.function).parameters
    if replaces:
        st.cache_resource.clear()
    monkeypatch.setattr(own, "lab", lambda: honest)
    monkeypatch.setattr(drawn, "instrument", lambda: drawn_honest)
    yield
    if replaces:
        st.cache_resource.clear()


@pytest.fixture
def nothing_computed() -> None:
    """A first visit: what other tests have had computed is forgotten."""
    st.cache_resource.clear()


@pytest.fixture
def mounted(monkeypatch: pytest.MonkeyPatch) -> list[Mounted]:
    """What all components are mounted with, at every run."""
    return spied(monkeypatch)


@pytest.fixture
def visit() -> Callable[..., AppTest]:
    """Open the app at a page, with what its URL says; the page of strategies with a real clip."""

    def at(page: str = "fusion", /, **query: str) -> AppTest:
        if page == "fusion":
            query = {"clip": "drone", **query}
        app = AppTest.from_file(str(ROOT / "pages" / "navigation.py"), default_timeout=60)
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        if page != "home":
            app.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
        return app

    return at
