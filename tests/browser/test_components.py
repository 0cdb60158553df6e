"""Components in Chromium without the app: broken buffers, frames that stop, modules that are shared."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from mmfusion.media import Clip
from mmfusion.ui.clips.player import buffer
from mmfusion.ui.shell import components

MOUNT = """async ({ script, markup, data }) => {
  const host = document.body.appendChild(document.createElement("div"));
  host.innerHTML = `<div style="width: 800px">${markup}</div>`;
  const module = await import(script);
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const run = { parentElement: host, setStateValue() {}, setTriggerValue() {} };
  window.again = (text) => module.default({ ...run, data: bytes(text) });
  window.end = window.again(data);
  window.leave = () => { host.remove(); window.end(); };
}"""
COUNT = """() => {
  window.asked = 0;
  const real = window.requestAnimationFrame;
  window.requestAnimationFrame = (frame) => { window.asked++; return real(frame); };
}"""
PACKED = sorted(path.parent for path in components.UI.rglob("*.js") if "unpack(" in path.read_text("utf-8"))
BUFFERS = sorted({folder for folder in PACKED if folder != components.UI / "js"})


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that holds nothing; what goes wrong in it uncaught fails the test."""
    page = browser.new_page(viewport={"width": 900, "height": 700})
    uncaught: list[str] = []
    page.on("pageerror", lambda error: uncaught.append(str(error)))
    page.set_content("<!doctype html><body></body>")
    yield page
    page.close()
    assert not uncaught


def mount(page: Page, folder: Path, data: bytes) -> None:
    page.evaluate(
        MOUNT,
        {
            "script": components.address(folder / f"{folder.name}.js"),
            "markup": (folder / f"{folder.name}.html").read_text(encoding="utf-8"),
            "data": base64.b64encode(data).decode(),
        },
    )


def clip() -> bytes:
    """The buffer of four seconds: eight grey frames and a tone."""
    frames = np.stack([np.full((24, 36, 3), 20 * i, dtype=np.uint8) for i in range(8)])
    tone = np.sin(np.arange(64_000) / 9).astype(np.float32)
    return buffer(Clip(frames, np.arange(8) / 2, tone, 16_000, "a tone"))


@pytest.mark.parametrize("folder", BUFFERS, ids=lambda folder: folder.name)
def test_a_broken_buffer_says_so_in_the_figure(page: Page, folder: Path) -> None:
    sound = components.pack({"key": "x"}, {"frames": [b"\xff\xd8"]})
    for broken in (sound[:10], sound, b""):
        page.set_content("<!doctype html><body></body>")
        mount(page, folder, broken)
        line = page.locator(".mmf-broken")
        expect(line).to_have_count(1)
        expect(line).to_contain_text("This figure could not be drawn: ")
        page.set_viewport_size({"width": 700, "height": 700})
        page.set_viewport_size({"width": 900, "height": 700})
        page.evaluate("window.leave()")


def test_there_are_components_with_buffers() -> None:
    assert len(BUFFERS) >= 10


def test_what_is_missing_is_named_and_a_sound_buffer_heals_it(page: Page) -> None:
    whole = clip()
    mount(page, components.UI / "clips" / "player", whole[:-9])
    expect(page.locator(".mmf-broken")).to_contain_text("9 bytes of a part are missing. Load the page again.")
    expect(page.locator(".strip")).to_be_hidden()
    page.evaluate("text => window.again(text)", base64.b64encode(whole).decode())
    expect(page.locator(".mmf-broken")).to_have_count(0)
    expect(page.locator(".strip[data-ready]")).to_be_visible()


def test_frames_are_asked_for_while_the_clip_plays_and_not_while_it_stands(page: Page) -> None:
    mount(page, components.UI / "clips" / "player", clip())
    page.locator(".strip[data-ready]").wait_for()
    page.evaluate(COUNT)
    head = page.locator(".rail")
    before = head.get_attribute("aria-valuetext")
    expect(head).not_to_have_attribute("aria-valuetext", str(before))
    assert page.evaluate("window.asked") > 0
    page.locator(".play").click()
    expect(page.locator(".play")).to_have_attribute("aria-label", "play")
    stands = page.evaluate("new Promise((done) => setTimeout(() => done(window.asked), 100))")
    later = page.evaluate("new Promise((done) => setTimeout(() => done(window.asked), 400))")
    assert later == stands, "a clip that stands asks for no frame"
    head.focus()
    head.press("End")
    expect(head).to_have_attribute("aria-valuetext", "4.0 seconds")
    page.locator(".play").click()
    page.wait_for_function("count => window.asked > count + 3", arg=later)
    page.evaluate("window.leave()")
    ended = page.evaluate("new Promise((done) => setTimeout(() => done(window.asked), 100))")
    assert page.evaluate("new Promise((done) => setTimeout(() => done(window.asked), 300))") == ended


def test_a_run_that_is_ended_while_its_element_stays_ends_nothing(page: Page) -> None:
    """Streamlit ends a run so that the next one overtook before the module was there."""
    whole = clip()
    mount(page, components.UI / "clips" / "player", whole)
    page.locator(".strip[data-ready]").wait_for()
    page.locator(".play").click()
    expect(page.locator(".play")).to_have_attribute("aria-label", "play")
    page.locator(".rail").press("End")
    page.evaluate(
        "text => { const first = window.end; window.again(text); first(); window.end = window.again(text); }",
        base64.b64encode(whole).decode(),
    )
    page.evaluate("new Promise((done) => setTimeout(done, 300))")
    expect(page.locator(".rail")).to_have_attribute("aria-valuetext", "4.0 seconds")
    expect(page.locator(".play")).to_have_attribute("aria-label", "play")


def test_who_imports_the_same_address_has_the_same_module(page: Page) -> None:
    same = page.evaluate(
        """async (address) => {
          const through = (n) => import(`data:text/javascript,export * from "${address}"; // ${n}`);
          const [one, two] = await Promise.all([through(1), through(2)]);
          return one !== two && one.mount === two.mount;
        }""",
        components.address(components.UI / "js" / "mount.js"),
    )
    assert same
