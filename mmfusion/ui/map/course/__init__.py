"""The course as a list: its sections as they are drawn, and every idea of it, in their order."""

from __future__ import annotations

from mmfusion.language import marked
from mmfusion.ui.map.course.attention import ATTENTION
from mmfusion.ui.map.course.colearning import COLEARNING
from mmfusion.ui.map.course.enrichment import ENRICHMENT
from mmfusion.ui.map.course.fusion import FUSION
from mmfusion.ui.map.course.kernels import KERNELS
from mmfusion.ui.map.entry import Item, Section

SECTIONS = (
    Section("fusion", marked("Fusion"), 0, 5),
    Section("attention", marked("Attention"), 0, 4),
    Section("interactions", marked("Co-learning 1: interactions"), 1, 3),
    Section("joint", marked("2: joint representation space"), 1, 3),
    Section("transfer", marked("3: transfer to one modality"), 1, 3),
    Section("enrichment", marked("Enrichment"), 2, 2),
    Section("hallucination", marked("Hallucination"), 2, 3),
    Section("retrieval", marked("Retrieval"), 2, 1),
    Section("believe", marked("Which to believe?"), 2, 3),
    Section("kernels", marked("Kernels"), 3, 3),
    Section("mkl", marked("Multiple kernel learning"), 3, 3),
)
"""In their order, row by row; the last row leaves room for what is pinned."""
ITEMS: tuple[Item, ...] = (*FUSION, *ATTENTION, *COLEARNING, *ENRICHMENT, *KERNELS)
BY_KEY = {item.key: item for item in ITEMS}
OPENING = "early"
"""The item that is pinned where the link names none."""
