"""What the course says of its ideas, in words of our own, each beside the experiment that bears on it."""

from __future__ import annotations

from collections.abc import Mapping

from mmfusion.ui.map.claims.claim import Claim
from mmfusion.ui.map.claims.colearning import COLEARNING
from mmfusion.ui.map.claims.fusion import FUSION
from mmfusion.ui.map.claims.kernels import KERNELS
from mmfusion.ui.map.claims.retrieval import RETRIEVAL

CLAIMS: Mapping[str, tuple[Claim, ...]] = {**FUSION, **COLEARNING, **RETRIEVAL, **KERNELS}
"""Topic -> what is said of it, definition first."""
