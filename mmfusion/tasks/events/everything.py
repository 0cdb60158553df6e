"""One command from the packs to the shipped cards: every strategy, every fold, every figure.

Whatever is finished is read back, so that the command can be broken off and given again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from safetensors.torch import load_file

from mmfusion.cards.card import ModelCard
from mmfusion.tasks.events.dataset import EventData
from mmfusion.tasks.events.network import EventNetwork
from mmfusion.tasks.events.report import pool
from mmfusion.tasks.events.runs import Run
from mmfusion.tasks.events.ship import SHIPPED_FOLD, ship
from mmfusion.tasks.events.sources import across_sources, card_rows, content_free, one_per_class_too


def ship_everything(
    runs: Sequence[Run], data: EventData, report: Callable[[str], None] = print
) -> list[ModelCard]:
    """Write weights and cards from finished runs, with the figures across sources of the single senses.

    Raises:
        ValueError: no run of a single sense, or none on the fold that ships.

    """
    by_strategy: dict[str, list[Run]] = {}
    for run in runs:
        if run.recipe.seed == 0:
            by_strategy.setdefault(run.recipe.strategy, []).append(run)
    for needed in ("visual", "audio"):
        if not any(run.recipe.fold == SHIPPED_FOLD for run in by_strategy.get(needed, [])):
            raise ValueError(f"shipping needs {needed} on fold {SHIPPED_FOLD}: train it first")
    extra: dict[str, Mapping[str, Any]] = {}
    for sense in ("visual", "audio"):
        table = across_sources(sense, data, report)
        if sense == "visual":
            run = next(r for r in by_strategy[sense] if r.recipe.fold == SHIPPED_FOLD)
            network = EventNetwork(run.recipe.spec)
            network.load_state_dict(load_file(run.folder / "best.safetensors"))
            for name, by_source in one_per_class_too(network.eval(), data).items():
                table.setdefault(name, {}).update(by_source)
        rows = card_rows(table, "each source left out of training in turn")
        baseline = {**content_free(sense, data).to_dict(), "on": "5 folds, pooled"}
        extra[sense] = {**rows, "content-free baseline": baseline}
        report(f"{sense} across sources: {rows['across sources']['value']:.3f}")
    report(f"pooling {', '.join(by_strategy)}: {pool(by_strategy['visual'], data).targets.size} test pairs")
    return ship(by_strategy, data, extra)
