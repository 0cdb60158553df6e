"""The part of WordNet that ships: how it is read, and which sense each class has."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mmfusion.colearning import depths
from mmfusion.tasks.graph import in_words, wordnet
from mmfusion.tasks.graph.lexicon import FILE, LICENCE, cut, folder, written
from mmfusion.tasks.graph.senses import LEFT_OUT, SENSE, checked, lemma
from mmfusion.tasks.graph.shown import classes

DATA = """  1 This software and database is being provided to you, the LICENSEE
00000010 03 n 01 entity 0 001 ~ 00000020 n 0000 | that which is perceived
00000020 05 n 02 animal 0 beast_of_prey 0 002 @ 00000010 n 0000 ~ 00000030 n 0000 | a living thing; "it"
00000030 05 n 01 octopus 1 003 @ 00000020 n 0000 @ 00000010 n 0000 #m 00000020 n 0000 | eight arms
00000040 13 n 01 octopus 0 002 @ 00000010 n 0000 + 00000020 v 0101 | food
00000050 18 n 01 Buddha 0 001 @i 00000010 n 0000 | founder
"""
INDEX = """  1 This software and database is being provided to you, the LICENSEE
octopus n 2 2 @ ~ 2 0 00000040 00000030
buddha n 1 1 @i 1 0 00000050
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "data.noun").write_text(DATA, encoding="latin-1")
    (tmp_path / "index.noun").write_text(INDEX, encoding="latin-1")
    return tmp_path


def test_a_class_gets_every_sense_of_its_name_and_all_that_is_above_them(small: Path) -> None:
    own = cut(small, ["octopus"])
    assert own.senses == {"octopus": ("00000040", "00000030")}
    assert set(own.synsets) == {"00000040", "00000030", "00000020", "00000010"}
    assert own.parents["00000030"] == ("00000020", "00000010"), "hypernyms alone, of nouns alone"
    assert own.synsets["00000020"].words == ("animal", "beast of prey")
    assert own.synsets["00000020"].gloss == "a living thing", "without the example"
    assert cut(small, ["buddha"]).parents["00000050"] == ("00000010",), "an instance is a kind too"


def test_what_is_no_noun_or_no_wordnet_is_said(small: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="yin yang"):
        cut(small, ["yin yang"])
    with pytest.raises(FileNotFoundError, match="wordnet-base"):
        cut(tmp_path / "nowhere", ["octopus"])


def test_what_is_written_is_read_again_and_says_whose_it_is(small: Path) -> None:
    own = cut(small, ["octopus"])
    raw = json.loads(written(own))
    assert "Princeton" in raw["licence"]
    assert raw["synsets"]["00000030"] == [["octopus"], "eight arms", ["00000020", "00000010"]]
    assert json.loads(FILE.read_text(encoding="utf-8"))["licence"] == LICENCE
    assert "Permission to use, copy, modify and distribute" in (FILE.parent / "LICENSE.txt").read_text()


def test_the_part_that_ships_is_whole() -> None:
    own = wordnet()
    assert [name for name, _ in classes()] == list(own.senses)
    for name, senses in own.senses.items():
        assert set(senses) <= set(own.synsets)
        assert "entity" in own.above(own.sense(name)), "every way up ends at the top"
    for one in own.synsets.values():
        assert set(one.parents) <= set(own.synsets)
    for number in own.synsets:
        assert all(number not in depths(own.parents, parent) for parent in own.synsets[number].parents)


@pytest.mark.skipif(not (folder() / "data.noun").is_file(), reason="needs an installed WordNet")
def test_it_is_what_an_installed_wordnet_gives() -> None:
    assert written(cut(folder(), [name for name, _ in classes()])) == FILE.read_text(encoding="utf-8")


def test_wrong_first_senses_are_other_things_than_the_pictures_show() -> None:
    own = wordnet()
    for name, place in SENSE.items():
        assert 1 < place <= len(own.senses[name])
        assert own.sense(name) != own.sense(name, first=True)
    glosses = {name: own.synsets[own.sense(name, first=True)].gloss for name in SENSE}
    assert "food" in glosses["octopus"]
    assert "fish" in glosses["dolphin"]
    assert "strain" in glosses["wrench"]
    rights = {name: own.above(own.sense(name)) for name in SENSE}
    for name, above in {
        "octopus": "animal",
        "bass": "fish",
        "wrench": "tool",
        "pyramid": "structure",
    }.items():
        assert above in rights[name]
    assert checked("okapi") == 0
    assert lemma("joshua tree") == "joshua_tree"


def test_what_imagenet_has_under_another_name_is_not_called_unseen() -> None:
    known = dict(classes())
    assert all(known[name] for name in ("dolphin", "crocodile", "motorbike", "nautilus", "kangaroo"))
    assert not any(known[name] for name in ("okapi", "octopus", "emu", "ketch", "wrench"))
    assert not set(known) & set(LEFT_OUT)


def test_hypernyms_in_words_are_those_of_the_checked_sense() -> None:
    assert in_words(wordnet(), "octopus", 2) == "octopus, octopod, cephalopod"
    assert in_words(wordnet(), "emu", None).endswith("physical entity, entity")
