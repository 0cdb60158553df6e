"""The command ``mmfusion``: its commands, assembled.

What is asked for goes to standard output, everything else to standard error. A wrong argument, a file that
cannot be read, a missing pack or network costs one line and exit status 2.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from mmfusion import __version__
from mmfusion.commands import data
from mmfusion.commands.cards import cards
from mmfusion.commands.evaluate import HELP as EVALUATE_HELP
from mmfusion.commands.evaluate import evaluate
from mmfusion.commands.inspect import inspect
from mmfusion.commands.predict import predict
from mmfusion.commands.tasks import tasks
from mmfusion.commands.trace import trace
from mmfusion.commands.train import train
from mmfusion.nn.device import DeviceError
from mmfusion.printing import RefusedError, say
from mmfusion.tasks import registry

app = typer.Typer(
    help="Small, really trained models of multimodal fusion.",
    add_completion=False,
    no_args_is_help=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


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


def _assemble() -> None:
    """Add the general commands, then those that tasks have of their own.

    Raises:
        ValueError: two commands of one name.

    """
    app.command("predict")(predict)
    app.command("trace")(trace)
    app.command("train")(train)
    app.command("evaluate", help=EVALUATE_HELP)(evaluate)
    app.command("inspect")(inspect)
    app.command("tasks")(tasks)
    app.command("cards")(cards)
    app.add_typer(data.app, name="data")
    taken = {command.name for command in app.registered_commands} | {"data"}
    for task in registry.tasks().values():
        for name, does in task.own_commands.items():
            if name in taken:
                raise ValueError(f"{task.name} has a command {name!r}, and there is one already")
            taken.add(name)
            app.command(name)(does)


_assemble()


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
    except (
        DeviceError,
        FileNotFoundError,
    ) as error:  # a device, a pack, a network that is missing: it says which
        say(f"mmfusion: {error}")
        return 2
    except (KeyboardInterrupt, typer.Abort):
        say("mmfusion: stopped")
        return 130
    return status if isinstance(status, int) else 0


if __name__ == "__main__":
    sys.exit(main())
