"""What is wrong with the charts of a page, as a browser shows them."""

from __future__ import annotations

from playwright.sync_api import Page

# Reads every chart that is shown: texts too small, outside, one over another, numbers missing beneath.
_FAULTS = """() => {
  const faults = [];
  const squeezed = (text) => text.replace(/[\\s\\u200e\\u200f\\u061c]+/g, "");
  for (const svg of document.querySelectorAll("figure.chart svg")) {
    const frame = svg.getBoundingClientRect();
    if (!frame.width) continue;
    const name = svg.querySelector("title").id.replace(/-title$/, "");
    const table = squeezed(svg.closest("figure").querySelector("table").textContent);
    const texts = [...svg.querySelectorAll("text")];
    const boxes = texts.map((text) => [text, text.getBoundingClientRect(), text.firstChild.data]);
    for (const [text, box, said] of boxes) {
      const size = parseFloat(getComputedStyle(text).fontSize) * frame.width / svg.viewBox.baseVal.width;
      if (size < 12) faults.push(`${name}: “${said}” is ${size} px tall`);
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
        faults.push(`${name}: “${said}” leaves the drawing`);
      if (/\\d/.test(said) && !text.classList.contains("tick") && !table.includes(squeezed(said)) && !text.querySelector("title")) {
        for (const number of said.match(/[\\d.,\\u066b\\u066c\\u00a0\\u202f’]*\\d/g) ?? [])
          if (!table.includes(squeezed(number))) faults.push(`${name}: ${number} of “${said}” is not beneath`);
      }
    }
    boxes.forEach(([, one, said], n) => {
      for (const [, other, also] of boxes.slice(n + 1)) {
        const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const tall = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        if (wide > 1 && tall > 3) faults.push(`${name}: “${said}” lies over “${also}”`);
      }
    });
    for (const shape of svg.querySelectorAll("rect, circle, polygon, polyline, line")) {
      const box = shape.getBoundingClientRect();
      if (box.left < frame.left - 2 || box.right > frame.right + 2 || box.top < frame.top - 2 || box.bottom > frame.bottom + 2)
        faults.push(`${name}: ${shape.outerHTML} leaves the drawing`);
    }
  }
  return faults;
}"""


def faults(page: Page) -> list[str]:
    """The faults of all charts that the page shows, each in a line."""
    found: list[str] = page.evaluate(_FAULTS)
    return found
