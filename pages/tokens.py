"""Tokens: what a network receives of a clip."""

from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View
from mmfusion.ui.tokens import formula, page

view = View("tokens")
frame.style("tokens")
place = frame.head(
    "What does the network receive?",
    "Never a picture, never a sound: a list of vectors. Point at any patch, cell or token; the other two "
    "answer, and a tapped cell plays.",
)
page.other_clip(view)
scene = page.choose()
figure, strip, below = page.slots()
with figure:
    page.figure(scene, view)
with place:
    page.headline(view)
with strip:
    formula.formula(scene, view)
with below:
    formula.letters()
    formula.folded(scene)
page.sounds(scene)
