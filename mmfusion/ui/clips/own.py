"""What is computed once: keyed by content, for everyone if it is a sample, for one session if an upload.

The values are immutable by convention (frozen dataclasses of arrays), so that they are kept as resources and
handed out without a copy. An upload's are forgotten with its session.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

import streamlit as st

from mmfusion.cards.subset import Subset
from mmfusion.language import marked
from mmfusion.media import WINDOW, Clip, MediaError, load_clip, load_span
from mmfusion.tasks.events import MODALITIES
from mmfusion.tasks.events.samples import Sample, load_samples
from mmfusion.ui.shell.work import in_turn, session

if TYPE_CHECKING:
    from mmfusion.tasks.events.attribution.integrated import Baseline
    from mmfusion.tasks.events.over_time import Timeline
    from mmfusion.tasks.events.predictor import Comparison, Features, Lab


class Kept(Protocol):
    """What a value is kept for: known by its key, everyone's if it is shipped, else one session's."""

    @property
    def key(self) -> str:
        """What tells it from all others."""

    @property
    def shipped(self) -> bool:
        """Whether it is the same for everyone."""


P = ParamSpec("P")
R = TypeVar("R")
K = TypeVar("K", bound=Kept)
MOST_FRAMES = 96
SESSIONS = 128
"""Sessions of which it is known what they have computed."""
NOT_KNOWN = marked("elephant: not known")
"""The sample of a kind that no network knows; the others are called after their kinds."""
OPENING = "drone"
"""The picture alone takes it for a helicopter, both senses together do not: it opens the pages."""


@dataclass(frozen=True)
class Source:
    """A clip that someone chose: a shipped sample or an upload."""

    key: str
    """A sample's name, or ``own-`` and the content's hash."""
    name: str
    data: bytes | Path
    shipped: bool = False
    credit: str = ""

    @classmethod
    def own(cls, name: str, data: bytes) -> Source:
        """Return an upload or a recording; its name is only ever shown."""
        return cls(f"own-{hashlib.sha256(data).hexdigest()[:16]}", name, data)

    @classmethod
    def sample(cls, sample: Sample) -> Source:
        """Return a shipped sample."""
        return cls(sample.name, sample.title, sample.path, True, sample.credit)


def kept(
    entries: int, *, of: type[K], shared: int = 64
) -> Callable[[Callable[Concatenate[K, P], R]], Callable[Concatenate[K, P], R]]:
    """Have a function's values kept by the key of its first argument, and computed in turns.

    Args:
        entries: how many of a session's own.
        of: the type of the first argument.
        shared: how many of what is shipped.

    """

    def decorate(function: Callable[Concatenate[K, P], R]) -> Callable[Concatenate[K, P], R]:
        by_key: dict[str | type, Callable[[Any], Any]] = {of: lambda it: it.key}
        everyone = in_turn(
            st.cache_resource(max_entries=shared, show_spinner=False, hash_funcs=by_key)(function),
            shared,
            lambda it, *args, **_: (it.key, *args),
        )
        own = in_turn(
            st.cache_resource(max_entries=entries, show_spinner=False, hash_funcs=by_key, scope="session")(
                function
            ),
            SESSIONS * entries,
            lambda it, *args, **_: (session(), it.key, *args),
        )

        def call(it: K, /, *args: P.args, **kwargs: P.kwargs) -> R:
            return everyone(it, *args, **kwargs) if it.shipped else own(it, *args, **kwargs)

        return call

    return decorate


@st.cache_resource(show_spinner=False)
def lab() -> Lab:
    """Return every shipped strategy. Raises FileNotFoundError if no weights are there."""
    from mmfusion.tasks.events.predictor import Lab

    return Lab()


@st.cache_resource(show_spinner=False)
def samples() -> tuple[Source, ...]:
    """Return the shipped samples; empty if they are missing."""
    return tuple(Source.sample(sample) for sample in load_samples())


def opening() -> Source | None:
    """Return the sample that pages open with, None if there are none."""
    shipped = samples()
    return next((sample for sample in shipped if sample.key == OPENING), shipped[0] if shipped else None)


@kept(4, of=Source)
def clip(source: Source, start: float) -> Clip | MediaError:
    """Return the window of a clip, or why it cannot be read: a bad file is not tried again at each rerun."""
    try:
        return load_clip(source.data, start=start, name=source.name, isolate=not source.shipped)
    except MediaError as error:
        return error


@kept(2, of=Source)
def span(source: Source) -> Clip | MediaError:
    """Return the whole clip, at two frames a second or `MOST_FRAMES` in all, for what is shown over time."""
    window = clip(source, 0.0)
    total = WINDOW if isinstance(window, MediaError) else window.total or WINDOW
    try:
        fps = min(2.0, MOST_FRAMES / total)
        whole = load_span(source.data, fps, name=source.name, isolate=not source.shipped)
        return replace(whole, total=whole.duration)  # a very long file is shown as far as it was read
    except MediaError as error:
        return error


def _window(source: Source, start: float) -> Clip:
    got = clip(source, start)
    if isinstance(got, MediaError):
        raise got
    return got


@kept(6, of=Source)
def features(source: Source, start: float, spoil: str | None) -> list[Features]:
    """Return the frozen features, clean (`spoil` None) or at all five levels of ``"noise"`` or ``"blur"``."""
    from mmfusion.tasks.events.predictor import spoiled_features

    window = _window(source, start)
    if spoil is None:
        return lab().features(window)
    return spoiled_features(window, features(source, start, None)[0], "noise" if spoil == "noise" else "blur")


@kept(6, of=Source)
def baseline(source: Source, start: float, kind: Baseline) -> Features:
    """Return the features that integrated gradients start from; the mean is that of the other samples."""
    from mmfusion.tasks.events.attribution.integrated import baseline_features

    others = [features(s, 0.0, None)[0] for s in samples() if kind == "mean" and s.key != source.key]
    return baseline_features(_window(source, start), kind, others)


@kept(12, of=Source)
def comparison(source: Source, start: float, spoil: str | None, swap: str | None) -> Comparison:
    """Return every strategy's answers; `swap` names the sample whose sound replaces the clip's own."""
    noise = spoil if spoil == "noise" else None  # noise drowns the sound that is heard, wherever it is from
    other = next((features(s, 0.0, noise) for s in samples() if s.key == swap), None)
    swapped = other[0] if other is not None and len(other) == 1 else other
    return lab().compare(features(source, start, spoil), swap=swapped)


@kept(6, of=Source)
def timeline(source: Source, senses: Subset) -> Timeline:
    """Return the answer in windows over the whole clip from what is left of it, none of it spoiled.

    There is no window where nothing is left, or the whole cannot be read.
    """
    from mmfusion.tasks.events.over_time import nothing

    whole = span(source)
    if isinstance(whole, Clip):
        for gone in set(MODALITIES) - set(senses):
            whole = whole.without(gone)
    if isinstance(whole, Clip) and not (whole.frames is None and whole.waveform is None):
        found = lab().over_time(whole)
    else:
        found = nothing(lab().predictors)
    _timed(source).add(senses)
    return found


@kept(4, of=Source)
def _timed(source: Source) -> set[Subset]:
    return set()


def timed(source: Source, senses: Subset) -> bool:
    """Return whether `timeline` is known already, so that nobody waits for it."""
    return senses in _timed(source)


def altered(source: Source, start: float, spoil: str | None, level: int, swap: str | None) -> Clip:
    """Return the window as the networks get it at this level, with this sound."""
    window = _window(source, start)
    other = next((clip(s, 0.0) for s in samples() if s.key == swap), None)
    if isinstance(other, Clip):
        window = replace(window, waveform=other.waveform)
    if level and spoil == "blur" and window.frames is not None:
        from mmfusion.tasks.events.predictor import spoiled_frames

        window = replace(window, frames=spoiled_frames(window.frames, level))
    if level and spoil == "noise" and window.waveform is not None:
        from mmfusion.tasks.events.predictor import spoiled_sound

        window = replace(window, waveform=spoiled_sound(window.waveform, level))
    return window


@kept(12, of=Source)
def strip(source: Source, start: float, spoil: str | None, level: int, swap: str | None) -> bytes:
    """Return what the player shows of it."""
    from mmfusion.ui.clips.player import buffer

    window = altered(source, start, spoil, level, swap)
    frames = 0 if window.frames is None else len(window.frames)
    return buffer(window, tokens=(16 * frames, 40))
