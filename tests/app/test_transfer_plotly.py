from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.ui.transfer import computed
from mmfusion.ui.transfer.as_plotly import SHORT
from mmfusion.ui.transfer.computed import TASKS, WAYS, panel
from tests.app.plots import array, fold_is_closed, shown

Visit = Callable[..., AppTest]


@pytest.mark.parametrize(("task", "way"), [("emoji", "pairing"), ("voice", "distillation")])
def test_the_curves_are_the_stored_accuracies_of_all_ways_to_learn_all_classes(
    visit: Visit, task: str, way: str
) -> None:
    app = visit("transfer", transfer_task=task, transfer_way=way)
    assert not app.exception
    assert fold_is_closed(app)
    app = visit("transfer", transfer_task=task, transfer_way=way, transfer_plotly="true")
    own = panel(task, way)
    found = computed.figures(own)
    drawn = {trace["name"]: trace for trace in shown(app, "transfer")["data"] if trace.get("name")}
    arms = [arm for arm in (own.alone, *own.arms) if not arm.startswith("half")]
    assert set(drawn) == {SHORT[arm] for arm in arms}
    for arm in arms:
        values = [100 * one["value"] for one in found["figures"][arm]["accuracy"]]
        assert array(drawn[SHORT[arm]]["y"]).tolist() == pytest.approx(values)


def test_every_way_of_every_task_can_be_drawn() -> None:
    from mmfusion.figures.template import DARK
    from mmfusion.ui.transfer.as_plotly import figures

    for task in TASKS:
        for way in WAYS:
            (made,) = figures(panel(task, way))
            figure = made.make(DARK)
            longest = max(len(trace.name) for trace in figure.data if trace.name)
            assert figure.layout.margin.r >= 6 * longest, "no name at a line's end is cut"
