// The drawings of the map, 56 × 36, by the key of their item: colour is a modality's, ink what is fused.

const V = "visual";
const A = "audio";
const T = "text";
const B = "bottleneck";
const I = "ink";
const G = "ghost";

/** @type {(d: string, colour: string, width?: number, more?: string) => string} */
const line = (d, colour, width = 2.2, more = "") =>
  `<path d="${d}" fill="none" style="stroke:var(--mmf-${colour})" stroke-width="${width}"${more}/>`;
/** @type {(d: string, colour: string, opacity?: number) => string} */
const area = (d, colour, opacity = 1) => `<path d="${d}" style="fill:var(--mmf-${colour})" opacity="${opacity}"/>`;
/** @type {(x: number, y: number, w: number, h: number, colour: string, opacity?: number) => string} */
const box = (x, y, w, h, colour, opacity = 1) =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="1.5" style="fill:var(--mmf-${colour})" opacity="${opacity}"/>`;
/** @type {(x: number, y: number, w: number, h: number, colour: string) => string} */
const frame = (x, y, w, h, colour) =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="2" style="fill:var(--mmf-page);stroke:var(--mmf-${colour})" stroke-width="2"/>`;
/** @type {(x: number, y: number, r: number, colour: string, opacity?: number) => string} */
const dot = (x, y, r, colour, opacity = 1) =>
  `<circle cx="${x}" cy="${y}" r="${r}" style="fill:var(--mmf-${colour})" opacity="${opacity}"/>`;
/** @type {(x: number, y: number, r: number, colour: string) => string} */
const ring = (x, y, r, colour) =>
  `<circle cx="${x}" cy="${y}" r="${r}" style="fill:var(--mmf-page);stroke:var(--mmf-${colour})" stroke-width="2"/>`;
/** @type {(x1: number, y1: number, x2: number, y2: number) => string} */
const arrow = (x1, y1, x2, y2) => {
  const turn = (180 * Math.atan2(y2 - y1, x2 - x1)) / Math.PI;
  const place = `translate(${x2} ${y2}) rotate(${turn.toFixed(0)})`;
  const tip = `<path d="M-5 -4L1 0L-5 4Z" transform="${place}" style="fill:var(--mmf-ghost)"/>`;
  return line(`M${x1} ${y1}L${x2} ${y2}`, G, 1.8) + tip;
};
/** @type {<X>(over: X[], draw: (one: X, i: number) => string) => string} */
const each = (over, draw) => over.map(draw).join("");

const NINE = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const MEET = line("M2 8C18 8 14 18 28 18", V) + line("M2 28C18 28 14 18 28 18", A);
const bars = (heights) => each(heights, (h, i) => box(8 + 9 * i, 33 - h, 6, h, I));

/** @type {Record<string, string>} */
export const GLYPHS = {
  early: MEET + line("M26 18H54", I),
  late: line("M2 8H34C46 8 44 18 52 18", V) + line("M2 28H34C46 28 44 18 52 18", A) + dot(52, 18, 3, I),
  mid: line("M2 8H12C26 8 22 18 34 18", V) + line("M2 28H12C26 28 22 18 34 18", A) + line("M32 18H54", I),
  bottleneck:
    line("M2 8C14 8 12 18 20 18", V) +
    line("M2 28C14 28 12 18 20 18", A) +
    line("M26 18C34 18 32 8 54 8", V) +
    line("M26 18C34 18 32 28 54 28", A) +
    frame(17, 12, 11, 11, B),
  "bottleneck-mid":
    line("M2 8H14C26 8 24 18 30 18", V) +
    line("M2 28H14C26 28 24 18 30 18", A) +
    line("M38 18C44 18 42 8 54 8", V) +
    line("M38 18C44 18 42 28 54 28", A) +
    frame(28, 12, 11, 11, B),
  tokens: each([0, 1, 2, 3, 4, 5], (i) => box(1 + 9.4 * i, 6, 7, 8, V) + box(1 + 9.4 * i, 22, 7, 8, A)),
  "self-attention": each(NINE, (i) => {
    const colour = i === 2 ? A : i === 4 ? V : G;
    return box(10 + 13 * (i % 3), 1 + 12 * Math.floor(i / 3), 10, 9, colour, colour === G ? 0.5 : 1);
  }),
  "cross-attention":
    each([0, 1, 2, 3, 4], (i) => line(`M28 10L${6 + 11 * i} 26`, G, 1, ' opacity=".7"')) +
    line("M28 10L39 26", I, 2) +
    each([0, 1, 2], (i) => box(6 + 18 * i, 2, 8, 8, T)) +
    each([0, 1, 2, 3, 4], (i) => box(2 + 11 * i, 26, 8, 8, V)),
  complexity: line("M4 33C30 32 44 20 52 2", I) + line("M4 33L54 12", G, 2),
  "co-early":
    '<rect x="1" y="10" width="54" height="16" rx="3" fill="none" style="stroke:var(--mmf-ghost)" stroke-width="1.6"/>' +
    each([0, 1, 2, 3, 4, 5], (i) => box(4 + 8.3 * i, 14, 6.5, 8, i < 2 ? T : V)),
  "co-late":
    box(2, 6, 30, 8, T) +
    box(2, 22, 22, 8, V) +
    line("M36 10H42V26H30", G, 1.6) +
    line("M42 18H49", G, 1.6) +
    dot(51, 18, 4, I),
  "co-cross":
    frame(2, 11, 18, 13, T) +
    arrow(23, 18, 31, 18) +
    each(NINE, (i) => box(36 + 7 * (i % 3), 8 + 7 * Math.floor(i / 3), 6, 6, V, i === 4 ? 1 : 0.3)),
  contrastive:
    line("M8 8L24 14", I, 1.8) +
    line("M28 30L48 20", G, 1.4, ' stroke-dasharray="3 3"') +
    dot(8, 8, 5, V) +
    dot(24, 14, 5, T) +
    dot(28, 30, 5, V) +
    dot(48, 20, 5, T),
  latent:
    '<ellipse cx="22" cy="18" rx="19" ry="14" style="fill:var(--mmf-visual)" opacity=".25"/>' +
    '<ellipse cx="34" cy="18" rx="19" ry="14" style="fill:var(--mmf-audio)" opacity=".25"/>' +
    '<ellipse cx="28" cy="18" rx="8" ry="9" fill="none" style="stroke:var(--mmf-ink)" stroke-width="2"/>',
  cca:
    line("M2 33L54 3", I, 1.8) +
    each([8, 16, 24, 32, 40, 48], (x, i) => dot(x, 31 - 0.56 * x + (i % 2 ? 4 : -2), 3.2, i % 2 ? T : V)),
  "zero-shot":
    frame(2, 8, 20, 20, V) +
    arrow(25, 18, 34, 18) +
    `<rect x="39" y="11" width="16" height="14" rx="7" fill="none" style="stroke:var(--mmf-text)" stroke-width="2"/>`,
  pretraining:
    line("M2 12H28C38 12 40 18 54 18", V) + line("M2 26H26", T) + line("M29 26H42", T, 2.2, ' stroke-dasharray="2 4"'),
  knowledge: ring(14, 18, 12, I) + arrow(29, 18, 37, 18) + ring(47, 18, 6, V),
  "video-text":
    each([0, 1, 2], (i) => box(2 + 8 * i, 8, 6, 20, V, 0.75)) +
    arrow(28, 18, 35, 18) +
    box(40, 8, 15, 4, T) +
    box(40, 16, 10, 4, T) +
    box(40, 24, 15, 4, T),
  graph:
    line("M28 6L14 18M28 6L42 18M14 18L5 30M14 18L22 30M42 18L34 30M42 18L51 30", G, 1.4) +
    dot(28, 6, 4.5, I) +
    each([14, 42], (x) => dot(x, 18, 4, T)) +
    each([5, 22, 34, 51], (x) => dot(x, 30, 4, T)),
  vokens: each(
    [0, 1, 2],
    (i) => line(`M${10 + 18 * i} 12V22`, G, 1.4) + box(6 + 18 * i, 3, 8, 8, V) + box(3 + 18 * i, 23, 14, 9, T),
  ),
  semantic:
    dot(9, 26, 5, V) + arrow(15, 22, 31, 12) + dot(37, 8, 5, T) + dot(45, 20, 4, T, 0.45) + dot(51, 30, 4, T, 0.45),
  imagined:
    box(3, 10, 17, 17, T) +
    arrow(23, 18, 31, 18) +
    line("M36 20Q39 6 42 18T48 18T54 14", V, 2, ' stroke-dasharray="3 2.5"'),
  store:
    frame(4, 3, 24, 17, V) +
    frame(9, 8, 24, 17, V) +
    frame(14, 13, 24, 17, V) +
    ring(40, 20, 8, G) +
    line("M46 26L53 33", G, 2.6),
  draw:
    line("M6 8C14 2 22 10 13 16C24 16 22 32 6 28", V, 2.6) + line("M32 18L36 18L39 6L43 32L47 10L50 22L54 18", A, 2),
  attribution: each([0, 1, 2, 3, 4, 5, 6, 7], (i) =>
    box(4 + 12 * (i % 4), 7 + 11 * Math.floor(i / 4), 11, 10, V, [0.25, 0.5, 0.3, 0.15, 0.4, 1, 0.65, 0.2][i]),
  ),
  information:
    '<circle cx="21" cy="18" r="15" style="fill:var(--mmf-visual)" opacity=".3"/>' +
    '<circle cx="35" cy="18" r="15" style="fill:var(--mmf-audio)" opacity=".3"/>' +
    area("M28 4.7A15 15 0 0 1 28 31.3A15 15 0 0 1 28 4.7Z", I),
  sum:
    box(0, 11, 13, 13, V) +
    line("M15.5 17.5H20.5M18 15V20", I, 1.4) +
    box(22.5, 11, 13, 13, A) +
    line("M37.5 16H42M37.5 19.5H42", I, 1.4) +
    box(43.5, 11, 13, 13, I),
  weights: line("M28 3L53 32H3Z", G, 1.8) + dot(33, 23, 4.5, I),
  "p-norm": bars([28, 22, 13, 10, 7]),
  sparse: bars([29, 2, 12, 2, 2]),
  smo:
    line("M3 30L53 6", G, 1.8) +
    ring(18, 23, 4.5, I) +
    line("M23 17L33 12M33 12L29 11M33 12L31 16", I, 1.6) +
    dot(42, 11, 4.5, I),
  "cutting-planes": line("M4 4C12 40 42 40 52 4", G, 2) + line("M2 8L30 34M20 34L54 14", I, 1.6),
};
