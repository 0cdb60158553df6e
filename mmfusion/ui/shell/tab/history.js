// One history entry a page: Back leads to the page before, as it was left, not through every choice made on it.

/** Make the tab's history one entry a page, from now on.
 *
 * Streamlit replaces the entry when a widget that is bound to the URL changes, but pushes one whenever Python
 * writes the URL. When a page is left it first pushes, under the name of the old page, that page's URL without
 * what was bound, and what the new page writes at once; and only then the new page. So what is pushed under the
 * same name replaces, and when another page is pushed, the old one's entry gets back what it was when the page
 * stood still. What a page still writes that Back has left is not kept: such a page may end, and one between two
 * quick steps begin, before the page that Back has led to is shown.
 *
 * @param {Pick<Window, "history" | "location" | "addEventListener">} tab
 * @param {() => string} shown the path of the page that is shown, "" for the first one
 * @returns {() => void} to be called whenever the page stands still
 */
export function oneEntryAPage({ history, location, addEventListener }, shown) {
  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  /** @type {{ path: string, all: string } | null} the page, as it was when it stood still */
  let stood = null;
  /** Whether Back or Forward has led here and the page has not stood still since. */
  let returns = false;
  const note = () => {
    stood = { path: location.pathname, all: location.href };
  };
  const restore = () => {
    if (stood?.path === location.pathname && stood.all !== location.href) replace(history.state, "", stood.all);
  };

  const keep = () => {
    if (returns) restore();
    returns = false;
    note();
  };

  addEventListener("popstate", () => {
    returns = true;
    note();
  });
  // A click may lead on before the page stands still: what has been written until then is how it was left.
  addEventListener("click", keep, { capture: true });
  history.replaceState = (data, unused, url) => {
    replace(data, unused, url);
    if (!/^https?:/.test(String(url))) return; // Python's; what the viewer has chosen comes as a whole address
    returns = false;
    note();
  };
  history.pushState = (data, unused, url) => {
    if (new URL(String(url ?? ""), location.href).pathname === location.pathname) {
      replace(data, unused, url);
      return;
    }
    if (returns) return; // a page that Back has left before it had begun
    restore();
    push(data, unused, url);
    stood = null;
  };
  return () => {
    if (!returns || location.pathname.endsWith(`/${shown()}`)) keep();
  };
}
