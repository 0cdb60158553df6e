"""How students come into a room: its link, and the link as a QR code."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from urllib.parse import urlencode, urlsplit

import streamlit as st

from mmfusion.language import tr

_LEFT_OUT = frozenset({"room", "cover", "present", "tour"})
"""What a teacher's address says that is not for a student's."""
_OWN = ("seen", "guess")


def link(code: str) -> str:
    """Return the address of the open page as it is, in a room: covered, and without anybody's guess."""
    address = (st.context.url or "http://localhost:8501/").split("?")[0]
    said = {
        name: value
        for name, value in st.query_params.to_dict().items()
        if name not in _LEFT_OUT and not name.endswith(_OWN)
    }
    return f"{address}?{urlencode([*sorted(said.items()), ('room', code)])}"


def local(link: str) -> bool:
    """Return whether an address is understood on this computer alone."""
    return urlsplit(link).hostname in {"localhost", "127.0.0.1", "::1"}


def elsewhere() -> str:
    """Return what to do about such an address."""
    return tr("Other computers do not find this address: open the app by the address of this computer.")


@lru_cache(256)
def qr(link: str) -> str:
    """Return a link as a QR code, dark on light in either theme, in an image of its own."""
    import segno

    drawn = segno.make(link, error="m", micro=False)
    source = drawn.svg_data_uri(scale=4, border=3, dark="#000", light="#fff")
    return f'<img class="mmf-qr" src="{escape(source, quote=True)}" alt="">'
