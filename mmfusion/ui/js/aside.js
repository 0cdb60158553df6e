// Told to Python without anybody having asked: by a figure of its own accord, not by a click.

/** How long a busy page may put it off, ms. */
const PATIENCE = 500;

/**
 * Tell Python something in a message of its own.
 *
 * Streamlit 1.67 sends what is told in one turn of the browser as one message, and where a part of it is of a
 * fragment, that fragment alone runs: a click in the same turn would not be answered. So this waits until the browser
 * has nothing else to do.
 * @param {() => void} tell
 */
export function aside(tell) {
  if (typeof requestIdleCallback === "function") requestIdleCallback(tell, { timeout: PATIENCE });
  else setTimeout(tell, 50); // Safari
}
