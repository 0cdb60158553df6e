"""Which clip: the popover with file, camera and samples, and the clip in use in the sidebar."""

from __future__ import annotations

from html import escape

import streamlit as st

from mmfusion.media import ENDINGS, Clip, MediaError
from mmfusion.ui.clips import drawn
from mmfusion.ui.clips import own as cache
from mmfusion.ui.clips.drawn import OPENING
from mmfusion.ui.clips.own import Source
from mmfusion.ui.clips.player import thumbnail
from mmfusion.ui.clips.recorder import recorder
from mmfusion.ui.parts.course import kinds
from mmfusion.ui.shell.frame import say
from mmfusion.ui.shell.state import SHARED, View, declare, forget, forgotten, put

declare(SHARED, clip="")  # a sample's name, drawn-<number> or own-<content hash>
declare(SHARED, t="0", forget_with=["source"])  # start of the window, s

POPOVER = "another"
_OWN, _KEPT = "own", 3
PRIVATE = "Nothing leaves this computer. The clip is forgotten with the page."


def open_source(source: Source, view_clip: str = "") -> None:
    """Make a clip the one in use; for callbacks. A new clip starts at 0 with its answer covered."""
    if not source.shipped:
        own = st.session_state.setdefault(_OWN, {})
        own[source.key] = source
        for old in list(own)[:-_KEPT]:
            del own[old]
    if source.key != view_clip:
        put(**forgotten("clip"), **forgotten("source"), clip=source.key)
        forget("swap", "guess", "sense", "level")
    st.session_state[POPOVER] = False


def in_use(view: View) -> tuple[Source | None, str]:
    """Return the clip in use, and a sentence if the link names one that is not here."""
    wanted = view["clip"]
    shipped = cache.samples()
    first = cache.opening()
    if wanted in (found := {**st.session_state.get(_OWN, {}), **{s.key: s for s in shipped}}):
        return found[wanted], ""
    if wanted.startswith("own-"):
        said = (
            "This link was made with a file of somebody's own, and files are not kept. "
            "Open the same file under “Another clip” and the view is the same; until then, a sample."
        )
        return first, said
    return first, f"There is no sample “{wanted}”; this is another one." if wanted and first else ""


def another_clip(view: View) -> None:
    """Write the popover: a file, camera and microphone, the samples, what is known."""
    popover = st.popover("Another clip", key=POPOVER, on_change="rerun")
    if not popover.open:
        return
    with popover:

        def uploaded() -> None:
            file = st.session_state.get("upload")
            if file is not None:
                open_source(Source.own(file.name, file.getvalue()), view["clip"])

        st.file_uploader(
            "Drop a video, a sound or a picture here",
            list(ENDINGS),
            key="upload",
            on_change=uploaded,
            label_visibility="collapsed",
        )
        recorder(lambda data: open_source(Source.own("recording", data), view["clip"]))
        shipped = cache.samples()
        if shipped:
            st.markdown("**Samples**")
        with st.container(key="cards"):
            for source in shipped:
                with st.container(gap=None, key=f"card-{source.key}"):
                    st.html(_card(source))
                    st.button(
                        source.name,
                        key=f"sample-{source.key}",
                        type="tertiary",
                        on_click=open_source,
                        args=(source,),
                        help=source.credit,
                    )
            with st.container(gap=None, key="card-drawn"):
                st.html(_drawn_card())
                st.button(
                    "next drawn clip",
                    key="open-drawn",
                    type="tertiary",
                    on_click=open_drawn,
                    args=(_next_drawn(view["clip"]),),
                    help="Drawn and synthesised: five questions whose truth is known.",
                )
        st.html(
            f'<hr class="mmf-rule" style="margin-bottom:10px"><p class="mmf-note">{kinds()}</p>'
            f'<p class="mmf-note mmf-ink" style="margin-top:8px">{PRIVATE} A sample joins '
            "a picture and a recording of one kind.</p>"
        )


def _next_drawn(clip: str) -> int:
    number = clip.removeprefix("drawn-")
    last = OPENING if not clip else int(number[:7]) if number.isdecimal() else -1
    return last + 1


def open_drawn(number: int) -> None:
    """Make a drawn clip the one in use; for callbacks. What was guessed of another clip is forgotten."""
    put(**forgotten("clip"), clip=f"drawn-{number}")
    forget("heard")
    st.session_state[POPOVER] = False


def _drawn_card() -> str:
    frames = drawn.clip(drawn.Drawn(OPENING, "side"), None, 0).frames
    return _wide(thumbnail(None if frames is None else frames[3]))


def _card(source: Source) -> str:
    got = cache.clip(source, 0.0)
    frame = got.frames[len(got.frames) // 2] if isinstance(got, Clip) and got.frames is not None else None
    return _wide(thumbnail(frame))


def _wide(image: str) -> str:
    return image.replace("width:60px;height:40px", "width:100%;aspect-ratio:16/9")


def beside(source: Source, clip: Clip | MediaError) -> None:
    """Show the clip in use at the foot of the sidebar."""
    frame, length = None, ""
    if isinstance(clip, Clip):
        frame = clip.frames[len(clip.frames) // 2] if clip.frames is not None else None
        length = f"{clip.total or clip.duration:.1f} s"
    name, what = ("Sample", source.name) if source.shipped else ("Your clip", source.name)
    st.sidebar.html(
        f'<div class="mmf-clip">{thumbnail(frame)}<div><b>{name}</b>'
        f"<span>{escape(what)}{', ' if length else ''}{length}</span></div></div>"
    )


def clip_or_reason(view: View) -> tuple[Source | None, Clip | None]:
    """Return the clip in use and its window; where it cannot be read, say why and go on with a sample."""
    source, said = in_use(view)
    say(said)
    if source is None:
        say("The samples are missing from assets/samples: open a clip of your own under “Another clip”.")
        return None, None
    window = cache.clip(source, view.start)
    if isinstance(window, MediaError):
        say(f"{window} Until then, a sample.")
        put(t="0")
        source = cache.opening()
        window = cache.clip(source, 0.0) if source is not None else window
    return source, None if isinstance(window, MediaError) else window
