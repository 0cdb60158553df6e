"""What components show is what Python computed: figures read back from the screen, colours, frames, sound.

Components stand by themselves in Chromium, on the buffers that pages send, of shipped networks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect

from mmfusion.media import Clip, load_clip
from mmfusion.nn.attention import recording
from mmfusion.tasks.events import CLASSES, QUESTION
from mmfusion.tasks.events.predictor import SHIPPED, Features, Lab
from mmfusion.tasks.events.samples import load_samples
from mmfusion.ui.clips import own
from mmfusion.ui.clips.changed import Change
from mmfusion.ui.clips.drawn import OPENING, Drawn
from mmfusion.ui.clips.drawn_subject import DrawnSubject
from mmfusion.ui.clips.own_subject import OwnSubject
from mmfusion.ui.clips.player import buffer
from mmfusion.ui.clips.subject import Watched
from mmfusion.ui.fusion import table
from mmfusion.ui.fusion.now import Now
from mmfusion.ui.heads import computed
from mmfusion.ui.shell import components
from tests.browser.alone import HEARD, INKS, PIXEL, SEEN, Link, colour_of, mount, number_of, same, sent, turn

LISTEN = """() => {
  window.started = [];
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (when, offset) {
    const samples = this.buffer.getChannelData(0);
    const first = Array.from(samples.slice(0, 4000));
    window.started.push({ offset, duration: this.buffer.duration, samples: first });
    return start.call(this, when, offset);
  };
}"""
DRONE = "drone"
OTHER = {"visual": "audio", "audio": "visual"}
WORDS = {"visual": "picture", "audio": "sound"}
LEVEL = 3


# ---- strategies ----


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab()


@pytest.fixture(scope="module")
def levels(lab: Lab) -> list[Features]:
    path = next(s.path for s in load_samples() if s.name == DRONE)
    return lab.features(load_clip(path, isolate=False), "noise")


def strategies(
    lab: Lab,
    senses: tuple[str, ...] = ("visual", "audio"),
    late: str = "trained together",
    shown: Sequence[str] = SHIPPED,
) -> dict[str, Any]:
    """What the page gives the table, at one level of noise, nothing covered."""
    source = next(sample for sample in own.samples() if sample.key == DRONE)
    changed = OwnSubject(source, 0.0).changed(Change(senses, "noise", LEVEL))
    view = Link(shown=" ".join(shown), late=late, seen="1")
    (given,) = sent(lambda: table.strategies(Now(view, changed, lab, changed.answers())))
    assert isinstance(given, dict)
    return given


def answered(lab: Lab, strategy: str, given: Features) -> NDArray[np.float64]:
    """What a network says of features at hand, by itself."""
    p = lab.predictors[strategy].answer(given).answers[QUESTION].probabilities
    return np.array([p[kind] for kind in CLASSES])


def cells(page: Page) -> list[tuple[str, Locator]]:
    """Every strategy's name, and what stands on this clip below it."""
    names = page.locator(".cell h3").evaluate_all("all => all.map((h) => h.dataset.focus)")
    bars = page.locator(".cell.bars:has(.bar)")
    assert bars.count() == len(names) > 0
    return [(name, bars.nth(i)) for i, name in enumerate(names)]


def test_bars_ticks_and_words_are_what_the_networks_say(page: Page, lab: Lab, levels: list[Features]) -> None:
    """Above all what *sound alone* says is what is answered without the picture."""
    mount(page, components.UI / "fusion" / "strategies", strategies(lab))
    given = levels[LEVEL]
    differ = 0
    for name, cell in cells(page):
        p = answered(lab, name, given)
        order = np.argsort(-p)[:3]
        for place, kind in enumerate(order):
            bar = cell.locator(".bar").nth(place)
            assert bar.locator("span").get_attribute("title") == CLASSES[kind], name
            assert same(bar.locator("b, em").inner_text(), float(p[kind])), name
            width = bar.locator(".fill").evaluate("fill => parseFloat(fill.style.width)")
            assert width == pytest.approx(100 * p[kind], abs=0.1)
        modalities = lab.predictors[name].modalities
        if len(modalities) < 2:
            continue
        alone = {m: answered(lab, name, given.without(other)) for m, other in OTHER.items()}
        for number, (sense, words) in enumerate(WORDS.items()):
            q = alone[sense]
            tick = cell.locator(f".tick[title^='{WORDS[sense]} alone']")
            value = str(tick.get_attribute("title")).split(" alone: ")[1]
            assert same(value, float(q[order[0]])), f"{name}, {words} alone"
            left = tick.evaluate("tick => parseFloat(tick.style.left)")
            assert left == pytest.approx(100 * q[order[0]], abs=0.1)
            assert cell.locator(".words > span").nth(number).inner_text().startswith(words)
            told = cell.locator(".words > b").nth(number).inner_text().removeprefix("→ ")
            kind, _, value = told.rpartition(" ")
            assert kind == CLASSES[int(q.argmax())].replace("none of these", "none")
            assert same(value, float(q.max())), f"{name}, {words} alone"
        differ += bool(np.abs(alone["visual"] - alone["audio"]).max() > 0.3)
    assert differ >= 4, "or senses could be exchanged unseen"


def test_a_sense_that_is_taken_away_is_not_in_the_bars(page: Page, lab: Lab, levels: list[Features]) -> None:
    mount(page, components.UI / "fusion" / "strategies", strategies(lab, ("visual",)))
    for name, cell in cells(page):
        if "visual" not in lab.predictors[name].modalities:
            expect(cell).to_contain_text("it reads the sound only")
            continue
        q = answered(lab, name, levels[LEVEL].without("audio"))
        assert cell.locator(".bar.first span").get_attribute("title") == CLASSES[int(q.argmax())]
        assert same(cell.locator(".bar.first b").inner_text(), float(q.max())), name


def test_late_fusion_says_what_its_experts_say_together(page: Page, lab: Lab, levels: list[Features]) -> None:
    seen, heard = (answered(lab, name, levels[LEVEL]) for name in ("visual", "audio"))
    first, second = lab.cards["late"].experts["weights"]
    joined = seen**first * heard**second
    joined /= joined.sum()
    changed = strategies(lab, late="learned weights", shown=["late"])
    mount(page, components.UI / "fusion" / "strategies", changed)
    ((_, cell),) = cells(page)
    assert cell.locator(".bar.first span").get_attribute("title") == CLASSES[int(joined.argmax())]
    assert same(cell.locator(".bar.first b").inner_text(), float(joined.max()))
    top = int(joined.argmax())
    for sense, p in (("visual", seen), ("audio", heard)):
        value = str(cell.locator(f".tick[title^='{WORDS[sense]} alone']").get_attribute("title")).split(": ")[
            1
        ]
        assert same(value, float(p[top])), sense


def test_the_test_set_s_figure_is_the_card_s(page: Page, lab: Lab) -> None:
    mount(page, components.UI / "fusion" / "strategies", strategies(lab))
    names = [name for name, _ in cells(page)]
    figures = page.locator(".cell.test .pair b").all_inner_texts()
    assert len(figures) == len(names)
    for name, text in zip(names, figures, strict=True):
        own = lab.cards[name].metrics["accuracy"]
        wide = max(own["high"] - own["value"], own["value"] - own["low"])
        assert text == f"{100 * own['value']:.1f} % ± {100 * wide:.1f}", name


def test_blue_is_the_picture_and_orange_the_sound_in_the_table(page: Page, lab: Lab) -> None:
    mount(page, components.UI / "fusion" / "strategies", strategies(lab))
    keys = page.locator(".key")
    for number, (words, ink) in enumerate((("seen", SEEN), ("heard", HEARD))):
        assert keys.nth(number).inner_text() == words
        assert colour_of(keys.nth(number).locator("i"), "backgroundColor") == ink
    assert colour_of(page.locator(".tick[title^='picture alone']").first, "backgroundColor") == SEEN
    assert colour_of(page.locator(".tick[title^='sound alone']").first, "backgroundColor") == HEARD
    mark = "part => getComputedStyle(part, '::before').backgroundColor"
    for words, ink in (("picture", SEEN), ("sound", HEARD)):
        row = page.locator(".words > span[style]", has_text=words).first
        assert row.evaluate(mark) == f"rgb{ink}"
    names = [name for name, _ in cells(page)]
    every = "all => [...new Set([...all].map((part) => getComputedStyle(part).fill))]"
    for name, ink, other in (("visual", SEEN, HEARD), ("audio", HEARD, SEEN)):
        inks = page.locator(".cell svg.net").nth(names.index(name)).locator("*").evaluate_all(every)
        assert f"rgb{ink}" in inks, "its drawing is in its colour"
        assert f"rgb{other}" not in inks


TEXTS = """all => all.map((cell) => {
  const box = ({ left, right, top, bottom }) => [left, right, top, bottom];
  const texts = [...cell.querySelectorAll(".pair span")].map((span) => {
    const range = document.createRange();
    range.selectNodeContents(span);
    return box(range.getBoundingClientRect());
  });
  return [box(cell.getBoundingClientRect()), texts.filter(([left, right]) => right > left)];
})"""


@pytest.mark.parametrize("wide", [358, 720, 790, 960])
def test_what_a_strategy_is_in_words_is_never_cut(page: Page, lab: Lab, wide: int) -> None:
    page.set_viewport_size({"width": wide + 40, "height": 900})
    mount(page, components.UI / "fusion" / "strategies", strategies(lab), wide)
    page.locator(".table").evaluate("table => { table.parentElement.style.containerType = 'inline-size'; }")
    cut = page.locator(".sub").evaluate_all(
        "all => all.filter((it) => it.scrollWidth > it.clientWidth).map((it) => it.textContent)"
    )
    assert not cut


@pytest.mark.parametrize("wide", [358, 700, 720, 780, 860, 900, 960, 1200])
def test_costs_stand_within_their_column_beside_each_other(page: Page, lab: Lab, wide: int) -> None:
    page.set_viewport_size({"width": wide + 40, "height": 900})
    mount(page, components.UI / "fusion" / "strategies", strategies(lab), wide)
    page.locator(".table").evaluate("table => { table.parentElement.style.containerType = 'inline-size'; }")
    columns = page.locator(".cell.cost:has(.pair)").evaluate_all(TEXTS)
    assert len(columns) == len(SHIPPED)
    for (left, right, *_), texts in columns:
        assert len(texts) == 3, "parameters, MACs, milliseconds"
        for i, (a, b, top, bottom) in enumerate(texts):
            assert left - 1 <= a < b <= right + 1
            for c, d, other_top, other_bottom in texts[i + 1 :]:
                apart = b <= c or d <= a or bottom <= other_top or other_bottom <= top
                assert apart, "two texts of a column overlap"


# ---- the clip strip ----


def greys() -> tuple[Clip, NDArray[np.float32]]:
    """Four seconds from 3 s of a file on: eight frames, each a grey of its own, and a tone that rises."""
    frames = np.stack([np.full((60, 90, 3), 20 + 25 * i, dtype=np.uint8) for i in range(8)])
    t = np.arange(64_000) / 16_000
    wave = (0.6 * np.sin(300 * t * (1 + t))).astype(np.float32)
    return Clip(frames, 3.0 + (np.arange(8) + 0.5) / 2, wave, 16_000, "greys", 3.0, 4.0, 9.0), wave


def test_each_frame_stands_at_its_time_in_the_colours_of_its_sense(page: Page) -> None:
    clip, _ = greys()
    mount(page, components.UI / "clips" / "player", buffer(clip, tokens=(32, 40)))
    page.locator(".strip[data-ready]").wait_for()
    frames = page.locator(".frames canvas")
    for number in range(8):
        *ink, _ = frames.evaluate(PIXEL, [(number + 0.5) / 8, 0.5])
        assert ink == pytest.approx([20 + 25 * number] * 3, abs=4), f"frame {number + 1}"
    marks = page.locator(".axis span").all_inner_texts()
    assert marks == ["3.0", "4.0", "5.0", "6.0", "7.0 s"], "time is that of the file"
    for part, ink in ((".tokens .visual", SEEN), (".tokens .audio", HEARD), (".wave canvas", HEARD)):
        inks = page.locator(part).evaluate(INKS)
        assert inks.get(",".join(map(str, ink)), 0) > 0.5 * sum(inks.values()), part


def test_the_sound_is_the_clip_s_and_plays_from_the_playhead(page: Page) -> None:
    clip, wave = greys()
    page.evaluate(LISTEN)
    mount(page, components.UI / "clips" / "player", buffer(clip))
    page.locator(".strip[data-ready]").wait_for()
    if page.locator(".play").get_attribute("aria-label") == "pause":
        page.locator(".play").click()
    rail = page.locator(".rail")
    rail.focus()
    rail.press("Home")
    for _ in range(5):
        rail.press("PageUp")
    expect(rail).to_have_attribute("aria-valuetext", "5.5 seconds")
    page.locator(".sound").click()
    assert page.evaluate("window.started") == [], "what stands is silent"
    page.locator(".play").click()
    (first,) = page.evaluate("window.started")
    assert first["offset"] == pytest.approx(2.5, abs=0.02), "from the playhead, not from the beginning"
    assert first["duration"] == pytest.approx(4.0)
    np.testing.assert_allclose(first["samples"], wave[:4000], atol=2e-4)
    page.locator(".play").click()
    expect(rail).not_to_have_attribute("aria-valuetext", "3.0 seconds")
    rail.press("Home")
    page.locator(".play").click()
    assert page.evaluate("window.started.at(-1).offset") == pytest.approx(0.0, abs=0.02)


# ---- attention ----


@pytest.fixture(scope="module")
def watched() -> Watched:
    return Watched(DrawnSubject(Drawn(OPENING, "side")), "mid")


@pytest.fixture(scope="module")
def scores(watched: Watched) -> dict[tuple[int, str], NDArray[np.float64]]:
    """The scores q kᵀ / √d_k of every layer and stream, `(heads, queries, keys)`."""
    net = watched.subject.predictors()[watched.strategy].network
    places = net.fusion.attentions()
    found: dict[tuple[int, str], NDArray[np.float64]] = {}
    with torch.inference_mode():
        tokens = watched.subject.tokens(net)
        with recording(lambda module, seen: found.update({places[module]: seen.scores[0].double().numpy()})):
            net.fusion(tokens)
    return found


def softmax(scores: NDArray[np.float64], heat: float) -> NDArray[np.float64]:
    e = np.exp((scores - scores.max()) / heat)
    return np.asarray(e / e.sum())


def test_the_open_head_shows_the_scores_and_weights_of_the_network_at_any_temperature(
    page: Page, watched: Watched, scores: dict[tuple[int, str], NDArray[np.float64]]
) -> None:
    layer = 2
    mount(page, components.UI / "heads" / "attention", computed.buffer(watched, layer))
    page.locator(".attention[data-ready]").wait_for()
    title = page.locator(".open h3").inner_text()
    found = re.fullmatch(r"Layer 3, head (\d+)", title)
    assert found is not None, title
    page.locator(".specials button", has_text="").first.click()
    row = scores[layer, "shared"][int(found[1]) - 1, 0]  # the picture's CLS comes first of all tokens
    slider = page.locator("input[data-of=temperature]")
    before = 0.0
    for step, heat in ((0, "1"), (2, "2"), (4, "4"), (-2, "0.50")):
        turn(slider, step)
        expect(slider).to_have_attribute("aria-valuetext", heat)
        weights = softmax(row, float(heat))
        tokens = page.locator(".open table canvas").evaluate_all(
            "all => all.map((c) => Number(c.dataset.token))"
        )
        lines = page.locator(".open table tr:has(canvas)")
        order = np.argsort(-weights)[:4]
        assert weights[tokens] == pytest.approx(weights[order], rel=5e-3), "the four with most weight"
        for place, token in enumerate(tokens):
            cells = lines.nth(place).locator("td").all_inner_texts()
            assert number_of(cells[2]) == pytest.approx(row[token], abs=0.012)
            assert number_of(cells[3]) == pytest.approx(weights[token], abs=0.0055)
        rest = page.locator(".open tr.rest td").last.inner_text()
        assert number_of(rest) == pytest.approx(1 - weights[tokens].sum(), abs=0.008)
        if step >= 0:
            assert step == 0 or weights.max() < before, "hotter is flatter"
            before = float(weights.max())


def test_the_map_is_blue_on_the_picture_and_orange_on_the_sound_and_darkest_where_it_looks(
    page: Page, watched: Watched, scores: dict[tuple[int, str], NDArray[np.float64]]
) -> None:
    mount(page, components.UI / "heads" / "attention", computed.buffer(watched, 2))
    page.locator(".attention[data-ready]").wait_for()
    page.locator(".specials button").first.click()
    head = int(page.locator(".open h3").inner_text().rsplit(" ", 1)[1]) - 1
    weights = softmax(scores[2, "shared"][head, 0], 1.0)
    most = max(softmax(row, 1.0).max() for one in scores[2, "shared"] for row in one)  # of the layer
    for name, start, part, ink, strength in (
        ("visual", 1, ".frames .map", SEEN, 0.9),
        ("audio", 194, ".mel .map", HEARD, 0.75),
    ):
        count = 192 if name == "visual" else 64
        token = int(weights[start : start + count].argmax())
        if name == "visual":  # eight frames of 4 × 6 patches, side by side
            frame, row, column = token // 24, token % 24 // 6, token % 6
            at = [(frame + (column + 0.5) / 6) / 8, (row + 0.5) / 4]
        else:  # 4 bands × 16 steps, low bands below
            band, step = divmod(token, 16)
            at = [(step + 0.5) / 16, 1 - (band + 0.5) / 4]
        *shown, alpha = page.locator(part).evaluate(PIXEL, at)
        assert alpha == pytest.approx(255 * strength * weights[start + token] / most, abs=6), name
        if alpha > 40:  # fainter, a browser rounds colours
            assert shown == pytest.approx(ink, abs=8), name
    inks = page.locator(".tokens canvas").evaluate(INKS)
    assert inks or page.locator(".tokens canvas").count() == 1
    names = page.locator(".specials em").all_inner_texts()
    assert names == ["picture CLS", "sound CLS"]
    for number, ink in enumerate((SEEN, HEARD)):
        assert colour_of(page.locator(".specials button").nth(number), "borderTopColor") == ink
    inks = page.locator(".wave canvas").evaluate(INKS)
    assert inks.get(",".join(map(str, HEARD)), 0) > 0.5 * sum(inks.values())


def test_maps_of_different_strength_differ_in_colour_by_their_ratio_and_the_scale_is_stated(
    page: Page, watched: Watched, scores: dict[tuple[int, str], NDArray[np.float64]]
) -> None:
    layer = 2
    mount(page, components.UI / "heads" / "attention", computed.buffer(watched, layer))
    page.locator(".attention[data-ready]").wait_for()
    page.locator(".specials button").first.click()
    every = np.stack([[softmax(row, 1.0) for row in one] for one in scores[layer, "shared"]])
    patches = every[:, 0, 1:193]  # of the picture's CLS, head by head
    strong, weak = (int(f(patches.max(axis=1))) for f in (np.argmax, np.argmin))
    assert patches[strong].max() > 1.5 * patches[weak].max(), "or the two could be exchanged unseen"

    def darkest(head: int) -> float:
        page.locator(f'[data-id="{layer}.shared.{head}"]').click()
        token = int(patches[head].argmax())
        frame, row, column = token // 24, token % 24 // 6, token % 6
        at = [(frame + (column + 0.5) / 6) / 8, (row + 0.5) / 4]
        return float(page.locator(".frames .map").evaluate(PIXEL, at)[3])

    alphas = {head: darkest(head) for head in (strong, weak)}
    for head, alpha in alphas.items():
        assert alpha == pytest.approx(255 * 0.9 * patches[head].max() / every.max(), abs=1.5)
    expect(page.get_by_role("radio", name="one scale for layer 3")).to_be_checked()
    found = re.findall(r"0 to (\S+)", page.locator(".legend").inner_text())
    assert [number_of(text) for text in found] == pytest.approx([every.max()] * 2, abs=0.0051)
    matrix = page.locator(".scale").inner_text()
    stated = re.fullmatch(r"full colour from (\S+)", matrix)
    assert stated is not None, matrix
    assert number_of(stated[1]) == pytest.approx(np.quantile(every, 0.995), abs=0.006)
    page.get_by_role("radio", name="one scale per map").click()
    for head in (strong, weak):
        whole = every[head, 0].max()
        assert darkest(head) == pytest.approx(255 * 0.9 * patches[head].max() / whole, abs=1.5)
        stated = re.search(r"0 to (\S+)", page.locator(".legend").inner_text())
        assert stated is not None
        assert number_of(stated[1]) == pytest.approx(whole, abs=0.0051)
