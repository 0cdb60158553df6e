"""How little must cross, how late may it? One small network a cell: B bottleneck tokens, fusion layer L_f.

A lighter recipe than that of the shipped strategies, the same for every cell: clips of two objects of which
one may sound, every other frame, *which one sounds* alone and the aids that ask what is perceived, no
question of time, nothing spoiled. B = 0 is *late*, whatever L_f; "all" lets every token through: *early* and
*mid*.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional as F

from mmfusion.cards.card import digest
from mmfusion.cards.checkpoint import load_weights, save_weights
from mmfusion.explain.space import BOTTLENECK
from mmfusion.explain.statistics import shares
from mmfusion.explain.trace import trace
from mmfusion.folders import ASSETS
from mmfusion.measure.metrics import cross_entropy, share
from mmfusion.nn.device import find, to_numpy
from mmfusion.nn.placing import place
from mmfusion.nn.spec import FusionSpec
from mmfusion.tasks.sounding import FRAMES, TASK, UNASKED
from mmfusion.tasks.sounding.batches import TEST, VALIDATION, Batch, fixed_scenes, make_batch
from mmfusion.tasks.sounding.learning.ship import macs_of
from mmfusion.tasks.sounding.learning.training import COMPARING, SoundingRecipe, Trainee
from mmfusion.tasks.sounding.measures import CLIPS
from mmfusion.tasks.sounding.network import GRIDS, SoundingNetwork
from mmfusion.tasks.sounding.scene import draw
from mmfusion.training.finished import finish, finished, runs_root
from mmfusion.training.loop import fit

ALL = -1
"""B where everything crosses."""
TOKENS = (0, 1, 4, 16, ALL)
FUSION_LAYERS = (0, 1, 2, 3)
SEEDS = 3
"""Networks of the cells with B = 4 or L_f = 1; one of each other."""
FLOW_CLIPS, VALIDATION_CLIPS = 20, 300
"""Clips on which it is read how much crosses; on which the best of a run is chosen."""
CLIPS_KEPT = "grid-clips"
"""The folder beside the runs in which drawn clips are kept until the grid is shipped."""
TIMED = ("lands", "sounds")
"""Aids that ask when; they are left out."""


@dataclass(frozen=True)
class GridRecipe(SoundingRecipe):
    """How the network of one cell is trained."""

    steps: int = 1500
    through: int = 4
    """B; 0 for none, `ALL` for everything."""
    validate_every: int = 300

    @property
    def name(self) -> str:
        """Return the name of the run's folder."""
        return f"grid-{cell_name(self.through, self.fusion_layer)}-seed{self.seed}"

    @property
    def spec(self) -> FusionSpec:
        """Return the spec of the cell."""
        strategy = "late"
        if self.through == ALL:
            strategy = "mid" if self.fusion_layer else "early"
        elif self.through:
            strategy = "bottleneck-mid" if self.fusion_layer else "bottleneck"
        return replace(self, strategy=strategy, bottlenecks=max(1, self.through)).plain_spec

    @property
    def plain_spec(self) -> FusionSpec:
        """Return the spec that the strategy names."""
        return super().spec


def cell_name(through: int, fusion_layer: int) -> str:
    """Return a cell's name; that of B = 0 names no layer."""
    return "late" if through == 0 else f"B{'all' if through == ALL else through}-L{fusion_layer}"


def cells(seeds: int = SEEDS) -> Iterator[GridRecipe]:
    """Yield the recipe of every network of the grid: one seed of all cells first, then the other seeds."""
    for seed in range(seeds):
        for through in TOKENS:
            for fusion_layer in FUSION_LAYERS if through else (0,):
                if seed == 0 or through == 4 or (fusion_layer == 1 and through) or not through:
                    yield GridRecipe(through=through, fusion_layer=fusion_layer, seed=seed)


def kept_frames() -> dict[str, Tensor]:
    """Return the picture tokens of every other frame."""
    each = GRIDS["visual"][0] * GRIDS["visual"][1]
    return {"visual": torch.tensor([i for i in range(FRAMES * each) if (i // each) % 2])}


def drawn(recipe: GridRecipe, step: int, kept: Path | None = None) -> Batch:
    """Return a step's clips, the same for every cell of a seed, the frames that are not kept black.

    Drawing them takes as long as learning from them. Where `kept` names a folder they are drawn once and
    read back by the cells that follow: some 5 MB a step, 8 GB a seed. Inputs are rounded to half floats
    either way.
    """
    path = None if kept is None else kept / f"seed{recipe.seed}-{recipe.batch}-{step}.safetensors"
    if path is None or not path.is_file():
        rng = np.random.default_rng([recipe.seed, 11, step])
        batch = untimed(make_batch([draw(rng, "pair") for _ in range(recipe.batch)]))
        found = {"visual": batch.visual[:, 1::2].half(), "audio": batch.audio.half()}
        found |= {f"labels.{q}": y for q, y in batch.labels.items()}
        found |= {f"aids.{a}": y for a, y in batch.aids.items()}
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            whole = path.with_suffix(f".{os.getpid()}")  # a run that breaks off leaves no half a file
            save_file({k: v.contiguous() for k, v in found.items()}, whole)
            whole.replace(path)
    else:
        found = load_file(path)
    visual = torch.zeros(recipe.batch, FRAMES, *found["visual"].shape[2:])
    visual[:, 1::2] = found["visual"]
    labels, aids = (
        {k.removeprefix(part): y for k, y in found.items() if k.startswith(part)}
        for part in ("labels.", "aids.")
    )
    return Batch(visual, found["audio"].float(), labels, aids)


def untimed(batch: Batch) -> Batch:
    """Return a batch of which only *side* is asked, and no aid that asks when."""
    labels = {q: y if q == "side" else torch.full_like(y, UNASKED) for q, y in batch.labels.items()}
    aids = {a: torch.full_like(y, UNASKED) if a in TIMED else y for a, y in batch.aids.items()}
    return replace(batch, labels=labels, aids=aids)


class GridTrainee(Trainee):
    """A cell's network with the heads of the aids; there is one stage."""

    recipe: GridRecipe

    def __init__(self, recipe: GridRecipe, kept: Path | None = None) -> None:
        super().__init__(recipe)
        self.kept_clips = kept
        self.curriculum.ends[:COMPARING] = 0.0  # the timing stage is over before the first step

    def loss(self, step: int) -> Tensor:
        """Return the loss of a step's batch."""
        batch = drawn(self.recipe, step, self.kept_clips)
        total, _ = self.part(batch, slice(None), ("visual", "audio"), kept_frames())
        return total


@torch.inference_mode()
def side_logits(network: SoundingNetwork, part: int, clips: int, rows: int = 50) -> tuple[Tensor, Tensor]:
    """Return the logits of *side* `(clips, 3)` and the truth `(clips,)` on fixed clips of two objects."""
    scenes = list(fixed_scenes("pair", clips, part))
    logits, truth = [], []
    for start in range(0, clips, rows):
        batch = make_batch(scenes[start : start + rows])
        logits.append(network(batch.inputs(), kept_frames()).logits["side"].cpu())
        truth.append(batch.labels["side"])
    return torch.cat(logits), torch.cat(truth)


def train_cell(
    recipe: GridRecipe, folder: Path, report: Callable[[str], None] = print, validation: int | None = None
) -> SoundingNetwork:
    """Train the network of a cell, or go on where a broken run stopped; return its best.

    Args:
        recipe: of the cell.
        folder: where the run lives.
        report: where progress goes.
        validation: clips on which the best is chosen; by default `VALIDATION_CLIPS`.

    """
    torch.manual_seed(recipe.seed)
    trainee = place(GridTrainee(recipe, folder.parent / CLIPS_KEPT), find())

    def validate() -> float:
        logits, truth = side_logits(trainee.network, VALIDATION, validation or VALIDATION_CLIPS)
        found = F.cross_entropy(logits, truth).item()
        right = (logits.argmax(dim=1) == truth).float().mean().item()
        report(f"{recipe.name}: side {found:.3f} nats, {100 * right:.1f} % right")
        return found

    fit(trainee, trainee.loss, validate, recipe, folder, report)
    return trainee.network.cpu().eval()


def grid_trained(recipe: GridRecipe, report: Callable[[str], None] = print) -> SoundingNetwork:
    """Train the network of a cell, or read back what a finished run of the same recipe left."""
    folder = runs_root(TASK) / recipe.name
    if not finished(folder, asdict(recipe)):
        train_cell(recipe, folder, report)
        finish(folder, asdict(recipe))
    trainee = GridTrainee(recipe)
    trainee.load_state_dict(load_file(folder / "best.safetensors"))
    return trainee.network.eval()


def crossing_share(network: SoundingNetwork, clips: int | None = None) -> float:
    """Return which part of attention crosses from L_f on: to the bottleneck, or to the other sense.

    The mean over both senses, heads, exchanging layers and clips; 0 where nothing can cross. It is reading,
    not use: what is read in the last layer through a bottleneck, nobody learns of.
    """
    spec = network.spec
    if spec.exchange == "none":
        return 0.0
    found: list[float] = []
    for scene in fixed_scenes("pair", clips or FLOW_CLIPS, TEST):
        with torch.inference_mode():
            tokens = network.tokens(make_batch([scene]).inputs(), kept_frames())
        seen = trace(network.fusion, tokens)
        for asks, other in (("visual", "audio"), ("audio", "visual")):
            by_head = shares(seen, asks, BOTTLENECK if spec.bottlenecks else other)
            found += [share for head, share in by_head.items() if head.layer >= spec.fusion_layer]
    return float(np.mean(found))


def kept_cell(name: str, recipe: GridRecipe, root: Path = ASSETS) -> SoundingNetwork | None:
    """Return the shipped network of a cell, None unless it was trained by today's recipe, with one seed."""
    path, known = cell_path(name, root), grid_path(root)
    stored = json.loads(known.read_text(encoding="utf-8")) if known.is_file() else {}
    cell = stored.get("cells", {}).get(name, {})
    same = stored.get("recipe") == json.loads(json.dumps(GridRecipe().to_dict()))
    if not (
        same and path.is_file() and cell.get("weights_sha256") == digest(path) and len(cell["seeds"]) == 1
    ):
        return None
    network = SoundingNetwork(recipe.spec)
    load_weights(network, path)
    return network.eval()


def ship_grid(
    report: Callable[[str], None] = print,
    clips: int = CLIPS,
    root: Path = ASSETS,
    seeds: int = SEEDS,
    keep: bool = False,
) -> dict[str, Any]:
    """Train what is missing, test every network on the same clips, write seed 0's weights and the figures.

    Args:
        report: where progress goes.
        clips: test clips of two objects.
        root: the assets folder.
        seeds: at most so many networks a cell.
        keep: whether shipped weights of the same recipe are tested again, not trained again.

    """
    rows: dict[str, dict[str, Any]] = {}
    for recipe in cells(seeds):
        name = cell_name(recipe.through, recipe.fusion_layer)
        shipped = kept_cell(name, recipe, root) if keep and recipe.seed == 0 else None
        network = shipped or grid_trained(recipe, report)
        if recipe.seed == 0:
            path = cell_path(name, root)
            if shipped is None:
                save_weights(network, path)
                load_weights(network, path)  # what ships is what is tested
            rows[name] = {
                "through": recipe.through,
                "fusion_layer": recipe.fusion_layer,
                "spec": recipe.spec.to_dict(),
                "weights_sha256": digest(path),
                "parameters": sum(p.numel() for p in network.parameters()),
                "macs": macs_of(network.spec),
                "crossing": round(crossing_share(network), 4),
                "seeds": [],
            }
        logits, truth = side_logits(network, TEST, clips)
        hits = int((logits.argmax(dim=1) == truth).sum())
        rows[name]["seeds"].append(round(hits / clips, 4))
        if recipe.seed == 0:
            rows[name]["accuracy"] = share(hits, clips).to_dict()
            rows[name]["nats"] = round(cross_entropy(to_numpy(logits), to_numpy(truth)), 4)
        report(f"{recipe.name}: {100 * hits / clips:.1f} %")
    found = {
        "split": f"{clips:,} test clips of two objects; scenes that no training saw, a note of its own each",
        "recipe": GridRecipe().to_dict(),
        "cells": rows,
    }
    grid_path(root).write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    shutil.rmtree(runs_root(TASK) / CLIPS_KEPT, ignore_errors=True)
    return found


def grid_path(root: Path = ASSETS) -> Path:
    """Return where the grid's figures lie."""
    return root / "grid" / "cells.json"


def cell_path(name: str, root: Path = ASSETS) -> Path:
    """Return where the weights of a cell's seed 0 lie."""
    return root / "grid" / f"{name}.safetensors"
