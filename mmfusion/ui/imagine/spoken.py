"""The section of digits: what a VAE imagines, seen and heard, beside the nearest neighbour's partner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mmfusion.language import tr
from mmfusion.tasks.digits import joint, stored
from mmfusion.tasks.digits.shipped import compressed
from mmfusion.tasks.digits.voice import BANDS, RATE
from mmfusion.ui.imagine import computed
from mmfusion.ui.imagine.computed import HEARD, SEEN, Digit, Floats
from mmfusion.ui.imagine.digits import Header
from mmfusion.ui.imagine.digits import digits as mount_digits
from mmfusion.ui.imagine.page import told_by
from mmfusion.ui.shell import components
from mmfusion.ui.shell.frame import say
from mmfusion.ui.shell.said import whole
from mmfusion.ui.shell.state import put

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

WAYS = (SEEN, HEARD)


OPENING = 8
"""Which of the test pictures the page opens with."""
_FIGURE = "digits"


def as_bytes(view: Floats) -> bytes:
    """Return a view as it travels: ink 0 to 1, or dB above −40 in fifths, one byte a cell."""
    scaled = 255 * view if view.shape[0] == joint.SIDE else (view + 40) * 5
    return np.clip(np.round(scaled), 0, 255).astype(np.uint8).tobytes()


def chosen(view: View) -> tuple[int, int, int]:
    """Return way, kind of experts and item of the link, by number."""
    way = int(view.one_of("imagine_way", WAYS, SEEN) == HEARD)
    kind = int(view.one_of("imagine_experts", joint.KINDS, joint.KINDS[0]) == joint.KINDS[1])
    item = whole(view["imagine_digit"], 10 * computed.EACH - 1)
    return way, kind, OPENING if item is None else item


def figure(view: View) -> None:
    """Mount the figure; where the VAEs are missing, say so."""
    try:
        found = [computed.digits(given) for given in WAYS]
    except FileNotFoundError as error:
        say(tr("No digit can be imagined: {reason}.", reason=error))
        return
    way, kind, item = chosen(view)
    header: Header = {
        "key": f"{way} {kind} {item}",
        "experts": [tr("product of experts"), tr("mixture of experts")],
        "kind": kind,
        "ways": list(WAYS),
        "way": way,
        "item": item,
        "given": [
            [
                {
                    "digit": one.digit,
                    "made": [
                        {
                            "taken": one.made[name].taken[0],
                            "p": round(one.made[name].taken[1], 4),
                            "narrower": round(one.made[name].narrower, 4),
                        }
                        for name in joint.KINDS
                    ],
                    "partner": one.partner_digit,
                }
                for one in each
            ]
            for each in found
        ],
        "counts": [len(stored().written), len(stored().spoken)],
        "side": joint.SIDE,
        "cells": BANDS,
        "rate": RATE,
    }
    parts = [blobs(each) for each in found]
    mount_digits(
        components.pack(header, {name: [own[name] for own in parts] for name in parts[0]}),
        key=_FIGURE,
        on_told_change=_told,
    )


def blobs(each: list[Digit]) -> dict[str, bytes]:
    """Return what travels of the digits of one way, see `digits.Blobs`."""
    made = [one.made[name] for name in joint.KINDS for one in each]
    waves = [one.wave for one in each if one.wave is not None]
    waves += [one.partner_wave for one in each if one.partner_wave is not None]
    waves += [own.wave for own in made if own.wave is not None]
    return {
        "views": b"".join(as_bytes(one.view) for one in each),
        "partners": b"".join(as_bytes(one.partner) for one in each),
        "made": b"".join(as_bytes(own.view) for own in made),
        "back": b"".join(as_bytes(own.back) for own in made),
        "sounds": compressed(np.concatenate(waves)).tobytes(),
        "ends": np.cumsum([len(wave) for wave in waves]).astype(np.uint32).tobytes(),
    }


def _told() -> None:
    """Take what the figure tells into the URL."""
    told = told_by(_FIGURE)
    way, kind, item = (told.get(name) for name in ("way", "kind", "item"))
    if way in (0, 1) and kind in (0, 1) and isinstance(item, int):
        put(
            imagine_way=HEARD if way else "",
            imagine_experts=joint.KINDS[1] if kind else "",
            imagine_digit="" if item == OPENING else str(item),
        )
