"""The JSON Schema of the client files, made from the models: editors check and complete with it."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import WithDefaultSchema

from portal_builder.model.facts import ClientFile
from portal_builder.validate import REQUIRED

DRAFT = "https://json-schema.org/draft/2020-12/schema"


class _WithoutDefaults(GenerateJsonSchema):
    """Defaults are the models' own matter: an editor must not write them out."""

    def default_schema(self, schema: WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def json_schema() -> dict[str, Any]:
    """Describes one client file.

    Any section may stand in any file, so none is required here; that `client` and `project` are
    there at all is what `portal check` looks at.

    Returns:
        A schema of draft 2020-12.
    """
    schema = ClientFile.model_json_schema(by_alias=True, schema_generator=_WithoutDefaults)
    for key in ("required", "title", "description"):
        schema.pop(key, None)
    for definition in (schema, *schema.get("$defs", {}).values()):
        _allow_absent(definition)
    for name, section in schema["properties"].items():
        if name not in REQUIRED:
            section["anyOf"].append({"enum": [{}, []]})  # it counts as absent
    return {"$schema": DRAFT, "title": "A client file of the portal"} | schema


def _allow_absent(definition: dict[str, Any]) -> None:
    """A key without a value counts as absent, wherever the key may be left out."""
    required = definition.get("required", ())
    for name, key in definition.get("properties", {}).items():
        key.pop("title", None)
        if name not in required and {"type": "null"} not in key.get("anyOf", ()):
            definition["properties"][name] = {"anyOf": [key, {"type": "null"}]}
