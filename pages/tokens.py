"""Tokens: what a network receives of a clip."""

from mmfusion.language import tr
from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View
from mmfusion.ui.tokens import formula, page

view = View("tokens")
frame.style("tokens")
place = frame.head(
    tr("What does the network receive?"),
    tr(
        "It receives a list of vectors. Point at a patch, a cell or a token to see which "
        "belong together; click a cell to hear it."
    ),
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
