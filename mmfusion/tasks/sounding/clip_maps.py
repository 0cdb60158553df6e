"""Maps of the first numbered clips, computed once and shipped: a class opens the same clips at the same time.

They are what `mmfusion.explain.compared` finds for a clip, as float32, beside the hash of the weights: with
other weights they are not shown. ``mmfusion inspect sounding-objects --what clips`` makes them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import torch

from mmfusion.cards.card import digest
from mmfusion.cards.checkpoint import model_paths
from mmfusion.cards.inside import inside_path
from mmfusion.cards.shipped import untrained
from mmfusion.explain.compared import Compared, Explanation, in_order, in_random_orders
from mmfusion.explain.faithfulness import Curves
from mmfusion.explain.maps import METHODS as OF_TOKENS
from mmfusion.explain.maps import Map, Score, preference, probability, token_map
from mmfusion.folders import ASSETS
from mmfusion.nn.device import home, to_numpy
from mmfusion.nn.placing import place
from mmfusion.tasks.sounding.attribution.methods import INTEGRATED, attribution
from mmfusion.tasks.sounding.batches import make_batch, numbered_scene
from mmfusion.tasks.sounding.integrated import integrated_gradients
from mmfusion.tasks.sounding.network import SoundingNetwork
from mmfusion.tasks.sounding.scene import Form

QUESTION = "side"
"""Whose answer is explained."""
FORM: Form = "pair"
"""The form of the clips that it is asked of."""
CLIPS = range(105, 125)
"""The clip that opens pages, and those that follow."""
TWIN = "random weights"
"""The method that explains nothing: the first path of the untrained twin, to the same answer."""
BY_GROUP = ("occlusion", "Shapley values")
METHODS = (*INTEGRATED, *BY_GROUP, *OF_TOKENS, TWIN)


def by_path(network: SoundingNetwork, number: int, score: Score, method: str) -> Explanation:
    """Return a numbered clip's map by a method of `INTEGRATED`."""
    inputs = make_batch([numbered_scene(FORM, number)]).inputs()
    found = integrated_gradients(network, inputs, score, INTEGRATED[method])
    return Explanation({m: to_numpy(x[0].double()) for m, x in found.values.items()}, found.gap, found.steps)


def following(number: int) -> int:
    """Return the clip whose map is the null: the next one, after the last the first."""
    return CLIPS[(CLIPS.index(number) + 1) % len(CLIPS)] if number in CLIPS else CLIPS[0]


def explained(
    network: SoundingNetwork, twin: SoundingNetwork, number: int
) -> tuple[int, dict[str, Explanation]]:
    """Return what is answered of a numbered clip, and each method's map, computed now."""
    inputs = make_batch([numbered_scene(FORM, number)]).inputs()
    with torch.no_grad():
        tokens = network.tokens(inputs)
        answer = int(network.fusion(tokens).logits[QUESTION].argmax())
    score = preference(QUESTION, answer)
    maps = {name: by_path(network, number, score, name) for name in INTEGRATED}
    maps |= {name: Explanation(attribution(network, inputs, score, name)) for name in BY_GROUP}
    maps |= {name: Explanation(token_map(network.fusion, tokens, score, name)) for name in OF_TOKENS}
    return answer, maps | {TWIN: by_path(twin, number, score, next(iter(INTEGRATED)))}


def judged(
    network: SoundingNetwork, number: int, answer: int, temperature: float, maps: dict[str, tuple[Map, Map]]
) -> tuple[Curves, dict[str, Curves]]:
    """Return the answer's probability in random orders, and in the order of each pair of maps."""
    with torch.no_grad():
        tokens = network.tokens(make_batch([numbered_scene(FORM, number)]).inputs())
    score = probability(QUESTION, answer, temperature)
    random = in_random_orders(network.fusion, tokens, score)
    return random, {name: in_order(network.fusion, tokens, score, *pair) for name, pair in maps.items()}


def path_of(task: str, strategy: str, root: Path = ASSETS) -> Path:
    """Return where the maps of a strategy lie."""
    return inside_path(task, strategy, "clips", root).with_suffix(".safetensors")


def write(
    task: str,
    strategy: str,
    network: SoundingNetwork,
    temperature: float,
    report: Callable[[str], None] = print,
    root: Path = ASSETS,
    clips: Sequence[int] = CLIPS,
) -> Path:
    """Compute the maps of the clips by the shipped weights and write them; return the file.

    Args:
        task: whose.
        strategy: which network this is.
        network: its shipped weights.
        temperature: what its logits of the question are divided by when both senses answer.
        report: where progress goes.
        root: the assets folder.
        clips: their numbers, each following the one before.

    """
    from safetensors.numpy import save_file

    twin = place(untrained(SoundingNetwork, network.spec), home(network))
    found = {}
    for number in clips:
        found[number] = explained(network, twin, number)
        report(f"{strategy}, maps of clip {number}")
    arrays: dict[str, np.ndarray] = {}
    facts: dict[str, object] = {}
    for number, (answer, maps) in found.items():
        others = found.get(following(number), found[clips[0]])[1]
        pairs = {name: (own.map, others[name].map) for name, own in maps.items()}
        random, orders = judged(network, number, answer, temperature, pairs)
        for name, own in maps.items():
            arrays |= {f"{number}/{name}/{m}": x.astype(np.float32) for m, x in own.map.items()}
        for name, two in (("", random), *orders.items()):
            arrays |= {f"{number}/{name}/{kind}": x.astype(np.float32) for kind, x in two._asdict().items()}
        sums = {name: (own.gap, own.steps) for name, own in maps.items() if own.gap is not None}
        facts[str(number)] = {"answer": answer, "sums": sums}
        report(f"{strategy}, orders of clip {number}")
    path, (weights, _) = path_of(task, strategy, root), model_paths(task, strategy, root)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(arrays, path, {"weights_sha256": digest(weights), "clips": json.dumps(facts)})
    return path


def read(task: str, strategy: str, weights_sha256: str, root: Path = ASSETS) -> dict[int, Compared]:
    """Return the maps of a strategy by the number of the clip; none of other weights, or by other methods."""
    from safetensors import safe_open

    path = path_of(task, strategy, root)
    if not path.is_file():
        return {}
    with safe_open(path, "np") as file:
        facts = file.metadata() or {}
        if facts.get("weights_sha256") != weights_sha256:
            return {}
        arrays = {name: file.get_tensor(name).astype(np.float64) for name in file.keys()}  # noqa: SIM118

    def curves(where: str) -> Curves:
        return Curves(arrays[f"{where}/deletion"], arrays[f"{where}/insertion"])

    def senses(where: str) -> Iterable[str]:
        return (m for m in ("visual", "audio") if f"{where}/{m}" in arrays)

    out: dict[int, Compared] = {}
    for number, own in json.loads(facts["clips"]).items():
        if not all(f"{number}/{method}/deletion" in arrays for method in METHODS):
            return {}
        maps, orders = {}, {}
        for method in METHODS:
            where = f"{number}/{method}"
            gap, steps = own["sums"].get(method, (None, None))
            maps[method] = Explanation({m: arrays[f"{where}/{m}"] for m in senses(where)}, gap, steps)
            orders[method] = curves(where)
        out[int(number)] = Compared(own["answer"], maps, curves(f"{number}/"), orders)
    return out
