"""Libraries that others wrote, and the standards' own rules, find in each form what the graph holds."""

import html
import io
import json
from collections import Counter
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import icalendar
import pandas as pd
import pydot
import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator, FormatChecker
from rdflib import RDF, Graph, Namespace, URIRef

from graph.model import EdgeKind, Origin, Skill
from tests.exports import NAMES, content, written

SCHEMA = Namespace("http://schema.org/")
pytestmark = pytest.mark.filterwarnings(  # of what the libraries use themselves
    "ignore::pyparsing.PyparsingDeprecationWarning", "ignore:ConjunctiveGraph:DeprecationWarning"
)


def one_line(text: str) -> str:
    """Return a name as forms of one line hold it: without control characters, with single blanks."""
    return "".join(mark for mark in " ".join(text.split()) if mark.isprintable() or mark == " ")


# ---- iCalendar: the library icalendar


@given(NAMES)
def test_icalendar_reads_a_plan_of_the_lessons(names: list[str]) -> None:
    """Each lesson is one event without an error, in reading order, on days of its own from tomorrow on."""
    what = content(names)
    calendar = icalendar.Calendar.from_ical(written("ics", what))
    events = calendar.walk("VEVENT")
    assert [error for event in (calendar, *events) for error in event.errors] == []
    assert [str(event["SUMMARY"]) for event in events] == [one_line(lesson.name) for lesson in what.lessons]
    days: list[tuple[date, date]] = [(event.start, event.end) for event in events]
    assert days[0][0] == what.at.date() + timedelta(days=1)
    assert all(first < last for first, last in days)
    assert len({str(event["UID"]) for event in events}) == len(events)


# ---- DOT: the parser of pydot


@settings(max_examples=10)  # its parser takes its time
@given(NAMES)
def test_pydot_reads_the_links_of_lessons(names: list[str]) -> None:
    """The ends, the kind and the origin of each link come back, and labels as Graphviz shows them."""
    what = content(names)
    [graph] = pydot.graph_from_dot_data(written("dot", what).decode()) or ()
    told = {
        (unquoted(edge.get_source()), unquoted(edge.get_destination()), unquoted(edge.get("label")))
        for edge in graph.get_edges()
    }
    links = [*what.of_kind(EdgeKind.REQUIRES), *what.of_kind(EdgeKind.TEACHES)]
    ends = {(shown(one.edge.source), shown(one.edge.target), one.edge.kind.lower()) for one in links}
    assert told == ends
    dashed = [edge for edge in graph.get_edges() if edge.get("style")]
    assert len(dashed) == sum(link.origin is Origin.INFERRED for link in links) == 1
    labels = {html.unescape(unquoted(node.get("label"))) for node in graph.get_nodes() if node.get("label")}
    assert labels == {
        html.unescape(shown(node.name.replace("&", "&amp;")))
        for node in what.nodes
        if any(node.id in {one.edge.source, one.edge.target} for one in links)
    }


def unquoted(text: str) -> str:
    """Return what a quoted string of DOT says."""
    return text[1:-1].replace('\\"', '"').replace("\\\\", "\\")


def shown(text: str) -> str:
    """Return a text as DOT holds it."""
    return " ".join(text.replace("\0", "\ufffd").split())


# ---- JSON-LD: the triples that rdflib makes of it


@given(NAMES)
def test_rdflib_makes_triples_of_schema_org(names: list[str]) -> None:
    """Without fetching a context it finds each thing with its type and name, and each link of a term."""
    what = content(names)
    graph = Graph().parse(written("jsonld", what), format="json-ld")
    called = {str(name) for name in graph.objects(None, SCHEMA.name)}
    assert called == {node.name for node in what.nodes}
    types = Counter(str(kind).rpartition("/")[2] for kind in graph.objects(None, RDF.type))
    assert types == {"Course": 1, "Syllabus": 1, "LearningResource": 2, "DefinedTerm": 3}
    terms = Counter(str(term) for _, term, value in graph if isinstance(value, URIRef) and term != RDF.type)
    assert terms == {
        str(SCHEMA.teaches): 2,
        str(SCHEMA.competencyRequired): 1,
        str(SCHEMA.isBasedOn): 1,
        str(SCHEMA.hasPart): 3,
    }
    assert all(str(term).startswith(SCHEMA) for _, term, _ in graph if term != RDF.type)


def test_json_ld_is_a_course_with_resources() -> None:
    """What a lesson takes and teaches, and what it builds on, stand in schema.org's terms."""
    graph = Graph().parse(written("jsonld", content()), format="json-ld")
    one, two, first = (URIRef(f"urn:cairn:c/{end}") for end in ("lesson/lone", "lesson/ltwo", "skill/sfirst"))
    assert str(graph.value(one, SCHEMA.timeRequired)) == "PT90M"
    assert graph.value(one, SCHEMA.teaches) == graph.value(two, SCHEMA.competencyRequired) == first
    assert graph.value(two, SCHEMA.isBasedOn) == one


THING = {"@type", "@id", "name", "description", "alternateName", "url"}
CREATIVE_WORK = THING | {"hasPart", "isBasedOn", "teaches", "timeRequired", "educationalLevel"}
LEARNING_RESOURCE = CREATIVE_WORK | {"competencyRequired"}
SCHEMA_ORG = {
    "Course": LEARNING_RESOURCE,
    "Syllabus": LEARNING_RESOURCE,
    "LearningResource": LEARNING_RESOURCE,
    "DefinedTerm": THING,
}
"""Which properties schema.org gives to the types that are written here (the domains of its vocabulary)."""
RANGES = {
    "teaches": {"DefinedTerm"},
    "competencyRequired": {"DefinedTerm"},
    "isBasedOn": {"Course", "Syllabus", "LearningResource"},
    "hasPart": {"Course", "Syllabus", "LearningResource"},
}


def test_json_ld_uses_each_term_where_schema_org_has_it() -> None:
    """No thing has a property that its type has not, and none leads to a type that it may not."""
    things = {one["@id"]: one for one in json.loads(written("jsonld", content()))["@graph"]}
    for thing in things.values():
        assert thing.keys() <= SCHEMA_ORG[thing["@type"]], thing
        for name, types in RANGES.items():
            assert {things[end["@id"]]["@type"] for end in thing.get(name, ())} <= types


# ---- CASE: the rules of 1EdTech's schema of a package, version 1.1

UUID = {
    "type": "string",
    "pattern": "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-5][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$",
}
TEXT = {"type": "string"}
PLAIN = {"type": "string", "pattern": "^[^\t\n\r]*$"}
MOMENT = {"type": "string", "format": "date-time"}
URI = {"type": "string", "format": "uri", "pattern": "^[a-z]+:"}


def record(needed: dict[str, object], optional: dict[str, object]) -> dict[str, object]:
    """Return the schema of an object that has no other properties."""
    return {
        "type": "object",
        "properties": needed | optional,
        "required": [*needed],
        "additionalProperties": False,
    }


NODE_URI = record({"title": PLAIN, "identifier": TEXT, "uri": URI}, {"targetType": TEXT})
KINDS = (
    "isChildOf isPeerOf isPartOf exactMatchOf precedes isRelatedTo replacedBy exemplar hasSkillLevel "
    "isTranslationOf"
)
IDENTITY: dict[str, object] = {"identifier": UUID, "uri": URI, "lastChangeDateTime": MOMENT}
TEXTS = {"type": "array", "items": TEXT}
CASE = record(
    {
        "CFDocument": record(
            IDENTITY | {"creator": PLAIN, "title": PLAIN},
            {"caseVersion": {"const": "1.1"}, "description": TEXT},
        )
    },
    {
        "CFItems": {
            "type": "array",
            "items": record(
                IDENTITY | {"fullStatement": TEXT}, {"CFItemType": PLAIN, "conceptKeywords": TEXTS}
            ),
        },
        "CFAssociations": {
            "type": "array",
            "items": record(
                IDENTITY
                | {
                    "associationType": {"enum": KINDS.split()},
                    "originNodeURI": NODE_URI,
                    "destinationNodeURI": NODE_URI,
                },
                {"sequenceNumber": {"type": "integer"}},
            ),
        },
    },
)
"""What a CFPackage may hold, as far as it is written here; in it a document names no package and an item no
document."""


@given(NAMES)
def test_case_is_a_package_of_the_skills(names: list[str]) -> None:
    """The package is one of CASE 1.1; each identifier is there once, and associations join its items."""
    what = content(names)
    package = json.loads(written("case", what))
    Draft202012Validator(CASE, format_checker=FormatChecker()).validate(package)
    items = {item["identifier"]: item["fullStatement"] for item in package["CFItems"]}
    assert Counter(items.values()) == Counter(node.name for node in what.nodes if isinstance(node, Skill))
    [association] = package["CFAssociations"]
    ends = [association[end]["identifier"] for end in ("originNodeURI", "destinationNodeURI")]
    assert [items[end] for end in ends] == [f"s{names[3]}", "able"]


# ---- GraphML: the rules of its schema, by the parser of the standard library

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
TYPES = {"string": str, "long": int, "int": int, "double": float, "boolean": bool}


@given(NAMES)
def test_graphml_declares_what_it_uses(names: list[str]) -> None:
    """Each value has a declared key of its domain and type, each id is there once, each end is a node."""
    what = content(names)
    root = ET.fromstring(written("graphml", what))
    declared = [key.attrib for key in root.iter(f"{GRAPHML}key")]
    keys = {(key["for"], key["id"]): TYPES[key["attr.type"]] for key in declared}
    [graph] = root.findall(f"{GRAPHML}graph")
    assert graph.attrib["edgedefault"] == "directed"
    nodes, edges = (graph.findall(f"{GRAPHML}{kind}") for kind in ("node", "edge"))
    for kind, things in (("node", nodes), ("edge", edges)):
        for value in (value for thing in things for value in thing.findall(f"{GRAPHML}data")):
            keys[kind, value.attrib["key"]](value.text or "")
    ids = [node.attrib["id"] for node in nodes]
    assert len(ids) == len(set(ids)) == len(what.nodes)
    assert {edge.attrib[end] for edge in edges for end in ("source", "target")} <= {*ids}
    assert len(edges) == len(what.links)


# ---- CSV: pandas


@given(NAMES)
def test_pandas_reads_the_edge_list(names: list[str]) -> None:
    """Each row has the ids, names, origin and confidence of its link, and numbers are numbers."""
    what = content(names)
    table = pd.read_csv(io.BytesIO(written("csv", what)), keep_default_na=False)
    named = {node.id: node.name for node in what.nodes}
    assert table[["source", "target", "source_name", "origin", "confidence"]].to_numpy().tolist() == [
        [one.edge.source, one.edge.target, named[one.edge.source], one.origin.value, one.confidence]
        for one in what.links
    ]
