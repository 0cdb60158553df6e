"""What is read of the inside of shipped networks of `sounding-objects`, and where each figure makes sense."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from mmfusion.cards.inside import write_inside, write_shared
from mmfusion.cards.shipped import untrained
from mmfusion.nn.device import home
from mmfusion.nn.placing import place
from mmfusion.nn.spec import FusionSpec
from mmfusion.tasks.sounding import MODALITIES, clip_maps, predictor
from mmfusion.tasks.sounding.attribution import contributions, figures, information
from mmfusion.tasks.sounding.exchange import measure_exchange
from mmfusion.tasks.sounding.heads import head_figures
from mmfusion.tasks.sounding.network import SoundingNetwork

Report = Callable[[str], None]


def can_be_read(kind: str, spec: FusionSpec) -> bool:
    """Return whether a kind of figure means something for a network of this spec."""
    if kind == "exchange":
        return spec.bottlenecks > 0
    if kind == "contributions":
        return spec.modalities == ("visual", "audio")
    return spec.modalities == ("visual", "audio") and spec.exchange != "none"


def read_heads(task: str, strategy: str, network: SoundingNetwork, report: Report) -> Path:
    """Read which heads can go; return the file."""
    split = "heads chosen on validation clips, read on test clips"
    return write_inside(task, strategy, "heads", head_figures(network, report), split)


def read_exchange(task: str, strategy: str, network: SoundingNetwork, report: Report) -> Path:
    """Read who tells whom; return the file."""
    found = json.loads(measure_exchange(network, "", report=report).to_json())
    return write_inside(task, strategy, "exchange", found, "test clips of two objects, and of one")


def read_clips(task: str, strategy: str, network: SoundingNetwork, report: Report) -> Path:
    """Compute the maps of the clips that pages open first; return the file."""
    temperature = predictor.load(strategy).card.temperature(MODALITIES, clip_maps.QUESTION)
    return clip_maps.write(task, strategy, network, temperature, report)


def read_attributions(task: str, strategy: str, network: SoundingNetwork, report: Report) -> Path:
    """Read what attributions find, beside those of the untrained twin; return the file."""
    twin = place(untrained(SoundingNetwork, network.spec), home(network))
    split = f"{figures.CLIPS} test clips of two objects, answered rightly; {figures.TWIN_CLIPS} by the twin, "
    split += f"tokens removed on {figures.FAITHFUL_CLIPS}, moved on {figures.MOVED_CLIPS}"
    found = figures.attribution_figures(network, twin, report)
    return write_inside(task, strategy, "attributions", found, split)


def read_contributions(task: str, strategy: str, network: SoundingNetwork, report: Report) -> Path:
    """Read what either sense adds and what is lost where senses only add up; return the file."""
    card = predictor.load(strategy).card
    added = contributions.emap_figures(network, report=report)
    shared = contributions.shapley_figures(network, card, report=report)
    found = {
        "emap": {q: {name: e.to_dict() for name, e in by.items()} for q, by in added.items()},
        "shapley": {
            question: {
                way: {name: {m: e.to_dict() for m, e in of.items()} for name, of in by.items()}
                for way, by in ways.items()
            }
            for question, ways in shared.items()
        },
    }
    blocks = ", ".join(f"{n} × {each}² of {form}" for form, (n, each) in contributions.BLOCKS.items())
    split = f"test clips of each question's form: {blocks} crossed, {contributions.CLIPS} of each shared out"
    return write_inside(task, strategy, "contributions", found, split)


def read_information(task: str, report: Report) -> Path:
    """Read what picture and sound know of each answer; return the file."""
    read_off = information.READ_OFF
    networks = {sense: [predictor.load(name).network for name in own] for sense, own in read_off.items()}
    strategies = tuple(dict.fromkeys(name for own in read_off.values() for name in own))
    split = f"{information.CLIPS} test clips of each form, probes from {information.LEARNT} other clips"
    found = information.information_figures(networks, report=report)
    return write_shared(task, "information", strategies, found, split)


READERS: dict[str, Callable[[str, str, SoundingNetwork, Report], Path]] = {
    "heads": read_heads,
    "exchange": read_exchange,
    "clips": read_clips,
    "attributions": read_attributions,
    "contributions": read_contributions,
}
"""What reads each kind of figure and writes it."""
