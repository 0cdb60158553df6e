"""Which clip: one's own, by file or camera, or a sample; and the clip in use in the sidebar."""

from __future__ import annotations

from contextlib import nullcontext
from html import escape

import streamlit as st

from mmfusion.language import marked, retold, tr
from mmfusion.media import ENDINGS, Clip, MediaError
from mmfusion.ui.clips import drawn, drawn_offer, own_changed
from mmfusion.ui.clips import own as cache
from mmfusion.ui.clips.drawn import OPENING
from mmfusion.ui.clips.own import Source
from mmfusion.ui.clips.player import thumbnail
from mmfusion.ui.clips.recorder import recorder
from mmfusion.ui.parts.course import kinds
from mmfusion.ui.shell import lessons
from mmfusion.ui.shell.frame import note, say
from mmfusion.ui.shell.state import SHARED, View, declare, forget, forgotten, locked, put, reset

declare(SHARED, clip="")  # a sample's name, drawn-<number> or own-<content hash>
declare(SHARED, t="0", forget_with=["source"])  # start of the window, s

POPOVER, LABEL = "yours", marked("Your clip")
_OWN, _KEPT, _THEN = "own", 3, "then"
_LONG = 24
"""Characters of a file's name that are said where it is not shown: two lines of the sidebar."""
PRIVATE = marked("Nothing leaves this computer. The clip is forgotten with the page.")


def open_source(source: Source, view_clip: str = "", then: str = "") -> None:
    """Make a clip the one in use; for callbacks. A new clip starts at 0, as it is, with its answer covered.

    Args:
        source: the clip.
        view_clip: key of the one in use before.
        then: a page that `next_page` leads to.

    """
    if not source.shipped:
        own = st.session_state.setdefault(_OWN, {})
        own[source.key] = source
        for old in list(own)[:-_KEPT]:
            del own[old]
    if source.key != view_clip:
        put(**forgotten("clip"), **forgotten("source"), clip=source.key)
        forget("guess")
        reset(own_changed.offer().untouched)
    st.session_state[POPOVER], st.session_state[_THEN] = False, then


def next_page() -> str:
    """Return once the page that a clip that was just chosen is to be shown on, "" to stay."""
    return str(st.session_state.pop(_THEN, ""))


def in_use(view: View) -> tuple[Source | None, str]:
    """Return the clip in use, and a sentence if the link names one that is not here."""
    wanted = view["clip"]
    shipped = cache.samples()
    first = cache.opening()
    if wanted in (found := {**st.session_state.get(_OWN, {}), **{s.key: s for s in shipped}}):
        return found[wanted], ""
    if wanted.startswith("own-"):
        said = tr(
            "This link was made with a file of somebody's own, and files are not kept. Open the same file "
            "under “{button}” and the view is the same; until then, a sample.",
            button=tr(LABEL),
        )
        return first, said
    lacks = tr("There is no sample “{name}”; this is another one.", name=wanted)
    return first, lacks if wanted and first else ""


def your_clip(view: View, then: str = "") -> None:
    """Write the button that takes a clip: a file, camera and microphone; a sample; what is known.

    Args:
        view: of the page.
        then: the page that shows the clip, where this one does not.

    """
    asked_for = view["clip"].startswith("own-")  # a locked link may name a file that has yet to be opened
    still = locked() and not asked_for
    popover = st.popover(tr(LABEL), key=POPOVER, on_change="rerun", disabled=still)
    if not popover.open:
        return
    with popover:

        def uploaded() -> None:
            file = st.session_state.get("upload")
            if file is not None:
                open_source(Source.own(file.name, file.getvalue()), view["clip"], then)

        st.file_uploader(
            tr("Drop a video, a sound or a picture here"),
            list(ENDINGS),
            key="upload",
            on_change=uploaded,
            label_visibility="collapsed",
            disabled=still,
        )
        recorder(lambda data: open_source(Source.own("recording", data), view["clip"], then))
        shipped = cache.samples()
        if shipped:
            st.markdown(tr("**Or a sample**"))
        with st.container(key="cards"):
            for source in shipped:
                with st.container(gap=None, key=f"card-{source.key}"):
                    st.html(_card(source))
                    st.button(
                        tr(source.name),
                        key=f"sample-{source.key}",
                        type="tertiary",
                        on_click=open_source,
                        args=(source, "", then),
                        help=source.credit,
                        disabled=locked(),
                    )
            with st.container(gap=None, key="card-drawn"):
                st.html(_drawn_card())
                st.button(
                    tr("next drawn clip"),
                    key="open-drawn",
                    type="tertiary",
                    on_click=open_drawn,
                    args=(_next_drawn(view["clip"]), then),
                    help=tr("Drawn and synthesised: five questions whose truth is known."),
                    disabled=locked(),
                )
        st.html(
            f'<hr class="mmf-rule" style="margin-bottom:10px"><p class="mmf-note">{kinds()}</p>'
            f'<p class="mmf-note mmf-ink" style="margin-top:8px">{tr(PRIVATE)} '
            f"{tr('A sample joins a picture and a recording of one kind.')}</p>"
        )


def _next_drawn(clip: str) -> int:
    number = clip.removeprefix("drawn-")
    last = OPENING if not clip else int(number[:7]) if number.isdecimal() else -1
    return last + 1


def open_drawn(number: int, then: str = "") -> None:
    """Make a drawn clip the one in use, as it is; for callbacks. Arguments: as `open_source` has them."""
    put(**forgotten("clip"), clip=f"drawn-{number}")
    reset(drawn_offer.offer(drawn_offer.asked()).untouched)
    st.session_state[POPOVER], st.session_state[_THEN] = False, then


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
    name, what = (tr("Sample"), tr(source.name)) if source.shipped else (tr(LABEL), source.name)
    st.sidebar.html(
        f'<div class="mmf-clip">{thumbnail(frame)}<div><b>{name}</b>'
        f"<span>{escape(what)}{', ' if length else ''}{length}</span></div></div>"
    )


def not_shown(view: View, instead: str, *, aside: bool = False) -> None:
    """Say on a page that shows other clips that it does not show the one that the link names, and which does.

    Args:
        view: of the page.
        instead: what it shows instead, after a colon.
        aside: whether to say it at the foot of the sidebar, of a page that is about no clip at all: in two
            lines, what it shows instead as help. The list of pages above needs the room.

    """
    wanted = view["clip"]
    if drawn_offer.number_of(view) is not None:
        return
    source, _ = in_use(view)
    if source is not None and source.key == wanted:
        name = tr(source.name) if source.shipped else source.name
    else:
        name = "" if wanted.startswith("own-") else wanted
    if name:
        short = name if len(name) <= _LONG else f"{name[:_LONG]}…"
        what = tr("“{name}” is not shown on this page", name=short)
    else:
        what = tr("The clip of this link is not shown on this page")
    where = tr("Open it under Fusion strategies")
    with st.sidebar if aside else nullcontext(), st.container(key="not-shown", gap="xsmall"):
        if aside:
            note(f"{what}.")
            label, more = tr("Open it"), f"{what}: {instead}. {where}."
        else:
            say(f"{what}: {instead}.")
            label, more = where, None
        lessons.link("fusion", label, more, clip=wanted, t=view["t"])


def clip_or_reason(view: View) -> tuple[Source | None, Clip | None]:
    """Return the clip in use and its window; where it cannot be read, say why and go on with a sample."""
    source, said = in_use(view)
    say(said)
    if source is None:
        say(
            tr(
                "The samples are missing from assets/samples: open a clip of your own under “{button}”.",
                button=tr(LABEL),
            )
        )
        return None, None
    window = cache.clip(source, view.start)
    if isinstance(window, MediaError):
        say(f"{retold(str(window))} {tr('Until then, a sample.')}")
        put(t="0")
        source = cache.opening()
        window = cache.clip(source, 0.0) if source is not None else window
    return source, None if isinstance(window, MediaError) else window
