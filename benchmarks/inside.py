"""Looking inside: what a trace, a map and a head switched off cost, in the library and in a real browser.

    OMP_NUM_THREADS=1 python benchmarks/inside.py [--rounds 20]

Library, against the plain pass in the same run; removals in one batch against one pass a head. Browser: from
a click to the changed figure, and how many frames a second are drawn while a pointer crosses the picture.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Mapping
from functools import partial

import torch
from playwright.sync_api import Page
from served import served
from torch import Tensor

from mmfusion.explain.ablation import each_without, heads_of, masks_without
from mmfusion.explain.maps import preference
from mmfusion.explain.trace import trace, tracing
from mmfusion.tasks.events.samples import load_samples
from mmfusion.tasks.sounding import predictor
from mmfusion.tasks.sounding.attribution.methods import METHODS, attribution
from mmfusion.tasks.sounding.batches import make_batch, numbered_scene
from mmfusion.tasks.sounding.network import SoundingNetwork

HOVER = """(seconds) => new Promise((done) => {
  const hosts = [...document.querySelectorAll("*")];
  const row = hosts.map((e) => e.shadowRoot?.querySelector(".attention .frames")).find(Boolean);
  const box = row.getBoundingClientRect(), start = performance.now(), gaps = [];
  let last = start, work = 0;
  const step = (now) => {
    gaps.push(now - last); last = now;
    const share = ((now - start) / 1000) % 1, before = performance.now();
    const clientX = box.left + share * box.width;
    const clientY = box.top + (0.5 + 0.4 * Math.sin(now / 90)) * box.height;
    row.dispatchEvent(new PointerEvent("pointermove", { pointerType: "mouse", clientX, clientY }));
    work = Math.max(work, performance.now() - before);
    if (now - start < 1000 * seconds) requestAnimationFrame(step); else done([gaps.length / seconds, work]);
  };
  requestAnimationFrame(step);
})"""
CHANGE = """([selector, attribute, click]) => new Promise((done) => {
  const within = (s) => [...document.querySelectorAll("*")].map((e) => e.shadowRoot?.querySelector(s));
  const find = (s) => document.querySelector(s) ?? within(s).find(Boolean);
  const watched = find(selector), before = watched.getAttribute(attribute), start = performance.now();
  const watch = setInterval(() => {
    const now = find(selector)?.getAttribute(attribute);
    if (!now || now === before) return;
    clearInterval(watch);
    requestAnimationFrame(() => done(performance.now() - start));
  }, 2);
  find(click).click();
})"""


def median(function: Callable[[], object], rounds: int) -> float:
    """Return the median time of a call, ms."""
    function()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        function()
        times.append((time.perf_counter() - began) * 1e3)
    return statistics.median(times)


def plain(network: SoundingNetwork, tokens: Mapping[str, Tensor]) -> object:
    """Run the network alone."""
    with torch.inference_mode():
        return network.fusion(tokens)


def traced(network: SoundingNetwork, tokens: Mapping[str, Tensor]) -> object:
    """Run it while its attention is written down."""
    with torch.inference_mode(), tracing(network):
        return network.fusion(tokens)


def one_by_one(network: SoundingNetwork, tokens: Mapping[str, Tensor]) -> object:
    """Switch each head off in a pass of its own."""
    fusion = network.fusion
    with torch.inference_mode():
        return [fusion(tokens, head_mask=masks_without(fusion, [head])) for head in heads_of(fusion)]


def library(name: str, rounds: int) -> None:
    """Time the library's part for one strategy."""
    network = predictor.load(name).network
    inputs = make_batch([numbered_scene("pair", 17)]).inputs()
    with torch.inference_mode():
        tokens = network.tokens(inputs)
    fusion, groups = network.fusion, [[head] for head in heads_of(network.fusion)]
    count = len(groups)
    rows: list[tuple[str, Callable[[], object]]] = [
        ("plain pass", partial(plain, network, tokens)),
        ("pass that is traced", partial(traced, network, tokens)),
        ("trace, with labels, scores and norms", partial(trace, fusion, tokens, contributions=True)),
        ("one head off", partial(each_without, fusion, tokens, groups[:1])),
        (f"each of {count} heads off, in one batch", partial(each_without, fusion, tokens, groups)),
        (f"each of {count} heads off, a pass each", partial(one_by_one, network, tokens)),
    ]
    rows += [(f"map: {m}", partial(attribution, network, inputs, preference("side", 0), m)) for m in METHODS]
    base = median(rows[0][1], 5 * rounds)
    for what, function in rows:
        took = median(function, rounds)
        print(f"{name:16}{what:44}{took:8.1f}{took / base:16.2f}")


def browser(page: Page, address: str, rounds: int) -> None:
    """Time the page."""
    page.goto(f"{address}/heads?heads_of=Bottleneck-mid&heads_seen=1")
    page.locator(".attention[data-ready]").wait_for()
    page.wait_for_timeout(6000)
    rate, work = page.evaluate(HOVER, 3)
    print(f"hover: {rate:.0f} frames a second, at most {work:.1f} ms of work a frame")

    def clicks(what: str, selector: str, attribute: str, targets: list[str]) -> None:
        times = []
        for i in range(rounds):
            times.append(page.evaluate(CHANGE, [selector, attribute, targets[i % len(targets)]]))
            page.wait_for_timeout(3000 if "clip" in what else 800)
        print(f"{what}: {statistics.median(times):.0f} ms (median of {rounds}), at most {max(times):.0f}")

    clicks("a head off → new probabilities", ".switch", "data-p", [".switch .one"])
    clicks("a layer off → new probabilities", ".switch", "data-p", [".switch .layer"])
    tiles = [f".tile[data-id='{layer}.visual.0']" for layer in (0, 1, 2, 3)]
    clicks("another layer → its attention", ".attention", "data-ready", tiles)
    clicks("next clip → traced and drawn", ".attention", "data-ready", [".st-key-heads-next button"])

    page.goto(f"{address}/heads?clip=drone&heads_of=Bottleneck-mid")
    page.locator(".attention[data-ready]").wait_for()
    page.wait_for_timeout(6000)
    rate, work = page.evaluate(HOVER, 3)
    print(f"a clip of one's own, hover: {rate:.0f} frames a second, at most {work:.1f} ms of work a frame")
    clicks("a clip of one's own, a head off → new probabilities", ".switch", "data-p", [".switch .one"])
    times = []
    for sample in load_samples():
        page.get_by_role("button", name="Your clip").click()
        card = f".st-key-sample-{sample.name} button"
        page.locator(card).first.wait_for()
        page.wait_for_timeout(1500)
        if sample.name != "drone":
            times.append(page.evaluate(CHANGE, [".attention", "data-ready", card]))
            page.wait_for_timeout(6000)
        else:
            page.keyboard.press("Escape")
    each = ", ".join(f"{ms:.0f}" for ms in times)
    print(f"a sample whose features are there → traced and drawn: {each} ms")


def main() -> None:
    """Run everything."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=20)
    rounds: int = parser.parse_args().rounds
    torch.set_num_threads(1)
    print(f"{'network':16}{'what':44}{'ms':>8}{'× a plain pass':>16}")
    for name in ("mid", "bottleneck-mid"):
        library(name, rounds)
    with served() as (page, address):
        browser(page, address, max(4, rounds // 2))


if __name__ == "__main__":
    main()
