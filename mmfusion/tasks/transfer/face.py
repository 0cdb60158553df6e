"""What the tasks of a lost modality are: emoji by their picture, digits by their voice."""

from __future__ import annotations

from mmfusion.tasks.digits import PACKS
from mmfusion.tasks.registry import Task
from mmfusion.tasks.transfer import commands

EMOJI = Task(
    name="emoji-transfer",
    title="what names without labels are worth once they are lost: emoji by their picture alone",
    modalities=("visual", "text"),
    notes={"evaluate": "every way to use the lost modality, on ten splits"},
    evaluate=commands.evaluate_emoji,
)
VOICE = Task(
    name="voice-transfer",
    title="what written digits without labels are worth once they are lost: spoken digits in noise",
    modalities=("audio", "visual"),
    packs=PACKS,
    notes={"evaluate": "every way to use the lost modality, on six splits by speaker"},
    evaluate=commands.evaluate_voice,
)
