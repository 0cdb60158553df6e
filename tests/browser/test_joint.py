"""The page of joint spaces in Chromium: scrubbed, turned, picked; a run starts, advances, is cancelled."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from mmfusion.folders import ASSETS
from mmfusion.media import load_clip
from mmfusion.tasks.flowers import DEEP
from mmfusion.tasks.flowers.describe import describe_deep
from mmfusion.tasks.pairs.recorded import recorded
from mmfusion.tasks.pairs.runs import STEPS
from mmfusion.ui.joint import computed, photos
from tests.browser.conftest import Visit

READY = ".spheres[data-ready]"
CANCELS = """([selector, most]) => {
  const find = (root) => {
    const found = root.querySelector(selector);
    const inside = [...root.querySelectorAll("*")].filter((one) => one.shadowRoot);
    return found ?? inside.map((one) => find(one.shadowRoot)).find(Boolean);
  };
  window.steps = [];
  const looks = setInterval(() => {
    const { ready, step } = find(document)?.dataset ?? {};
    const live = (ready ?? "|").split("|")[1];
    if (live && Number(step) > 0 && Number(step) < most) window.steps.push(step);
    const cancel = [...document.querySelectorAll("button")].find((one) => one.textContent === "Cancel");
    if (new Set(window.steps).size < 2 || !cancel) return;
    cancel.click();
    clearInterval(looks);
    window.cancelled = true;
  }, 20);
}"""
"""Cancels a run as soon as it has been seen to advance: a quick machine ends it before a test could."""


def two(value: float) -> str:
    return f"{value:.2f}".replace("0.", ".", 1).replace("-", "−")


def scrub(page: Page, step: int) -> None:
    page.locator(".scrub input").evaluate(
        """(range, step) => {
          range.value = step;
          range.dispatchEvent(new Event("input"));
          range.dispatchEvent(new Event("change"));
        }""",
        step,
    )


def cosines(page: Page) -> list[float]:
    return [float(v) for v in (page.locator(READY).get_attribute("data-cosines") or "").split()]


def test_the_run_is_scrubbed_and_says_what_was_recorded(visit: Visit) -> None:
    page = visit.open("/joint?joint_seen=1", READY)
    run = recorded("infonce")
    dog = computed.names().index("dog")
    for step, frame in ((300, -1), (40, 4), (0, 0)):
        scrub(page, step)
        expect(page.locator(READY)).to_have_attribute("data-step", str(step))
        said = page.locator(".step")
        expect(said).to_contain_text(f"R@10 {two(run.figures['recall'][frame])}")
        expect(said).to_contain_text(f"gap {two(run.figures['gap'][frame])}")
        ours = run.places["visual"][frame][dog] @ run.places["text"][frame][dog]
        assert cosines(page)[0] == pytest.approx(ours, abs=0.03)
    expect(page).to_have_url(re.compile("joint_step=0"))
    solved = computed.solved(3).seen
    assert cosines(page)[1] == pytest.approx(
        float(solved.places["visual"][-1][dog] @ solved.places["text"][-1][dog]), abs=0.03
    )


def test_a_sphere_is_turned_by_hand_and_by_keys_and_a_pair_is_picked_in_both(visit: Visit) -> None:
    page = visit.open("/joint", READY)
    visit.rest()
    before = page.locator(".one canvas").evaluate("c => c.toDataURL()")
    other = page.locator(".two canvas").evaluate("c => c.toDataURL()")
    page.locator(".one .globe").focus()
    page.keyboard.press("ArrowLeft")
    visit.until(lambda: page.locator(".one canvas").evaluate("c => c.toDataURL()") != before)
    # both turn together
    visit.until(lambda: page.locator(".two canvas").evaluate("c => c.toDataURL()") != other)
    turned = page.locator(".one canvas").evaluate("c => c.toDataURL()")
    box = page.locator(".one .globe").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 20, steps=4)
    page.mouse.up()
    visit.until(lambda: page.locator(".one canvas").evaluate("c => c.toDataURL()") != turned)
    page.get_by_label("selected").select_option(label="teapot")
    expect(page.locator(".said")).to_contain_text("teapot")
    expect(page).to_have_url(re.compile(f"joint_pick={computed.names().index('teapot')}"))


def test_a_run_starts_advances_and_is_cancelled(visit: Visit) -> None:
    page = visit.open("/joint?joint_batch=256&joint_k=64", READY)
    page.evaluate(CANCELS, [READY, STEPS])
    page.get_by_role("button", name="Train now").click()
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    visit.until(lambda: page.evaluate("window.cancelled"), 60)
    assert page.evaluate("new Set(window.steps).size") > 1, "it advanced"
    expect(page.get_by_role("button", name="Train now")).to_be_visible()
    expect(page.locator(".run h3")).to_have_text("Loss until it was cancelled")
    visit.rest()
    reached = int(page.locator(READY).get_attribute("data-step") or 0)
    assert 0 < reached < STEPS
    expect(page.get_by_text("Your run, cancelled at")).to_contain_text(f"step {reached}")
    expect(page.locator(".one h3")).to_contain_text("% of the variance")


def test_a_run_that_has_ended_is_shown_at_its_last_step(visit: Visit) -> None:
    page = visit.open("/joint?joint_batch=8", READY)
    page.get_by_role("button", name="Train now").click()
    expect(page.get_by_text("Your run: step 300,")).to_be_visible()
    expect(page.locator(".spheres")).to_contain_text("Step 300 of 300")


def test_a_typed_sentence_lands_with_its_nearest_pictures(visit: Visit) -> None:
    page = visit.open("/joint", READY)
    page.get_by_label("your sentence").fill("a dog on the beach")
    page.keyboard.press("Enter")
    expect(page.locator(READY)).to_have_attribute("data-placed", "a dog on the beach")
    found = computed.neighbours("text", computed.read("a dog on the beach"), shuffled=False).neighbours
    captions = page.locator(".mmf-nearest.visual figcaption span")
    expect(captions.first).to_have_text(f"{found[0][1]:.2f}")
    assert np.diff([float(c) for c in captions.all_inner_texts()]).max() <= 0
    expect(page.locator(".mmf-nearest.wide img")).to_have_count(4)


def test_a_finger_on_a_phone_turns_the_sphere(phone: Visit) -> None:
    page = phone.open("/joint", READY)
    globe = page.locator(".one .globe")
    globe.scroll_into_view_if_needed()
    phone.rest()
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    box = globe.bounding_box()
    assert box is not None
    assert box["width"] > 300
    before = page.locator(".one canvas").evaluate("c => c.toDataURL()")
    session = page.context.new_cdp_session(page)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for kind, at in (
        ("touchStart", 0),
        *(("touchMove", 12 * step) for step in range(1, 9)),
        ("touchEnd", None),
    ):
        points = [] if at is None else [{"x": x + at, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    phone.until(lambda: page.locator(".one canvas").evaluate("c => c.toDataURL()") != before)


def test_a_photograph_of_ones_own_lands_and_finds_sentences(visit: Visit) -> None:
    photo = (ASSETS / "names" / "pigeon.jpg").read_bytes()
    page = visit.open("/joint?joint_say=a+bird", READY)
    page.locator("input[type=file]").set_input_files(
        {"name": "mine.jpg", "mimeType": "image/jpeg", "buffer": photo}
    )
    expect(page.locator(READY)).to_have_attribute("data-placed", "a bird|your photo")
    frames = load_clip(photo).frames
    assert frames is not None
    seen = describe_deep(frames[0])[DEEP][None]
    found = page.locator(".mmf-said").first.locator("dd")
    expect(found.first).to_have_text(f"{photos.nearest('visual', seen)[0][1]:.2f}")
    cosine = photos.cosine(seen, computed.read("a bird"))
    expect(page.locator(".mmf-own")).to_contain_text(f"cosine {cosine:.2f}")


def test_a_modality_is_taken_away_and_the_posterior_that_is_drawn_widens(visit: Visit) -> None:
    page = visit.open("/joint?joint_seen=1", READY)
    drawn = page.locator("img.mmf-latent")
    expect(drawn).to_have_attribute("alt", re.compile("of a 3, .* given: picture and voice$"))
    assert drawn.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 0
    both = drawn.get_attribute("src")
    page.get_by_role("radio", name="voice alone").click()
    expect(drawn).to_have_attribute("alt", re.compile("of a 3, .* given: voice alone$"))
    assert drawn.get_attribute("src") != both
    expect(page.get_by_test_id("widening")).to_contain_text(re.compile(r"without the voice 1\.\d\d"))
