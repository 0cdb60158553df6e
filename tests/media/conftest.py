from __future__ import annotations

from pathlib import Path

import pytest

from tests import clips


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clips")


@pytest.fixture(scope="session")
def video(folder: Path) -> Path:
    """Six seconds at 25 frames a second, two key frames, bursts at 0.5, 1.5 and 5.5 s."""
    path = folder / "video.mp4"
    clips.make_video(path, 6.0, bursts=(0.5, 1.5, 5.5), gop=90)
    return path


@pytest.fixture(scope="session")
def sound(folder: Path) -> Path:
    path = folder / "sound.wav"
    clips.make_sound(path, 2.0)
    return path
