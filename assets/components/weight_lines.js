// Shares of the weight as lines over p or over C, drawn alike: the strongest kernel and all noise are named.

/** Shares of every kernel `(columns, names)` from weights, all noise as the last name. */
function weightShares(columns, known) {
  return columns.map((weights) => {
    const sum = weights.reduce((a, b) => a + b, 0) || 1;
    return [...weights.slice(0, known), weights.slice(known).reduce((a, b) => a + b, 0)].map((v) => v / sum);
  });
}

/** SVG of the lines; `x` and `y` place a column and a share, the kernel that leads in column `lead` is in ink. */
function weightLines({ shares, names, noise, x, y, lead, edge }) {
  const known = names.length, parts = [], taken = [], last = shares.length - 1;
  const first = shares[lead].slice(0, known), best = first.indexOf(Math.max(...first));
  [...names, "all noise"].forEach((name, i) => {
    if (i === known && !noise) return;
    const strong = i === best, noisy = i === known;
    parts.push(`<path d="${shares.map((s, j) => `${j ? "L" : "M"}${x(j).toFixed(1)} ${y(s[i]).toFixed(1)}`).join("")}" fill="none" style="stroke:var(--mmf-${strong ? "ink" : "ghost"})" stroke-width="${strong || noisy ? 2.4 : 1.2}" ${noisy ? 'stroke-dasharray="5 4"' : ""}/>`);
    if (!strong && !noisy) return;
    let at = y(shares[last][i]) + 4;
    while (taken.some((t) => Math.abs(t - at) < 15)) at -= 15;
    taken.push(at);
    parts.push(`<text x="${edge}" y="${at}" style="${strong ? "fill:var(--mmf-ink);font-weight:600" : ""}">${name}</text>`);
  });
  return parts;
}

const shareText = (v) => (v > 0 && v < 0.005 ? "<.01" : v.toFixed(2).replace(/^(-?)0/, "$1").replace("-", "−"));
