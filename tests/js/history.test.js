import assert from "node:assert/strict";
import { test } from "node:test";
import { oneEntryAPage } from "../../mmfusion/ui/shell/tab/history.js";

/** A tab as browsers have it: entries, and a place among them. */
function tab(url) {
  const entries = [new URL(url)];
  const location = {
    get href() {
      return entries.at(-1).href;
    },
    get pathname() {
      return entries.at(-1).pathname;
    },
  };
  const listeners = { popstate: [], click: [] };
  const history = {
    state: {},
    pushState: (_data, _unused, next) => entries.push(new URL(next, location.href)),
    replaceState: (_data, _unused, next) => {
      entries[entries.length - 1] = new URL(next, location.href);
    },
  };
  return {
    history,
    location,
    addEventListener: (name, listener) => listeners[name].push(listener),
    click: () => {
      for (const listener of listeners.click) listener();
    },
    back() {
      entries.pop(); // what lies ahead is of no interest here
      for (const listener of listeners.popstate) listener();
    },
    entries: () => entries.map((one) => one.pathname + one.search),
  };
}

test("what is written under the same page's name replaces its entry", () => {
  const { entries, ...lab } = tab("http://lab/flow");
  const { history } = lab;
  oneEntryAPage(lab);
  history.pushState({}, "", "/flow?flow_seen=1");
  history.pushState({}, "", "/flow?flow_seen=1&clip=drawn-2");
  history.replaceState({}, "", "http://lab/flow?flow_seen=1&clip=drawn-2&ways=a");
  assert.deepEqual(entries(), ["/flow?flow_seen=1&clip=drawn-2&ways=a"]);
});

test("a page that is left keeps in its entry what it was when it stood still", () => {
  const { entries, ...lab } = tab("http://lab/flow?ways=a");
  const { history } = lab;
  const stands = oneEntryAPage(lab);
  history.pushState({}, "", "/flow?ways=a&flow_seen=1");
  stands();
  history.pushState({}, "", "/flow"); // Streamlit takes away what was bound
  history.pushState({}, "", "/flow?clip=drawn-3"); // and writes what the next page says, before it names it
  history.pushState({}, "", "/tokens?clip=drawn-3");
  assert.deepEqual(entries(), ["/flow?ways=a&flow_seen=1", "/tokens?clip=drawn-3"]);
  history.pushState({}, "", "/tokens?clip=drawn-3&tokens_seen=1");
  history.pushState({}, "", "/cost");
  assert.deepEqual(entries(), ["/flow?ways=a&flow_seen=1", "/tokens?clip=drawn-3&tokens_seen=1", "/cost"]);
});

test("a choice of the viewer's counts before the page has run for it", () => {
  const { entries, ...lab } = tab("http://lab/flow");
  const { history } = lab;
  const stands = oneEntryAPage(lab);
  stands();
  history.replaceState({}, "", "http://lab/flow?ways=b");
  history.pushState({}, "", "/flow");
  history.pushState({}, "", "/cost");
  assert.deepEqual(entries(), ["/flow?ways=b", "/cost"]);
});

test("what a page still writes that Back has left does not stay", () => {
  const { entries, back, ...lab } = tab("http://lab/flow?flow_seen=1");
  const { history } = lab;
  const stands = oneEntryAPage(lab);
  stands();
  history.pushState({}, "", "/cost");
  back();
  history.pushState({}, "", "/flow"); // the page of costs has not known yet
  history.replaceState({}, "", "/flow?clip=drawn-1");
  history.pushState({}, "", "/cost?clip=drawn-1");
  stands();
  assert.deepEqual(entries(), ["/flow?flow_seen=1"]);
  history.pushState({}, "", "/flow?flow_seen=0");
  stands();
  assert.deepEqual(entries(), ["/flow?flow_seen=0"], "from then on the page writes as it likes");
});

test("a page left by a click before it stands still is kept as it was then", () => {
  const { entries, click, ...lab } = tab("http://lab/tokens");
  const { history } = lab;
  const stands = oneEntryAPage(lab);
  stands();
  click(); // Reveal
  history.pushState({}, "", "/tokens?tokens_seen=1");
  click(); // a link
  history.pushState({}, "", "/tokens");
  history.pushState({}, "", "/cost");
  assert.deepEqual(entries(), ["/tokens?tokens_seen=1", "/cost"]);
});
