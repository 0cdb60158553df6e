"""The page of the graph in Chromium: an edge is cut and answers change as computed, a sense is switched."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from mmfusion.tasks.graph import Draw, Edits, answers, pictures, wordnet
from mmfusion.tasks.graph.edits import table
from mmfusion.ui.graph.page import OPENS
from tests.browser.conftest import Visit

READY = ".kinds[data-ready]"
SEED, NAME = OPENS


def said(page: Page) -> tuple[list[str], str]:
    """What each test picture of the class in view is called, and how many are right, as they stand there."""
    thumbs = page.locator(".kinds .thumbs button").evaluate_all(
        "buttons => buttons.map((button) => button.getAttribute('aria-label'))"
    )
    names = [re.sub(r"^picture \d+: |, (correct|wrong)$", "", one) for one in thumbs]
    return names, page.locator(".kinds .of-class b").inner_text()


def agree(visit: Visit, name: str, edits: Edits, seed: int = SEED) -> list[str]:
    """The answers on the screen are those that the library gives on the edited graph."""
    draw = Draw(pictures(), seed)
    names = [draw.pictures.names[k] for k in draw.unseen]
    row = names.index(name)
    found = [names[i] for i in answers(draw, seed, edits)[row]]
    visit.until(lambda: said(visit.page)[0] == found)
    assert said(visit.page)[1] == f"{found.count(name)} of {len(found)}"
    return found


def edges(name: str, count: int = 1) -> tuple[tuple[str, str], ...]:
    """The first edges on the way up from a class."""
    own, node, found = wordnet(), wordnet().sense(name), []
    for _ in range(count):
        found.append((node, own.synsets[node].parents[0]))
        node = own.synsets[node].parents[0]
    return tuple(found)


def handle(page: Page, edge: tuple[str, str]) -> str:
    numbers = list(wordnet().synsets)
    return f'.kinds .handle[data-edge="{numbers.index(edge[0])}-{numbers.index(edge[1])}"]'


def test_an_edge_is_cut_and_the_answers_change_as_computed_without_the_server(visit: Visit) -> None:
    page = visit.open("/graph?graph_class=okapi", READY)
    before = agree(visit, "okapi", Edits())
    visit.rest()
    (edge,) = edges("okapi")
    page.locator(handle(page, edge)).click()
    after = agree(visit, "okapi", Edits(cut=(edge,)))
    assert before != after
    expect(page.locator(".kinds .of-class")).to_contain_text("before your edits")
    expect(page.locator(".kinds .verdict")).to_contain_text(after[0])
    expect(page).to_have_url(re.compile(rf"graph_cut={edge[0]}-{edge[1]}"))
    lost = page.locator(".kinds .ladder .node.lost").count()
    assert lost >= 10, "nothing above is reached any more"
    page.locator(handle(page, edge)).click()
    assert agree(visit, "okapi", Edits()) == before
    expect(page.locator(".kinds .ladder .node.lost")).to_have_count(0)


def test_a_cut_higher_up_moves_every_class_below_it(visit: Visit) -> None:
    page = visit.open("/graph?graph_class=okapi", READY)
    *_, edge = edges("okapi", 7)
    page.locator(handle(page, edge)).click()
    agree(visit, "okapi", Edits(cut=(edge,)))
    page.get_by_role("button", name="pigeon", exact=True).click()
    expect(page.locator(".kinds")).to_have_attribute("data-ready", re.compile("/pigeon/"))
    agree(visit, "pigeon", Edits(cut=(edge,)))
    page.get_by_role("button", name="Restore the graph").click()
    agree(visit, "pigeon", Edits())
    expect(page).not_to_have_url(re.compile("graph_cut=[0-9]"))


def test_the_keyboard_cuts_an_edge_and_keeps_its_place(visit: Visit) -> None:
    page = visit.open("/graph?graph_class=okapi", READY)
    (edge,) = edges("okapi")
    own = page.locator(handle(page, edge))
    own.focus()
    page.keyboard.press("Enter")
    agree(visit, "okapi", Edits(cut=(edge,)))
    expect(own).to_be_focused()
    expect(own).to_have_attribute("aria-label", re.compile("^join again: okapi is a kind of giraffe"))
    page.keyboard.press("Delete")
    agree(visit, "okapi", Edits())


def test_a_wrong_first_sense_is_switched_and_counted_as_mended(visit: Visit) -> None:
    page = visit.open("/graph?graph_from=first&graph_class=octopus", READY)
    agree(visit, "octopus", Edits(first=True))
    expect(page.locator(".kinds .mended")).to_contain_text("2 of these fifteen; you have corrected 0")
    chosen = page.locator(".kinds .sense select")
    expect(chosen.locator("option:checked")).to_contain_text("prepared as food")
    chosen.select_option("1")
    agree(visit, "octopus", Edits(first=True, senses=(("octopus", 1),)))
    expect(page.locator(".kinds .mended")).to_contain_text("corrected 1")
    expect(page.locator(".kinds .ladder")).to_contain_text("cephalopod")
    expect(page).to_have_url(re.compile("graph_senses=octopus-2"))


def test_an_edge_is_added_by_name_and_taken_away_again(visit: Visit) -> None:
    page = visit.open("/graph?graph_from=first&graph_class=octopus", READY)
    own = wordnet()
    words = [one.words[0] for one in own.synsets.values()]
    mollusk = list(own.synsets)[words.index("mollusk")]
    field = page.locator(".kinds .add input")
    field.fill("mollusk")
    field.press("Enter")
    added = (own.sense("octopus", first=True), mollusk)
    agree(visit, "octopus", Edits(first=True, added=(added,)))
    expect(page).to_have_url(re.compile(rf"graph_add={added[0]}-{mollusk}"))
    expect(field).to_have_value("")
    page.locator(handle(page, added)).click()
    agree(visit, "octopus", Edits(first=True))
    field.fill("no such thing")
    field.press("Enter")
    agree(visit, "octopus", Edits(first=True))


def test_a_link_opens_the_graph_as_it_was_edited_and_another_picture(visit: Visit) -> None:
    (edge,) = edges("pigeon")
    page = visit.open(f"/graph?graph_class=pigeon&graph_cut={edge[0]}-{edge[1]}&graph_picture=4", READY)
    found = agree(visit, "pigeon", Edits(cut=(edge,)))
    expect(page.locator(".kinds .thumbs button[aria-pressed=true]")).to_have_attribute(
        "aria-label", re.compile("^picture 4: ")
    )
    expect(page.locator(".kinds .verdict")).to_contain_text(found[3])
    page.locator(".kinds .thumbs button").nth(7).click()
    expect(page.locator(".kinds .verdict")).to_contain_text(found[7])
    expect(page).to_have_url(re.compile("graph_picture=8"))


def test_a_guess_uncovers_the_number_and_all_classes_together(visit: Visit) -> None:
    page = visit.open("/graph", READY)
    truth = table()["arms"]["graph"]["top-1"]["value"]
    expect(page.locator(".mmf-big")).to_have_text("?")
    expect(page.locator(".kinds .all")).to_contain_text("covered")
    page.get_by_role("radio", name=".70", exact=True).click()
    expect(page.locator(".mmf-big")).to_have_text(f"{truth:.2f}".removeprefix("0"))
    own = table()["raw"]["graph"][SEED]
    expect(page.locator(".kinds .all")).to_contain_text(f"{own:.2f}".removeprefix("0"))


def test_a_finger_on_a_phone_cuts_an_edge_and_nothing_is_cut_off(phone: Visit) -> None:
    page = phone.open("/graph?graph_class=okapi", READY)
    phone.rest()
    (edge,) = edges("okapi")
    own = page.locator(f"{handle(page, edge)} rect")
    own.scroll_into_view_if_needed()
    box = own.bounding_box()
    assert box is not None
    assert box["height"] >= 40
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".kinds .of-class")).to_contain_text("before your edits")
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    tops = [
        (page.locator(what).first.bounding_box() or {"y": 0})["y"]
        for what in ("h1", ".kinds .pick", ".kinds .picture", ".kinds .verdict", ".kinds .ladder")
    ]
    assert tops == sorted(tops)
    page.locator(".kinds .pick select").select_option("pigeon")
    expect(page.locator(".kinds")).to_have_attribute("data-ready", re.compile("/pigeon/"))
