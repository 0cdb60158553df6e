"""Maps of the first numbered clips, computed once and shipped: a class opens the same clips at the same time.

They are what `mmfusion.explain.compared` finds for a clip, as float32, beside the hash of the weights: with
other weights they are not shown. ``mmfusion inspect sounding-objects --what clips`` makes them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch

from mmfusion.cards.card import digest
from mmfusion.cards.checkpoint import model_paths
from mmfusion.cards.inside import inside_path
from mmfusion.explain.compared import Compared, compared
from mmfusion.explain.maps import Score
from mmfusion.explain.path_integral import Attribution
from mmfusion.folders import ASSETS
from mmfusion.tasks.sounding.batches import make_batch, numbered_scene
from mmfusion.tasks.sounding.integrated import integrated_gradients
from mmfusion.tasks.sounding.maps import INTEGRATED, METHODS
from mmfusion.tasks.sounding.network import SoundingNetwork
from mmfusion.tasks.sounding.scene import Form

QUESTION = "side"
"""Whose answer is explained."""
FORM: Form = "pair"
"""The form of the clips that it is asked of."""
CLIPS = range(105, 125)
"""The clip that opens pages, and those that follow."""


def explained(network: SoundingNetwork, number: int) -> Compared:
    """Return the maps of a numbered clip, computed now."""
    inputs = make_batch([numbered_scene(FORM, number)]).inputs()

    def below(score: Score) -> Mapping[str, Attribution]:
        return {name: integrated_gradients(network, inputs, score, base) for name, base in INTEGRATED.items()}

    with torch.no_grad():
        tokens = network.tokens(inputs)
    return compared(network.fusion, tokens, QUESTION, METHODS, below)


def path_of(task: str, strategy: str, root: Path = ASSETS) -> Path:
    """Return where the maps of a strategy lie."""
    return inside_path(task, strategy, "clips", root).with_suffix(".safetensors")


def write(
    task: str,
    strategy: str,
    network: SoundingNetwork,
    report: Callable[[str], None] = print,
    root: Path = ASSETS,
    clips: Sequence[int] = CLIPS,
) -> Path:
    """Compute the maps of the clips by the shipped weights and write them; return the file."""
    from safetensors.numpy import save_file

    arrays: dict[str, np.ndarray] = {}
    facts: dict[str, object] = {}
    for number in clips:
        found = explained(network, number)
        for method, by in found.maps.items():
            arrays |= {f"{number}/{method}/{m}": x.astype(np.float32) for m, x in by.items()}
        arrays[f"{number}//deletion"] = found.deletion.astype(np.float32)
        arrays[f"{number}//insertion"] = found.insertion.astype(np.float32)
        facts[str(number)] = {"answer": found.answer, "sums": found.sums}
        report(f"{strategy}, clip {number}")
    path, (weights, _) = path_of(task, strategy, root), model_paths(task, strategy, root)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(arrays, path, {"weights_sha256": digest(weights), "clips": json.dumps(facts)})
    return path


def read(task: str, strategy: str, weights_sha256: str, root: Path = ASSETS) -> dict[int, Compared]:
    """Return the maps of a strategy by the number of the clip; none where they are not of these weights."""
    from safetensors import safe_open

    path = path_of(task, strategy, root)
    if not path.is_file():
        return {}
    with safe_open(path, "np") as file:
        facts = file.metadata() or {}
        if facts.get("weights_sha256") != weights_sha256:
            return {}
        arrays = {name: file.get_tensor(name).astype(np.float64) for name in file.keys()}  # noqa: SIM118
    out = {}
    for number, own in json.loads(facts["clips"]).items():
        maps = {
            method: {
                name.rpartition("/")[2]: x
                for name, x in sorted(arrays.items(), reverse=True)  # the picture first
                if name.startswith(f"{number}/{method}/")
            }
            for method in METHODS
        }
        sums = {name: (float(gap), int(steps)) for name, (gap, steps) in own["sums"].items()}
        deletion, insertion = (arrays[f"{number}//{kind}"] for kind in ("deletion", "insertion"))
        first = next(iter(maps[METHODS[0]]))
        out[int(number)] = Compared(own["answer"], maps, first, deletion, insertion, sums)
    return out
