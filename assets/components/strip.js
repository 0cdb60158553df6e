// The rows of a clip strip, one time axis for all: frames, waveform, spectrogram. A pen is what `sharp` returns.

/** Draw a picture so that it covers a box, cropped to its middle. */
function cover(context, picture, x, y, width, height) {
  const scale = Math.max(width / picture.width, height / picture.height);
  const w = width / scale, h = height / scale;
  context.drawImage(picture, (picture.width - w) / 2, (picture.height - h) / 2, w, h, x, y, width, height);
}

/** How many frames fit side by side: every other one on a phone. */
const framesShown = (width) => (width < 560 ? 4 : 8);
const FRAME_GAP = 2;

/** The box of one of the frames that are shown. */
function frameBox(width, index) {
  const each = (width + FRAME_GAP) / framesShown(width);
  return { x: index * each, width: each - FRAME_GAP };
}

/** The picture that stands in a box: the one nearest to the middle of its span. */
const frameAt = (index, shown, count) => Math.min(count - 1, Math.floor(((index + 0.5) * count) / shown));

function paintFrames({ context, width, height }, pictures) {
  const shown = framesShown(width);
  for (let i = 0; i < shown; i++) {
    const box = frameBox(width, i);
    cover(context, pictures[frameAt(i, shown, pictures.length)], box.x, 0, box.width, height);
  }
}

/** The waveform of int16 samples, `samples` of them across the whole width. */
function paintWave({ context, width, height }, pcm, samples, ink) {
  context.fillStyle = ink;
  const per = samples / width;
  let peak = 1500;
  for (const value of pcm) peak = Math.max(peak, Math.abs(value));
  for (let x = 0; x < width; x++) {
    let top = 0;
    for (let i = Math.floor(x * per); i < Math.min(pcm.length, (x + 1) * per); i++) top = Math.max(top, Math.abs(pcm[i]));
    const half = Math.max(0.5, (top / peak) * (height / 2));
    context.fillRect(x, height / 2 - half, 1, 2 * half);
  }
}

/** A spectrogram of bytes, 255 the darkest, low bands below. */
function paintMel({ context, width, height }, mel, { bands, columns }, ink) {
  const [r, g, b] = ink.match(/\d+/g).map(Number), image = new ImageData(columns, bands);
  for (let band = 0; band < bands; band++) {
    for (let column = 0; column < columns; column++) {
      image.data.set([r, g, b, mel[band * columns + column]], 4 * ((bands - 1 - band) * columns + column));
    }
  }
  const small = new OffscreenCanvas(columns, bands);
  small.getContext("2d").putImageData(image, 0, 0);
  context.imageSmoothingQuality = "high";
  context.drawImage(small, 0, 0, width, height);
}
