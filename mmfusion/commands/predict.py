"""`mmfusion predict`: what every strategy makes of a clip, or of a folder of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from mmfusion.commands.asked import AsJson, OfTask, Start, Strategy, strategies_of
from mmfusion.printing import RefusedError, print_csv, print_table, rows_of, say
from mmfusion.tasks.registry import default, tasks

PREDICT = OfTask("predict", lambda task: task.predict)


def predict(
    clip: Annotated[Path, typer.Argument(help="A video, sound or picture file, or a folder of them.")],
    task: Annotated[str, typer.Option(help=PREDICT.help)] = default(tasks()).name,
    strategy: Strategy = "all",
    as_json: AsJson = False,
    start: Start = 0.0,
) -> None:
    """Say what each strategy makes of a clip; of a folder, one row a clip and strategy."""
    from mmfusion.media import MediaError

    if not clip.exists():
        raise RefusedError(f"there is no file or folder {clip}")
    files = _clips_in(clip) if clip.is_dir() else [clip]
    own, answer = PREDICT.of(task)
    strategies = strategies_of(own, strategy)
    answers: list[dict[str, Any]] = []
    failed = []
    for file in files:
        try:
            answers.append(answer(file, start, strategies))
        except (MediaError, RefusedError) as error:
            failed.append(f"{file}: {error}")
    if clip.is_dir():
        if as_json:
            print(json.dumps(answers, ensure_ascii=False, indent=1))
        else:
            print_csv(answers)
    elif answers:
        if as_json:
            print(json.dumps(answers[0], ensure_ascii=False, indent=1))
        else:
            print_table(rows_of(answers))
            for note in answers[0]["notes"]:
                say(note)
    if failed:
        raise RefusedError("\n".join(failed))


def _clips_in(folder: Path) -> list[Path]:
    from mmfusion.media import ENDINGS

    files = sorted(
        f for f in folder.iterdir() if f.is_file() and f.suffix.lower().removeprefix(".") in ENDINGS
    )
    if not files:
        raise RefusedError(f"{folder} holds no video, sound or picture file")
    return files
