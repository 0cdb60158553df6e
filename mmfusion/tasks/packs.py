"""Packs: the data sets that train and enrich, and that no wheel can carry.

A pack is one file in the folder that the environment variable `MMFUSION_DATA` names. The app never
needs one to start; docs/data.md says of each where it comes from and how it was cut.
"""

from __future__ import annotations

import csv
import io
import os
import zipfile
from functools import lru_cache
from pathlib import Path


class PackError(FileNotFoundError):
    """A pack is not where it should be; the text says which and what to set."""


def data_root() -> Path:
    """Return the folder of the packs. Raises `PackError` if `MMFUSION_DATA` names none.

    Example:
        >>> import os
        >>> from unittest.mock import patch
        >>> from mmfusion.tasks.packs import data_root
        >>> with patch.dict(os.environ, MMFUSION_DATA="nowhere"):
        ...     data_root()
        Traceback (most recent call last):
        mmfusion.tasks.packs.PackError: MMFUSION_DATA names 'nowhere', which is no folder

    """
    value = os.environ.get("MMFUSION_DATA", "")
    if not value:
        raise PackError("set MMFUSION_DATA to the folder of the packs (docs/data.md lists them)")
    root = Path(value)
    if not root.is_dir():
        raise PackError(f"MMFUSION_DATA names {value!r}, which is no folder")
    return root


def pack_path(name: str) -> Path:
    """Return the path of a pack, such as ``"esc10_16k_ogg.zip"``. Raises `PackError` if it is missing.

    Example:
        >>> import os
        >>> from tempfile import TemporaryDirectory
        >>> from unittest.mock import patch
        >>> from mmfusion.tasks.packs import pack_path
        >>> with TemporaryDirectory() as folder, patch.dict(os.environ, MMFUSION_DATA=folder):
        ...     pack_path("mnist.npz")
        Traceback (most recent call last):
        mmfusion.tasks.packs.PackError: the pack mnist.npz is missing from MMFUSION_DATA ...

    """
    path = data_root() / name
    if not path.is_file():
        raise PackError(
            f"the pack {name} is missing from MMFUSION_DATA (docs/data.md says where it comes from)"
        )
    return path


@lru_cache(maxsize=16)
def _archive(path: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(path)


def read_member(pack: str, member: str) -> bytes:
    """Return the bytes of one member of a zip pack. Raises `PackError`, or KeyError for an unknown member."""
    return _archive(pack_path(pack)).read(member)


def archive_members(pack: str) -> list[str]:
    """Return the names of the files in a zip pack. Raises `PackError`."""
    return [name for name in _archive(pack_path(pack)).namelist() if not name.endswith("/")]


def read_table(pack: str, member: str = "meta.csv") -> list[dict[str, str]]:
    r"""Return the rows of a CSV: a member of a zip pack, or the pack itself where that is a CSV.

    Example:
        >>> import os
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from unittest.mock import patch
        >>> from mmfusion.tasks.packs import read_table
        >>> with TemporaryDirectory() as folder, patch.dict(os.environ, MMFUSION_DATA=folder):
        ...     _ = Path(folder, "folds.csv").write_text("file,fold\na.ogg,1\n")
        ...     read_table("folds.csv")
        [{'file': 'a.ogg', 'fold': '1'}]

    """
    raw = pack_path(pack).read_bytes() if pack.endswith(".csv") else read_member(pack, member)
    return list(csv.DictReader(io.StringIO(raw.decode())))
