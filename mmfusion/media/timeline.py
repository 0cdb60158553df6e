"""When packets are due and where streams end: counted from what is there, never believed.

A header may state a length that the file no longer has, a demuxer may guess one from the first second's bit
rate, raw video tells no time at all, and streams that were joined end to end (Ogg chains, transport streams)
start again at 0 in the middle. A `Clock` gives every packet a time that runs on; `counted` reads them all and
decodes none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from av.packet import Packet
from av.stream import Stream

_BACK = 1.0  # s: decoding times never go back; by more than this they start anew
_PERIOD = 0.04  # s: of a frame, where nothing says


@dataclass
class Extent:
    """From when until when a stream has something to show or to play, s; how many packets that takes."""

    begin: float
    end: float
    packets: int = 0


@dataclass
class Timeline:
    """What was counted: streams by their index, and what their time stamps lack."""

    extents: dict[int, Extent] = field(default_factory=dict)
    shifts: list[float] = field(default_factory=lambda: [0.0])
    """s added to the time stamps of each part; one part but where streams were joined end to end."""
    untimed: bool = False
    """Whether a stream's packets have no time stamps."""

    @property
    def end(self) -> float:
        """The end of the stream that ends last, s."""
        return max((extent.end for extent in self.extents.values()), default=0.0)

    @property
    def remade(self) -> bool:
        """Whether times are the clock's, so that a demuxer cannot seek to them."""
        return self.untimed or len(self.shifts) > 1


class Clock:
    """Gives packets that come from the very start of a file times that run on."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self._units: dict[
            int, tuple[float, float]
        ] = {}  # by stream: s of a tick, s of a packet that tells none
        self._next: dict[int, float] = {}  # by stream, where its next packet is due
        self._last: dict[int, float] = {}  # the last stored decoding time
        self._part: dict[int, int] = {}

    def set(self, packet: Packet[Stream]) -> tuple[float, float] | None:
        """Write the packet's times anew where they are missing or have started again.

        Returns from when until when it is shown or played, s; None if it holds nothing.
        """
        stream = packet.stream_index
        if stream not in self._units:
            self._units[stream] = _units(packet)
        tick, usual = self._units[stream]
        if not packet.size:
            return None
        shown, due = packet.pts, packet.dts
        if shown is None and due is None:
            self.timeline.untimed |= stream not in self._next
            packet.dts = due = round(self._next.get(stream, 0.0) / tick)
        else:
            shifts, part = self.timeline.shifts, self._part.get(stream, 0)
            if due is not None:
                stored = due * tick
                if stored < self._last.get(stream, stored) - _BACK:
                    part = self._part[stream] = part + 1
                    if part == len(shifts):
                        shifts.append(self.timeline.end - stored)
                self._last[stream] = stored
            if shift := round(shifts[min(part, len(shifts) - 1)] / tick):
                packet.pts = shown = None if shown is None else shown + shift
                packet.dts = due = None if due is None else due + shift
        lasts = packet.duration * tick if packet.duration else usual
        begin = (shown if shown is not None else due or 0) * tick
        self._next[stream] = (due if due is not None else shown or 0) * tick + lasts
        return begin, begin + lasts


def _units(packet: Packet[Stream]) -> tuple[float, float]:
    """Return how long a tick of the packet's stream is and, of a video, a frame: by its rate, s."""
    stream: Any = packet.stream
    rate = stream.average_rate if stream.type == "video" else None
    usual = float(1 / rate) if rate else _PERIOD if stream.type == "video" else 0.0
    return float(packet.time_base or stream.time_base or 1 / 1000), usual


def counted(packets: Iterable[Packet[Stream]], most: float) -> Timeline:
    """Return the timeline of all packets of a file, or of as many as make more than `most` s."""
    timeline = Timeline()
    clock = Clock(timeline)
    for packet in packets:
        span = clock.set(packet)
        if span is None:
            continue
        begin, end = span
        extent = timeline.extents.setdefault(packet.stream_index, Extent(begin, end))
        extent.begin, extent.end = min(extent.begin, begin), max(extent.end, end)
        extent.packets += 1
        if end > most and packet.stream.type in ("video", "audio"):
            break
    return timeline
