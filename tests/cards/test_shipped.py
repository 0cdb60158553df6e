from __future__ import annotations

from pathlib import Path

import pytest
from torch import nn

from mmfusion.cards.shipped import Collection, read, there


def test_what_is_not_there_is_said_with_the_command_that_makes_it(tmp_path: Path) -> None:
    assert there("events", ["late", "mid"], tmp_path) == []
    with pytest.raises(
        FileNotFoundError, match=r"late\.safetensors .* mmfusion train events --strategy late"
    ):
        read("events", "late", ["late"], lambda spec: nn.Identity(), tmp_path)
    with pytest.raises(ValueError, match="unknown strategy 'middle' for events: there are late, mid"):
        read("events", "middle", ["late", "mid"], lambda spec: nn.Identity(), tmp_path)

    def never(name: str) -> None:
        raise AssertionError(name)

    with pytest.raises(FileNotFoundError, match="mmfusion train events"):
        Collection("events", ["late"], never, tmp_path)  # type: ignore[arg-type, type-var]
