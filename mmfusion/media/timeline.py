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
        self._next: dict[int, float] = {}  # by stream, where its next packet is due
        self._last: dict[int, float] = {}  # the last stored decoding time
        self._part: dict[int, int] = {}

    def set(self, packet: Packet[Stream]) -> None:
        """Write the packet's times anew where they are missing or have started again."""
        base = packet.time_base
        if base is None or not packet.size:
            return
        stream = packet.stream_index
        if packet.pts is None and packet.dts is None:
            self.timeline.untimed |= stream not in self._next
            packet.dts = round(self._next.get(stream, 0.0) / base)
        else:
            shifts, part = self.timeline.shifts, self._part.get(stream, 0)
            if packet.dts is not None:
                stored = float(packet.dts * base)
                if stored < self._last.get(stream, stored) - _BACK:
                    part = self._part[stream] = part + 1
                    if part == len(shifts):
                        shifts.append(self.timeline.end - stored)
                self._last[stream] = stored
            shift = round(shifts[min(part, len(shifts) - 1)] / base)
            if shift:
                packet.pts = None if packet.pts is None else packet.pts + shift
                packet.dts = None if packet.dts is None else packet.dts + shift
        self._next[stream] = float(
            (packet.dts if packet.dts is not None else packet.pts or 0) * base
        ) + lasts(packet)


def lasts(packet: Packet[Stream]) -> float:
    """Return how long a packet is shown or played, s: as stored, or by its stream's frame rate."""
    if packet.duration and packet.time_base is not None:
        return float(packet.duration * packet.time_base)
    stream: Any = packet.stream
    if stream.type != "video":
        return 0.0
    return float(1 / stream.average_rate) if stream.average_rate else _PERIOD


def counted(packets: Iterable[Packet[Stream]], most: float) -> Timeline:
    """Return the timeline of all packets of a file, or of as many as make more than `most` s."""
    timeline = Timeline()
    clock = Clock(timeline)
    for packet in packets:
        clock.set(packet)
        stamp = packet.pts if packet.pts is not None else packet.dts
        if stamp is None or packet.time_base is None or not packet.size:
            continue
        begin = float(stamp * packet.time_base)
        end = begin + lasts(packet)
        extent = timeline.extents.setdefault(packet.stream_index, Extent(begin, end))
        extent.begin, extent.end = min(extent.begin, begin), max(extent.end, end)
        extent.packets += 1
        if end > most and packet.stream.type in ("video", "audio"):
            break
    return timeline
