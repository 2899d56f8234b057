"""Whether a drawing is only a drawing: by an allow-list, so that what is new is not trusted."""

from __future__ import annotations

import re
from xml.parsers import expat

DEPTH_LIMIT = 200

_SVG = ("", "http://www.w3.org/2000/svg")
_ELEMENT = re.compile(
    "svg|g|defs|symbol|use|title|desc|metadata|path|rect|circle|ellipse|line|polyline|polygon"
    "|text|tspan|textPath|flow(?:Root|Region|Para|Span)|linearGradient|radialGradient|stop|pattern"
    "|clipPath|mask|marker|view|switch|style|image|filter|fe(?:Blend|ColorMatrix|ComponentTransfer"
    "|Composite|ConvolveMatrix|DiffuseLighting|DisplacementMap|DistantLight|DropShadow|Flood"
    "|FuncA|FuncB|FuncG|FuncR|GaussianBlur|Merge|MergeNode|Morphology|Offset|PointLight"
    "|SpecularLighting|SpotLight|Tile|Turbulence)"
)
# What editors keep for themselves; a browser knows none of it.
_EDITORS = (
    "http://www.inkscape.org/namespaces/",
    "http://sodipodi.sourceforge.net/DTD/",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://creativecommons.org/ns#",
    "http://web.resource.org/cc/",
    "http://purl.org/dc/",
    "http://ns.adobe.com/",
    "adobe:ns:meta/",
    "http://www.bohemiancoding.com/sketch/",
    "http://www.serif.com/",
)
_REFERENCES = ("href", "src")
_LOCAL = re.compile(r"\s*#[\w.:-]*\s*")
_DATA = (
    r"data:(?:image/(?:png|jpe?g|gif|webp)|font/[\w.+-]+|application/(?:x-)?font-[\w.+-]+);base64,"
)
_PICTURE = re.compile(r"\s*data:image/(png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]*", re.IGNORECASE)
_FETCHES = re.compile(
    rf"url\s*\((?!\s*[\"']?\s*(?:#|{_DATA}))|(?:image-set|cross-fade|image|src)\(", re.IGNORECASE
)
_ACTIVE_STYLE = re.compile(
    r"@(?!media|supports|font-face|(?:-webkit-)?keyframes)"
    r"|expression\s*\(|javascript:|behaviou?r\s*:|-moz-binding|\\",
    re.IGNORECASE,
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
    parser = expat.ParserCreate(namespace_separator=" ")
    look = _Look()
    parser.StartElementHandler = look.start
    parser.EndElementHandler = look.end
    parser.CharacterDataHandler = look.text
    parser.StartDoctypeDeclHandler = look.doctype
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
        self._in_style = False
        self._written: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if self._depth == 0:
            self.is_svg = space in _SVG and local == "svg"
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise _Active(f"elements nested more than {DEPTH_LIMIT} deep")
        drawn = space in _SVG and _ELEMENT.fullmatch(local)
        if self._in_style or not (drawn or space.startswith(_EDITORS)):
            raise _Active(f"the element <{local[:40]}>")
        self._in_style = bool(drawn) and local == "style"
        for key, value in attributes.items():
            self._attribute(local, key, value)

    def _attribute(self, element: str, key: str, value: str) -> None:
        name = key.rpartition(" ")[2].lower()
        if name.startswith("on"):
            raise _Active(f"the attribute {name[:40]}")
        if name in _REFERENCES and not _LOCAL.fullmatch(value):
            if not (element == "image" and _PICTURE.fullmatch(value)):
                raise _Active("a reference to something outside the drawing")
        elif name == "base":
            raise _Active("the attribute base")
        elif name == key.lower() and not name.startswith(("data-", "aria-")):
            self._judge_style(value, whole=name == "style")

    def _judge_style(self, style: str, whole: bool) -> None:
        """Judges a style sheet, or one value, in which only functions can fetch."""
        escapes = "(" in style and "\\" in style
        if escapes or _FETCHES.search(style) or (whole and _ACTIVE_STYLE.search(style)):
            raise _Active("a style that fetches something")

    def end(self, _name: str) -> None:
        self._depth -= 1
        if self._in_style:
            self._in_style = False
            # Judged as a whole: comments and entities hand a text over in pieces.
            self._judge_style("".join(self._written), whole=True)
            self._written.clear()

    def text(self, data: str) -> None:
        if self._in_style:
            self._written.append(data)

    def doctype(
        self, _name: str, system: str | None, _public: str | None, has_subset: bool
    ) -> None:
        if has_subset or (system and not system.startswith(_W3C)):
            raise _Active("declarations of its own")

    def instruction(self, target: str, _data: str) -> None:
        if target != "xpacket":  # stands around what photo editors note
            raise _Active(f"the instruction <?{target[:40]}")
