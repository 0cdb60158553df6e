// What the server still owes a tab; see asked.py.
({ ASKS, BEGINS, ENDS }) => {
  if (window !== top) return;
  const STATE = "data-test-script-state";
  let owed = "the beginning of a run";
  let later = 0;
  const done = () =>
    owed === "its picture" && document.querySelector(`[${STATE}]`)?.getAttribute(STATE) === "notRunning";
  const shown = async () => {
    if (!done()) return;
    // What has come is drawn within some frames. Their clock is not the tab's, which a test may have stopped.
    await document.documentElement.animate([], 50).finished;
    if (done()) owed = "";
  };

  const names = (bytes) => {
    const found = [];
    let at = 0;
    const number = () => {
      for (let value = 0, place = 1; ; place *= 128) {
        const byte = bytes[at++];
        value += (byte & 127) * place;
        if (!(byte & 128)) return value;
      }
    };
    while (at < bytes.length) {
      const tag = number();
      found.push(tag >> 3);
      const length = number();
      if ((tag & 7) === 2) at += length;
    }
    return found;
  };

  const heard = ({ data }) => {
    const message = names(new Uint8Array(data));
    if (owed === "the beginning of a run" && message.includes(BEGINS)) owed = "its end";
    else if (owed === "its end" && message.includes(ENDS)) {
      owed = "its picture";
      clearTimeout(later);
      later = setTimeout(shown, 1000); // a run may begin and end between two pictures
    }
  };
  const watched = new WeakSet();
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data) {
    if (!watched.has(this)) this.addEventListener("message", heard);
    watched.add(this);
    if (names(data).includes(ASKS)) owed = "the beginning of a run";
    send.call(this, data);
  };
  const states = { subtree: true, attributes: true, attributeFilter: [STATE] };
  new MutationObserver(shown).observe(document, states);
  window.owed = () => owed;
};
