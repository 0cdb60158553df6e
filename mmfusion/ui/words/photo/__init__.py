"""A photograph and a typed sentence: where each word looks, without training."""

from __future__ import annotations

from mmfusion.ui.shell.state import declare
from mmfusion.ui.words.photo.asked import TITLE, section

__all__ = ["TITLE", "section"]
declare("words", photo_say="", photo_word="")  # the sentence; the pinned word
