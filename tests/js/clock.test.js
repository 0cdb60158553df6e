import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Mixer, volume } from "../../mmfusion/ui/home/pad/mixer.js";
import { Clock } from "../../mmfusion/ui/js/clock.js";
import { Loop } from "../../mmfusion/ui/js/loop.js";
import { frames, soundCard } from "./browser.js";

let browser;
let card;
beforeEach(() => {
  browser = frames();
  card = soundCard();
});

test("frames are asked for as long as something moves, and no longer", () => {
  let moves = 3;
  let drawn = 0;
  const loop = new Loop(() => {
    drawn++;
    return --moves > 0;
  });
  loop.wake();
  loop.wake();
  assert.equal(browser.asked.size, 1, "two wakes are one frame");
  for (let i = 0; i < 9; i++) browser.run(16 * i);
  assert.equal(drawn, 3);
  assert.equal(browser.asked.size, 0);
  loop.wake();
  browser.run(200);
  assert.equal(drawn, 4, "it starts again when something does");
});

test("a hidden page asks for no frame, and goes on when it is seen", () => {
  const loop = new Loop(() => true);
  loop.wake();
  browser.hide(true);
  assert.equal(browser.asked.size, 0);
  loop.wake();
  assert.equal(browser.asked.size, 0);
  browser.hide(false);
  assert.equal(browser.asked.size, 1);
  loop.close();
  assert.equal(browser.asked.size, 0);
  assert.equal(browser.listeners.size, 0);
});

test("the clock runs, loops, stops, and rests when it stands still", () => {
  const clock = new Clock(() => {});
  clock.load({ tracks: [], rate: 1, duration: 2 });
  browser.run(0);
  browser.run(900);
  browser.run(1500);
  assert.ok(Math.abs(clock.time - 1.5) < 1e-9);
  browser.run(2100);
  assert.ok(Math.abs(clock.time - 0.1) < 1e-9, "it loops");
  clock.toggle();
  browser.run(2200);
  assert.equal(browser.asked.size, 0, "nothing plays, nothing is drawn");
  clock.toggle();
  browser.run(90_000);
  assert.ok(Math.abs(clock.time - 0.1) < 1e-9, "the rest has not passed");
  clock.seek(99);
  assert.ok(clock.time < 2 && clock.time > 1.99);
});

test("the sound starts at the playhead, and is then the clock", () => {
  const clock = new Clock(() => {});
  clock.load({ tracks: [new Float32Array([0.5, -0.5, 0.25])], rate: 2, duration: 2 });
  clock.seek(1.25);
  clock.loud = true;
  card.time = 7;
  clock.sound();
  const [source] = card.sources;
  assert.deepEqual(source.started, { when: 7, offset: 1.25 });
  assert.equal(source.loop, true);
  assert.deepEqual([...source.buffer.data], [0.5, -0.5, 0.25, 0], "silence after its end");
  assert.deepEqual(source.to, ["speakers"]);
  card.time = 7.5;
  browser.run(123);
  assert.equal(clock.time, 1.75);
  clock.seek(0.5);
  assert.equal(source.stopped, true);
  assert.equal(card.sources[1].started.offset, 0.5);
  clock.toggle();
  assert.equal(card.sources[1].stopped, true);
  assert.equal(card.sources.length, 2, "a paused clip is silent");
});

test("a clip without a length is refused", () => {
  const clock = new Clock(() => {});
  assert.throws(() => clock.load({ tracks: [], rate: 1, duration: undefined }), RangeError);
});

test("another clip stops what the last one played", () => {
  const clock = new Clock(() => {});
  clock.load({ tracks: [new Float32Array(4)], rate: 2, duration: 2, time: 5 });
  assert.equal(clock.time, 1, "within the clip");
  clock.loud = true;
  clock.sound();
  clock.load({ tracks: [], rate: 2, duration: 1 });
  assert.equal(card.sources[0].stopped, true);
  assert.equal(clock.sources.length, 0);
});

test("the pad plays sound + gain × noise together, and nothing clips", () => {
  const mixer = new Mixer(() => {});
  const sound = new Int16Array([32767, 0]);
  mixer.take({ sound, noise: new Int16Array([100, -200]), step: 0.01, rate: 2, duration: 1 });
  assert.deepEqual(mixer.peaks, [1, 2]);
  mixer.mix(3, false);
  mixer.loud = true;
  mixer.seek(0.5);
  const [one, two] = card.sources;
  assert.deepEqual(one.started, two.started);
  assert.deepEqual([...two.buffer.data], [1, -2]);
  assert.equal(two.to[0].gain.value, 3, "noise goes through its level");
  assert.equal(two.to[0].to[0], one.to[0], "and both through the volume");
  assert.ok(Math.abs(one.to[0].gain.value - 0.9 / 7) < 1e-9);
  mixer.mix(0, false);
  assert.equal(one.to[0].gain.value, 0.9);
  mixer.mix(0, true);
  assert.equal(one.to[0].gain.value, 0, "a sense that is taken away is not heard");
  assert.equal(volume([0.2, 0.1], 1), 1, "what does not clip is left");
});
