"""The command ``mmfusion``: predict, train, evaluate, cards, data.

What is asked for goes to standard output, everything else to standard error. A wrong argument, a file that
cannot be read, a missing pack or network costs one line and exit status 2.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mmfusion.printing import interval, percent, print_csv, print_table, rows_of

if TYPE_CHECKING:
    from mmfusion.media import Clip
    from mmfusion.predictor import Prediction, Predictor

ENDINGS = frozenset(
    [
        *("mp4", "mov", "m4v", "mkv", "webm", "avi", "mpg", "mpeg", "ts", "gif"),
        *("wav", "mp3", "flac", "ogg", "oga", "opus", "m4a", "aac"),
        *("jpg", "jpeg", "png", "webp", "bmp", "tif", "tiff"),
    ]
)
"""Endings by which a folder's clips are found; a clip that is named itself may have any."""

app = typer.Typer(
    help="Small, really trained models of multimodal fusion.",
    add_completion=False,
    no_args_is_help=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
data_app = typer.Typer(help="The packs: data sets to train with.", rich_markup_mode=None)
app.add_typer(data_app, name="data")

Task = Annotated[str, typer.Argument(help="The task: events or sounding-objects.")]
Strategy = Annotated[str, typer.Option(help="A fusion strategy, or all.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class RefusedError(Exception):
    """What was asked for cannot be done; the text is the one line that says why."""


@app.command()
def predict(
    clip: Annotated[Path, typer.Argument(help="A video, sound or picture file, or a folder of them.")],
    task: Annotated[str, typer.Option(help="The task: events or sounding-objects.")] = "events",
    strategy: Strategy = "all",
    as_json: AsJson = False,
    start: Annotated[float, typer.Option(help="Start of the window, s.", min=0.0)] = 0.0,
) -> None:
    """Say what each strategy makes of a clip; of a folder, one row a clip and strategy."""
    from mmfusion.media import MediaError, load_clip

    if not clip.exists():
        raise RefusedError(f"there is no file or folder {clip}")
    files = _clips_in(clip) if clip.is_dir() else [clip]
    strategies = _strategies(task, strategy)
    answers: list[dict[str, Any]] = []
    failed = []
    for file in files:
        try:
            if task == "events":
                loaded = load_clip(file, start=start, name=file.name)
                answers.append(_answer(file, loaded, task, _predictors(task, strategy)))
            else:
                answers.append(_answer_all(file, start, strategies))
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
def train(
    task: Task,
    strategy: Strategy = "all",
    seeds: Annotated[
        int, typer.Option(help="Networks a strategy (and fold); sounding-objects: of those in front.", min=1)
    ] = 1,
    folds: Annotated[int, typer.Option(help="events: folds to hold out, 1 to 5.", min=1, max=5)] = 1,
    ship: Annotated[bool, typer.Option("--ship", help="Write weights and cards into assets/.")] = False,
) -> None:
    """Train networks and test each on clips that it never saw; runs stay in MMFUSION_RUNS."""
    strategies = _strategies(task, strategy)
    if task == "events":
        _train_events(strategies, seeds, folds, ship)
    else:
        _train_sounding(strategies, seeds, ship)


def _train_sounding(strategies: Sequence[str], seeds: int, ship: bool) -> None:
    from mmfusion.training.sounding_ship import FRONT, recipe_of, runs_root, ship_networks, trained

    count = {name: seeds if name in FRONT else 1 for name in strategies}
    for name, own in count.items():
        for seed in range(own):
            trained(recipe_of(name, seed), _say)
    _say(f"runs are kept in {runs_root()}")
    if ship:
        for card in ship_networks(count, report=_say):
            _say(f"shipped {card.strategy}: {percent(card.metrics['accuracy'])} % over all questions")


def _train_events(strategies: Sequence[str], seeds: int, folds: int, ship: bool) -> None:
    from mmfusion.data.events.dataset import EventData
    from mmfusion.training.report import pool
    from mmfusion.training.runs import execute_all, runs_root

    data = EventData(report=_say)
    rows = []
    runs = execute_all(strategies, data, folds, seeds, _say)
    for run in runs:
        pooled = pool([run], data)
        accuracy = pooled.accuracy(pooled.main)
        recipe = run.recipe
        rows.append((recipe.strategy, recipe.fold, recipe.seed, percent(vars(accuracy)), str(run.folder)))
    print_table([("strategy", "fold", "seed", "accuracy, %", "run"), *rows])
    _say(f"runs are kept in {runs_root()}")
    if ship:
        from mmfusion.training.everything import ship_everything

        for card in ship_everything(runs, data, _say):
            _say(f"shipped {card.strategy}: {percent(card.metrics['accuracy'])} %")


@app.command()
def evaluate(task: Task, strategy: Strategy = "all") -> None:
    """Measure the shipped networks on clips they never saw, beside what their cards say; then a table."""
    if task == "events":
        _evaluate_events(_predictors(task, strategy))
    else:
        _evaluate_sounding(_strategies(task, strategy))


def _evaluate_sounding(strategies: Sequence[str]) -> None:
    from mmfusion.instrument import load
    from mmfusion.training.leaks import leak_table
    from mmfusion.training.sounding_ship import measured_again
    from mmfusion.training.sounding_table import question_table, spoiled_table

    predictors = {name: load(name) for name in _shipped(strategies)}
    rows: list[tuple[object, ...]] = [("strategy", "figure", "measured now", "on the card", "n")]
    for name, found in measured_again({n: p.network for n, p in predictors.items()}, _say).items():
        for figure, now in found.items():
            card = predictors[name].card.own_metrics.get(figure)
            rows.append((name, figure, interval(now), interval(card) if card else "-", int(now["n"])))
    print_table(rows)
    shipped = [predictor.card for predictor in predictors.values()]
    for table in (question_table(shipped), spoiled_table(shipped), leak_table()):
        print()
        print_table(table)


def _evaluate_events(predictors: dict[str, Predictor]) -> None:
    from mmfusion.data.events.dataset import EventData
    from mmfusion.training.report import figures
    from mmfusion.training.ship import shipped_answers, written
    from mmfusion.training.table import results_table

    data = EventData(report=_say)
    rows: list[tuple[object, ...]] = [("strategy", "figure", "measured now", "on the card", "n")]
    for name, predictor in predictors.items():
        found = figures(shipped_answers(predictor.network, predictor.card, data), data)
        for figure, now in written(found, "").items():
            card = predictor.card.own_metrics.get(figure)
            rows.append((name, figure, interval(now), interval(card) if card else "-", int(now["n"])))
    print_table(rows)
    print()
    shipped = [predictor.card for predictor in predictors.values()]
    print_table(results_table(shipped))
    print()
    print_table(results_table(shipped, contains="across sources"))


@app.command()
def cards(as_json: AsJson = False) -> None:
    """List the shipped networks: what they are and how good."""
    from mmfusion.training.checkpoint import load_cards, model_paths

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
    from mmfusion.data.catalogue import PACKS, glance

    states = {pack.file: glance(pack) if os.environ.get("MMFUSION_DATA") else "missing" for pack in PACKS}
    if as_json:
        print(json.dumps([asdict(p) | {"state": states[p.file]} for p in PACKS], indent=1))
        return
    rows: list[tuple[object, ...]] = [("pack", "MB", "state", "licence", "what")]
    rows += [(p.file, f"{p.bytes / 1e6:.1f}", states[p.file], p.licence, p.what) for p in PACKS]
    print_table(rows)
    if not os.environ.get("MMFUSION_DATA"):
        _say("MMFUSION_DATA is not set: docs/data.md says where each pack comes from")


@data_app.command("verify")
def data_verify(
    packs: Annotated[list[str] | None, typer.Argument(help="File names of packs; all if none.")] = None,
) -> None:
    """Read packs and compare size and SHA-256 with the catalogue's."""
    from mmfusion.data.catalogue import named, verify

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


def _strategies(task: str, strategy: str) -> tuple[str, ...]:
    """Return the strategies that are asked for. Raises RefusedError for a task or strategy there is not."""
    from mmfusion.nn import STRATEGIES
    from mmfusion.predictor import SHIPPED

    known = {"events": SHIPPED, "sounding-objects": STRATEGIES}
    if task not in known:
        raise RefusedError(f"there is no task {task!r}: there are {' and '.join(known)}")
    if strategy not in (*known[task], "all"):
        raise RefusedError(f"there is no strategy {strategy!r}: there are {', '.join(known[task])} and all")
    return known[task] if strategy == "all" else (strategy,)


def _predictors(task: str, strategy: str) -> dict[str, Predictor]:
    from mmfusion.predictor import load

    return {name: load(task, name) for name in _strategies(task, strategy)}


def _clips_in(folder: Path) -> list[Path]:
    files = sorted(
        f for f in folder.iterdir() if f.is_file() and f.suffix.lower().removeprefix(".") in ENDINGS
    )
    if not files:
        raise RefusedError(f"{folder} holds no video, sound or picture file")
    return files


def _answer(file: Path, clip: Clip, task: str, predictors: dict[str, Predictor]) -> dict[str, Any]:
    """Return the JSON of one clip; a strategy that lacks the sense it reads is left out."""
    from mmfusion.predictor import features

    shared = features(clip)
    strategies = {}
    for name, predictor in predictors.items():
        if any(getattr(shared, modality) is not None for modality in predictor.modalities):
            strategies[name] = _plain(predictor.answer(shared))
    if not strategies:
        raise RefusedError(f"{', '.join(predictors)} cannot answer without {_senses(predictors)}")
    return {"clip": str(file), "task": task, "strategies": strategies}


def _answer_all(file: Path, start: float, strategies: Sequence[str]) -> dict[str, Any]:
    """Return the JSON of one clip for `sounding-objects`; a strategy that lacks a sense is left out."""
    from mmfusion.data.sounding import DURATION, FRAMES, TASK
    from mmfusion.instrument import inputs_of, load
    from mmfusion.media import load_clip

    predictors = {name: load(name) for name in _shipped(strategies)}
    clip = load_clip(file, frames=FRAMES, start=start, duration=DURATION, name=file.name)
    inputs = inputs_of(clip)
    found = {name: _plain(p.answer(inputs)) for name, p in predictors.items() if p.can(list(inputs))}
    if not found:
        raise RefusedError(f"{', '.join(strategies)} cannot answer: the clip has no {_lacking(inputs)}")
    return {"clip": str(file), "task": TASK, "strategies": found}


def _shipped(strategies: Sequence[str]) -> list[str]:
    """Return those of several strategies whose weights are there; a single one is asked for as it is."""
    from mmfusion.data.sounding import TASK
    from mmfusion.training.checkpoint import model_paths

    there = [name for name in strategies if all(path.is_file() for path in model_paths(TASK, name))]
    return there if len(strategies) > 1 and there else list(strategies)


def _lacking(inputs: Mapping[str, object]) -> str:
    return "picture" if "audio" in inputs else "sound"


def _senses(predictors: dict[str, Predictor]) -> str:
    return " or ".join(sorted({m for p in predictors.values() for m in p.modalities}))


def _plain(prediction: Prediction) -> dict[str, Any]:
    return {
        "answers": {question: asdict(answer) for question, answer in prediction.answers.items()},
        "milliseconds": round(prediction.milliseconds, 3),
        "unfamiliar": prediction.unfamiliar,
    }


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, str(os.cpu_count() or 1))
    given = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    try:
        status = app(given, prog_name="mmfusion", standalone_mode=False)
    except typer.TyperException as error:
        words = error.format_message() if hasattr(error, "format_message") else str(error)
        _say(f"mmfusion: {' '.join(words.split())} (mmfusion --help says what there is)")
        return 2
    except RefusedError as error:
        for line in str(error).splitlines():
            _say(f"mmfusion: {line}")
        return 2
    except FileNotFoundError as error:  # a pack or a network that is missing: the text says which
        _say(f"mmfusion: {error}")
        return 2
    except (KeyboardInterrupt, typer.Abort):
        _say("mmfusion: stopped")
        return 130
    return status if isinstance(status, int) else 0


if __name__ == "__main__":
    sys.exit(main())
