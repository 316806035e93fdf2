"""``/explorer``: GraphQL by hand, with the schema beside it; a form where no script runs."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.web.render import Renderer
from graph.errors import UnknownId

Ask: TypeAlias = Callable[[Request, str, Mapping[str, object]], Awaitable[bytes]]
"""Answers a query with variables for whoever sent the request, as GraphQL over HTTP has it: JSON."""
Introspection: TypeAlias = Mapping[str, Any]
"""What the introspection query tells of a schema."""

_EXAMPLE: Final = """\
{
  learningPath(gap: { text: "my query got slow when the table grew" }) {
    totalMinutes
    steps {
      lesson { title minutes }
      because
      guardsAgainst { pitfall { text } }
    }
  }
}
"""
_MOST: Final = 20_000
"""Characters of an answer that fit the page; a program gets all of them."""
_KINDS: Final = {
    "OBJECT": "Types",
    "INTERFACE": "Interfaces",
    "INPUT_OBJECT": "Inputs",
    "ENUM": "Enumerations",
    "UNION": "Unions",
    "SCALAR": "Scalars",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it is shown: its text, or the beginning of it, and how long all of it is."""

    text: str
    length: int


class ExplorerPage:
    """Shows the schema type by type, and runs what is typed."""

    def __init__(self, renderer: Renderer, ask: Ask, introspection: Introspection) -> None:
        self._renderer = renderer
        self._ask = ask
        schema = introspection["__schema"]
        self._introspection = introspection
        self._types = {one["name"]: one for one in schema["types"] if not one["name"].startswith("__")}
        self._roots = [
            root["name"]
            for root in (schema["queryType"], schema.get("mutationType"), schema.get("subscriptionType"))
            if root
        ]
        self._groups = {
            title: sorted(
                name for name, one in self._types.items() if one["kind"] == kind and name not in self._roots
            )
            for kind, title in _KINDS.items()
        }

    async def answer(self, request: Request) -> Response:
        """Answer with the editor, filled in as the address has it, and with one type of the schema."""
        query = request.query_params
        return self._page(request, query.get("query", _EXAMPLE), query.get("variables", ""), None)

    async def run(self, request: Request) -> Response:
        """Run what a form holds, and answer with the result below it."""
        form = await request.form(max_files=0, max_fields=4)
        text, variables = str(form.get("query", "")), str(form.get("variables", ""))
        try:
            values = json.loads(variables) if variables.strip() else {}
        except ValueError as error:
            return self._page(request, text, variables, _told(f"The variables are no JSON: {error}."))
        if not isinstance(values, dict):
            return self._page(request, text, variables, _told("The variables are no JSON object."))
        found = json.loads(await self._ask(request, text, values))
        pretty = json.dumps(found, ensure_ascii=False, indent=2)
        return self._page(request, text, variables, Answer(pretty[:_MOST], len(pretty)))

    async def schema(self, _: Request) -> Response:
        """Answer with the schema as introspection tells it, for the editor."""
        return JSONResponse(self._introspection, headers={"cache-control": "private, max-age=300"})

    def _page(self, request: Request, text: str, variables: str, answer: Answer | None) -> Response:
        name = request.query_params.get("type") or self._roots[0]
        if name not in self._types:
            raise UnknownId(
                f"The schema has no type {name!r}.", hint="The explorer lists all that there are."
            )
        return self._renderer.page(
            request,
            "explorer.html",
            query=text,
            variables=variables,
            answer=answer,
            type=self._types[name],
            roots=self._roots,
            groups=self._groups,
        )


def _told(message: str) -> Answer:
    return Answer(message, len(message))
