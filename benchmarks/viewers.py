"""Viewers without a browser: sessions over Streamlit's own WebSocket that act on what they are sent.

A viewer speaks the protocol as the browser does: it opens a page, keeps what widgets there are, sends all
values with each change, runs only the fragment that a widget belongs to, follows the address that the server
writes, and holds the messages that need not be sent twice. It draws nothing. Loopback only.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

HOSTS = ("127.0.0.1", "localhost", "::1")
LONGEST = 90.0
"""A run that takes longer, s, is an error."""
KEPT_RUNS = 2
"""For how many runs a browser holds a message that was not sent again."""


class ViewerError(Exception):
    """A session that got no answer, or an exception for one."""


def stream_of(address: str) -> str:
    """Return the WebSocket of a server. Raises ValueError if it is not on this machine."""
    parts = urlsplit(address)
    if parts.scheme != "http" or parts.hostname not in HOSTS:
        raise ValueError(f"{address!r}: only a server on this machine is put under load ({', '.join(HOSTS)})")
    return f"ws://{parts.netloc}/_stcore/stream"


@dataclass(frozen=True)
class Widget:
    """What a viewer can change: its id, what kind it is, what may be chosen, the fragment that it runs."""

    id: str
    kind: str
    options: tuple[str, ...] = ()
    ends: tuple[float, float, float] = (0.0, 0.0, 1.0)
    """Least, most, step."""
    parameter: str = ""
    """Its name in the address."""
    fragment: str = ""
    many: bool = False

    @property
    def key(self) -> str:
        """The key that the page gave it."""
        return self.id.split("-", 2)[2] if self.id.count("-") > 1 else self.id


def widgets_of(message: ForwardMsg) -> Iterator[Widget]:
    """Return the widget that a message brings, if it does."""
    delta, kind = message.delta, message.delta.WhichOneof("type")
    fragment = delta.fragment_id
    if kind == "add_block":
        for name in ("expandable", "popover"):
            if delta.add_block.WhichOneof("type") == name and (own := getattr(delta.add_block, name)).id:
                yield Widget(own.id, "box", fragment=fragment)
        return
    if kind != "new_element":
        return
    name = delta.new_element.WhichOneof("type")
    element = getattr(delta.new_element, name) if name else None
    if name == "slider":
        ends = (element.min, element.max, element.step)
        kind = "choice" if element.options else "slider"
        yield Widget(element.id, kind, tuple(element.options), ends, element.query_param_key, fragment)
    elif name == "selectbox":
        yield Widget(
            element.id, "select", tuple(element.options), parameter=element.query_param_key, fragment=fragment
        )
    elif name == "button_group":
        options = tuple(option.content for option in element.options)
        many = element.click_mode == element.MULTI_SELECT
        yield Widget(
            element.id, "choice", options, parameter=element.query_param_key, fragment=fragment, many=many
        )
    elif name == "checkbox":
        yield Widget(element.id, "box", parameter=element.query_param_key, fragment=fragment)
    elif name == "button":
        yield Widget(element.id, "button", fragment=fragment)
    elif name == "bidi_component":
        yield Widget(element.id, "component", fragment=fragment)


@dataclass
class Viewer:
    """One session. `found` is what the page offers, by the keys that the page gave."""

    stream: str
    page: str
    socket: websockets.ClientConnection | None = None
    page_hash: str = ""
    query: dict[str, str] = field(default_factory=dict)
    found: dict[str, Widget] = field(default_factory=dict)
    values: dict[str, WidgetState] = field(default_factory=dict)
    held: dict[str, tuple[int, ForwardMsg]] = field(default_factory=dict)
    exceptions: list[str] = field(default_factory=list)
    again: dict[str, float] = field(default_factory=dict)
    """Fragments that the page asks to be run again and again -> every so many seconds."""
    bytes: int = 0
    runs: int = 0

    async def open(self) -> float:
        """Connect and load the page; return the seconds until all of it was there."""
        began = time.perf_counter()
        self.socket = await websockets.connect(
            self.stream, subprotocols=["streamlit"], max_size=None, open_timeout=LONGEST
        )
        await self.run([], "")
        return time.perf_counter() - began

    async def close(self) -> None:
        """Leave, as one closes a tab."""
        if self.socket is not None:
            await self.socket.close()

    async def link(self, **query: str) -> float:
        """Go to another address of the page, as by Back or by a link; return the seconds it took."""
        self.query |= query
        began = time.perf_counter()
        await self.run([], "", history=True)
        return time.perf_counter() - began

    async def act(self, changes: list[tuple[Widget, object]]) -> float:
        """Change widgets at once; return the seconds until the page had answered."""
        states, pressed = [], []
        for widget, value in changes:
            state = state_of(widget, value, self.values.get(widget.id))
            (pressed if widget.kind == "button" else states).append(state)
            if widget.parameter:
                self.query[widget.parameter] = str(value)
        self.values |= {state.id: state for state in states}
        began = time.perf_counter()
        await self.run(pressed, changes[-1][0].fragment)
        return time.perf_counter() - began

    async def look_again(self) -> float:
        """Run the fragment that the page asks to be run again, as a browser does; return the seconds."""
        began = time.perf_counter()
        await self.run([], next(iter(self.again)), timer=True)
        return time.perf_counter() - began

    async def run(
        self, pressed: list[WidgetState], fragment: str, *, history: bool = False, timer: bool = False
    ) -> None:
        """Have the script run; take in what it sends until it has finished. Raises ViewerError."""
        back = BackMsg()
        ask = back.rerun_script
        ask.query_string = urlencode(self.query)
        ask.page_script_hash, ask.fragment_id = self.page_hash, fragment
        ask.page_name = "" if self.page_hash else self.page
        ask.is_history_navigation, ask.is_auto_rerun = history, timer
        ask.widget_states.widgets.extend([*self.values.values(), *pressed])
        ask.cached_message_hashes.extend(self.held)
        ask.context_info.timezone, ask.context_info.locale = "Europe/Paris", "en"
        ask.context_info.color_scheme = "light"
        if self.socket is None:
            raise ViewerError("no connection")
        await self.socket.send(back.SerializeToString())
        self.exceptions.clear()
        seen: dict[str, Widget] = {}
        began = False
        while True:
            data = await asyncio.wait_for(self.socket.recv(), LONGEST)
            if not isinstance(data, bytes):
                raise ViewerError("a message that is no bytes")
            self.bytes += len(data)
            message = self.taken(ForwardMsg.FromString(data))
            kind = message.WhichOneof("type")
            if kind == "new_session":
                if began or not fragment:  # all of the page runs
                    self.again.clear()
                began, seen = True, {}
            elif kind == "auto_rerun":
                self.again[message.auto_rerun.fragment_id] = message.auto_rerun.interval
            elif kind == "stop_auto_rerun":
                for name in message.stop_auto_rerun.fragment_ids:
                    self.again.pop(name, None)
            elif kind == "navigation" and message.navigation.page_script_hash:
                self.page_hash = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                self.query = dict(parse_qsl(message.page_info_changed.query_string, keep_blank_values=True))
            elif kind == "page_not_found":
                raise ViewerError(f"there is no page {self.page!r}")
            elif kind == "delta":
                self.look(message)
                seen |= {widget.key: widget for widget in widgets_of(message)}
            elif kind == "script_finished" and began and self.finished(message, seen):
                break
        if self.exceptions:
            raise ViewerError(self.exceptions[0])

    def look(self, message: ForwardMsg) -> None:
        """Note an exception that is shown in the page's place, and what the server has set itself."""
        if message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        name = element.WhichOneof("type")
        if name == "exception":
            self.exceptions.append(f"{element.exception.type}: {element.exception.message}"[:200])
        own = getattr(element, name) if name else None
        if getattr(own, "set_value", False):
            self.values.pop(own.id, None)

    def finished(self, message: ForwardMsg, seen: dict[str, Widget]) -> bool:
        """Return whether a run's end is the end: not where it runs again at once."""
        if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return False
        if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            raise ViewerError("the script does not compile")
        if message.script_finished == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY:
            self.found |= seen
        else:
            self.found = seen
            there = {widget.id for widget in seen.values()}
            self.values = {name: state for name, state in self.values.items() if name in there}
        self.runs += 1
        self.held = {h: kept for h, kept in self.held.items() if self.runs - kept[0] <= KEPT_RUNS}
        return True

    def taken(self, message: ForwardMsg) -> ForwardMsg:
        """Return a message, in place of a reference to it what was sent before."""
        if message.WhichOneof("type") == "ref_hash":
            if message.ref_hash not in self.held:
                raise ViewerError("a message that was never sent")
            whole = ForwardMsg()
            whole.CopyFrom(self.held[message.ref_hash][1])
            whole.metadata.CopyFrom(message.metadata)
            self.held[message.ref_hash] = (self.runs, self.held[message.ref_hash][1])
            return whole
        if message.hash and message.metadata.cacheable:
            self.held[message.hash] = (self.runs, message)
        return message


def state_of(widget: Widget, value: object, before: WidgetState | None) -> WidgetState:
    """Return a widget's value as it travels; a component's joins what it had told before."""
    state = WidgetState(id=widget.id)
    if widget.kind == "button":
        state.trigger_value = True
    elif widget.kind == "box":
        state.bool_value = bool(value)
    elif widget.kind == "slider":
        state.double_array_value.data.append(float(str(value)))
    elif widget.kind == "choice":
        state.string_array_value.data.extend(value if isinstance(value, list) else [str(value)])
    elif widget.kind == "select":
        state.string_value = str(value)
    elif isinstance(value, dict):
        state.json_value = json.dumps((json.loads(before.json_value) if before else {}) | value)
    else:
        raise ValueError(f"{widget.key}: a component takes a mapping, got {value!r}")
    return state
