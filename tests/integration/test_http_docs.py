"""The examples of the GraphQL guide."""

import json
import re
from pathlib import Path

import pytest
from http_support import SETTINGS, client_of, sample_workspace

from api.http.app import create_app

GUIDE = Path(__file__).parents[2] / "docs" / "graphql.md"
EXAMPLE = re.compile(r"```graphql\n(?P<query>.*?)```(?:\n\n```json\n(?P<variables>.*?)```)?", re.DOTALL)


@pytest.mark.anyio
async def test_every_example_of_the_guide_has_an_answer() -> None:
    """What readers copy works, and shows something."""
    examples = list(EXAMPLE.finditer(GUIDE.read_text(encoding="utf-8")))
    assert len(examples) >= 3
    async with sample_workspace() as workspace, client_of(create_app(workspace, SETTINGS)) as client:
        for example in examples:
            variables = json.loads(example["variables"] or "{}")
            request = {"query": example["query"], "variables": variables}
            body = (await client.post("/graphql", json=request)).json()
            assert "errors" not in body, example["query"]
            assert all(body["data"].values()), example["query"]
