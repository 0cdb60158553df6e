from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.ui.parts.glossary import DESCRIPTIONS, FUSION, LEARNING
from tests.app.test_pages import html


@pytest.mark.parametrize(("page", "entries"), [("kernels", FUSION), ("mkl", LEARNING)])
def test_every_word_of_a_page_is_explained_on_it(
    visit: Callable[..., AppTest], page: str, entries: Mapping[str, str]
) -> None:
    app = visit(page)
    assert not app.exception
    said = html(app)
    assert set(DESCRIPTIONS) < set(entries)
    for word, meaning in entries.items():
        assert f"<dt>{word}</dt><dd>{meaning}.</dd>" in said
        assert not meaning.endswith(".")
