"""A clip of one's own, read by the networks of `events`: nobody knows its truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mmfusion.language import marked, retold, tr
from mmfusion.media import WINDOW, MediaError, log_mel
from mmfusion.tasks.events import CLASSES, QUESTION, TASK
from mmfusion.ui.clips import choose, own, own_changed
from mmfusion.ui.clips.changed import Change, Changed
from mmfusion.ui.clips.own import Source
from mmfusion.ui.clips.subject import Layout, Watched

if TYPE_CHECKING:
    from torch import Tensor

    from mmfusion.explain.maps import Score
    from mmfusion.explain.path_integral import Attribution
    from mmfusion.media import Clip
    from mmfusion.nn.tokens import Place
    from mmfusion.tasks.events.network import EventNetwork
    from mmfusion.tasks.events.predictor import Features, Predictor

SAMPLES = "samples = {sample.name: sample.path for sample in events.load_samples()}"
UNRANKED = marked("Which heads can be pruned is measured where the truth is known: on drawn clips.")
UNREAD = marked("Nobody has marked the objects of this clip: no hits, no test figures.")
FROZEN = marked(
    "A patch stands for a cell of frozen features, which were computed from more of the frame than the patch "
    "shows; so does a cell of the sound."
)
PATH = marked(
    "Integrated gradients follow a path of these features, not of pixels: from those of a blurred clip, of "
    "the mean of the other samples, of black frames without a sound."
)


@dataclass(frozen=True)
class OwnSubject:
    """One window of a clip that someone chose, a sample or an upload; it can be read."""

    source: Source
    start: float

    @property
    def key(self) -> str:
        """What tells it from all others."""
        return f"{self.source.key}/{self.start}"

    @property
    def shipped(self) -> bool:
        """Whether it is a sample."""
        return self.source.shipped

    @property
    def called(self) -> tuple[str, str]:
        """What kind of clip it is, and its name."""
        return (tr("Sample"), tr(self.source.name)) if self.shipped else (tr(choose.LABEL), self.source.name)

    @property
    def asks(self) -> str:
        """The one question."""
        return QUESTION

    @property
    def questions(self) -> dict[str, str]:
        """Return none: there is one only."""
        return {}

    @property
    def truth(self) -> None:
        """Return that nobody knows it."""
        return None

    @property
    def following(self) -> None:
        """Return that no clip comes next."""
        return None

    @property
    def layout(self) -> Layout:
        """Where tokens lie. The sound is heard for a whole window; frames end where the clip does."""
        from mmfusion.tasks.events.features import BANDS, GRID, HIGH, LOW, MELS, STEPS
        from mmfusion.tasks.sounding.tokens.tokenisation import band_edges

        window = self.window()
        frames = 0 if window.frames is None else len(window.frames)
        length = max(window.duration, 0.1)
        return Layout(
            frames,
            GRID,
            (BANDS, STEPS),
            band_edges(MELS, MELS // BANDS, LOW, HIGH),
            length if window.waveform is None else WINDOW,
            length,
            window.start,
        )

    def window(self) -> Clip:
        """Return the window as it was read. Raises MediaError if it cannot be."""
        found = own.clip(self.source, self.start)
        if isinstance(found, MediaError):
            raise found
        return found

    def features(self) -> Features:
        """Return the frozen features that all strategies share."""
        return own.features(self.source, self.start, None)[0]

    def classes(self, question: str) -> tuple[str, ...]:
        """Return the kinds, in order."""
        return CLASSES

    def predictors(self) -> dict[str, Predictor]:
        """Return every shipped strategy of *events*."""
        return own.lab().predictors

    def temperature(self, strategy: str, question: str, senses: Sequence[str] = ()) -> float:
        """Return what logits are divided by when some senses answer, this clip's where none is named."""
        own = self.predictors()[strategy]
        return own.card.temperature(own.subset(senses or self.features().subset))

    def prior(self, question: str) -> tuple[float, ...]:
        """Return how often each kind is met in training, as late fusion's card says it; else all alike."""
        late = self.predictors().get("late")
        known = () if late is None else late.card.experts.get("prior", ())
        return tuple(known) or (1 / len(CLASSES),) * len(CLASSES)

    def others(self) -> tuple[OwnSubject, ...]:
        """Return the other samples."""
        return tuple(OwnSubject(s, 0.0) for s in own.samples() if s.key != self.source.key)

    def changed(self, change: Change) -> Changed:
        """Return it after a change."""
        return own_changed.changed(self.source, self.start, change)

    def clip(self) -> Clip:
        """Return the window with its sound filled up to what the networks hear."""
        from mmfusion.tasks.events.features import window_samples

        found = self.window()
        sound = found.waveform
        return found if sound is None else replace(found, waveform=window_samples(sound))

    def tokens(self, network: EventNetwork) -> dict[str, Tensor]:
        """Return the tokens `(1, 1 + N, d)` of the senses at hand, CLS first."""
        import torch

        seen = self.features()
        return network.tokens(seen.cells(), torch.from_numpy(seen.seconds))

    def places(self) -> dict[str, tuple[Place, ...]]:
        """Return where each sense's tokens come from, CLS left out."""
        from mmfusion.tasks.events.network import places

        return places(self.features().seconds.tolist())

    def loudest(self) -> int:
        """Return the number of the loudest cell of the sound, 0 without sound."""
        from mmfusion.tasks.events.features import BANDS, HIGH, HOP, LOW, MELS, STEPS

        sound = self.clip().waveform
        if sound is None:
            return 0
        level = log_mel(sound, mels=MELS, hop=HOP, fmin=LOW, fmax=HIGH)  # (mels, columns)
        each = level.shape[1] // STEPS
        cells = level[:, : STEPS * each].reshape(BANDS, MELS // BANDS, STEPS, each)
        return int(cells.mean(axis=(1, 3)).argmax())

    def objects(self) -> list[dict[str, Any]]:
        """Return none: nobody has said where they are."""
        return []

    def inside(self, strategy: str, what: str) -> str:
        """Return why there are no test figures of heads or maps."""
        return tr(UNRANKED) if what == "heads" else tr(UNREAD)

    def maps(self, watched: Watched) -> None:
        """Return none: nothing is shipped of a clip that has no number."""

    def by_path(self, network: EventNetwork, score: Score, method: str) -> Attribution:
        """Return integrated gradients of its frozen features, from those of one of the baselines."""
        from mmfusion.tasks.events.attribution.integrated import integrated_gradients
        from mmfusion.tasks.sounding.attribution.methods import INTEGRATED

        start = own.baseline(self.source, self.start, INTEGRATED[method])
        return integrated_gradients(network, self.features(), start, score)

    def path_recipe(self, method: str, network: str) -> list[str]:
        """Return Python that makes them, `found`, after `recipe` and `score`."""
        from mmfusion.tasks.sounding.attribution.methods import INTEGRATED

        kind, others = INTEGRATED[method], ""
        out = [f"window = mmfusion.media.load_clip({self._where()}, start={self.start})"]
        if kind == "mean":
            others = ", others"
            out += [
                *([] if self.shipped else [SAMPLES]),
                f"paths = [path for name, path in samples.items() if name != {self.source.key!r}]",
                "others = [events.clip_features(mmfusion.media.load_clip(path)) for path in paths]",
            ]
        return [
            "",
            *out,
            f"baseline = events.baseline_features(window, {kind!r}{others})",
            f"found = events.integrated_gradients({network}, seen, baseline, score)",
        ]

    def about_paths(self) -> list[str]:
        """Return what their paths go through."""
        return [tr(PATH)]

    def another(self) -> OwnSubject | None:
        """Return another sample, seen and heard; None where there is none."""
        return next(iter(self.others()), None)

    def lacks(self) -> list[str]:
        """Return which sense is missing or silent, and that the clip is short where it is."""
        window = self.window()
        out = [retold(note) for note in window.notes]
        if window.waveform is None:
            return out
        if window.duration < WINDOW - 0.05:
            out.append(
                tr(
                    "The clip lasts {seconds:.1f} s; the networks hear {window:.0f} s, the "
                    "rest of them faint noise.",
                    seconds=window.duration,
                    window=WINDOW,
                )
            )
        return out

    def remarks(self) -> list[str]:
        """Return which part of the file is looked at, and what a patch is."""
        window = self.window()
        if window.total is None or window.total <= WINDOW + 0.25:
            return [tr(FROZEN)]
        end = window.start + window.duration
        return [
            tr(
                "Seconds {start:.1f} to {end:.1f} of {total:.1f}: the window is moved on the page of fusion "
                "strategies.",
                start=window.start,
                end=end,
                total=window.total,
            ),
            tr(FROZEN),
        ]

    def beside(self) -> None:
        """Show it at the foot of the sidebar."""
        choose.beside(self.source, self.window())

    def recipe(self, watched: Watched) -> list[str]:
        """Return Python that makes `network`, `tokens` and `places`."""
        where = self._where()
        return [
            "import torch",
            "import mmfusion",
            "from mmfusion.tasks import events",
            "",
            *([SAMPLES] if self.shipped else []),
            f"own = mmfusion.load({TASK!r}, {watched.strategy!r})",
            f"network = own.{'untrained()' if watched.random else 'network'}",
            f"seen = events.clip_features(mmfusion.media.load_clip({where}, start={self.start}))",
            "with torch.inference_mode():",
            "    tokens = network.tokens(seen.cells(), torch.from_numpy(seen.seconds))",
            "places = events.places(seen.seconds.tolist())",
        ]

    def heard(self) -> list[str]:
        """Return Python that makes `wave` and `rate`."""
        return [
            "from mmfusion.tasks.events import window_samples",
            "",
            f"window = mmfusion.media.load_clip({self._where()}, start={self.start})",
            "wave, rate = window_samples(window.waveform), window.sample_rate",
        ]

    def _where(self) -> str:
        return f"samples[{self.source.key!r}]" if self.shipped else repr(self.source.name)
