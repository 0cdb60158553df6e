"""`mmfusion data`: the packs, and what is made of them."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from typing import Annotated

import typer

from mmfusion.commands.asked import AsJson, OfTask
from mmfusion.printing import RefusedError, listed, print_table, say
from mmfusion.tasks.registry import tasks

FEATURES = OfTask("data features", lambda task: task.features)
app = typer.Typer(help="The packs: data sets to train with.", rich_markup_mode=None)


@app.command("list")
def list_packs(as_json: AsJson = False) -> None:
    """List the packs, and which of them MMFUSION_DATA holds."""
    from mmfusion.tasks.catalogue import PACKS, glance

    states = {pack.file: glance(pack) if os.environ.get("MMFUSION_DATA") else "missing" for pack in PACKS}
    if as_json:
        needed = {p.file: [name for name, task in tasks().items() if p.file in task.packs] for p in PACKS}
        found = [asdict(p) | {"tasks": needed[p.file], "state": states[p.file]} for p in PACKS]
        print(json.dumps(found, indent=1))
        return
    rows: list[tuple[object, ...]] = [("pack", "MB", "state", "licence", "what")]
    rows += [(p.file, f"{p.bytes / 1e6:.1f}", states[p.file], p.licence, p.what) for p in PACKS]
    print_table(rows)
    if not os.environ.get("MMFUSION_DATA"):
        say("MMFUSION_DATA is not set: docs/data.md says where each pack comes from")


@app.command("verify")
def verify_packs(
    packs: Annotated[list[str] | None, typer.Argument(help="File names of packs; all if none.")] = None,
) -> None:
    """Read packs and compare size and SHA-256 with the catalogue's."""
    from mmfusion.tasks.catalogue import named, verify

    try:
        chosen = named(packs or [])
    except ValueError as error:
        raise RefusedError(str(error)) from error
    wrong: dict[str, list[str]] = {}
    for pack, state in verify(chosen):
        print(f"{pack.file}: {state}")
        if state != "present":
            wrong.setdefault(state, []).append(pack.file)
    if wrong:
        raise RefusedError("; ".join(f"{state}: {', '.join(files)}" for state, files in wrong.items()))


@app.command("features")
def make_features(task: Annotated[str, typer.Argument(help=FEATURES.help)]) -> None:
    """Make the descriptions that ship again from their pack: minutes."""
    if task not in FEATURES.tasks:
        raise RefusedError(
            f"there are no descriptions of {task!r}: there are those of {listed(FEATURES.tasks)}"
        )
    _, describe = FEATURES.of(task)
    describe()
