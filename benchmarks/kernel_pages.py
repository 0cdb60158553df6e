"""The pages of kernel fusion and MKL in a real browser: what moves under the finger, and what follows it.

    python benchmarks/kernel_pages.py [--rounds 8]

Under the finger: frames a second while a point is dragged or a slider turned at every frame, and the most
work in one frame. Let go: from the release, or the choice, to the frame in which the new answer stands.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable

from playwright.sync_api import Page
from served import served

FIND = """const find = (s) => document.querySelector(s)
  ?? [...document.querySelectorAll("*")].map((e) => e.shadowRoot?.querySelector(s)).find(Boolean);"""
FRAMES = """(move) => new Promise((done) => {
  const start = performance.now();
  let frames = 0, work = 0;
  const step = (now) => {
    const before = performance.now();
    move((now - start) / 1000);
    work = Math.max(work, performance.now() - before);
    frames++;
    if (now - start < 3000) requestAnimationFrame(step); else done([frames / 3, work]);
  };
  requestAnimationFrame(step);
})"""
DRAG = f"""() => {{
  {FIND}
  const field = find(".triangle .field"), box = field.getBoundingClientRect();
  const at = (x, y) => ({{ clientX: box.left + x * box.width, clientY: box.top + y * box.height }});
  const send = (kind, x, y) => field.dispatchEvent(
    new PointerEvent(kind, {{ pointerId: 1, pointerType: "mouse", ...at(x, y) }}));
  field.setPointerCapture = () => {{}};
  send("pointerdown", 0.5, 0.6);
  return ({FRAMES})((t) => send("pointermove", 0.5 + 0.2 * Math.sin(5 * t), 0.6 + 0.2 * Math.cos(7 * t)))
    .then((found) => {{ send("pointerup", 0.5, 0.6); return found; }});
}}"""
TURN = f"""(selector) => {{
  {FIND}
  const slider = find(selector), count = Number(slider.max) + 1;
  let k = 0;
  return ({FRAMES})(() => {{ slider.value = k++ % count; slider.dispatchEvent(new Event("input")); }});
}}"""
RELEASE = f"""([selector, attribute, x, y]) => new Promise((done) => {{
  {FIND}
  const field = find(".triangle .field"), box = field.getBoundingClientRect();
  const at = {{ pointerId: 1, pointerType: "mouse",
    clientX: box.left + x * box.width, clientY: box.top + y * box.height }};
  const before = find(selector)?.getAttribute(attribute);
  field.setPointerCapture = () => {{}};
  field.dispatchEvent(new PointerEvent("pointerdown", at));
  const start = performance.now();
  field.dispatchEvent(new PointerEvent("pointerup", at));
  const watch = setInterval(() => {{
    const now = find(selector)?.getAttribute(attribute);
    if (!now || now === before) return;
    clearInterval(watch);
    requestAnimationFrame(() => done(performance.now() - start));
  }}, 2);
}})"""
CHOOSE = f"""([label, wanted]) => new Promise((done) => {{
  {FIND}
  const button = [...document.querySelectorAll("button")].find((b) => b.innerText.trim() === label);
  const start = performance.now();
  button.click();
  const watch = setInterval(() => {{
    if (find(".mkl")?.dataset.ready !== wanted) return;
    clearInterval(watch);
    requestAnimationFrame(() => done(performance.now() - start));
  }}, 2);
}})"""


PLACES = ((0.35, 0.75), (0.5, 0.45), (0.62, 0.72), (0.42, 0.6), (0.55, 0.8), (0.5, 0.3), (0.7, 0.78))
"""Where the point is let go, as shares of the field: far enough apart to be other weights."""


def frames(what: str, found: list[float]) -> None:
    """Print what was drawn under the finger."""
    print(f"| {what} | {found[0]:.0f} frames a second, at most {found[1]:.1f} ms of work |")


def waits(what: str, rounds: int, measure: Callable[[int], float]) -> None:
    """Print how long an answer took."""
    times = [measure(i) for i in range(rounds)]
    print(f"| {what} | {statistics.median(times):.0f} ms, at most {max(times):.0f} |")


def fusion(page: Page, address: str, rounds: int) -> None:
    """Time the page of kernel fusion."""
    page.goto(f"{address}/kernels?kernel_seen=1")
    page.locator(".triangle[data-ready]").wait_for()
    page.locator("[data-svc]").wait_for()
    page.wait_for_timeout(4000)
    frames("the point dragged over the triangle", page.evaluate(DRAG))
    page.wait_for_timeout(2000)
    frames("the 2-D boundary bent", page.evaluate(TURN, ".bend input"))

    def release(selector: str, attribute: str, up: float) -> Callable[[int], float]:
        def measure(i: int) -> float:
            x, y = PLACES[i % len(PLACES)]
            took = float(page.evaluate(RELEASE, [selector, attribute, x, y - up]))
            page.wait_for_timeout(2000)
            return took

        return measure

    waits("the point let go → decided by Cholesky", rounds, release(".triangle", "data-ready", 0.0))
    page.goto(f"{address}/kernels?kernel_seen=1&kernel_at=2+2+16")
    page.locator("[data-svc]").wait_for()
    page.wait_for_timeout(2000)
    waits("the point let go → decided by the SVC too", rounds, release("[data-svc]", "data-svc", 0.07))


def learning(page: Page, address: str, rounds: int) -> None:
    """Time the page of MKL."""
    page.goto(f"{address}/mkl?mkl_seen=1")
    page.locator(".mkl[data-ready]").wait_for()
    page.locator(".costs[data-ready]").wait_for()
    page.wait_for_timeout(4000)
    frames("p turned", page.evaluate(TURN, ".mkl .norm"))
    page.wait_for_timeout(2000)
    frames("the iteration scrubbed", page.evaluate(TURN, ".mkl .step"))
    frames("cuts arriving", page.evaluate(TURN, ".cuts input"))
    page.wait_for_timeout(2000)
    kinds = ("daffodil", "bluebell", "daisy", "sunflower", "dandelion")

    def kind(i: int) -> float:
        name = kinds[i % len(kinds)]
        took = float(page.evaluate(CHOOSE, [name, f"{name} 10 20"]))
        page.wait_for_timeout(3000)
        return took

    waits("another kind, seven problems solved → drawn", 4, kind)
    for i in range(5):
        kind(i)
    waits("another kind, solved before → drawn", rounds, kind)


def main() -> None:
    """Run everything and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=8)
    rounds: int = parser.parse_args().rounds
    print("| what | time |\n|---|---|")
    with served() as (page, address):
        fusion(page, address, rounds)
        learning(page, address, rounds)


if __name__ == "__main__":
    main()
