"""The rail's glossary of the two pages on kernels."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.ui.parts.flowers import DESCRIPTIONS
from mmfusion.ui.rail.glossary import table, terms


@pytest.mark.parametrize("page", ["kernels", "mkl"])
def test_every_word_of_a_page_is_explained_at_its_rail(visit: Callable[..., AppTest], page: str) -> None:
    assert not visit(page).exception
    found = terms(page)
    assert set(DESCRIPTIONS) < set(found)
    said = table(found)
    for term in found:
        assert f"<dt><b>{escape(term.symbol)}</b>" in said
        assert f"<dd>{escape(term.meaning)}" in said
        assert term.meaning.endswith(".")
