"""What a tab of the browser does on every page, beside showing it.

One history entry a page. Streamlit 1.67 writes the URL in three ways: a widget that is bound to it
*replaces* the entry in the browser; whatever Python writes into ``st.query_params``, and every correction
of a bound widget, *pushes* one; a change of page pushes up to three: the old page without what was bound to
it, the old page with what the new one writes at once, and the new page. Back therefore went through every
choice that no widget holds, and a page that was left lost its widgets' choices. `history.js` replaces where
the page stays the same, and gives the page that is left what its entry was. What follows Back or Forward is
Streamlit's own: the page runs with the URL of the entry, which its bound widgets obey;
`mmfusion.ui.shell.state.View` obeys it too. Where two steps follow quickly, the pages between them may still
be named by runs that began before, which would add entries and cut off the way forward: until the page that
the entry names is shown, nothing is kept. What Python writes at the very first run of a tab, before the
script is there, is still pushed.

The focus. Streamlit leaves it on the button of a menu that has opened, at the other end of the page, and
loses it with whatever a run takes away. `focus.js` gives it to the menu, and to what stands where it stood:
the number that was covered, the guesses once it is covered again.

The theme. Where it follows the system, Streamlit changes its own colours without a run; charts, whose
colours are Python's, would keep the other theme's. `tab.js` asks for a run.
"""

from __future__ import annotations

from typing import TypedDict

from mmfusion.ui.shell import components
from mmfusion.ui.shell.choices import undone


class Told(TypedDict):
    """What the script is handed, as `Told` in tab.js.

    Attributes:
        undone: how often something was taken back.
        page: the path of the page that is shown, "" for the first one.

    """

    undone: int
    page: str


def tab(page: str) -> None:
    """Watch over the tab; once, before the page, which has this path."""
    components.mount(__file__, key="tab", data=Told(undone=undone(), page=page))
