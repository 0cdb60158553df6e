"""The command ``mmfusion``: predict, train, evaluate, cards, data.

What is asked for goes to standard output, everything else to standard error. A wrong argument, a file that
cannot be read, a missing pack or network costs one line and exit status 2.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from mmfusion import __version__
from mmfusion.commands import FLOWERS, KERNEL_MODULES, RefusedError, evaluate_kernels, of_task, say
from mmfusion.printing import percent, print_csv, print_table, rows_of

ENDINGS = frozenset(
    [
        *("mp4", "mov", "m4v", "mkv", "webm", "avi", "mpg", "mpeg", "ts", "gif"),
        *("wav", "mp3", "flac", "ogg", "oga", "opus", "m4a", "aac"),
        *("jpg", "jpeg", "png", "webp", "bmp", "tif", "tiff"),
    ]
)
"""Endings by which a folder's clips are found; a clip that is named itself may have any."""

INSIDE = ("heads", "maps", "exchange")
"""What can be read of the inside of a network."""

app = typer.Typer(
    help="Small, really trained models of multimodal fusion.",
    add_completion=False,
    no_args_is_help=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
data_app = typer.Typer(help="The packs: data sets to train with.", rich_markup_mode=None)
app.add_typer(data_app, name="data")


def _say_version(asked: bool) -> None:
    if asked:
        print(f"mmfusion {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None: ...


Task = Annotated[str, typer.Argument(help="The task: events or sounding-objects.")]
Strategy = Annotated[str, typer.Option(help="A fusion strategy, or all.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def predict(
    clip: Annotated[Path, typer.Argument(help="A video, sound or picture file, or a folder of them.")],
    task: Annotated[str, typer.Option(help="The task: events or sounding-objects.")] = "events",
    strategy: Strategy = "all",
    as_json: AsJson = False,
    start: Annotated[float, typer.Option(help="Start of the window, s.", min=0.0)] = 0.0,
) -> None:
    """Say what each strategy makes of a clip; of a folder, one row a clip and strategy."""
    from mmfusion.media import MediaError

    if not clip.exists():
        raise RefusedError(f"there is no file or folder {clip}")
    files = _clips_in(clip) if clip.is_dir() else [clip]
    commands, strategies = of_task(task), _strategies(task, strategy)
    answers: list[dict[str, Any]] = []
    failed = []
    for file in files:
        try:
            answers.append(commands.answer(file, start, strategies))
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
    if failed:
        raise RefusedError("\n".join(failed))


@app.command()
def trace(
    clip: Annotated[Path, typer.Argument(help="A video, sound or picture file.")],
    out: Annotated[Path, typer.Option(help="The file to write, .npz.")],
    task: Annotated[str, typer.Option(help="The task: events or sounding-objects.")] = "events",
    strategy: Annotated[str, typer.Option(help="A fusion strategy.")] = "bottleneck-mid",
    start: Annotated[float, typer.Option(help="Start of the window, s.", min=0.0)] = 0.0,
    half: Annotated[bool, typer.Option("--half", help="Write float16 instead of float32.")] = False,
) -> None:
    """Write what every head attended to: an array (heads, queries, keys) a layer and stream, with labels."""
    from mmfusion.media import MediaError

    if not clip.is_file():
        raise RefusedError(f"there is no file {clip}")
    if strategy == "all":
        raise RefusedError("a trace is of one strategy: name one with --strategy")
    commands = of_task(task)
    (chosen,) = _strategies(task, strategy)
    try:
        found = commands.trace(clip, start, chosen)
    except MediaError as error:
        raise RefusedError(f"{clip}: {error}") from error
    found.save(out, "float16" if half else "float32")
    say(f"{out}: {len(found.weights)} layers and streams, {len(found.labels)} tokens")


@app.command()
def train(
    task: Task,
    strategy: Strategy = "all",
    seeds: Annotated[
        int, typer.Option(help="Networks a strategy (and fold); sounding-objects: of those in front.", min=1)
    ] = 1,
    folds: Annotated[int, typer.Option(help="events: folds to hold out, 1 to 5.", min=1, max=5)] = 1,
    ship: Annotated[bool, typer.Option("--ship", help="Write weights and cards into assets/.")] = False,
    keep: Annotated[
        bool,
        typer.Option("--keep", help="Leave alone what shipped cards of the same recipe name."),
    ] = False,
) -> None:
    """Train networks and test each on clips that it never saw; runs stay in MMFUSION_RUNS."""
    of_task(task).train(_strategies(task, strategy), seeds, folds, ship, keep)


@app.command()
def evaluate(task: Task, strategy: Strategy = "all") -> None:
    """Measure the shipped networks on clips they never saw, beside what their cards say; then a table.

    Of flowers, emoji, events-kernels and caltech, whose models are kernels: every way to weight them, on
    five or ten splits.
    """
    if task in KERNEL_MODULES:
        evaluate_kernels(task)
    else:
        of_task(task).evaluate(_strategies(task, strategy))


@app.command()
def inspect(
    task: Task,
    strategy: Strategy = "all",
    what: Annotated[str, typer.Option(help="heads, maps or exchange, or all.")] = "all",
) -> None:
    """Look inside shipped networks on test clips: heads that can go, what maps find, who tells whom."""
    if what not in ("all", *INSIDE):
        raise RefusedError(f"there is no figure of {what!r}: there are {', '.join(INSIDE)} and all")
    of_task(task).inspect(_strategies(task, strategy), INSIDE if what == "all" else (what,))


@app.command()
def grid(
    seeds: Annotated[int, typer.Option(help="Networks of cells with B = 4 or L_f = 1.", min=1, max=3)] = 3,
) -> None:
    """Train and ship a small network of sounding-objects for every bottleneck size and fusion layer.

    About an hour on two cores; a broken run goes on where it stopped.
    """
    from mmfusion.tasks.sounding.grid import ship_grid

    found = ship_grid(say, seeds=seeds)
    rows: list[tuple[object, ...]] = [("cell", "accuracy, %", "seeds, %")]
    for name, cell in found["cells"].items():
        rows.append((name, percent(cell["accuracy"]), ", ".join(f"{100 * s:.1f}" for s in cell["seeds"])))
    print_table(rows)


@app.command()
def cards(as_json: AsJson = False) -> None:
    """List the shipped networks: what they are and how good."""
    from mmfusion.cards.checkpoint import load_cards, model_paths

    found = load_cards()
    if as_json:
        print(json.dumps([asdict(card) for card in found], ensure_ascii=False, indent=1))
        return
    rows: list[tuple[object, ...]] = [("task", "strategy", "parameters", "MACs", "accuracy, %", "weights")]
    for card in found:
        accuracy = card.metrics.get("accuracy")
        state = "as on the card" if card.describes(model_paths(card.task, card.strategy)[0]) else "changed"
        figure = percent(accuracy) if accuracy else "-"
        rows.append((card.task, card.strategy, f"{card.parameters:,}", f"{card.macs:,}", figure, state))
    print_table(rows)


@data_app.command("list")
def data_list(as_json: AsJson = False) -> None:
    """List the packs, and which of them MMFUSION_DATA holds."""
    from mmfusion.tasks.catalogue import PACKS, glance

    states = {pack.file: glance(pack) if os.environ.get("MMFUSION_DATA") else "missing" for pack in PACKS}
    if as_json:
        print(json.dumps([asdict(p) | {"state": states[p.file]} for p in PACKS], indent=1))
        return
    rows: list[tuple[object, ...]] = [("pack", "MB", "state", "licence", "what")]
    rows += [(p.file, f"{p.bytes / 1e6:.1f}", states[p.file], p.licence, p.what) for p in PACKS]
    print_table(rows)
    if not os.environ.get("MMFUSION_DATA"):
        say("MMFUSION_DATA is not set: docs/data.md says where each pack comes from")


@data_app.command("verify")
def data_verify(
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


@data_app.command("features")
def data_features(task: Annotated[str, typer.Argument(help="The task: flowers.")]) -> None:
    """Make the descriptions that ship again from their pack: minutes."""
    if task != FLOWERS:
        raise RefusedError(f"there are no descriptions of {task!r}: there are those of {FLOWERS}")
    from mmfusion.tasks.flowers import commands as flowers

    flowers.features()


def _strategies(task: str, strategy: str) -> tuple[str, ...]:
    """Return the strategies that are asked for. Raises RefusedError for a task or strategy there is not."""
    known = of_task(task).STRATEGIES
    if strategy not in (*known, "all"):
        raise RefusedError(f"there is no strategy {strategy!r}: there are {', '.join(known)} and all")
    return tuple(known) if strategy == "all" else (strategy,)


def _clips_in(folder: Path) -> list[Path]:
    files = sorted(
        f for f in folder.iterdir() if f.is_file() and f.suffix.lower().removeprefix(".") in ENDINGS
    )
    if not files:
        raise RefusedError(f"{folder} holds no video, sound or picture file")
    return files


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, str(os.cpu_count() or 1))
    given = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    try:
        status = app(given, prog_name="mmfusion", standalone_mode=False)
    except typer.TyperException as error:
        words = error.format_message() if hasattr(error, "format_message") else str(error)
        say(f"mmfusion: {' '.join(words.split())} (mmfusion --help says what there is)")
        return 2
    except RefusedError as error:
        for line in str(error).splitlines():
            say(f"mmfusion: {line}")
        return 2
    except FileNotFoundError as error:  # a pack or a network that is missing: the text says which
        say(f"mmfusion: {error}")
        return 2
    except (KeyboardInterrupt, typer.Abort):
        say("mmfusion: stopped")
        return 130
    return status if isinstance(status, int) else 0


if __name__ == "__main__":
    sys.exit(main())
