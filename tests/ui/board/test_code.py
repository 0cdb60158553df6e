from __future__ import annotations

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmfusion.ui.board import code as codes
from mmfusion.ui.board.store import MOST_ROOMS


def test_codes_cannot_be_guessed() -> None:
    drawn = {codes.new() for _ in range(2000)}
    assert len(drawn) == 2000
    assert len(set("".join(drawn))) == len(codes.ALPHABET), "every symbol comes"
    bits = codes.LENGTH * log2(len(codes.ALPHABET))
    assert bits == pytest.approx(38.5, abs=0.05), "as its docstring says"
    assert 2**bits / MOST_ROOMS == pytest.approx(7.6e8, rel=0.01)


def test_no_two_symbols_are_read_as_one_another() -> None:
    assert not set("01OILAEU") & set(codes.ALPHABET)


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_code_or_nothing(text: str) -> None:
    found = codes.read(text)
    assert found == "" or (len(found) == codes.LENGTH and set(found) <= set(codes.ALPHABET))


def test_a_code_is_read_as_it_is_shown_in_small_letters_too() -> None:
    code = codes.new()
    assert codes.read(codes.shown(code)) == codes.read(f" {codes.shown(code).lower()} ") == code
