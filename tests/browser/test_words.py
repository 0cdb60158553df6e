from __future__ import annotations

import base64
import io
import re
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from mmfusion.tasks.scenes import load, look, opened, regions, signed
from mmfusion.tasks.scenes.as_text import saved
from mmfusion.tasks.scenes.batches import numbered
from mmfusion.ui.words.scenes import OPENING
from mmfusion.ui.words.sentences import SAYS
from tests.browser.conftest import Visit
from tests.browser.figures import ink_share, leaves_as

READY = ".looking[data-ready]"
SAID = SAYS.split()


def at(visit: Visit, **query: str) -> Page:
    path = "&".join(f"{name}={value.replace(' ', '+')}" for name, value in query.items())
    return visit.open(f"/words?{path}", READY)


def query(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlparse(page.url).query).items()}


def figure(page: Page) -> Locator:
    return page.locator(".looking")


def words(page: Page) -> Locator:
    return page.locator(".looking .sentence button")


def inside(page: Page) -> dict[str, str]:
    """The share inside its region of each word, in the open head, as the page says it."""
    found = page.locator(".looking .bars button").evaluate_all(
        "rows => rows.map(r => [r.querySelector('.word').textContent, r.querySelector('b').textContent])"
    )
    return dict(found)


def said(value: float) -> str:
    return "<.01" if 0 < value < 0.005 else f"{value:.2f}".removeprefix("0")


def close(shown: str, value: float) -> bool:
    """Return whether a share in words is a value, half floats and rounding allowed for."""
    return shown in {said(max(value - 1e-3, 1e-9)), said(value), said(value + 1e-3)}


def computed(scene: str, words: list[str], network: str, layer: int, head: int) -> dict[str, float]:
    """The same shares by the library."""
    weights = look(load(network), opened(scene), words).weights[layer, head]
    return {
        word: float(weights[i, region].sum())
        for i, (word, region) in enumerate(zip(words, regions(opened(scene), words), strict=True))
        if region is not None
    }


def agree(page: Page, scene: str, words: list[str], network: str, layer: int = 0, head: int = 0) -> None:
    own = computed(scene, words, network, layer, head)
    shown = inside(page)
    assert shown.keys() == own.keys()
    for word, value in own.items():
        assert close(shown[word], value), (word, shown[word], value)


def middle(part: Locator) -> tuple[float, float]:
    box = part.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, name: str, dx: float, dy: float) -> None:
    """Drag a drawing by so many px of the network."""
    part = page.get_by_role("button", name=re.compile(rf"\b{name}, \d+ right"))
    x, y = middle(part)
    scale = (page.locator(".looking .stage").bounding_box() or {"width": 0})["width"] / 96
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(x + scale * dx * step / 8, y + scale * dy * step / 8)
    page.mouse.up()


def test_a_drawing_is_dragged_and_the_heads_follow_as_computed(visit: Visit) -> None:
    page = at(visit, words_of="with+word+labels")
    agree(page, OPENING, SAID, "cross-labels")
    before = inside(page)
    expect(page.locator(".looking .answer.first")).to_contain_text("yes")
    drag(page, "ball", 38, -50)
    expect(page).to_have_url(re.compile("words_scene="))
    scene = query(page)["words_scene"]
    assert opened(scene) != opened(OPENING)
    expect(figure(page)).to_have_attribute("data-ready", f"cross-labels {scene}")
    assert inside(page) != before, "the heads stayed as they were"
    assert "playing" not in inside(page), "nobody touches the ball: nothing in the picture is playing"
    agree(page, scene, SAID, "cross-labels")
    expect(page.locator(".looking .answer.first")).to_contain_text("no")
    own = look(load("cross-labels"), opened(scene), SAID).probabilities["no"]
    assert page.locator(".looking .answer.first .p").inner_text().split()[0] in (f"{own:.2f}", ">0.99")


def test_what_is_moved_is_answered_while_it_is_moved(visit: Visit) -> None:
    page = at(visit)
    part = page.get_by_role("button", name=re.compile(r"\bcat, \d+ right"))
    x, y = middle(part)
    page.mouse.move(x, y)
    page.mouse.down()
    seen = set()
    for step in range(1, 6):
        ready = figure(page).get_attribute("data-ready") or ""
        page.mouse.move(x - 12 * step, y - 20 * step)
        visit.until(lambda was=ready: figure(page).get_attribute("data-ready") != was)
        seen.add(figure(page).get_attribute("data-ready"))
    assert len(seen) == 5, "each place is answered before the finger is lifted"
    assert "words_scene" not in query(page), "the link waits until it is dropped"
    page.mouse.up()
    expect(page).to_have_url(re.compile("words_scene="))


def test_a_word_is_swapped_and_the_answer_with_it(visit: Visit) -> None:
    page = at(visit, words_say="what colour is the dog", words_of="with+word+labels")
    first = page.locator(".looking .answer.first")
    expect(first).to_contain_text("yellow")
    page.get_by_label("another word for dog").select_option("cat")
    expect(first).to_contain_text("red")
    assert query(page)["words_say"] == "what colour is the cat"
    agree(page, OPENING, ["what", "colour", "is", "the", "cat"], "cross-labels")
    page.get_by_label("question about this scene").select_option("what is the dog doing")
    expect(first).to_contain_text("playing")
    expect(words(page)).to_have_text(["what", "is", "the", "dog", "doing"])


def _wrong(network: str) -> tuple[str, list[str], str, str]:
    """A scene and a question that a network gets wrong: scene, words, what it says, what is right."""
    for number in range(400):
        scene, question = numbered("count", number)
        said_instead = look(load(network), scene, question.sentence.words).said
        if said_instead != question.answer:
            return saved(scene), list(question.sentence.words), said_instead, question.answer
    raise AssertionError("it gets every count right")


def test_a_wrong_answer_s_map_shows_what_spoke_against_it(visit: Visit) -> None:
    scene, text, answer, right = _wrong("cross")
    every = signed(load("cross"), opened(scene), text, answer)  # (layers, heads, words, cells)
    shown = [i for i, region in enumerate(regions(opened(scene), text)) if region is not None]
    layer, head, word = min(
        ((a, b, i) for a, b in np.ndindex(*every.shape[:2]) for i in shown), key=lambda one: every[one].min()
    )
    page = at(visit, words_scene=scene, words_say=" ".join(text), words_look=f"{word}.{layer}.{head}.signed")
    first = page.locator(".looking .answer.first")
    expect(first).to_contain_text("✗")
    own = every[layer, head, word]
    worst = int(own.argmin())
    assert own[worst] < 0
    line = page.locator(".looking .said")
    expect(line).to_contain_text(f"for the answer {answer}, which is wrong ({right} is correct)")
    expect(line).to_contain_text(
        f"strongest evidence against it: row {worst // 8 + 1}, column {worst % 8 + 1}"
    )
    expect(line).to_contain_text(f"−{-own[worst]:.3f}")
    expect(page.locator(".looking .which")).to_contain_text("ringed ones against it")
    against = ochre(page)
    page.get_by_role("radio", name="for, clamped").click()
    expect(page.locator(".looking .which")).to_contain_text("cannot be seen")
    expect(line).not_to_contain_text("against it:")
    assert against > 0, "nothing is drawn in the colour of what speaks against"
    assert ochre(page) == 0
    page.get_by_role("button", name=re.compile(rf"^{right} ")).click()
    other = signed(load("cross"), opened(scene), text, right)[layer, head, word]
    best = int(other.argmax())
    expect(line).to_contain_text(f"strongest evidence for it: row {best // 8 + 1}, column {best % 8 + 1}")


def ochre(page: Page) -> int:
    """How many pixels of the map have the hue of what speaks against an answer, #8A7400."""
    data = page.locator(".looking canvas.map").evaluate("canvas => canvas.toDataURL()")
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(data.partition(",")[2]))), dtype=int)
    near = np.abs(pixels[..., :3] - (0x8A, 0x74, 0x00)).max(axis=-1) < 24
    return int((near & (pixels[..., 3] > 40)).sum())


@pytest.mark.own_clock
def test_a_pointer_says_which_words_look_there_and_asks_nobody(visit: Visit) -> None:
    page = at(visit, words_of="with+word+labels", words_look="1.0.0.looks")
    visit.hasten()
    before = len(visit.sent)
    weights = look(load("cross-labels"), opened(OPENING), SAID).weights[0, 0]
    box = page.locator(".looking .stage").bounding_box()
    assert box is not None
    line = page.locator(".looking .said")
    for cell in (int(weights[1].argmax()), 3, 60):
        x, y = (cell % 8 + 0.5) / 8, (cell // 8 + 0.5) / 8
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        most = int(weights[:, cell].argmax())
        expect(line).to_contain_text(f"row {cell // 8 + 1}, column {cell % 8 + 1}")
        shown = line.inner_text().split(" look ")[1].split(",")[0].split()
        assert shown[0] == SAID[most]
        assert close(shown[1], float(weights[most, cell])) or close(
            shown[1], float(weights[most, cell]) + 2e-3
        )
    page.mouse.move(5, 300)
    visit.hasten()
    assert len(visit.sent) == before, "a pointer asked the server"


def test_the_keyboard_reaches_words_heads_cells_and_drawings(visit: Visit) -> None:
    page = at(visit, words_of="with+word+labels")
    dog = page.locator(".looking .sentence").get_by_role("button", name="dog", exact=True)
    dog.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    pinned = page.locator(".looking .sentence [aria-pressed=true]")
    expect(pinned).to_have_text("playing")
    expect(page).to_have_url(re.compile(r"words_look=3\.0\.0\.looks"))
    tile = page.get_by_role("radio", name=re.compile("layer 1, head 1"))
    tile.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name=re.compile("layer 1, head 2"))).to_be_checked()
    expect(page).to_have_url(re.compile(r"words_look=3\.0\.1\.looks"))
    agree(page, OPENING, SAID, "cross-labels", 0, 1)
    cursor = page.get_by_role("slider", name="cell of the picture")
    cursor.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(cursor).to_have_attribute("aria-valuetext", re.compile("row 2, column 1"))
    cat = page.get_by_role("button", name=re.compile(r"\bcat, \d+ right"))
    cat.focus()
    page.keyboard.press("Delete")
    expect(cat).to_have_count(0)
    expect(page).to_have_url(re.compile("words_scene="))
    assert len(opened(query(page)["words_scene"]).sprites) == 3


def test_drawings_are_added_swapped_and_recoloured(visit: Visit) -> None:
    page = at(visit, words_say="what colour is the cat", words_of="with+word+labels")
    first = page.locator(".looking .answer.first")
    expect(first).to_contain_text("red")
    page.get_by_role("button", name=re.compile(r"\bcat, \d+ right")).click()
    page.get_by_label("its colour").select_option(label="blue")
    expect(first).to_contain_text("blue")
    page.get_by_label("which drawing").select_option(label="horse")
    expect(page).to_have_url(re.compile(r"~4\.66\.66\.3"))
    expect(page.get_by_role("button", name=re.compile(r"\bhorse, \d+ right"))).to_have_count(1)
    page.locator(".looking .cursor").click(position={"x": 4, "y": 4})
    page.get_by_label("add a drawing").select_option(label="cat")
    expect(page.get_by_role("button", name=re.compile(r"\bcat, \d+ right"))).to_have_count(1)
    expect(page.locator(".looking .answer.first .p")).to_contain_text("✓")


def test_a_link_brings_scene_sentence_and_head_back(visit: Visit) -> None:
    page = at(visit, words_of="with+word+labels")
    drag(page, "tree", -30, 20)
    expect(page).to_have_url(re.compile("words_scene="))
    page.get_by_label("another word for park").select_option("snow")
    page.get_by_role("radio", name=re.compile("layer 3, head 3")).click()
    page.get_by_role("radio", name="for and against").click()
    expect(page).to_have_url(re.compile(r"words_look=1\.2\.2\.signed"))
    visit.settle()
    held, shown, line = query(page), inside(page), page.locator(".looking .said").inner_text()
    page.reload()
    page.locator(READY).wait_for()
    visit.settle()
    assert query(page) == held
    assert inside(page) == shown
    expect(page.locator(".looking .said")).to_have_text(line)


def test_a_finger_drags_and_the_page_still_scrolls(visit: Visit) -> None:
    page = at(visit)
    action = "part => getComputedStyle(part).touchAction"
    assert page.locator(".looking .drawings button").first.evaluate(action) == "none"
    assert page.locator(".looking .stage").evaluate(action) == "pan-y"


def test_the_switch_of_networks_changes_the_heads(visit: Visit) -> None:
    page = at(visit)
    agree(page, OPENING, SAID, "cross")
    page.get_by_role("radio", name="with word labels").click()
    expect(figure(page)).to_have_attribute("data-ready", re.compile("^cross-labels"))
    agree(page, OPENING, SAID, "cross-labels")


def test_a_typed_word_that_is_not_known_is_said(visit: Visit) -> None:
    page = at(visit)
    page.get_by_role("button", name="Type a sentence").click()
    field = page.get_by_label("Your sentence")
    field.fill("is the kitty under the tree")
    field.press("Enter")
    expect(words(page)).to_have_text(["is", "the", "cat", "under", "the", "tree"])
    field.fill("a zebra is playing in the park")
    field.press("Enter")
    expect(page.get_by_text("“zebra”: not among the words that these networks know.")).to_be_visible()


def test_the_figure_leaves_as_it_is_seen(visit: Visit, tmp_path: Path) -> None:
    page = at(visit, words_of="with+word+labels", words_look="1.0.0.looks")
    visit.rest()
    files = leaves_as(page, tmp_path)
    root = figure(page).bounding_box()
    stage = page.locator(".looking .stage").bounding_box()
    assert root is not None
    assert stage is not None
    part = {**stage, "x": stage["x"] - root["x"], "y": stage["y"] - root["y"]}
    assert ink_share(files["png"], part) > 0.02, "the scene is not in the picture"
    for kind in ("svg", "html"):
        text = files[kind].read_text(encoding="utf-8")
        assert "region of dog" in text
        assert "data:image/png;base64," in text
