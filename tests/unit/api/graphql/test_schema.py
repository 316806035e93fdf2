"""The public schema."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
)
from schema_changes import unannounced

import api.graphql
from api.graphql import enums
from api.graphql.print import printed_schema
from api.services import answers, findings, judging, review
from graph import changes, model
from graph.snapshot import ViewKind

COMMITTED = Path(api.graphql.__file__).parent / "schema.graphql"
RELEASED = Path(__file__).parent / "released.graphql"
CHANGELOG = Path(__file__).parents[4] / "CHANGELOG.md"


def test_the_committed_schema_is_the_one_that_is_served() -> None:
    """Clients that read schema.graphql read the truth; python -m api.graphql.print writes it anew."""
    assert COMMITTED.read_text(encoding="utf-8") == printed_schema()


def test_everything_in_the_schema_is_described() -> None:
    """No type, field, argument or value leaves a client guessing."""
    assert [name for name, description in described() if not description] == []


def test_what_breaks_clients_is_announced() -> None:
    """Whatever a released schema promised holds, or CHANGELOG.md names what does not any more."""
    now = COMMITTED.read_text(encoding="utf-8")
    released = RELEASED.read_text(encoding="utf-8")
    assert unannounced(released, now, CHANGELOG.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("was", "coordinate"),
    [
        ("type Query { a: Int, b: Int }", "Query.b"),
        ("type Query { a: Int! }", "Query.a"),
        ("type Query { a(x: Int): Int }", "Query.a(x:)"),
        ("type Query { a: Int } enum E { P }", "E"),
    ],
)
def test_a_change_that_breaks_clients_has_to_be_named(was: str, coordinate: str) -> None:
    """Naming it where other releases are described, or something else, is not enough."""
    now = "type Query { a: Int }"
    older = f"# Changes\n\n## Unreleased\n\n- `Query.other` goes.\n\n## 1.0\n\n- `{coordinate}` goes.\n"
    assert len(unannounced(was, now, older)) == 1
    assert unannounced(was, now, older.replace("`Query.other`", f"`{coordinate}`")) == []
    assert unannounced(now, now.replace("a: Int", "a: Int, new: Int"), older) == []


def test_what_is_deprecated_says_what_to_use_instead() -> None:
    """A deprecated field, argument or value names another, and is still there."""
    text = COMMITTED.read_text(encoding="utf-8")
    reasons = re.findall(r"@deprecated(?:\(reason: \"(.*?)\"\))?", text)
    assert [reason for reason in reasons if "`" not in reason] == []


def described() -> Iterator[tuple[str, str | None]]:
    """Return everything that clients can name, with its description."""
    schema = build_schema(COMMITTED.read_text(encoding="utf-8"))
    for name, type_ in schema.type_map.items():
        if name.startswith("__") or name in {"Boolean", "Float", "ID", "Int", "String"}:
            continue
        yield name, type_.description
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field, definition in type_.fields.items():
                yield f"{name}.{field}", definition.description
                for argument, given in definition.args.items():
                    yield f"{name}.{field}({argument})", given.description
        if isinstance(type_, GraphQLInputObjectType):
            yield from ((f"{name}.{field}", given.description) for field, given in type_.fields.items())
        if isinstance(type_, GraphQLEnumType):
            yield from ((f"{name}.{value}", one.description) for value, one in type_.values.items())


@pytest.mark.parametrize(
    ("public", "domain"),
    [
        (enums.View, ViewKind),
        (enums.Origin, model.Origin),
        (enums.Difficulty, model.Difficulty),
        (enums.TeachingRole, model.TeachingRole),
        (enums.SkillKind, model.SkillKind),
        (enums.MatchedBy, answers.Via),
        (enums.Severity, findings.Severity),
        (enums.DocumentStatus, changes.DocumentStatus),
        (enums.EdgeKind, model.EdgeKind),
        (enums.ReviewKind, review.ReviewKind),
        (enums.ReviewState, review.ReviewState),
        (enums.Decision, judging.Decision),
    ],
)
def test_public_enumerations_cover_the_domain(public: type, domain: type) -> None:
    """Whatever an answer holds can be shown: names and values are the domain's, all of them."""
    assert {one.name: one.value for one in public} == {one.name: one.value for one in domain}
