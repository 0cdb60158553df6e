"""What the page *draw it, say it* computes: every strategy on one pair at every ratio, kept for everyone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.nn.device import to_numpy
from mmfusion.tasks.digits import EXPERTS, SPOILED_ENERGY, STRATEGIES
from mmfusion.ui.shell.said import whole
from mmfusion.ui.shell.work import computed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mmfusion.tasks.digits.believing import Believed
    from mmfusion.tasks.digits.predictor import DigitPredictor
    from mmfusion.tasks.digits.shipped import Stored

PICTURE, VOICE = 92, 83
"""What the page opens with: a stored 3 and a stored 8."""
ENERGIES = {"1": marked("whole picture")} | {f"{e:g}": f"{100 * e:.0f} %" for e in (0.4, SPOILED_ENERGY)}
"""Energy left in the picture -> what stands on its segment."""
TITLES = {
    "visual": (marked("Picture alone"), ""),
    "audio": (marked("Voice alone"), ""),
    "early": (marked("Early"), marked("one sequence")),
    "mid": (marked("Mid"), marked("shared from layer 2")),
    "bottleneck-mid": (marked("Bottleneck-mid"), marked("4 bottleneck tokens")),
    "late": (marked("Late"), marked("mean of logits, trained jointly")),
    f"{EXPERTS}-clean": (marked("Two experts"), marked("T on clean pairs")),
    EXPERTS: (marked("Two experts"), marked("T on spoiled pairs too")),
}
"""Strategy -> name and note of its row."""
OWN = "own"
"""The strategy that was trained here, where there is one; a voice of one's own."""


def name_of(strategy: str) -> str:
    """Return what a strategy is called where no note stands below: the experts with what T is fitted on."""
    title, note = TITLES[strategy]
    return f"{tr(title)}, {tr(note)}" if strategy.startswith(EXPERTS) else tr(title)


@dataclass(frozen=True)
class Pair:
    """What is asked about: a picture as the URL writes it, a voice, the energy left, what is missing.

    A recording is named by the hash of its samples; the samples are in the session that made them.
    """

    picture: str
    voice: str
    energy: str = "1"
    without: str = ""


@st.cache_resource(show_spinner=False)
def stored() -> Stored:
    """Return the slice that ships. Raises FileNotFoundError if it is not there."""
    from mmfusion.tasks.digits import shipped

    return shipped.read()


@st.cache_resource(show_spinner=False)
def predictors() -> dict[str, DigitPredictor]:
    """Return every shipped network. Raises FileNotFoundError if one is not there."""
    from mmfusion.tasks.digits.predictor import load

    return {name: load(name) for name in STRATEGIES}


def number(text: str, most: int) -> int | None:
    """Return the number of a stored picture (``t12``) or voice (``12``); None if it is none."""
    return whole(text.removeprefix("t"), most - 1)


def ink(code: str) -> NDArray[np.float32] | None:
    """Return the whole picture that a code is; None if it is none."""
    from mmfusion.tasks.digits.strokes import drawn

    if code.startswith("s"):
        return drawn(code[1:])
    found = number(code, len(stored().written)) if code.startswith("t") else None
    return None if found is None else stored().pictures[found]


def shown(code: str, energy: str) -> NDArray[np.float32] | None:
    """Return the picture that the networks get: with a share of its energy left."""
    picture = ink(code)
    return None if picture is None else stored().lessons.energy.left(picture[None], float(energy))[0]


def recorded() -> dict[str, NDArray[np.float32]]:
    """Return this session's recordings by name."""
    kept: dict[str, NDArray[np.float32]] = st.session_state.setdefault("draw-recorded", {})
    return kept


def wave(voice: str) -> NDArray[np.float32] | None:
    """Return the trimmed samples of a voice; None if there is none of this name here."""
    found = number(voice, len(stored().waves))
    return recorded().get(voice) if found is None else stored().waves[found]


@computed(512)
def believed(pair: Pair) -> Believed:
    """Return what every strategy makes of a pair at every ratio."""
    from mmfusion.tasks.digits.believing import believe

    picture = None if pair.without == "visual" else shown(pair.picture, pair.energy)
    voice = None if pair.without == "audio" else wave(pair.voice)
    return believe(predictors(), picture, voice, ink(pair.picture) if picture is not None else None)


@computed(512)
def late_logits(pair: Pair, at: float) -> dict[str, NDArray[np.float64]]:
    """Return what each modality of `late` says at a ratio: logits `(10,)` by modality."""
    import torch

    from mmfusion.tasks.digits import QUESTION
    from mmfusion.tasks.digits.voice import heard

    picture = None if pair.without == "visual" else shown(pair.picture, pair.energy)
    voice = None if pair.without == "audio" else wave(pair.voice)
    inputs = {} if picture is None else {"visual": torch.from_numpy(picture)[None]}
    if voice is not None:
        inputs["audio"] = torch.from_numpy(heard(voice, at))[None]
    with torch.inference_mode():
        found = predictors()["late"].network(inputs).modality_logits[QUESTION]
    return {m: to_numpy(z[0].double()) for m, z in found.items()}


def late_temperature(pair: Pair) -> float:
    """Return the T of `late` for what is there."""
    late = predictors()["late"]
    return late.card.temperature(tuple(m for m in late.modalities if m != pair.without))
