"""What a tab has asked of the server and not shown yet: on a busy machine a run begins late."""

from __future__ import annotations

import json
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

FIELDS = {
    "ASKS": BackMsg.DESCRIPTOR.fields_by_name["rerun_script"].number,
    "BEGINS": ForwardMsg.DESCRIPTOR.fields_by_name["new_session"].number,
    "ENDS": ForwardMsg.DESCRIPTOR.fields_by_name["script_finished"].number,
}
"""What a message is about: it is written in protocol buffers, the numbers of its fields say it."""
_SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8").rstrip().rstrip(";")
WATCH = f"({_SCRIPT})({json.dumps(FIELDS)})"
"""For a tab to begin with. `owed()` then says what the server still owes it, "" if nothing."""
SHOWN = """() => !window.owed?.() && !document.querySelector("[data-testid=stSkeleton]") &&
  document.querySelector("[data-testid=stApp][data-test-script-state=notRunning]") !== null"""
"""Whether every run that a tab has asked for has ended and is shown.

Where Streamlit has yet to fetch the script of a kind of element, a skeleton stands in for it: a page whose
style rule (`st.html`) is such an element looks complete and stands still without it.
"""
