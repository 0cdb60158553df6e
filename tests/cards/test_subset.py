"""Subsets of any number of modalities: their order, their keys, and that none is dropped in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmfusion.cards.checkpoint import load_cards
from mmfusion.cards.subset import key, subset, subset_of, subsets

THREE = ("visual", "audio", "text")
names = st.lists(st.sampled_from([*THREE, "speech", "touch"]), min_size=1, unique=True).map(tuple)


@given(names)
def test_every_subset_is_there_once_the_whole_first_and_single_ones_last(modalities: tuple[str, ...]) -> None:
    found = subsets(modalities)
    assert len(set(found)) == len(found) == 2 ** len(modalities) - 1
    assert found[0] == modalities
    assert found[-len(modalities) :] == tuple((m,) for m in modalities)
    assert all(subset_of(s, modalities) == s for s in found)


@given(names, st.randoms())
def test_a_subset_stands_in_the_order_of_the_task_and_a_key_gives_it_back(
    modalities: tuple[str, ...], random: object
) -> None:
    for own in subsets(modalities):
        assert subset_of(reversed(own), modalities) == own
        assert subset(key(own)) == subset(key(own, "side")) == own


def test_a_modality_that_the_task_does_not_have_is_refused_and_none_is_none() -> None:
    assert subset_of(["text", "audio"], THREE) == ("audio", "text")
    assert subset_of([], THREE) == ()
    with pytest.raises(ValueError, match="text is none of visual, audio"):
        subset_of(["visual", "text"], ("visual", "audio"))


def test_a_column_is_found_by_names_by_key_and_by_what_notebooks_of_before_call_the_whole() -> None:
    columns = subsets(THREE)
    for i, own in enumerate(columns):
        assert columns.index(own) == columns.index(key(own)) == i
    with pytest.warns(DeprecationWarning, match=r"'both' is 'visual\+audio\+text' now"):
        assert columns.index("both") == 0
    with pytest.raises(ValueError, match="not in tuple"):
        columns.index("smell")


@pytest.mark.parametrize("card", load_cards(), ids=lambda c: f"{c.task}-{c.strategy}")
def test_shipped_cards_have_a_temperature_of_every_subset_that_their_network_reads(card: object) -> None:
    read = tuple(card.spec["modalities"])  # type: ignore[attr-defined]
    whole = ("visual", "audio") if read == ("stacked",) else read
    for own in (whole,) if read == ("stacked",) else subsets(whole):
        for question in card.questions or ("",):  # type: ignore[attr-defined]
            name = key(own, question)
            assert card.temperature(own, question) == card.temperatures[name] > 0  # type: ignore[attr-defined]
