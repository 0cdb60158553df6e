// What is not whole on a page as it is shown; see whole.py.
(onPurpose) => {
  const CONTROL = "button, a[href], input:not([type=hidden]), select, textarea, summary, [role=radio]";
  const EVERYWHERE = [-1e9, -1e9, 1e9, 1e9];
  const SLACK = 2;
  const faults = new Set();
  const main = document.querySelector("[data-testid=stMain]"); // scrolls down; sideways, what is wide is found itself
  const parts = []; // {node, control, layer, fixed, box: [left, top, right, bottom], said}
  const meet = (a, b) => [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
  const boxOf = ({ left, top, right, bottom }) => [left, top, right, bottom];
  const short = (text) => `“${text.trim().replace(/\s+/g, " ").slice(0, 40)}”`;
  const name = (e) =>
    e.tagName.toLowerCase() + [...e.classList].filter((c) => !/^(st-)?e[0-9a-z]{6,}|^st-[a-z0-9]{1,3}$/.test(c)).slice(0, 2).map((c) => `.${c}`).join("")
    + (e.dataset?.testid ? `[${e.dataset.testid}]` : "");

  function add(node, box, said, at) {
    const seen = meet(box, at.seen);
    const [wide, high] = [seen[2] - seen[0], seen[3] - seen[1]];
    if (at.hides && (wide <= 1.5 || high <= 1.5)) return; // said to a screen reader alone
    const cut = Math.max(at.cut[0] - box[0], box[2] - at.cut[2], at.cut[1] - box[1], box[3] - at.cut[3]);
    if (cut > SLACK && !at.may) faults.add(`${said} is cut by ${Math.round(cut)} px at ${name(at.by)}`);
    if (wide <= SLACK || high <= SLACK) return;
    if (!at.scrolls && !at.may && (seen[2] > innerWidth + 1 || seen[0] < -1)) faults.add(`${said} is beyond the window`);
    const own = at.control?.getBoundingClientRect();
    if (own && node !== at.control && !at.may && own.width > 4 && (box[0] < own.left - SLACK - 1 || box[2] > own.right + SLACK + 1))
      faults.add(`${said} is wider than its ${name(at.control)}`);
    if (!at.may) parts.push({ node, box: seen, said, control: at.control, layer: at.layer, fixed: at.fixed });
  }

  function text(node, at) {
    const words = node.nodeValue;
    if (!words.trim()) return;
    const range = document.createRange();
    range.selectNodeContents(node);
    const lines = range.getClientRects();
    if (lines.length > 1 && !at.may) broken(node, words);
    for (const r of lines) {
      if (r.width < 2 || r.height < 4) continue;
      const trim = (node.parentElement instanceof SVGElement ? 0.1 : 0.18) * r.height; // drawn words have no leading
      add(node, [r.left, r.top + trim, r.right, r.bottom - trim], short(words), at);
    }
  }

  function broken(node, words) {
    const range = document.createRange();
    for (const { 0: word, index } of words.matchAll(/(?<!\u00ad)[\p{L}\p{N}@]{2,}/gu)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const tops = [...range.getClientRects()].filter((r) => r.width > 1).map((r) => r.top);
      if (tops.length > 1 && Math.max(...tops) - Math.min(...tops) > 4) faults.add(`the word ${short(word)} is broken`);
    }
  }

  function walk(e, above) {
    if (/^(style|script|noscript|template|title|desc|defs|option|iframe|clipPath)$/i.test(e.tagName)) return;
    const s = getComputedStyle(e);
    if (s.display === "none") return;
    if (e.matches("[data-testid=stSidebar]") && e.getBoundingClientRect().right <= 0) return; // folded
    const boxless = s.display === "contents";
    if (!boxless && !e.checkVisibility({ opacityProperty: true })) return;
    if (parseFloat(s.opacity) < 0.05) return;
    const at = { ...above };
    for (const [selector] of Object.entries(onPurpose)) if (e.matches(selector)) at.may = true;
    if (s.position === "fixed") [at.fixed, at.layer, at.seen, at.cut] = [true, e, EVERYWHERE, EVERYWHERE];
    else if (s.position === "sticky" || e.matches("[data-testid=stHeader]")) at.layer = e; // the page moves behind it
    if (e.matches(".katex")) {
      const bases = [...e.querySelectorAll(".base")].map((b) => b.getBoundingClientRect());
      for (const r of bases) {
        const trim = Math.min(6, 0.2 * r.height);
        add(e, [r.left, r.top + trim, r.right, r.bottom - trim], short(e.querySelector("annotation")?.textContent ?? "formula"), at);
      }
      return;
    }
    if (e.matches(CONTROL)) {
      at.control = e;
      const r = e.getBoundingClientRect();
      if (s.visibility === "visible" && r.width > 3 && r.height > 5)
        add(e, [r.left + 1, r.top + 1, r.right - 1, r.bottom - 1], short(e.ariaLabel || e.innerText || e.value || name(e)), at);
    }
    if (!boxless && e !== document.documentElement && e !== document.body) {
      const inline = s.display === "inline";
      const r = e.getBoundingClientRect();
      const z = e.offsetWidth ? r.width / e.offsetWidth : 1; // CSS zoom and transforms
      const inner = e instanceof SVGElement ? boxOf(r) : [
        r.left + e.clientLeft * z, r.top + e.clientTop * z,
        r.left + (e.clientLeft + e.clientWidth) * z, r.top + (e.clientTop + e.clientHeight) * z];
      const svg = e instanceof SVGElement && !(e instanceof SVGSVGElement);
      if (!inline && !svg)
        for (const [axis, how] of [[0, s.overflowX], [1, s.overflowY]]) {
          if (how === "visible") continue;
          if (e === main && axis === 0) {
            at.cut = [-1e9, at.cut[1], 1e9, at.cut[3]];
            at.seen = [-1e9, at.seen[1], 1e9, at.seen[3]];
            continue;
          }
          const edges = [...EVERYWHERE];
          edges[axis] = inner[axis];
          edges[axis + 2] = inner[axis + 2];
          at.seen = meet(at.seen, edges);
          if (how === "auto" || how === "scroll") {
            at.cut = [...at.cut];
            at.cut[axis] = -1e9;
            at.cut[axis + 2] = 1e9;
            const below = e.scrollHeight - e.clientHeight;
            if (axis === 1 && e !== main && below > 1 && below < 24 && !at.may) faults.add(`${name(e)} scrolls down by ${below} px`);
            if (axis === 0) {
              at.scrolls = true;
              if (e.scrollWidth > e.clientWidth + 1 && !at.may) faults.add(`${name(e)} scrolls sideways by ${e.scrollWidth - e.clientWidth} px`);
            }
          } else {
            at.cut = meet(at.cut, edges);
            at.by = e;
            if (inner[2] - inner[0] <= 2 || inner[3] - inner[1] <= 2) at.hides = true;
          }
        }
    }
    for (const child of (e.shadowRoot ?? e).childNodes) {
      if (child.nodeType === 3 && s.visibility === "visible") text(child, at);
      else if (child.nodeType === 1) walk(child, at);
    }
    if (e.tagName === "SLOT") for (const child of e.assignedNodes()) {
      if (child.nodeType === 3) text(child, at);
      else if (child.nodeType === 1) walk(child, at);
    }
  }

  const app = document.querySelector("[data-testid=stApp]");
  walk(app, { seen: EVERYWHERE, cut: EVERYWHERE, by: null, layer: null, fixed: false, control: null, may: false, hides: false, scrolls: false });

  const holds = (above, node) => {
    for (let n = node; n; n = n.parentNode ?? n.host) if (n === above) return true;
    return false;
  };
  const flat = parts.filter((p) => !p.fixed).sort((a, b) => a.box[1] - b.box[1]);
  const lie = (a, b) => {
    const wide = Math.min(a.box[2], b.box[2]) - Math.max(a.box[0], b.box[0]);
    if (wide <= SLACK || a.node === b.node || (a.control && a.control === b.control)) return;
    if (holds(a.node, b.node) || holds(b.node, a.node)) return;
    faults.add(`${a.said} lies on ${b.said} (${name(a.node.parentElement ?? a.node)}, ${name(b.node.parentElement ?? b.node)})`);
  };
  flat.forEach((a, i) => {
    for (let j = i + 1; j < flat.length && flat[j].box[1] < a.box[3] - SLACK; j++)
      if (flat[j].layer === a.layer && Math.min(a.box[3], flat[j].box[3]) - flat[j].box[1] > SLACK) lie(a, flat[j]);
  });
  for (const a of parts.filter((p) => p.fixed && !holds(document.querySelector("[data-testid=stHeader]"), p.node)))
    for (const b of flat) if (holds(main, b.node)) lie(a, b);
  return [...faults];
};
