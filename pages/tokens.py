"""Tokens: what a network receives of a clip."""

from mmfusion.ui import frame, tokens, tokens_below
from mmfusion.ui.state import View

view = View()
frame.style()
place = frame.head(
    "What does the network receive?",
    "Never a picture, never a sound: a list of vectors. Point at any patch, cell or token; the other two "
    "answer, and a tapped cell plays.",
)
scene = tokens.choose()
figure, strip, below = tokens.slots()
with figure:
    tokens.figure(scene, view)
with place:
    tokens.headline(view)
with strip:
    tokens_below.formula(scene, view)
with below:
    tokens_below.letters()
    tokens_below.folded(scene)
tokens.sounds(scene)
