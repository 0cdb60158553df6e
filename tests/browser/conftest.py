"""The app on a free port, Chromium with a fake camera and microphone, and a watch on what it asks for."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, WebSocket, expect, sync_playwright

from tests.browser.asked import SHOWN, WATCH

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first that is found is used: without a browser's own windows the tests take a sixth less time."""
FLAGS = [
    "--no-sandbox",
    "--font-render-hinting=none",  # the shell sets type to whole pixels otherwise, the browser does not
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong
LOCAL = {"localhost", "127.0.0.1", "::1", ""}

DRAWN = """count => new Promise((done) => {
  const next = () => (count-- > 0 ? requestAnimationFrame(next) : done());
  next();
})"""
"""Resolves after so many frames of animation."""

AT_REST = """() => {
  const last = (window.lastPlaces ??= { places: "", frames: 0, since: 0 });
  if (last.frames++ % 3) return false;
  const parts = document.querySelectorAll("[data-testid=stMain] *");
  const places = Array.from(parts, (part) => {
    const { y, width, height } = part.getBoundingClientRect();
    return [part.scrollWidth, y, width, height].map(Math.round);
  }).join();
  if (places !== last.places) last.since = last.frames;
  last.places = places;
  return last.frames - last.since >= 9;
}"""
"""Whether everything on the page has stood at its height and size for ten frames; each third is looked at."""

_READY = ", ".join(f".{part}[data-ready]" for part in ("tokens", "flow", "triangle", "mkl", "looking"))
ANSWERED = f".bar.first, .cover, .mmf-bars, .mmf-ways, .mmf-say, {_READY}"
"""What shows that a page has answered; the test of a page that shows none of these says what does."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium. Without one the tests are skipped, or fail where MMFUSION_REQUIRE_BROWSER=1."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        reason = "no Chromium on this machine: apt-get install chromium-headless-shell"
        if os.environ.get("MMFUSION_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that holds nothing; what goes wrong in it uncaught fails the test."""
    page = browser.new_page(viewport={"width": 1100, "height": 900})
    uncaught: list[str] = []
    page.on("pageerror", lambda error: uncaught.append(str(error)))
    page.set_content("<!doctype html><body></body>")
    yield page
    page.close()
    assert not uncaught


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app as `streamlit run app.py` starts it; its address. Each process of the suite has its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    command += ["--server.port", str(port), "--server.fileWatcherType", "none"]
    said = tmp_path_factory.mktemp("server") / "said.txt"  # a pipe that nobody reads would fill, and stop it
    with said.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)
    address = f"http://localhost:{port}"
    try:
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1) as answer:
                    if answer.read() == b"ok":
                        break
            except OSError:
                time.sleep(0.1)
            if process.poll() is not None:
                pytest.fail(f"the app did not start: {said.read_text(encoding='utf-8')}")
        else:
            pytest.fail("the app did not become healthy in a minute")
        yield address
    finally:
        process.terminate()
        process.wait(10)


@dataclass
class Visit:
    """One tab: its page, what the console said, where its requests went."""

    page: Page
    address: str
    console: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    sent: list[object] = field(default_factory=list)
    """What the tab has told the server, message by message."""
    received: list[object] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(WATCH)

    def open(self, path: str = "/", answered: str = ANSWERED) -> Page:
        """Open a page of the app and wait until it has answered: until something of `answered` is seen."""
        self.page.goto(self.address + path)
        self.settle()
        self.page.locator(answered).first.wait_for()
        return self.page

    def settle(self) -> None:
        """Wait until every run that the tab has asked for has ended and is shown."""
        self.page.wait_for_function(SHOWN)

    @property
    def traffic(self) -> int:
        """How many messages have gone either way."""
        return len(self.sent) + len(self.received)

    def frames(self, count: int = 2) -> None:
        """Wait until the browser has drawn so many frames more."""
        self.page.evaluate(DRAWN, count)

    def rest(self) -> None:
        """Wait until no script runs and the layout stands still."""
        self.settle()
        self.page.evaluate("delete window.lastPlaces")
        self.page.wait_for_function(AT_REST)

    def until(self, holds: Callable[[], bool], seconds: float = 20.0) -> None:
        """Look frame by frame until a condition holds that Playwright has no words for."""
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, f"it does not hold after {seconds:.0f} s"
            self.frames(1)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Stop the page's clock: what it has put off does not happen meanwhile, however slow the machine.

        Needs `@pytest.mark.own_clock`.
        """
        self.page.clock.pause_at(self.page.evaluate("Date.now()") / 1000 + 1)
        yield
        self.page.clock.resume()

    def hasten(self, seconds: float = 2.0) -> None:
        """Let everything happen now that the page has put off for so many seconds at most.

        Needs `@pytest.mark.own_clock`. What a component tells the server when the pointer rests, it has told
        after this.
        """
        self.page.clock.run_for(round(1000 * seconds))
        self.settle()
        self.frames()


WINDOW: dict[str, Any] = {
    "viewport": {"width": 1280, "height": 720},
    "permissions": ["camera", "microphone"],
    "accept_downloads": True,
}


@pytest.fixture(scope="session")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """What tabs have in common: a page need not be fetched and compiled anew by every test."""
    context = browser.new_context(**WINDOW)
    yield context
    context.close()


@pytest.fixture
def phone(browser: Browser, server: str) -> Iterator[Visit]:
    """A fresh tab on a phone, which fingers touch."""
    size: Any = {"width": 390, "height": 844}
    context = browser.new_context(viewport=size, has_touch=True, is_mobile=True, device_scale_factor=2)
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield Visit(page, server)
    context.close()


def forget(context: BrowserContext, page: Page, address: str) -> None:
    """Let nothing be left of what other tabs have stored."""
    context.clear_cookies()
    protocol = context.new_cdp_session(page)
    stored = {"origin": address, "storageTypes": "local_storage,indexeddb"}
    protocol.send("Storage.clearDataForOrigin", stored)
    protocol.detach()


@pytest.fixture
def visit(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[Visit]:
    """A fresh tab at 1280x720 that may use camera and microphone.

    Marked `own_clock`, it has a clock that the test can stop; Playwright replaces that of a whole context.
    """
    own = request.node.get_closest_marker("own_clock") is not None
    context = browser.new_context(**WINDOW) if own else request.getfixturevalue("profile")
    if own:
        context.clock.install()
    page = context.new_page()
    forget(context, page, server)
    page.set_default_timeout(60_000)
    tab = Visit(page, server)

    def said(message: object) -> None:
        kind, text, where = message.type, message.text, message.location.get("url", "")  # type: ignore[attr-defined]
        # A deep link probes /PAGE/_stcore/… first and is answered at /_stcore/… then: harmless.
        # What Plotly's figures in three dimensions ask of a browser without a graphics card, it grumbles at.
        grumbles = kind == "warning" and ("GPU stall due to ReadPixels" in text or "PlotlyChart" in where)
        if kind in {"error", "warning"} and "/_stcore/" not in where and not grumbles:
            tab.console.append(f"{kind}: {text} {where}")

    page.on("console", said)
    page.on("pageerror", lambda error: tab.console.append(f"uncaught: {error}"))

    def asked(request: Request) -> None:
        tab.hosts.add(urlparse(request.url).hostname or "")

    context.on("request", asked)

    def connected(socket: WebSocket) -> None:
        tab.hosts.add(urlparse(socket.url).hostname or "")
        socket.on("framesent", lambda message: tab.sent.append(message))
        socket.on("framereceived", lambda message: tab.received.append(message))

    page.on("websocket", connected)
    yield tab
    strangers = tab.hosts - LOCAL
    console = list(tab.console)
    if own:
        context.close()
    else:
        context.remove_listener("request", asked)
        for each in context.pages:
            each.close()
    assert not strangers, f"requests left the machine: {strangers}"
    assert not console, f"the console is not empty: {console}"
