"""`mmfusion trace`: what every head of a network attended to in a clip."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mmfusion.commands.asked import OfTask, Start, strategies_of
from mmfusion.printing import RefusedError, say
from mmfusion.tasks.registry import default, tasks

TRACE = OfTask("trace", lambda task: task.trace)


def trace(
    clip: Annotated[Path, typer.Argument(help="A video, sound or picture file.")],
    out: Annotated[Path, typer.Option(help="The file to write, .npz.")],
    task: Annotated[str, typer.Option(help=TRACE.help)] = default(tasks()).name,
    strategy: Annotated[str, typer.Option(help="A fusion strategy.")] = "bottleneck-mid",
    start: Start = 0.0,
    half: Annotated[bool, typer.Option("--half", help="Write float16 instead of float32.")] = False,
) -> None:
    """Write what every head attended to: an array (heads, queries, keys) a layer and stream, with labels.

    Arrays are named by layer and stream, layers from 0: what a page calls layer 1 is 0/visual and 0/audio.
    """
    from mmfusion.media import MediaError

    if not clip.is_file():
        raise RefusedError(f"there is no file {clip}")
    if strategy == "all":
        raise RefusedError("a trace is of one strategy: name one with --strategy")
    own, attended = TRACE.of(task)
    (chosen,) = strategies_of(own, strategy)
    try:
        found = attended(clip, start, chosen)
    except MediaError as error:
        raise RefusedError(f"{clip}: {error}") from error
    found.save(out, "float16" if half else "float32")
    say(f"{out}: {len(found.weights)} layers and streams, {len(found.labels)} tokens")
