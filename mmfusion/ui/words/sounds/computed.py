"""What the section of sounds needs, computed once for everyone: clips have numbers, sentences are few."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.ui.shell.work import computed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from mmfusion.tasks.asked import Answerers, Sentence
    from mmfusion.tasks.sounding.scene import Scene


@st.cache_resource(show_spinner=False)
def answerers() -> Answerers:
    """Return every shipped strategy. Raises FileNotFoundError if none is there."""
    from mmfusion.tasks.asked import Answerers

    return Answerers()


@st.cache_resource(show_spinner=False, max_entries=256)
def scene(number: int) -> Scene:
    """Return the scene of a numbered clip."""
    from mmfusion.tasks.asked import numbered

    found: Scene = numbered(number).scene
    return found


@computed(32)
def strip(number: int) -> bytes:
    """Return what the player shows: the frames that networks read of, and the sound."""
    from mmfusion.tasks import sounding
    from mmfusion.tasks.asked import places
    from mmfusion.ui.clips.player import buffer

    return buffer(sounding.clip(scene(number)), tokens=(len(places("visual")), len(places("audio"))))


@computed(32)
def _inputs(number: int) -> dict[str, Tensor]:
    from mmfusion.tasks import sounding
    from mmfusion.tasks.asked.predictor import inputs_of

    return inputs_of(sounding.clip(scene(number), scale=1))


@computed(512)
def answers(number: int, sentence: Sentence, modalities: tuple[str, ...]) -> dict[str, NDArray[np.float64]]:
    """Return each strategy's calibrated probabilities `(6,)` from some modalities, of those that can."""
    import numpy as np

    out = {}
    for name, own in answerers().predictors.items():
        if own.can(modalities):
            said = own.answer(_inputs(number), [sentence], modalities).answers[sentence.text]
            out[name] = np.array(list(said.probabilities.values()))
    return out
