"""The kernels to be learned with, before anyone asks."""

from __future__ import annotations


def later() -> None:
    """Read the pictures and make the noise kernels."""
    from mmfusion.ui.mkl import computed

    computed.pictures()
    computed.noise(20)
