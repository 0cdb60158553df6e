// A sphere on a canvas: the globe's lines, threads, pictures in rings, words as dots; what lies behind is paler.

import { colour } from "../../js/colour.js";
import { tr } from "../../js/language.js";
import { fraction } from "../../js/numbers.js";
import * as globe from "./globe.js";

const TILE = 40; // of a drawing in the strip, px
const RING = 9.5;
const NAMED = 5; // words that are written besides the selected one, where there is room

/** @typedef {{ x: number, y: number, z: number }} Spot on the canvas, px; z towards who looks */

export class Painter {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.lines = globe.lines();
  }

  /**
   * @param {import("../../js/canvas.js").Pen} pen
   * @param {{ visual: globe.Point[], text: globe.Point[], middles: number[][] | null, sphere: boolean }} space
   * @param {{ names: string[], pictured: number, placed: { name: string, modality: string, at: number[] }[] }} header
   * @param {{ turn: globe.Turn, picked: number, drawings: ImageBitmap }} view
   * @returns {{ visual: Spot[], text: Spot[] }}
   */
  paint(pen, space, header, view) {
    const { context, width } = pen;
    const radius = width / 2 - 12;
    const spot = (p) => {
      const [x, y, z] = globe.turned(view.turn, p);
      return { x: width / 2 + radius * x, y: width / 2 - radius * y, z };
    };
    this.inks = Object.fromEntries(
      ["page", "ink", "ink2", "line", "hairline", "wash", "ghost", "visual", "visual-words", "text", "text-words"].map(
        (name) => [name, colour(this.root, name)],
      ),
    );
    this.ground(context, width, radius, spot);
    const visual = space.visual.map(spot);
    const text = space.text.map(spot);
    const order = visual.map((_, i) => i).sort((a, b) => visual[a].z + text[a].z - visual[b].z - text[b].z);
    for (const i of order) {
      if (i !== view.picked) this.pair(context, visual[i], text[i], i, header, view);
    }
    const taken = this.middles(context, space, spot);
    this.pair(context, visual[view.picked], text[view.picked], view.picked, header, view);
    this.words(context, visual, text, header, view, width, taken);
    for (const one of header.placed) this.own(context, spot(one.at), one, width);
    return { visual, text };
  }

  ground(context, width, radius, spot) {
    const { inks } = this;
    context.beginPath();
    context.arc(width / 2, width / 2, radius, 0, 2 * Math.PI);
    context.fillStyle = inks.wash;
    context.globalAlpha = 0.5;
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = 1;
    context.strokeStyle = inks.line;
    context.stroke();
    context.strokeStyle = inks.hairline;
    for (const line of this.lines) {
      const spots = line.map(spot);
      context.beginPath();
      spots.forEach((s, i) => {
        if (s.z > 0 && i && spots[i - 1].z > 0) context.lineTo(s.x, s.y);
        else context.moveTo(s.x, s.y);
      });
      context.stroke();
    }
  }

  /** A picture, its word and the thread between them. */
  pair(context, a, b, i, header, view) {
    const { inks } = this;
    const shown = i < header.pictured;
    const picked = i === view.picked;
    const front = (z) => (z >= 0 ? 1 : 0.16);
    context.lineWidth = picked ? 2 : 1;
    context.strokeStyle = picked ? inks.ink : shown ? inks.ghost : inks.line;
    context.globalAlpha = picked ? 1 : (shown ? 0.75 : 0.16) * Math.min(front(a.z), front(b.z));
    context.beginPath();
    context.moveTo(a.x, a.y);
    context.lineTo(b.x, b.y);
    context.stroke();
    context.globalAlpha = picked ? 1 : (shown ? 1 : 0.35) * front(b.z);
    context.fillStyle = inks.text;
    context.beginPath();
    context.arc(b.x, b.y, picked ? 5.5 : shown ? 3.6 : 2, 0, 2 * Math.PI);
    context.fill();
    context.globalAlpha = picked ? 1 : (shown ? 1 : 0.35) * front(a.z);
    if (shown) this.drawing(context, a, i, picked, view.drawings);
    else {
      context.fillStyle = inks.visual;
      context.beginPath();
      context.arc(a.x, a.y, picked ? 5.5 : 2, 0, 2 * Math.PI);
      context.fill();
    }
    context.globalAlpha = 1;
  }

  drawing(context, at, i, picked, drawings) {
    const r = picked ? RING + 4 : RING;
    context.beginPath();
    context.arc(at.x, at.y, r, 0, 2 * Math.PI);
    context.fillStyle = "#fff"; // drawings are made for white
    context.fill();
    context.save();
    context.clip();
    const side = 2 * r * 0.82;
    context.drawImage(drawings, i * TILE, 0, TILE, TILE, at.x - side / 2, at.y - side / 2, side, side);
    context.restore();
    context.lineWidth = picked ? 2.6 : 1.4;
    context.strokeStyle = this.inks.visual;
    context.beginPath();
    context.arc(at.x, at.y, r, 0, 2 * Math.PI);
    context.stroke();
  }

  /** The two means and the gap between them, where its words stand; nothing once it is taken away. */
  middles(context, space, spot) {
    if (!space.middles) return [];
    const { inks } = this;
    const [a, b] = space.middles.map(spot);
    const gap = Math.hypot(...space.middles[0].map((v, c) => v - space.middles[1][c]));
    context.lineWidth = 2;
    context.strokeStyle = inks.ink;
    context.beginPath();
    context.moveTo(a.x, a.y);
    context.lineTo(b.x, b.y);
    context.stroke();
    for (const [at, ink] of /** @type {[Spot, string][]} */ ([
      [a, inks.visual],
      [b, inks.text],
    ])) {
      context.fillStyle = ink;
      context.strokeStyle = inks.page;
      context.beginPath();
      context.arc(at.x, at.y, 5, 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    }
    const at = { x: Math.max(a.x, b.x) + 9, y: (a.y + b.y) / 2 + 5, wide: 58 };
    this.write(context, tr("gap {gap}", { gap: fraction(gap) }), at.x, at.y, inks.ink, true);
    return [at];
  }

  /** The selected word, and a few that lie in front and apart. */
  words(context, visual, text, header, view, width, taken) {
    const room = (x, y, wide) => taken.every((t) => x > t.x + t.wide || t.x > x + wide || Math.abs(y - t.y) > 15);
    const order = Array.from({ length: header.pictured }, (_, i) => i)
      .filter((i) => text[i].z > 0.25 && i !== view.picked)
      .sort((a, b) => text[b].z - text[a].z);
    let left = NAMED;
    for (const i of [view.picked, ...order]) {
      const picked = i === view.picked;
      if (!picked && left <= 0) break;
      context.font = `${picked ? 600 : 400} 13px ${getComputedStyle(this.root).fontFamily}`;
      const wide = context.measureText(header.names[i]).width;
      const { x, y } = text[i];
      const right = x + 9 + wide < width;
      const at = { x: right ? x + 8 : x - 8 - wide, y: y + 4, wide };
      const clear = visual.slice(0, header.pictured).every((v) => {
        return v.z < 0 || v.x < at.x - RING || v.x > at.x + wide + RING || Math.abs(v.y - at.y + 4) > RING + 5;
      });
      if (!picked && (!clear || !room(at.x, at.y, wide))) continue;
      at.y = [at.y, at.y - 18, at.y + 18].find((height) => room(at.x, height, wide)) ?? at.y; // beside the gap's words
      taken.push(at);
      this.write(context, header.names[i], at.x, at.y, this.inks["text-words"], picked);
      left -= picked ? 0 : 1;
    }
  }

  /** What a viewer has put here. */
  own(context, at, one, width) {
    const ink = this.inks[one.modality];
    context.globalAlpha = at.z >= 0 ? 1 : 0.6;
    context.fillStyle = ink;
    context.strokeStyle = this.inks.page;
    context.lineWidth = 2;
    context.beginPath();
    context.rect(at.x - 6, at.y - 6, 12, 12);
    context.fill();
    context.stroke();
    context.globalAlpha = 1;
    context.font = `600 13px ${getComputedStyle(this.root).fontFamily}`;
    const wide = context.measureText(one.name).width;
    const x = at.x + 11 + wide < width ? at.x + 11 : at.x - 11 - wide;
    this.write(context, one.name, x, at.y + 4, this.inks[`${one.modality}-words`], true);
  }

  write(context, words, x, y, ink, bold) {
    context.font = `${bold ? 600 : 400} 13px ${getComputedStyle(this.root).fontFamily}`;
    context.lineWidth = 3.5;
    context.lineJoin = "round";
    context.strokeStyle = this.inks.page;
    context.strokeText(words, x, y);
    context.fillStyle = ink;
    context.fillText(words, x, y);
  }
}
