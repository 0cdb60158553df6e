"""`mmfusion tasks`: what there is."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence

from mmfusion.commands.asked import AsJson
from mmfusion.tasks.registry import Task
from mmfusion.tasks.registry import tasks as every

FACTS = ("modalities", "strategies", "packs", "commands")
WIDTH = 110


def tasks(as_json: AsJson = False) -> None:
    """List the tasks: their modalities, strategies, packs and commands."""
    if as_json:
        print(json.dumps([_plain(task) for task in every().values()], ensure_ascii=False, indent=1))
        return
    for task in every().values():
        print(f"{task.name}: {task.title}")
        for fact in FACTS:
            print(_line(fact, getattr(task, fact)))


def _plain(task: Task) -> dict[str, object]:
    return {"name": task.name, "title": task.title} | {fact: list(getattr(task, fact)) for fact in FACTS}


def _line(fact: str, words: Sequence[str]) -> str:
    start = f"  {fact:12}"
    return textwrap.fill(
        ", ".join(words) or "none",
        WIDTH,
        initial_indent=start,
        subsequent_indent=" " * len(start),
        break_long_words=False,
        break_on_hyphens=False,
    )
