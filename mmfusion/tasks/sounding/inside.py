"""What is read of the inside of shipped networks of `sounding-objects`, and where each figure makes sense."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from mmfusion.cards.inside import write_inside
from mmfusion.cards.shipped import untrained
from mmfusion.nn.device import home
from mmfusion.nn.placing import place
from mmfusion.nn.spec import FusionSpec
from mmfusion.tasks.sounding import clip_maps
from mmfusion.tasks.sounding.exchange import measure_exchange
from mmfusion.tasks.sounding.heads import head_figures
from mmfusion.tasks.sounding.maps import CLIPS, FAITHFUL_CLIPS, map_figures
from mmfusion.tasks.sounding.network import SoundingNetwork

Report = Callable[[str], None]


def can_be_read(kind: str, spec: FusionSpec) -> bool:
    """Return whether a kind of figure means something for a network of this spec."""
    if kind == "exchange":
        return spec.bottlenecks > 0
    return spec.modalities == ("visual", "audio") and spec.exchange != "none"


def read_heads(task: str, strategy: str, network: SoundingNetwork, report: Report) -> Path:
    """Read which heads can go; return the file."""
    split = "heads chosen on validation clips, read on test clips"
    return write_inside(task, strategy, "heads", head_figures(network, report), split)


def read_maps(task: str, strategy: str, network: SoundingNetwork, report: Report) -> Path:
    """Read what maps find, beside those of the untrained twin; return the file."""
    split = f"{CLIPS} test clips of two objects, answered rightly; tokens removed on {FAITHFUL_CLIPS}"
    twin = place(untrained(SoundingNetwork, network.spec), home(network))
    figures = map_figures(network, twin, report)
    return write_inside(task, strategy, "maps", figures, split)


def read_exchange(task: str, strategy: str, network: SoundingNetwork, report: Report) -> Path:
    """Read who tells whom; return the file."""
    figures = json.loads(measure_exchange(network, "", report=report).to_json())
    return write_inside(task, strategy, "exchange", figures, "test clips of two objects, and of one")


def read_clips(task: str, strategy: str, network: SoundingNetwork, report: Report) -> Path:
    """Compute the maps of the clips that pages open first; return the file."""
    return clip_maps.write(task, strategy, network, report)


READERS: dict[str, Callable[[str, str, SoundingNetwork, Report], Path]] = {
    "heads": read_heads,
    "maps": read_maps,
    "exchange": read_exchange,
    "clips": read_clips,
}
"""What reads each kind of figure and writes it."""
