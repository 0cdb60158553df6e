"""The training loop: AdamW, warm-up and cosine, validation, early stop, resumption, mixed precision on a GPU.

A run lives in a folder: ``log.jsonl`` (one line a validation), ``state.pt`` (to resume; our own file,
removed at the end) and ``best.safetensors``.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from mmfusion.nn.device import home
from mmfusion.training.recipe import Schedule


def learning_rate_at(step: int, recipe: Schedule) -> float:
    """Return the learning rate of a step: linear warm-up, then half a cosine to zero."""
    if step < recipe.warmup:
        return recipe.learning_rate * (step + 1) / recipe.warmup
    done = (step - recipe.warmup) / max(1, recipe.steps - recipe.warmup)
    return recipe.learning_rate * 0.5 * (1 + math.cos(math.pi * min(1.0, done)))


def parameter_groups(network: nn.Module, weight_decay: float) -> list[dict[str, object]]:
    """Return two groups: matrices decay; vectors, tokens and embeddings do not."""
    matrices: list[nn.Parameter] = []
    others: list[nn.Parameter] = []
    for name, parameter in network.named_parameters():
        decays = parameter.ndim >= 2 and not any(part in name for part in ("place", "cls", "bottleneck"))
        (matrices if decays else others).append(parameter)
    return [{"params": matrices, "weight_decay": weight_decay}, {"params": others, "weight_decay": 0.0}]


def fit(
    network: nn.Module,
    loss_of: Callable[[int], Tensor],
    validate: Callable[[], float],
    recipe: Schedule,
    folder: Path,
    report: Callable[[str], None] = print,
) -> dict[str, float]:
    """Train `network` in place and leave it with the weights of its best validation.

    Args:
        network: what is trained.
        loss_of: step -> scalar loss of that step's batch. It must depend on the step and on the recipe's
            seed alone, so that a resumed run sees what an uninterrupted one would have.
        validate: returns the held-out cross-entropy in nats.
        recipe: how.
        folder: where the run lives; an interrupted run in it is resumed.
        report: where progress goes, one line at a time.

    Returns:
        ``step`` and ``cross_entropy`` of the best validation, ``seconds`` of training.

    """
    folder.mkdir(parents=True, exist_ok=True)
    optimiser = torch.optim.AdamW(
        parameter_groups(network, recipe.weight_decay), lr=recipe.learning_rate, betas=(0.9, 0.98)
    )
    best = {"step": 0.0, "cross_entropy": math.inf, "seconds": 0.0}
    stale, first = 0, 0
    state_path, best_path = folder / "state.pt", folder / "best.safetensors"
    if state_path.is_file():
        state = torch.load(state_path, map_location=home(network), weights_only=True)
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        best, stale, first = state["best"], state["stale"], state["step"]
    device = home(network)
    began = time.perf_counter() - best["seconds"]
    log = (folder / "log.jsonl").open("a")
    running = 0.0
    for step in range(first, recipe.steps):
        for group in optimiser.param_groups:
            group["lr"] = learning_rate_at(step, recipe)
        network.train()
        torch.manual_seed(recipe.seed * 1_000_003 + step)
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            loss = loss_of(step)
        if not torch.isfinite(loss):
            raise FloatingPointError(f"the loss is {loss.item()} at step {step}: lower learning_rate")
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        running = 0.98 * running + 0.02 * loss.item() if step else loss.item()
        if (step + 1) % recipe.validate_every and step + 1 < recipe.steps:
            continue
        network.eval()
        held_out = validate()
        line = {"step": step + 1, "loss": round(running, 4), "validation": round(held_out, 4)}
        log.write(json.dumps(line) + "\n")
        log.flush()
        if held_out < best["cross_entropy"]:
            best = {"step": step + 1.0, "cross_entropy": held_out, "seconds": time.perf_counter() - began}
            stale = 0
            save_file({k: v.contiguous() for k, v in network.state_dict().items()}, best_path)
        else:
            stale += 1
        report(f"{recipe.name}: step {step + 1}, loss {running:.3f}, validation {held_out:.3f}")
        torch.save(
            {
                "network": network.state_dict(),
                "optimiser": optimiser.state_dict(),
                "best": best,
                "stale": stale,
                "step": step + 1,
            },
            state_path,
        )
        if stale >= recipe.patience:
            break
    log.close()
    if not best_path.is_file():
        raise FloatingPointError("no validation ever gave a finite cross-entropy")
    network.load_state_dict(load_file(best_path))
    network.eval()
    state_path.unlink(missing_ok=True)
    return best
