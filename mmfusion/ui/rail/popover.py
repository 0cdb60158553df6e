"""A button of the rail that opens what it holds beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator


def opened(key: str, label: str, icon: str) -> DeltaGenerator | None:
    """Write a popover of the rail; return it once it is open, for only then is it filled.

    Args:
        key: of the popover.
        label: what it is called: read out, and shown when pointed at.
        icon: name of a Material symbol.

    """
    popover = st.popover(
        label, icon=f":material/{icon}:", type="tertiary", key=f"rail-{key}", help=label, on_change="rerun"
    )
    return popover if popover.open else None
