from __future__ import annotations

import json
from pathlib import Path

import pytest

from mmfusion.cards import figure as module
from mmfusion.cards.figure import Figure, figure, stored


@pytest.fixture
def assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(module, "ASSETS", tmp_path)
    card = {"macs": 7, "metrics": {"side": {"value": 0.9, "low": 0.8, "high": 0.95, "n": 60.0}}}
    table = {"rows": [{"gain": {"value": 0.1, "half": 0.03}}, 2.5], "name": "x", "on": True}
    for name, content in (("models/task/late", card), ("task/table", table)):
        path = tmp_path / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    return tmp_path


@pytest.mark.usefixtures("assets")
def test_an_address_leads_to_a_card_its_metrics_or_a_file_of_figures() -> None:
    assert figure("task/late :: side") == Figure(0.9, 0.8, 0.95)
    assert figure("task/late :: macs") == Figure(7.0)
    found = figure("task/table :: rows :: 0 :: gain")
    assert found.value == 0.1
    assert (found.low, found.high) == pytest.approx((0.07, 0.13))
    assert figure("task/table :: rows :: 1") == Figure(2.5)
    assert stored("task/table :: name") == "x"


@pytest.mark.usefixtures("assets")
def test_what_is_not_there_is_said() -> None:
    with pytest.raises(FileNotFoundError, match="'task/none'"):
        figure("task/none :: side")
    for address in ("task/late :: sides", "task/table :: rows :: 7", "task/table :: rows :: x"):
        with pytest.raises(KeyError, match="leads nowhere"):
            figure(address)
    for address in ("task/table :: name", "task/table :: on", "task/table :: rows"):
        with pytest.raises(ValueError, match="no figure"):
            figure(address)


def test_a_file_that_is_written_anew_is_read_anew(assets: Path) -> None:
    assert figure("task/late :: macs").value == 7
    path = assets / "models" / "task" / "late.json"
    path.write_text(json.dumps({"macs": 8, "metrics": {}}), encoding="utf-8")
    import os

    os.utime(path, ns=(1, 1))
    assert figure("task/late :: macs").value == 8
