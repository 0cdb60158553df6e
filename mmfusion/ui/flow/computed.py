"""What the page of the bottleneck shows of one clip: its flow, maps with a sentence each, and live answers.

A clip is traced once and kept; a cut is one more pass over the same tokens, a few milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.modality import title
from mmfusion.tasks.sounding import ANSWERS
from mmfusion.ui.clips import drawn as drawn_cache
from mmfusion.ui.clips.drawn import Drawn
from mmfusion.ui.clips.player import jpeg, shades
from mmfusion.ui.flow.ribbons import Header, OfClip, State
from mmfusion.ui.flow.sentences import regions, sentences
from mmfusion.ui.shell.components import pack
from mmfusion.ui.shell.work import computed

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from mmfusion.explain.exchange import Edit, Flow
    from mmfusion.explain.trace import AttentionTrace
    from mmfusion.tasks.sounding.exchange import ExchangeFigures, Replacement
    from mmfusion.tasks.sounding.predictor import SoundingPredictor

STRATEGY = "bottleneck-mid"
UNTRAINED_CLIPS = 8
"""Validation clips of each form in a mean where none is stored with these weights."""


@dataclass(frozen=True, eq=False)
class Traced:
    """One clip, traced."""

    tokens: dict[str, Tensor]
    trace: AttentionTrace
    flows: tuple[Flow, ...]


@dataclass(frozen=True)
class Said:
    """What is answered to one question: all together, and from each sense's CLS."""

    p: tuple[float, ...]
    opinions: dict[str, tuple[float, ...]]


def predictor() -> SoundingPredictor:
    """Return the network. Raises FileNotFoundError if its weights are missing."""
    found = drawn_cache.instrument().predictors
    if STRATEGY not in found:
        raise FileNotFoundError(f"mmfusion train sounding-objects --strategy {STRATEGY} --ship makes it")
    return found[STRATEGY]


def refused(found: ExchangeFigures | None, own: SoundingPredictor) -> str:
    """Return why figures of an exchange may not be shown of a network; nothing where they may."""
    from mmfusion.tasks.sounding.exchange import symmetric

    if not own.trained:
        return marked("the weights on this computer are not those that the card describes")
    if found is None:
        command = f"mmfusion inspect sounding-objects --strategy {STRATEGY} --what exchange"
        return tr("none is stored: `{command}` makes them", command=command)
    if found.weights_sha256 != own.card.weights_sha256:
        return marked("those that are stored belong to other weights")
    if not symmetric(own.card.metrics):
        return marked("the network looks at one object much more than at the other, and is not explained")
    return ""


@st.cache_resource(show_spinner=False)
def figures() -> tuple[ExchangeFigures | None, str]:
    """Return what is stored of the exchange, or None and why it is not shown."""
    from mmfusion.tasks.sounding import TASK
    from mmfusion.tasks.sounding.exchange import read_figures

    found = read_figures(TASK, STRATEGY)
    why = refused(found, predictor())
    return (None, why) if why else (found, "")


@st.cache_resource(show_spinner=False)
def means() -> dict[tuple[int, str], Tensor]:
    """Return the data-set mean of what each sense puts in: as stored, or over a few clips made here."""
    from mmfusion.tasks.sounding.exchange import validation_means

    found, _ = figures()
    return found.contributions() if found else validation_means(predictor().network, UNTRAINED_CLIPS)


@computed(64)
def tokens(drawn: Drawn) -> dict[str, Tensor]:
    """Return the tokens of a clip, `(1, N_i, d)` a sense."""
    import torch

    from mmfusion.tasks.sounding.batches import make_batch

    with torch.inference_mode():
        return predictor().network.tokens(make_batch([drawn_cache.scene(drawn)]).inputs())


@computed(64)
def traced(drawn: Drawn) -> Traced:
    """Return a clip's trace and its flow."""
    from mmfusion.explain.exchange import flows
    from mmfusion.explain.trace import trace
    from mmfusion.tasks.sounding.network import places

    own = tokens(drawn)
    found = trace(predictor().network.fusion, own, {m: places(m) for m in own})
    return Traced(own, found, flows(found))


@computed(64)
def objects(drawn: Drawn) -> dict[str, NDArray[np.bool_]]:
    """Return which picture tokens of a clip show each object, by its name."""
    return regions(drawn_cache.scene(drawn))


@computed(512)
def said(drawn: Drawn, edit: Edit | None, how: Replacement = "mean") -> dict[str, Said]:
    """Return the answers to every question, of the plain pass or of an edited one.

    With ``"swap"``, each sender's part is what it puts in when it gets the next clip and the others this one.
    """
    from mmfusion.explain.exchange import swapped_contributions

    fusion, own = predictor().network.fusion, tokens(drawn)
    if edit is None:
        return _answered(own, None)
    instead = means()
    if how == "swap":
        instead = swapped_contributions(fusion, own, tokens(Drawn(drawn.number + 1, drawn.question)))
    return _answered(own, edit.told(instead))


@computed(128)
def swapped(drawn: Drawn, sender: str) -> tuple[str, str, str]:
    """Return answers to *side*: plain, a sense swapped whole, only what it puts in for the others."""
    from mmfusion.explain.exchange import Cut, Edit, contributions
    from mmfusion.tasks.sounding.batches import make_batch
    from mmfusion.tasks.sounding.exchange import swapped_scene

    network, own = predictor().network, tokens(drawn)
    other = make_batch([swapped_scene(drawn_cache.scene(drawn), sender)]).inputs()
    whole = {**own, sender: network.tokens(other)[sender].detach()}
    edit = Edit(frozenset(Cut(sender, reader) for reader in own if reader != sender))
    parts = (
        said(drawn, None),
        _answered(whole, None),
        _answered(own, edit.told(contributions(network.fusion, whole))),
    )
    one, two, three = (ANSWERS["side"][int(np.argmax(part["side"].p))] for part in parts)
    return one, two, three


def _answered(own: dict[str, Tensor], told: Any) -> dict[str, Said]:
    import torch

    from mmfusion.measure.metrics import softmax
    from mmfusion.nn.device import to_numpy

    with torch.inference_mode():
        output = predictor().network.fusion(own, told=told)
    found = {}
    for question, logits in output.logits.items():
        heat = predictor().card.temperature(predictor().modalities, question)
        opinions = {
            m: tuple(softmax(to_numpy(z[0]), heat).tolist())
            for m, z in output.modality_logits[question].items()
        }
        found[question] = Said(tuple(softmax(to_numpy(logits[0]), heat).tolist()), opinions)
    return found


@computed(64)
def shown(drawn: Drawn) -> tuple[OfClip, dict[str, bytes | list[bytes]]]:
    """Return the part of the figure's buffer that depends on the clip alone: header and blobs."""
    from mmfusion.nn.reach import heard

    spec, clip, found = predictor().spec, drawn_cache.clip(drawn, None, 0), traced(drawn)
    if clip.frames is None or clip.waveform is None or clip.sample_rate is None:
        raise ValueError("a drawn clip has picture and sound")
    mel = shades(clip.waveform, clip.sample_rate)
    maps = {"reads": [f.reads for f in found.flows], "takes": [f.takes for f in found.flows]}
    header: OfClip = {
        "key": f"{drawn.question}-{drawn.number}",
        "senses": list(spec.modalities),
        "counts": {m: z.shape[1] for m, z in found.tokens.items()},
        "layers": spec.layers,
        "bottlenecks": spec.bottlenecks,
        "exchanges": [
            {
                "layer": f.layer,
                "loaded": f.loaded,
                "heard": f.heard,
                "read": {m: np.round(f.read_share(m), 4).tolist() for m in f.reads},
                "taken": {m: np.round(f.taken_share(m), 4).tolist() for m in f.takes},
            }
            for f in found.flows
        ],
        "knows": [{stream: sorted(known) for stream, known in depth.items()} for depth in heard(spec)],
        "mel": {"bands": mel.shape[0], "columns": mel.shape[1]},
    }
    blobs: dict[str, bytes | list[bytes]] = {
        "frames": [jpeg(frame, 104) for frame in clip.frames],
        "mel": mel.tobytes(),
    }
    for mode, flows in maps.items():
        for sense in spec.modalities:  # (exchanges, tokens of the bottleneck, tokens of the sense)
            parts = [f[sense] if mode == "reads" else f[sense].T for f in flows]
            blobs[f"{mode}-{sense}"] = np.stack(parts).astype("<f4").tobytes()
    return header, blobs


def buffer(drawn: Drawn, state: State) -> bytes:
    """Return what the figure's script needs, in one buffer; `state` is what changes without the clip."""
    header, blobs = shown(drawn)
    whole: Header = {
        **header,
        "names": {m: title(m) for m in header["senses"]},
        "sentences": sentences(traced(drawn).flows, objects(drawn)),
        "state": state,
    }
    return pack(whole, blobs)
