"""What stands in the fold of a page, as the browser gets it: AppTest draws no chart."""

from __future__ import annotations

import ast
import base64
import json
import struct
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from mmfusion.ui.parts.plotly_fold import TITLE


def fold_is_closed(app: AppTest) -> bool:
    """Return whether the page has the fold, closed, and nothing in it."""
    (box,) = [box for box in app.expander if box.label == TITLE]
    return not box.get("plotly_chart") and not box.get("selectbox")


def shown(app: AppTest, page: str, title: str = "") -> dict[str, Any]:
    """Return the figure in the open fold, after choosing it by its title where there are several."""
    if title:
        app.selectbox(key=f"{page}_plotly_of").set_value(title).run()
    assert not app.exception, app.exception
    (box,) = [box for box in app.expander if box.label == TITLE]
    (chart,) = box.get("plotly_chart")
    return dict(json.loads(chart.proto.spec))


def headed(app: AppTest) -> str:
    """Return what stands above the figure in the open fold."""
    (box,) = [box for box in app.expander if box.label == TITLE]
    return "".join(part.proto.body for part in box.get("html"))


def offered(app: AppTest, page: str) -> list[str]:
    """Return the titles of all figures in the open fold."""
    return list(app.selectbox(key=f"{page}_plotly_of").options)


def array(value: Any) -> np.ndarray:
    """Return an array of a figure: a list, or bytes in base64 with their type and shape."""
    if isinstance(value, dict):
        found = np.frombuffer(base64.b64decode(value["bdata"]), dtype=value["dtype"])
        shape = [int(n) for n in str(value.get("shape", len(found))).split(",")]
        return found.reshape(shape)
    return np.array(value)


class Buffer:
    """A component's buffer, taken apart: its header, and its blobs by name."""

    def __init__(self, data: bytes) -> None:
        (length,) = struct.unpack("<I", data[:4])
        self.header: dict[str, Any] = json.loads(data[4 : 4 + length])
        self._body = data[4 + length :]

    def of(self, name: str, dtype: str) -> np.ndarray:
        """Return a blob as an array."""
        place = self.header[name]
        return self.at(place, dtype)

    def at(self, place: dict[str, int], dtype: str) -> np.ndarray:
        """Return what lies at a place as an array."""
        return np.frombuffer(self._body[place["offset"] : place["offset"] + place["length"]], dtype=dtype)


def ends_in(notebook: str) -> Any:
    """Run the code cells of an exported notebook in order; return the value of its last line."""
    cells = ["".join(cell["source"]) for cell in json.loads(notebook)["cells"] if cell["cell_type"] == "code"]
    names: dict[str, Any] = {"__name__": "__main__"}
    for code in cells[:-1]:
        exec(code, names)
    *body, last = ast.parse(cells[-1]).body
    assert isinstance(last, ast.Expr), "a notebook ends in a value"
    exec(compile(ast.Module(body, []), "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names)
