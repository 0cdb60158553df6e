"""The overview of a long clip: what is read back from its curve is what is answered window by window."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from mmfusion.media import Clip, load_clip
from mmfusion.tasks.events import CLASSES, QUESTION
from mmfusion.tasks.events.over_time import Timeline
from mmfusion.tasks.events.predictor import Lab
from mmfusion.tasks.events.samples import load_samples
from mmfusion.ui.fusion import overview
from mmfusion.ui.shell import components
from tests.browser.alone import mount, points_of, same

NAMES = {"mid": "mid fusion", "audio": "sound alone"}


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab()


@pytest.fixture(scope="module")
def joined() -> Clip:
    """Two samples, one after the other: the drone, then the rooster."""
    paths = {sample.name: sample.path for sample in load_samples()}
    first, second = (load_clip(paths[name], isolate=False) for name in ("drone", "rooster"))
    assert first.waveform is not None
    assert second.waveform is not None
    wave = np.concatenate([first.waveform[:64_000], second.waveform[:64_000]])
    shots = [clip.frames[:8] for clip in (first, second) if clip.frames is not None]
    high, wide = np.min([shot.shape[1:3] for shot in shots], axis=0)
    frames = np.concatenate([shot[:, :high, :wide] for shot in shots])
    return Clip(frames, (np.arange(16) + 0.5) / 2, wave, 16_000, "joined", 0.0, 8.0, 8.0)


@pytest.fixture(scope="module")
def timeline(lab: Lab, joined: Clip) -> Timeline:
    return lab.over_time(joined, list(NAMES))


def line(page: Page) -> NDArray[np.float64]:
    """Every window's place on the curve: time as share of the field, height in px."""
    left = page.locator(".overview").evaluate("root => root.querySelector('.drawing').clientWidth")
    wide = page.locator(".field").evaluate("field => field.clientWidth")
    runs = page.locator("path.curve").evaluate_all("all => all.map((path) => path.getAttribute('d'))")
    ends = [points_of(d) for d in runs]
    single = [len(run) == 2 and abs(np.ptp(run[:, 0]) - 8) < 0.2 and np.ptp(run[:, 1]) == 0 for run in ends]
    places = np.concatenate(
        [run.mean(axis=0)[None] if one else run for run, one in zip(ends, single, strict=True)]
    )
    places[:, 0] = (places[:, 0] - (left - wide)) / wide
    return places


def test_the_curve_is_the_first_answer_of_every_window(
    page: Page, lab: Lab, joined: Clip, timeline: Timeline
) -> None:
    data = overview.shown(joined, timeline, names=NAMES, focus="mid", start=0.0)
    mount(page, components.UI / "fusion" / "overview", dict(data))
    bracket = page.locator(".bracket")
    for focus in NAMES:
        page.locator("select").select_option(focus)
        p = timeline.probabilities[focus]
        places = line(page)
        assert places[:, 0] == pytest.approx(timeline.middles / 8.0, abs=0.002)
        slope, zero = np.polyfit(p.max(axis=1), places[:, 1], 1)
        assert slope < -20, "surer is higher"
        assert places[:, 1] == pytest.approx(zero + slope * p.max(axis=1), abs=0.1)
        words = page.locator(".drawing text").all_text_contents()
        assert CLASSES[int(p[-1].argmax())] in words or CLASSES[int(p[0].argmax())] in words
    assert len({int(kind) for kind in p.argmax(axis=1)}) > 1, "or windows could be exchanged unseen"
    for key, start in (("PageUp", 4.0), ("ArrowLeft", 3.5), ("PageDown", 0.0)):
        bracket.press(key)
        at = int(np.abs(timeline.middles - start - 2).argmin())
        span, _, said = str(bracket.get_attribute("aria-valuetext")).partition(": ")
        assert span == f"{start:.1f} to {start + 4:.1f} s"
        kind, _, value = said.rpartition(" ")
        assert kind == CLASSES[int(p[at].argmax())]
        assert same(value, float(p[at].max()))
        ring = page.locator("circle.now")
        assert float(str(ring.get_attribute("cy"))) == pytest.approx(places[at, 1], abs=0.06)
    last = sound_from(joined, 4.0)
    own = lab.predictors["audio"].answer(lab.features(last)[0]).answers[QUESTION].probabilities
    assert p[-1] == pytest.approx([own[kind] for kind in CLASSES], abs=0.01), (
        "a window by itself says the same"
    )


def sound_from(clip: Clip, start: float) -> Clip:
    """The sound of four seconds from a time on."""
    assert clip.waveform is not None
    first = round(start * 16_000)
    return Clip(None, None, clip.waveform[first : first + 64_000], 16_000, "cut")


def test_the_sound_is_as_high_as_it_is_loud(page: Page, joined: Clip, timeline: Timeline) -> None:
    data = overview.shown(joined, timeline, names=NAMES, focus="mid", start=0.0)
    mount(page, components.UI / "fusion" / "overview", dict(data))
    outline = points_of(str(page.locator("path.sound").get_attribute("d")))
    assert joined.waveform is not None
    loud = np.abs(joined.waveform[: len(joined.waveform) // 420 * 420]).reshape(420, -1).max(axis=1)
    high = outline[420:][::-1, 1] - outline[:420, 1]
    assert high / high.max() == pytest.approx(np.maximum(loud / loud.max(), 0.4 / 15), abs=0.01)


def test_keys_are_not_lost_where_the_page_is_written_again_between_them(
    page: Page, joined: Clip, timeline: Timeline
) -> None:
    data = overview.shown(joined, timeline, names=NAMES, focus="mid", start=0.0)
    mount(page, components.UI / "fusion" / "overview", dict(data))
    bracket = page.locator(".bracket")
    for _ in range(4):
        bracket.press("ArrowRight")
        page.evaluate("again()")
    expect(bracket).to_have_attribute("aria-valuenow", "2.0")
    page.wait_for_function("told.length === 1")
    assert page.evaluate("told") == [["start", 2]]
    page.evaluate("again()")
    expect(bracket).to_have_attribute("aria-valuenow", "0.0")  # once it is told, the page decides
