"""The page *draw it, say it*: a picture and a voice that disagree, and whom each strategy believes."""

from mmfusion.ui.shell.state import declare

declare(
    "draw",
    draw_picture="",  # "t" and the number of a stored picture, or "s" and strokes
    draw_voice="",  # the number of a stored voice
    draw_at="",  # signal-to-noise ratio of the voice, dB
    draw_open="",  # the strategy whose curve is open
)
declare(
    "draw",
    draw_seen="",  # "1": the level at which late fusion turns is uncovered
    draw_guess="",  # what one thought before
)
