"""The teacher's link, made in the app: the page as it stands, and how it is to be found."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlparse

import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.ui.rail.link import Wish, address
from mmfusion.ui.shell import hidden
from mmfusion.ui.shell.lessons import LESSONS
from tests.app.test_heads import known  # noqa: F401  (a fixture)

Visit = Callable[..., AppTest]


def said(app: AppTest) -> dict[str, list[str]]:
    (link,) = [one.value for one in app.code if "://" in one.value]
    return parse_qs(urlparse(link).query)


def open_menu(app: AppTest) -> AppTest:
    app.session_state["rail-link"] = True
    app.run()
    assert not app.exception
    return app


def test_the_link_says_all_that_the_page_says_and_what_is_wished(visit: Visit) -> None:
    app = open_menu(visit("flow", clip="drawn-7", flow_cut="audio.2", flow_seen="1"))
    assert said(app) == {"clip": ["drawn-7"], "flow_cut": ["audio.2"], "flow_seen": ["1"]}
    app.button_group(key="rail-link-cover").select("1").run()
    app.button_group(key="rail-link-hide").set_value(["controls", "lesson"]).run()
    app.toggle(key="rail-link-lock").set_value(True).run()
    app.toggle(key="rail-link-present").set_value(True).run()
    app.button_group(key="rail-link-language").select("de").run()
    assert not app.exception
    assert said(app) == {
        "clip": ["drawn-7"],
        "flow_cut": ["audio.2"],
        "cover": ["1"],
        "hide": ["controls lesson"],
        "lock": ["1"],
        "present": ["1"],
        "lang": ["de"],
    }
    assert app.button(key="rail-undo").disabled, "what is wished of a link is no choice of the page"


def test_what_this_page_is_told_itself_is_not_handed_on() -> None:
    own = [("lock", "1"), ("hide", "table"), ("room", "abc"), ("lang", "de"), ("clip", "drawn-7")]
    assert address("/flow", own, Wish()) == "/flow?clip=drawn-7"
    assert address("/flow", [], Wish()) == "/flow"


def test_covered_or_not_takes_the_place_of_the_guess() -> None:
    own = [("flow_seen", "1"), ("flow_guess", "0.5"), ("cover", "1")]
    assert address("/flow", own, Wish(cover="0")) == "/flow?cover=0"
    assert address("/flow", own, Wish()) == "/flow?cover=1&flow_guess=0.5&flow_seen=1"


def test_what_has_several_values_keeps_them() -> None:
    assert (
        address("/flow", [("flow_ways", "a b"), ("flow_ways", "c")], Wish())
        == "/flow?flow_ways=a+b&flow_ways=c"
    )


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("page", [lesson.name for lesson in LESSONS])
def test_every_page_is_found_as_a_link_wishes(visit: Visit, page: str) -> None:
    every = " ".join(hidden.PARTS)
    app = visit(page, hide=every, lock="1", present="1", cover="1", lang="de")
    assert not app.exception
    bodies = [one.proto.body for one in app._tree.get("html")]
    assert any(all(hidden.rule(part) in body for part in hidden.PARTS) for body in bodies)


@pytest.mark.parametrize("value", ["", "2", "nothing at all", "<b>", "controls\x00", "9" * 5000])
def test_a_value_that_means_nothing_changes_nothing(visit: Visit, value: str) -> None:
    app = visit("tokens", hide=value, lock=value, present=value, cover=value)
    assert not app.exception
    assert not app.button(key="tokens_reveal").disabled
