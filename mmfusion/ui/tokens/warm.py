"""The sound of the first scene, before anyone asks."""

from __future__ import annotations


def later() -> None:
    """Invert the first scene's spectrogram: librosa's import and its inversion take seconds."""
    from mmfusion.ui.tokens import page

    page.heard(next(iter(page.SCENES)))
