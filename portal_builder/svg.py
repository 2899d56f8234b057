"""Whether a drawing is only a drawing: by an allow-list, so that what is new is not trusted."""

from __future__ import annotations

import re
from xml.parsers import expat

SIZE_LIMIT = 4 * 1024 * 1024
DEPTH_LIMIT = 200

_ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "defs",
        "symbol",
        "use",
        "title",
        "desc",
        "metadata",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "textPath",
        "linearGradient",
        "radialGradient",
        "stop",
        "pattern",
        "clipPath",
        "mask",
        "marker",
        "filter",
        "feBlend",
        "feColorMatrix",
        "feComponentTransfer",
        "feComposite",
        "feConvolveMatrix",
        "feDiffuseLighting",
        "feDisplacementMap",
        "feDistantLight",
        "feDropShadow",
        "feFlood",
        "feFuncA",
        "feFuncB",
        "feFuncG",
        "feFuncR",
        "feGaussianBlur",
        "feMerge",
        "feMergeNode",
        "feMorphology",
        "feOffset",
        "fePointLight",
        "feSpecularLighting",
        "feSpotLight",
        "feTile",
        "feTurbulence",
        "view",
        "switch",
        "style",
        "image",
        "RDF",
        "Work",
        "Agent",
        "format",
        "type",
        "creator",
        "publisher",
        "rights",
        "license",
        "date",
        "subject",
        "source",
        "language",
        "relation",
        "coverage",
        "description",
        "contributor",
        "License",
        "permits",
        "requires",
        "prohibits",
        "Bag",
        "li",
        "namedview",
        "page",
        "grid",
        "guide",
    ]
)
_REFERENCES = ("href", "src")
_LOCAL = re.compile(r"\s*#[\w.:-]*\s*")
_PICTURE = re.compile(r"\s*data:image/(png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]*", re.IGNORECASE)
_FAR_URL = re.compile(r"url\s*\(\s*(?!\s*[\"']?\s*#)", re.IGNORECASE)
_ACTIVE_STYLE = re.compile(
    r"@import|expression\s*\(|javascript:|behaviou?r\s*:|-moz-binding|\\", re.I
)
# The declaration that many editors write; nothing fetches it.
_W3C = ("http://www.w3.org/", "https://www.w3.org/")


class _Active(Exception):
    pass


def active_content(data: bytes) -> str | None:
    """Says what in an SVG could act or fetch something.

    Args:
        data: the file.

    Returns:
        What was found first, in a few words; None for a drawing that only draws.
    """
    if len(data) > SIZE_LIMIT:
        return "more than 4 MiB"
    parser = expat.ParserCreate(namespace_separator=" ")
    look = _Look()
    parser.StartElementHandler = look.start
    parser.EndElementHandler = look.end
    parser.CharacterDataHandler = look.text
    parser.StartDoctypeDeclHandler = look.doctype
    parser.EntityDeclHandler = look.entity
    parser.ProcessingInstructionHandler = look.instruction
    try:
        parser.Parse(data, True)
    except _Active as found:
        return str(found)
    except (expat.ExpatError, ValueError, LookupError):
        return "something that is no XML"
    return None if look.is_svg else "something else than a drawing"


class _Look:
    def __init__(self) -> None:
        self.is_svg = False
        self._depth = 0
        self._style = 0
        self._written: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if self._depth == 0:
            self.is_svg = local == "svg"
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise _Active(f"elements nested more than {DEPTH_LIMIT} deep")
        if local not in _ELEMENTS:
            raise _Active(f"the element <{local[:40]}>")
        self._style += local == "style"
        for key, value in attributes.items():
            self._attribute(local, key.rpartition(" ")[2], value)

    def _attribute(self, element: str, name: str, value: str) -> None:
        lowered = name.lower()
        if lowered.startswith("on"):
            raise _Active(f"the attribute {name[:40]}")
        if lowered in _REFERENCES and not _LOCAL.fullmatch(value):
            if not (element == "image" and _PICTURE.fullmatch(value)):
                raise _Active("a reference to something outside the drawing")
        elif lowered == "base":
            raise _Active("the attribute base")
        elif _FAR_URL.search(value) or (lowered == "style" and _ACTIVE_STYLE.search(value)):
            raise _Active("a style that fetches something")

    def end(self, name: str) -> None:
        self._depth -= 1
        if name.rpartition(" ")[2] == "style":
            self._style -= 1
            # Judged as a whole: comments and entities hand a text over in pieces.
            style = "".join(self._written)
            if _FAR_URL.search(style) or _ACTIVE_STYLE.search(style) or "@" in style:
                raise _Active("a style that fetches something")

    def text(self, data: str) -> None:
        if self._style:
            self._written.append(data)

    def doctype(
        self, _name: str, system: str | None, _public: str | None, has_subset: bool
    ) -> None:
        if has_subset or (system and not system.startswith(_W3C)):
            raise _Active("declarations of its own")

    def entity(self, *_: object) -> None:
        raise _Active("declarations of its own")

    def instruction(self, target: str, _data: str) -> None:
        raise _Active(f"the instruction <?{target[:40]}")
