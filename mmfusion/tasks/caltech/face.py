"""What the pictures of Caltech-101 are to other tasks: features that ship."""

from __future__ import annotations

from mmfusion.tasks.caltech import PACK, commands
from mmfusion.tasks.registry import Task

TASK = Task(
    name="caltech-pictures",
    title="Caltech-101 by a frozen network, as features that ship",
    modalities=("visual",),
    packs=(PACK,),
    features=commands.features,
)
