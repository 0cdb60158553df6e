"""The formula strip below a figure: the rule, its live values, what made it, and what can be taken away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st


@contextmanager
def strip(function: str, *formulas: str) -> Iterator[None]:
    """Write the strip; what is written within the `with` stands at its end.

    Args:
        function: dotted name of what computes the figure.
        formulas: LaTeX, the rule first, then the values in view.

    """
    st.html('<hr class="mmf-rule">')
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="formula"
    ):
        for formula in formulas:
            st.latex(formula, width="content")
        with st.container(horizontal=True, width="content", vertical_alignment="center", gap="small"):
            st.html(f'<span class="mmf-fn">{function}</span>', width="content")
            yield
