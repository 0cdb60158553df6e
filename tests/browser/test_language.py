"""Every component in the language to try with: what is shown or read out outside of ⟦ ⟧ is not looked up."""

from __future__ import annotations

import pytest

from tests.app.test_language import outside
from tests.browser.conftest import Visit

PAGES = {
    "home": ("pad_seen=1", ".lab[data-ready=true]"),
    "fusion": ("seen=1", ".bar.first"),
    "heads": ("heads_seen=1", ".switch[data-ready]"),
    "flow": ("flow_seen=1&flow_cut=audio.2", ".flow[data-ready]"),
    "tokens": ("tokens_seen=1&tokens_positions=true", ".tokens[data-ready]"),
    "words": ("words_seen=1&words_look=1.0.2.signed", ".looking[data-ready]"),
    "attribution": ("attribution_seen=1", ".explanations[data-ready]"),
    "draw": ("draw_seen=1", ".believing[data-ready]"),
    "transfer": ("transfer_seen=1", ".budget[data-ready]"),
    "joint": ("joint_seen=1", ".spheres[data-ready]"),
    "names": ("names_seen=1", ".ranked[data-ready]"),
}
"""Page -> what its link says, and what shows that it has answered."""
SAID = """(main) => {
  const silent = "style, script, code, [lang=en], .katex, .js-plotly-plot";
  const read = ["aria-label", "aria-valuetext", "aria-description", "title", "alt", "placeholder"];
  const said = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent;
    if (node.nodeType === Node.ELEMENT_NODE && node.matches(silent)) return "";
    const own = node.nodeType === Node.ELEMENT_NODE ? read.map((name) => node.getAttribute(name) ?? "") : [];
    return [...own, ...[...node.childNodes].map(said)].join(" ");
  };
  const roots = [...main.querySelectorAll("*")].filter((part) => part.shadowRoot);
  return roots.map((part) => said(part.shadowRoot));
}"""


@pytest.mark.parametrize("name", PAGES)
def test_whatever_a_component_shows_is_looked_up(name: str, visit: Visit) -> None:
    query, shown = PAGES[name]
    page = visit.open(f"/{'' if name == 'home' else name}?lang=qps&{query}", shown)
    visit.rest()
    said = page.get_by_test_id("stMain").evaluate(SAID)
    assert said, "a component stands there"
    assert [words for words in map(outside, said) if words] == []
