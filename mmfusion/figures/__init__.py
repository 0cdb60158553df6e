"""Charts that are read: arrays in, a Plotly figure out. numpy and plotly only."""

from mmfusion.figures.answers import answers
from mmfusion.figures.attention import attention, weights_of
from mmfusion.figures.attention_frames import attention_over_frames
from mmfusion.figures.clip_map import clip_map
from mmfusion.figures.confusion import confusion
from mmfusion.figures.cost import scaling, ways
from mmfusion.figures.decision import duals, parts
from mmfusion.figures.flow import flow
from mmfusion.figures.grams import bend, grams
from mmfusion.figures.heads import Statistic, heads, heads_off
from mmfusion.figures.over_time import over_time
from mmfusion.figures.pad import pad
from mmfusion.figures.pointing import Pointed, pointing, pointing_strip
from mmfusion.figures.removal_curves import removal_curves
from mmfusion.figures.robustness import Curve, robustness
from mmfusion.figures.scene_map import scene_map
from mmfusion.figures.side_by_side import side_by_side
from mmfusion.figures.solver import convergence, cuts
from mmfusion.figures.spaces.joint_space import joint_space, retrieval
from mmfusion.figures.spectrogram import spectrogram
from mmfusion.figures.template import DARK, LIGHT, Palette
from mmfusion.figures.tokens import barcode, counts
from mmfusion.figures.triangle import triangle
from mmfusion.figures.weights import weights_over_cost, weights_over_p

__all__ = [
    "DARK", "LIGHT", "Curve", "Palette", "Pointed", "Statistic", "answers", "attention",
    "attention_over_frames", "barcode", "bend",
    "clip_map", "confusion", "convergence", "counts", "cuts", "duals", "flow", "grams", "heads", "heads_off",
    "joint_space",
    "over_time", "pad", "parts", "pointing", "pointing_strip", "removal_curves", "retrieval", "robustness",
    "scaling", "scene_map", "side_by_side", "spectrogram", "triangle", "ways", "weights_of",
    "weights_over_cost", "weights_over_p",
]  # fmt: skip
