"""A photograph, and words: where in it each word looks, by a cross-attention that needs no training."""

from __future__ import annotations

from mmfusion.lazily import exports

TASK = "photos"
PACKS = ("coco_mini_320.zip",)

_HOMES = {
    "attention": "looking",
    "cells": "looking",
    "encode": "looking",
    "scores": "looking",
    "shares": "looking",
}
"""What is public here, and the module that has it."""
__all__ = [*_HOMES]
__getattr__ = exports(__name__, _HOMES)
