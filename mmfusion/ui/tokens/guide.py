"""The lesson of the page of tokens: what a network receives of a clip."""

from __future__ import annotations

import streamlit as st

from mmfusion.language import marked
from mmfusion.tasks.sounding.tokens.tokenisation import Raster
from mmfusion.ui.parts.guide import FORMULA, NUMBER, Exercise, Guide, Step
from mmfusion.ui.parts.guide.facts import publish
from mmfusion.ui.shell.said import whole

PAGE = "tokens"
_SIZES = ("frames", "patch", "columns", "step")


def tell(key: str, width: int, *, covered: bool) -> None:
    """Publish how many tokens the clip has, as the sliders cut it; covered, not as the network is trained.

    Args:
        key: of the figure, which says how it cuts as the address does.
        width: d of a token, 0 without weights.
        covered: whether the ratio waits for a guess.

    """
    said = (st.session_state.get(key) or {}).get("at") or st.query_params.get(f"{key}_at", "")
    own, trained = cut(str(said)), Raster()
    publish(PAGE, frames=own.frames, patch=own.patch, width=width or None)
    if not covered or own != trained:
        publish(PAGE, pictures=own.visual, sounds=own.audio)
    if not covered:
        picture, sound = trained.per_second
        publish(PAGE, ratio=picture / sound, share=100 * trained.audio / (trained.visual + trained.audio))


def cut(said: str) -> Raster:
    """Return how an address cuts a clip, ``8-16-128-8-…``; as the network is trained where it does not."""
    sizes = [whole(part, 1000) for part in said.split("-")[: len(_SIZES)]]
    try:
        return Raster(**{name: size for name, size in zip(_SIZES, sizes, strict=True) if size is not None})
    except (ValueError, ZeroDivisionError):
        return Raster()


GUIDE = Guide(
    definition=Step(
        marked(
            "A network receives tokens, not a picture or a sound. Each patch of a frame and each cell of "
            "the spectrogram becomes one vector. Point at a patch to see its token."
        ),
        ".tokens .lane.visual .stage",
    ),
    prediction=Step(
        marked(
            "A second of the clip holds patches and cells. How many patches come to one cell? Guess first."
        ),
        NUMBER,
    ),
    experiment=Step(
        marked(
            "Move the slider “patch”. With {frames} frames and patches of {patch} px the picture has "
            "{pictures} tokens. Half the side makes four times as many."
        ),
        ".tokens .lane.visual .controls",
        marked(
            "Move the slider “patch”: half the side makes four times as many tokens. Their number is "
            "covered until you guess or reveal."
        ),
    ),
    formula=Step(
        marked(
            "A piece x is multiplied by the matrix E, and the vector p of its place is added. Whatever its "
            "size, a piece becomes {width} numbers. z_cls belongs to no piece; the answer is read from it."
        ),
        FORMULA,
        marked(
            "A piece x is multiplied by the matrix E, and the vector p of its place is added. z_cls "
            "belongs to no piece; the answer is read from it."
        ),
    ),
    remember=Step(
        marked(
            "There are {ratio:.0f} picture tokens for each sound token; the sound has {share:.0f} % of "
            "all. Who cuts the clip decides how much of the attention each modality can get."
        ),
        NUMBER,
    ),
    exercises=(
        Exercise(
            marked("Cut the clip so that the sound has more tokens than the picture."),
            ".tokens .lane.visual .controls",
            lambda f: f["sounds"] > f["pictures"],
            marked("Solved: {sounds} sound tokens against {pictures} picture tokens, of the same clip."),
            (
                marked("Fewer frames and larger patches make fewer picture tokens."),
                marked("Take one frame and the largest patch; then cut the sound into the shortest cells."),
            ),
            {"tokens_at": "1-32-128-4-1-1"},
        ),
    ),
)
