"""Which one sounds, asked in words: a drawn clip, words that are swapped, every strategy's answer."""

from __future__ import annotations

from mmfusion.ui.shell.state import declare
from mmfusion.ui.words.sounds.asked import TITLE, section

__all__ = ["TITLE", "section"]
declare("words", sounds_clip="")  # the number of the clip that is asked
