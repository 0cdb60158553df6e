// The sound of one cell: its smallest parts, each where its windows begin.

const LOUDER = 16; // how many times louder than it is, at most, a quiet cell is played
const LEVEL = 0.8;

/**
 * Sounds of a clip's cells, with their samples (bands, steps, length).
 * @typedef {import("../sounds/sounds.js").Header & { pcm: Int16Array }} Sounds
 */

/** Samples of a cell of `step` columns, −1 to 1. @type {(sounds: Sounds, row: number, column: number, step: number) => Float32Array} */
export function samples({ pcm, hop, length, columns, steps }, row, column, step) {
  const parts = step / columns;
  const out = new Float32Array((parts - 1) * hop + length);
  for (let part = 0; part < parts; part++) {
    const from = (row * steps + column * parts + part) * length;
    for (let i = 0; i < length; i++) out[part * hop + i] += pcm[from + i] / 32767;
  }
  return out;
}

/** How much louder a cell is played, of which the loudest of the clip has a peak of about 1. @param {Float32Array} cell */
export function gainOf(cell) {
  const top = cell.reduce((a, v) => Math.max(a, Math.abs(v)), 1e-6);
  return Math.min(LEVEL / top, LEVEL * LOUDER);
}

/** By how many dB that raises it. @param {number} gain */
export const raised = (gain) => Math.max(0, Math.round(20 * Math.log10(gain / LEVEL)));

export class CellPlayer {
  constructor() {
    /** @type {AudioContext | null} */
    this.context = null;
    /** @type {AudioBufferSourceNode | null} */
    this.source = null;
  }

  /** @param {Float32Array} cell @param {number} gain @param {number} rate @param {() => void} ended */
  play(cell, gain, rate, ended) {
    this.context ??= new AudioContext();
    this.context.resume();
    this.source?.stop();
    const buffer = this.context.createBuffer(1, cell.length, rate);
    buffer.getChannelData(0).set(cell.map((v) => v * gain));
    const source = new AudioBufferSourceNode(this.context, { buffer });
    source.connect(this.context.destination);
    source.onended = () => {
      if (this.source !== source) return;
      this.source = null;
      ended();
    };
    this.source = source;
    source.start();
  }

  close() {
    this.source?.stop();
    this.context?.close();
  }
}
