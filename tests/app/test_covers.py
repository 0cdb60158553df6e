from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.test_heads import known  # noqa: F401  (a fixture)

Visit = Callable[..., AppTest]
PAGES = sorted(
    path.stem
    for path in (Path(__file__).resolve().parents[2] / "pages").glob("*.py")
    if path.stem != "navigation"
)


def of(app: AppTest, ending: str) -> list[str]:
    return [one.key for one in app.button if one.key and one.key.endswith(ending)]


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("page", PAGES)
def test_at_most_one_number_is_covered_and_a_teacher_s_link_opens_it(visit: Visit, page: str) -> None:
    covered = visit(page, cover="1")
    assert not covered.exception
    asked = of(covered, "reveal")
    assert len(asked) <= 1
    opened = visit(page, cover="0")
    assert not opened.exception
    assert of(opened, "reveal") == []
    assert len(of(opened, "cover_again")) == len(asked)


def test_covered_again_it_is_asked_anew(visit: Visit) -> None:
    app = visit("tokens", cover="0")
    (again,) = of(app, "cover_again")
    app.button(key=again).click().run()
    assert not app.exception
    assert of(app, "reveal") == ["tokens_reveal"], "one page is covered again, though the link opens all"
    app.button(key="tokens_reveal").click().run()
    assert of(app, "reveal") == []


def test_a_link_that_covers_lets_guess(visit: Visit) -> None:
    app = visit("tokens", cover="1", tokens_seen="1")
    assert of(app, "reveal") == ["tokens_reveal"], "covered, whatever else the link says"
    app.button_group(key="tokens_guessing").select("10:1").run()
    assert not app.exception
    assert of(app, "reveal") == []
    assert "cover" not in app.query_params
