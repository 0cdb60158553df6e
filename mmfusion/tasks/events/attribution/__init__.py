"""What the answers of `events` rest on, and the figures of it that ship."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mmfusion.cards.inside import write_inside, write_shared
from mmfusion.tasks.events import MODALITIES, TASK


def inspect(strategies: Sequence[str], what: Sequence[str], report: Callable[[str], None] = print) -> int:
    """Read figures of shipped networks and write them; return how many files."""
    from mmfusion.tasks.events import predictor
    from mmfusion.tasks.events.attribution.contributions import contribution_figures
    from mmfusion.tasks.events.attribution.information import information_figures, said
    from mmfusion.tasks.events.dataset import EventData

    data = EventData(report=report, further=True)
    done = 0
    for name in strategies if "contributions" in what else ():
        own = predictor.load(name)
        if len(own.spec.modalities) > 1:
            figures = contribution_figures(own.network, own.card, data, report)
            split = "test pairs of the fold that these weights never saw, as many of each answer"
            report(f"{name}: {write_inside(TASK, name, 'contributions', figures, split)}")
            done += 1
    if "information" in what and set(MODALITIES) <= set(strategies):
        own_of = {m: predictor.load(m) for m in MODALITIES}
        fold = int(own_of[MODALITIES[0]].card.recipe["fold"])
        seen, heard = (said(own.network, m, data, fold) for m, own in own_of.items())
        figures = information_figures(seen, heard)
        split = "pictures and recordings of the test fold, paired by kind, each answer as often"
        path = write_shared(TASK, "information", MODALITIES, figures, split)
        report(f"information: {path}")
        done += 1
    return done
