"""What a visitor waits for, in a real browser: milliseconds from a click to the changed answer on the screen.

    python benchmarks/interaction.py [--rounds 6]

Starts the app on a free port and drives it in Chromium. A switch is timed within the page, from the click to
the frame in which the table has changed. Plain way, in the same run: the whole page loaded again at the
address that the switch leads to, which is what an app without kept features and components would do at least.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
SWITCH = """([scope, label]) => new Promise((done) => {
  const hosts = [...document.querySelectorAll("*")];
  const table = hosts.map((e) => e.shadowRoot?.querySelector(".table")).find(Boolean);
  const before = table.innerText;
  const button = [...document.querySelectorAll(`${scope} button`)].find((b) => b.innerText.trim() === label);
  const watch = new MutationObserver(() => {
    if (table.innerText === before) return;
    watch.disconnect();
    requestAnimationFrame(() => done(performance.now() - start));
  });
  watch.observe(table, { childList: true, subtree: true });
  const start = performance.now();
  button.click();
})"""
TIMES: dict[str, list[float]] = defaultdict(list)


def answered(page: Page) -> None:
    """Wait until the table of strategies shows an answer."""
    page.locator(".bar.first b, .cover").first.wait_for()


def visit(page: Page, address: str, rounds: int) -> None:
    """Time the pages and the switches."""
    for _ in range(rounds):
        page.goto(address)
        page.locator(".mmf-bars").wait_for()
        start = time.perf_counter()
        page.get_by_role("link", name="Fusion strategies").first.click()
        answered(page)
        TIMES["page switch, to answers"].append((time.perf_counter() - start) * 1e3)
        page.wait_for_timeout(500)
        start = time.perf_counter()
        page.get_by_role("link", name="Why fusion").first.click()
        page.locator(".mmf-bars").wait_for()
        TIMES["page switch, to the front page"].append((time.perf_counter() - start) * 1e3)
    page.goto(f"{address}/fusion?clip=drone&seen=1")
    answered(page)
    page.wait_for_timeout(1000)

    def switch(what: str, scope: str, labels: tuple[str, ...]) -> None:
        for _ in range(rounds):
            for label in labels:
                TIMES[what].append(page.evaluate(SWITCH, [scope, label]))
                page.wait_for_timeout(300)

    switch("switch of sense", ".st-key-sense", ("no sound", "no picture", "the clip as it is"))
    page.locator(".st-key-spoiling button").first.click()
    page.wait_for_timeout(500)
    switch("level of noise", ".st-key-level", ("1", "4", "0"))
    page.get_by_text("blur on the picture").click()
    page.wait_for_timeout(500)
    switch("level of blur", ".st-key-level", ("1", "4", "0"))
    page.mouse.click(600, 60)
    page.wait_for_timeout(500)
    page.locator(".st-key-swapping button").first.click()
    page.wait_for_timeout(500)
    switch("swap of the sound", ".st-key-swap", ("dog", "rooster", "its own"))
    for _ in range(rounds):
        start = time.perf_counter()
        page.goto(f"{address}/fusion?clip=drone&seen=1&sense=no+sound")
        answered(page)
        TIMES["plain way: the page loaded again"].append((time.perf_counter() - start) * 1e3)


def main() -> None:
    """Run everything and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=6)
    rounds: int = parser.parse_args().rounds
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://localhost:{port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        start = time.perf_counter()
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
        server = subprocess.Popen(
            [*command, "--server.port", str(port)],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            while True:
                try:
                    page.goto(address)
                    break
                except Exception:
                    if server.poll() is not None or time.perf_counter() - start > 60:
                        raise
                    time.sleep(0.05)
            page.locator("canvas").first.wait_for()
            TIMES["streamlit run -> a clip plays"].append((time.perf_counter() - start) * 1e3)
            page.locator(".mmf-bars").wait_for()
            TIMES["streamlit run -> it is answered"].append((time.perf_counter() - start) * 1e3)
            page.wait_for_timeout(8000)
            visit(page, address, rounds)
        finally:
            server.terminate()
            server.wait(10)
        browser.close()
    print("| what | median, ms | first, ms | slowest later, ms |\n|---|---|---|---|")
    for name, values in TIMES.items():
        later = values[1:] or values
        print(f"| {name} | {statistics.median(later):.0f} | {values[0]:.0f} | {max(later):.0f} |")


if __name__ == "__main__":
    main()
