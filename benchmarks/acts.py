"""What a viewer does on each page: one act after the other, drawn at random, each as likely as stated.

An act is a widget's key with what is chosen, a component's key with what its script would tell Python, or the
parameters of an address. Acts of what a page does not show at the moment are passed over.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping

from viewers import Viewer, Widget

Value = Callable[[random.Random, Widget], object]
FIRST, CLIPS = 105, 30
"""The clip that opens pages, and how many of those that follow a class looks at."""
STRATEGIES = ("late", "mid", "bottleneck-mid", "early", "mid-cross", "bottleneck")


def any_option(chance: random.Random, widget: Widget) -> object:
    """Return one of a widget's options; several may be on where several can be; a number on its scale."""
    if widget.kind == "choice" and widget.many:
        return chance.sample(widget.options, chance.randint(0, len(widget.options)))
    if widget.options:
        return chance.choice(widget.options)
    if widget.kind == "slider":
        low, high, step = widget.ends
        return low + step * chance.randint(0, int((high - low) / step))
    return True


def box(chance: random.Random, _: Widget) -> object:
    """Return open or closed."""
    return chance.random() < 0.5


def telling(**values: Callable[[random.Random], object]) -> Value:
    """Return what makes a component's message: one of several things that its script tells."""

    def told(chance: random.Random, _: Widget) -> object:
        name = chance.choice(list(values))
        return {name: values[name](chance)}

    return told


def _look(chance: random.Random) -> str:
    token = chance.randrange(258)
    return f"{token}.{chance.randrange(4)}.{chance.choice(('visual', 'audio'))}.{chance.randrange(4)}"


def _heads_off(chance: random.Random) -> str:
    if chance.random() < 0.5:
        return f"first-{chance.randrange(20)}"
    return "_".join(f"{layer}.visual.{chance.randrange(4)}" for layer in range(chance.randint(1, 3)))


def _weights(chance: random.Random) -> str:
    a, b = sorted(chance.randint(0, 20) for _ in range(2))
    return f"{a} {b - a} {20 - b}"


def _told(chance: random.Random) -> str:
    """Return what the figure of words tells: something dragged, a word swapped, a head opened."""
    x, y = chance.randrange(60), chance.randrange(60)
    change = chance.choice(
        (
            {"scene": f"0.2~0.{x}.{y}.1.1.0~20.40.70~13.58.18.2.1.0", "moving": chance.random() < 0.8},
            {"sentence": f"what colour is the {chance.choice(('dog', 'cat', 'tree'))}"},
            {"look": f"3.{chance.randrange(3)}.{chance.randrange(4)}.{chance.choice(('looks', 'signed'))}"},
        )
    )
    return json.dumps({**change, "asked": chance.randrange(1, 1000)})


def _cuts(chance: random.Random) -> str:
    every = [f"token.{layer}.{token}" for layer in (2, 3, 4) for token in (1, 2, 3, 4)]
    return " ".join(chance.sample([*every, "audio.2", "visual.3"], chance.randint(0, 2)))


ACTS: Mapping[str, Mapping[str, tuple[float, Value]]] = {
    "home": {
        "pad": (6, telling(node=lambda c: [c.randrange(9), c.randrange(9)])),
        "pad_guessing": (1, any_option),
        "pad_reveal": (1, any_option),
        "yours": (0.3, box),
        "home_plotly": (0.3, box),
    },
    "fusion": {
        "ask": (2, any_option),
        "minus": (1, any_option),
        "harm": (1, any_option),
        "much": (2, any_option),
        "heard": (1, any_option),
        "sense": (2, any_option),
        "spoil": (1, any_option),
        "level": (2, any_option),
        "swap": (1, any_option),
        "strategies": (2, telling(focus=lambda c: c.choice(STRATEGIES))),
        "yours": (0.5, box),
        "robustness": (0.3, box),
        "fusion_plotly": (0.3, box),
    },
    "tokens": {
        "tokens_clip": (3, any_option),
        "tokens_guessing": (1, any_option),
        "tokens_reveal": (1, any_option),
        "tokens_convolution": (1, box),
        "tokens_positions": (1, box),
        "tokens_raw": (0.5, box),
    },
    "heads": {
        "heads": (5, telling(look=_look)),
        "switch": (3, telling(off=_heads_off)),
        "heads_ask": (1, any_option),
        "heads_of": (1, any_option),
        "heads_random": (0.5, any_option),
        "heads-next": (1, any_option),
        "heads_maps": (1, box),
        "heads_guessing": (0.5, any_option),
        "heads_reveal": (0.3, any_option),
    },
    "flow": {
        "flow": (
            4,
            telling(cut=_cuts, at=lambda c: f"{c.randint(1, 3)}.{c.randrange(4)}"),
        ),
        "flow_ways": (2, any_option),
        "flow_ask": (1, any_option),
        "flow_next": (1, any_option),
        "flow_how": (0.5, any_option),
        "grid_b": (1, any_option),
        "grid_l": (1, any_option),
    },
    "cost": {
        "cost_from": (1, any_option),
        "cost_frames": (1, any_option),
        "cost_sound": (1, any_option),
        "cost_text": (1, any_option),
        "cost_width": (1, any_option),
        "cost_layers": (1, any_option),
        "cost_bottlenecks": (1, any_option),
        "cost_count": (0.2, any_option),
    },
    "words": {
        "words": (6, telling(told=_told)),
        "words_of": (1, any_option),
        "words_next": (1, any_option),
        "words_wrong": (0.3, any_option),
        "words_guessing": (0.5, any_option),
        "words_reveal": (0.3, any_option),
    },
    "kernels": {
        "triangle": (
            6,
            telling(at=_weights, picture=lambda c: c.randrange(340), twice=lambda c: "texture"),
        ),
        "kernel_guessing": (1, any_option),
        "kernel_reveal": (0.5, any_option),
    },
    "mkl": {
        "mkl": (
            4,
            telling(
                at=lambda c: c.choice(("1", "1.1", "4/3", "2", "4", "8", "∞")),
                picture=lambda c: c.randrange(340),
            ),
        ),
        "mkl_kind": (1, any_option),
        "mkl_noise": (0.5, any_option),
        "mkl_C": (0.5, any_option),
        "mkl_guessing": (1, any_option),
        "mkl_reveal": (0.5, any_option),
    },
}
"""Page -> key -> how often, against the others, and what is told."""
LINKS: Mapping[str, tuple[float, Callable[[random.Random], dict[str, str]]]] = {
    "fusion": (
        1,
        lambda c: {
            "clip": c.choice(("drone", "", *(f"drawn-{FIRST + c.randrange(CLIPS)}" for _ in range(3))))
        },
    ),
    "heads": (0.5, lambda c: {"clip": f"drawn-{FIRST + c.randrange(CLIPS)}"}),
    "flow": (0.5, lambda c: {"clip": f"drawn-{FIRST + c.randrange(CLIPS)}"}),
}
"""Page -> how often a viewer goes to another address of it, and to which."""
PAGES = tuple(ACTS)


async def act(viewer: Viewer, page: str, chance: random.Random) -> tuple[str, float] | None:
    """Do one thing; return what, and the seconds until it was answered. None if nothing can be done."""
    there = {key: act for key, act in ACTS[page].items() if key in viewer.found}
    often = [how for how, _ in there.values()]
    names = list(there)
    if page in LINKS:
        names, often = [*names, ""], [*often, LINKS[page][0]]
    if not names:
        return None
    name = chance.choices(names, often)[0]
    if not name:
        return "another address", await viewer.link(**LINKS[page][1](chance))
    widget = viewer.found[name]
    return name, await viewer.act([(widget, there[name][1](chance, widget))])
