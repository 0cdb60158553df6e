"""Figures of shipped networks are those that were written with them: what is typed over is found."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mmfusion.cards.card import ModelCard
from mmfusion.cards.checkpoint import load_cards, model_paths
from mmfusion.cards.inside import inside_path, intact, read_inside
from mmfusion.folders import ASSETS
from mmfusion.tasks.sounding import TASK
from mmfusion.tasks.sounding.exchange import read_figures
from mmfusion.tasks.sounding.predictor import _loaded, load

INSIDE = sorted((ASSETS / "inside").glob("*/*.json"))


def figures_of(card: dict[str, Any]) -> Iterator[tuple[dict[str, Any] | list[Any], Any]]:
    """Yield every number of a card that a page or a table shows: what holds it, and its place there."""
    parts = ("metrics", "own_metrics", "seeds", "robustness", "experts", "temperatures", "unfamiliar_above")
    left: list[Any] = [card[name] for name in (*parts, "confusion")]
    yield from ((card, name) for name in ("parameters", "macs"))
    while left:
        held = left.pop()
        for at, value in held.items() if isinstance(held, dict) else enumerate(held):
            if isinstance(value, dict | list):
                left.append(value)
            elif isinstance(value, int | float):
                yield held, at


def test_every_shipped_card_and_what_lies_beside_it_is_as_it_was_written() -> None:
    cards = load_cards()
    assert len({(card.task, card.strategy) for card in cards}) == len(cards) == 37
    for card in cards:
        assert card.intact, f"{card.task}, {card.strategy}: a figure is not the one that was written"
        assert card.describes(model_paths(card.task, card.strategy)[0])
    assert INSIDE
    for path in INSIDE:
        assert intact(path) is not None, f"{path.name}: a figure is not the one that was written"


@pytest.mark.parametrize(("task", "strategy"), [("events", "late"), (TASK, "mid")])
def test_no_figure_of_a_card_can_be_typed_over_unseen(task: str, strategy: str) -> None:
    text = model_paths(task, strategy)[1].read_text(encoding="utf-8")
    card = json.loads(text)
    places = list(figures_of(card))
    assert len(places) > 100
    for held, at in (*places[:40], *places[40::29]):
        was = held[at]
        held[at] = was + 1 if isinstance(was, int) else round(was + 0.01, 4)
        assert not ModelCard.from_json(json.dumps(card)).intact, (at, was)
        held[at] = was
    assert ModelCard.from_json(json.dumps(card)).intact
    del card["metrics"]["accuracy"]
    assert not ModelCard.from_json(json.dumps(card)).intact, "nor left out"
    unsealed = {name: value for name, value in json.loads(text).items() if name != "figures_sha256"}
    assert not ModelCard.from_json(json.dumps(unsealed)).intact, "nor unsealed"


def test_what_is_typed_over_is_not_shown(tmp_path: Path) -> None:
    """A network whose card was touched says that it is not the one of its card: pages then claim nothing."""
    for path in model_paths(TASK, "mid"):
        to = tmp_path / path.relative_to(ASSETS)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, to)
    assert load("mid", tmp_path).trained
    _loaded.cache_clear()
    _, card = model_paths(TASK, "mid", tmp_path)
    typed_over(card, lambda whole: whole["metrics"]["accuracy"].update(value=0.999))
    assert not load("mid", tmp_path).trained
    _loaded.cache_clear()


@pytest.mark.parametrize("what", ["heads", "attributions", "exchange"])
def test_nor_is_what_was_read_inside(what: str, tmp_path: Path) -> None:
    strategy = "bottleneck-mid"
    for path in (model_paths(TASK, strategy)[0], inside_path(TASK, strategy, what)):
        to = tmp_path / path.relative_to(ASSETS)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, to)
    copy = inside_path(TASK, strategy, what, tmp_path)

    def there() -> bool:
        if what == "exchange" and read_figures(TASK, strategy, tmp_path) is None:
            return False
        return read_inside(TASK, strategy, what, tmp_path) is not None

    assert there()
    typed_over(copy, lambda whole: _first_number_up(whole))
    assert not there()


def typed_over(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change one figure of a file by hand."""
    whole = json.loads(path.read_text(encoding="utf-8"))
    change(whole)
    path.write_text(json.dumps(whole), encoding="utf-8")


def _first_number_up(whole: Any) -> bool:
    for at, value in whole.items() if isinstance(whole, dict) else enumerate(whole):
        if isinstance(value, int | float):
            whole[at] = value + 1
            return True
        if isinstance(value, dict | list) and _first_number_up(value):
            return True
    return False
