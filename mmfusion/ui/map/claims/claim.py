"""What a claim is: what is said of an idea, beside the experiment that bears on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from mmfusion.ui.map.entry import Form, Number

Kind = Literal["definition", "for", "against"]
Measured = tuple[tuple[Number, str], ...]
"""Numbers that are compared, and of what each is."""


@dataclass(frozen=True)
class Claim:
    """A definition, or what speaks for or against an idea.

    Attributes:
        kind: which of these.
        words: the claim.
        found: what was seen, in a sentence.
        numbers: what is compared.
        page: where that runs.
        query: what the page's link says.

    """

    kind: Kind
    words: str
    found: str
    numbers: Measured
    page: str
    query: Mapping[str, str] = field(default_factory=dict)


def one(at: str, words: str, form: Form = "share", over: str = "") -> tuple[Number, str]:
    """Return a number and of what it is, as a claim compares it."""
    return Number(at, form, over=over), words
