"""The class board: a room's guesses, gathered anonymously, and uncovered when the teacher says so."""

from __future__ import annotations

from mmfusion.ui.shell.state import SHARED, declare

declare(SHARED, room="")  # the code of the class's room that this session is in
