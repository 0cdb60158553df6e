"""A drawn clip: the truth is known, and heads and maps were read on test clips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from mmfusion.language import tr
from mmfusion.tasks.sounding import ANSWERS, BAND, DURATION, FRAMES, MELS, MODALITIES, NAMES, STEP, TASK
from mmfusion.ui.clips import drawn as drawn_cache
from mmfusion.ui.clips import drawn_changed
from mmfusion.ui.clips.changed import ITS_OWN, Change, Changed
from mmfusion.ui.clips.drawn import Drawn
from mmfusion.ui.clips.drawn_offer import QUESTIONS as ASKED
from mmfusion.ui.clips.player import thumbnail
from mmfusion.ui.clips.subject import Layout, Watched, strategies
from mmfusion.ui.parts import course

if TYPE_CHECKING:
    from torch import Tensor

    from mmfusion.explain.compared import Compared
    from mmfusion.explain.maps import Score
    from mmfusion.explain.path_integral import Attribution
    from mmfusion.media import Clip
    from mmfusion.nn.tokens import Place
    from mmfusion.tasks.sounding.network import SoundingNetwork
    from mmfusion.tasks.sounding.predictor import SoundingPredictor

OTHERS = 16
"""Clips whose senses stand in for a clip's own."""
QUESTIONS = {question: ASKED[question] for question in ("side", "sync", "kind", "pitch")}


@dataclass(frozen=True)
class DrawnSubject:
    """A drawn clip, asked one question."""

    drawn: Drawn
    shipped: bool = True

    @property
    def key(self) -> str:
        """What tells it from all others."""
        return f"drawn-{self.drawn.number}/{self.drawn.question}/{self.drawn.sound}"

    @property
    def called(self) -> tuple[str, str]:
        """Its number, and what is drawn."""
        names = [tr(NAMES[kind]) for kind in drawn_cache.scene(self.drawn).objects]
        return tr("Clip {number}", number=self.drawn.number), f" {tr('and')} ".join(names)

    @property
    def asks(self) -> str:
        """The question whose answer is shown."""
        return self.drawn.question

    @property
    def questions(self) -> dict[str, str]:
        """Questions that may be chosen, in words."""
        return QUESTIONS

    @property
    def truth(self) -> int | None:
        """The right answer; None where the clip has none."""
        label = int(drawn_cache.scene(self.drawn).labels()[self.drawn.question])
        return label if label >= 0 else None

    @property
    def following(self) -> int:
        """The number of the clip that comes next."""
        return self.drawn.number + 1

    @property
    def layout(self) -> Layout:
        """Where tokens lie: the same in every drawn clip."""
        from mmfusion.tasks.sounding.network import GRIDS
        from mmfusion.tasks.sounding.tokens.tokenisation import band_edges

        return Layout(FRAMES, GRIDS["visual"], GRIDS["audio"], band_edges(), DURATION, DURATION)

    def classes(self, question: str) -> tuple[str, ...]:
        """Return the answers of a question, in order."""
        return tuple(ANSWERS[question])

    def predictors(self) -> dict[str, SoundingPredictor]:
        """Return every shipped strategy of *sounding-objects*."""
        return drawn_cache.instrument().predictors

    def temperature(self, strategy: str, question: str, senses: Sequence[str] = ()) -> float:
        """Return what logits are divided by when some senses answer, both where none is named."""
        own = self.predictors()[strategy]
        return own.card.temperature(own.subset(senses or MODALITIES), question)

    def prior(self, question: str) -> tuple[float, ...]:
        """Return the same for every answer: clips are drawn so."""
        count = len(self.classes(question))
        return (1 / count,) * count

    def others(self) -> tuple[DrawnSubject, ...]:
        """Return the clips with the next numbers."""
        numbers = range(self.drawn.number + 1, self.drawn.number + 1 + OTHERS)
        return tuple(DrawnSubject(Drawn(number, self.drawn.question)) for number in numbers)

    def changed(self, change: Change) -> Changed:
        """Return it after a change."""
        return drawn_changed.changed(self.drawn, change)

    def clip(self) -> Clip:
        """Return it as it is shown and played."""
        return drawn_cache.clip(self.drawn, None, 0)

    def inputs(self) -> dict[str, Tensor]:
        """Return what networks read, `(1, …)` a sense."""
        from mmfusion.tasks.sounding.batches import make_batch

        return make_batch([drawn_cache.scene(self.drawn)]).inputs()

    def tokens(self, network: SoundingNetwork) -> dict[str, Tensor]:
        """Return the tokens `(1, 1 + N, d)` of both senses, CLS first."""
        return network.tokens(self.inputs())

    def places(self) -> dict[str, tuple[Place, ...]]:
        """Return where each sense's tokens come from, CLS left out."""
        from mmfusion.tasks.sounding.network import places

        return {sense: places(sense) for sense in MODALITIES}

    def loudest(self) -> int:
        """Return the number of the loudest cell of the sound."""
        sound = self.inputs()["audio"][0, 0]
        return int(sound.reshape(MELS // BAND, BAND, -1, STEP).mean(dim=(1, 3)).argmax())

    def objects(self) -> list[dict[str, Any]]:
        """Return each object of the scene: its name, whether it sounds, the patches that show it."""
        from mmfusion.tasks.sounding.measures import token_mask
        from mmfusion.tasks.sounding.render import object_mask

        scene = drawn_cache.scene(self.drawn)
        mask = object_mask(scene)
        return [
            {
                "name": NAMES[kind],
                "sounds": kind == scene.sound,
                "tokens": np.flatnonzero(token_mask(mask == number)).tolist(),
            }
            for number, kind in enumerate(scene.objects, start=1)
        ]

    def inside(self, strategy: str, what: str) -> dict[str, Any] | str:
        """Return test figures of the heads or of attributions, or why there are none."""
        from mmfusion.tasks.sounding.exchange import symmetric

        own = self.predictors()[strategy]
        if what == "attributions" and own.trained and not symmetric(own.card.metrics):
            return tr("No test figures: this network looks at one object more than at the other.")
        if (found := read(strategy, what)) is not None:
            return found
        if what == "attributions":
            return ""
        names = [n for n in strategies(self) if read(n, what) is not None]
        return tr(
            "Which heads can be pruned has been measured on the test set for: {names}.",
            names=", ".join(tr(course.TAUGHT[n].title) for n in names) or "–",
        )

    def maps(self, watched: Watched) -> Compared | None:
        """Return the maps that are shipped for this clip by these weights; None where there are none."""
        from mmfusion.tasks.sounding.clip_maps import QUESTION

        own = self.predictors()[watched.strategy]
        as_drawn = self.drawn.sound == ITS_OWN and self.drawn.question == QUESTION
        if watched.random or not own.trained or not as_drawn:
            return None
        return shipped_maps(watched.strategy, own.card.weights_sha256).get(self.drawn.number)

    def by_path(self, network: SoundingNetwork, score: Score, method: str) -> Attribution:
        """Return integrated gradients from one of the baselines."""
        from mmfusion.tasks.sounding.attribution.methods import INTEGRATED
        from mmfusion.tasks.sounding.integrated import integrated_gradients

        return integrated_gradients(network, self.inputs(), score, INTEGRATED[method])

    def path_recipe(self, method: str, network: str) -> list[str]:
        """Return Python that makes them, `found`, after `recipe` and `score`."""
        from mmfusion.tasks.sounding.attribution.methods import INTEGRATED

        return [
            "",
            "inputs = sounding.make_batch([scene]).inputs()",
            f"found = sounding.integrated_gradients({network}, inputs, score, {INTEGRATED[method]!r})",
        ]

    def about_paths(self) -> list[str]:
        """Return nothing: they go from pixel to pixel."""
        return []

    def another(self) -> DrawnSubject:
        """Return the next of the numbered clips."""
        from mmfusion.tasks.sounding.clip_maps import following

        return DrawnSubject(Drawn(following(self.drawn.number), self.drawn.question))

    def lacks(self) -> list[str]:
        """Return nothing: a drawn clip is whole."""
        return []

    def remarks(self) -> list[str]:
        """Return nothing: its figures say it all."""
        return []

    def beside(self) -> None:
        """Show it at the foot of the sidebar."""
        frame = self.clip().frames
        name, what = self.called
        st.sidebar.html(
            f'<div class="mmf-clip">{thumbnail(None if frame is None else frame[3])}<div>'
            f"<b>{name}</b><span>{what}</span></div></div>"
        )

    def recipe(self, watched: Watched) -> list[str]:
        """Return Python that makes `network`, `tokens` and `places`."""
        return [
            "import torch",
            "import mmfusion",
            "from mmfusion.tasks import sounding",
            "",
            f"own = mmfusion.load({TASK!r}, {watched.strategy!r})",
            f"network = own.{'untrained()' if watched.random else 'network'}",
            f"scene = sounding.numbered_scene(sounding.FORM_OF[{self.asks!r}], {self.drawn.number})",
            "with torch.inference_mode():",
            "    tokens = network.tokens(sounding.make_batch([scene]).inputs())",
            "places = {m: sounding.places(m) for m in tokens}",
        ]

    def heard(self) -> list[str]:
        """Return Python that makes `wave` and `rate`."""
        return ["drawn = sounding.clip(scene)", "wave, rate = drawn.waveform, drawn.sample_rate"]


@st.cache_resource(show_spinner=False)
def read(strategy: str, what: str) -> dict[str, Any] | None:
    """Return what was read of a strategy's inside on the test set; None where it is not of these weights."""
    from mmfusion.cards.inside import read_inside

    return (
        read_inside(TASK, strategy, what) if drawn_cache.instrument().predictors[strategy].trained else None
    )


@st.cache_resource(show_spinner=False)
def shipped_maps(strategy: str, weights_sha256: str) -> dict[int, Compared]:
    """Return the maps of the first numbered clips, by number, computed once by these weights."""
    from mmfusion.tasks.sounding import clip_maps

    return clip_maps.read(TASK, strategy, weights_sha256)
