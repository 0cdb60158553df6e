import assert from "node:assert/strict";
import { test } from "node:test";
import { oneEntryAPage } from "../../mmfusion/ui/shell/tab/history.js";

/** A tab as browsers have it: entries, and a place among them. The page shown is the last that ran to its end. */
function tab(url) {
  const entries = [new URL(url)];
  let page = entries[0].pathname.slice(1);
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
    shown: () => page,
    show: (next) => {
      page = next;
    },
    entries: () => entries.map((one) => one.pathname + one.search),
  };
}

test("what is written under the same page's name replaces its entry", () => {
  const { entries, ...lab } = tab("http://lab/flow");
  const { history } = lab;
  oneEntryAPage(lab, lab.shown);
  history.pushState({}, "", "/flow?flow_seen=1");
  history.pushState({}, "", "/flow?flow_seen=1&clip=drawn-2");
  history.replaceState({}, "", "http://lab/flow?flow_seen=1&clip=drawn-2&ways=a");
  assert.deepEqual(entries(), ["/flow?flow_seen=1&clip=drawn-2&ways=a"]);
});

test("a page that is left keeps in its entry what it was when it stood still", () => {
  const { entries, ...lab } = tab("http://lab/flow?ways=a");
  const { history } = lab;
  const stands = oneEntryAPage(lab, lab.shown);
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
  const stands = oneEntryAPage(lab, lab.shown);
  stands();
  history.replaceState({}, "", "http://lab/flow?ways=b");
  history.pushState({}, "", "/flow");
  history.pushState({}, "", "/cost");
  assert.deepEqual(entries(), ["/flow?ways=b", "/cost"]);
});

test("what a page still writes that Back has left does not stay", () => {
  const { entries, back, show, ...lab } = tab("http://lab/flow?flow_seen=1");
  const { history } = lab;
  const stands = oneEntryAPage(lab, lab.shown);
  stands();
  history.pushState({}, "", "/cost");
  show("cost");
  back();
  history.pushState({}, "", "/flow"); // the page of costs has not known yet
  history.replaceState({}, "", "/flow?clip=drawn-1");
  history.pushState({}, "", "/cost?clip=drawn-1");
  show("flow");
  stands();
  assert.deepEqual(entries(), ["/flow?flow_seen=1"]);
  history.pushState({}, "", "/flow?flow_seen=0");
  stands();
  assert.deepEqual(entries(), ["/flow?flow_seen=0"], "from then on the page writes as it likes");
});

test("a page that quick steps have passed names itself in vain, though the one before it has ended", () => {
  const { entries, back, show, ...lab } = tab("http://lab/tokens?tokens_seen=1");
  const { history } = lab;
  const stands = oneEntryAPage(lab, lab.shown);
  stands();
  history.pushState({}, "", "/flow");
  show("flow");
  stands();
  history.pushState({}, "", "/cost");
  show("cost");
  back();
  back();
  stands(); // the page of costs has ended
  history.pushState({}, "", "/flow"); // the page of flow begins, which the first step has asked for
  history.pushState({}, "", "/tokens");
  show("tokens");
  stands();
  assert.deepEqual(entries(), ["/tokens?tokens_seen=1"]);
});

test("a link that is followed before the page stands that Back has led to", () => {
  const { entries, back, click, show, ...lab } = tab("http://lab/flow");
  const { history } = lab;
  const stands = oneEntryAPage(lab, lab.shown);
  stands();
  history.pushState({}, "", "/cost");
  show("cost");
  back();
  click();
  history.pushState({}, "", "/tokens");
  show("tokens");
  stands();
  assert.deepEqual(entries(), ["/flow", "/tokens"]);
});

test("a page left by a click before it stands still is kept as it was then", () => {
  const { entries, click, ...lab } = tab("http://lab/tokens");
  const { history } = lab;
  const stands = oneEntryAPage(lab, lab.shown);
  stands();
  click(); // Reveal
  history.pushState({}, "", "/tokens?tokens_seen=1");
  click(); // a link
  history.pushState({}, "", "/tokens");
  history.pushState({}, "", "/cost");
  assert.deepEqual(entries(), ["/tokens?tokens_seen=1", "/cost"]);
});
