"""Sites in several languages: one is the curriculum, the others are no lessons beside it."""

import pytest

from graph.model import Document, Lesson, Module, NodeId
from ingest.drafting import draft_of
from ingest.resolution import Resolution
from ingest.resolve import resolve

WORDS = {
    "en": "# {} in English\n\nThis is what you can do with it, and that is how it works for all.\n",
    "fr": "# {} en français\n\nVoici ce que vous pouvez faire avec, et c'est pour cela que nous sommes là.\n",
    "de": "# {} auf Deutsch\n\nDas ist das, was man mit dem Ding machen kann, und wie es für uns geht.\n",
}
NAMES = ("loops", "lists", "maps")


def pages(place: str, languages: dict[str, str], names: tuple[str, ...] = NAMES) -> dict[str, str]:
    """Return pages at ``place``, and what is written in which language there; ``""`` names none."""
    found = {}
    for language, written in languages.items():
        for name in names:
            uri = place.format(name=name, language=language) if language else _bare(place).format(name=name)
            found[uri] = WORDS[written].format(name.capitalize())
    return found


def _bare(place: str) -> str:
    return place.replace("{language}/", "").replace(".{language}", "")


def settled(found: dict[str, str]) -> Resolution:
    """Resolve pages."""
    return resolve(NodeId("c"), [draft_of(uri, text.encode()) for uri, text in found.items()], title=None)


def lessons(resolution: Resolution) -> list[str]:
    """Return the names of the lessons."""
    return sorted(fact.name for fact in resolution.facts().values() if isinstance(fact, Lesson))


ENGLISH = ["Lists in English", "Loops in English", "Maps in English"]


@pytest.mark.parametrize(
    "found",
    [
        pages("content/{language}/{name}.md", {"en": "en", "fr": "fr", "de": "de"}),
        pages("content/{language}/{name}.md", {"english": "en", "french": "fr"}),
        pages("docs/{language}/{name}.md", {"": "en", "fr": "fr"}),
        pages("{name}.{language}.md", {"": "en", "fr": "fr", "de": "de"}),
        pages("{name}.{language}.md", {"en": "en", "fr": "fr"}),
        pages("{language}/{name}.md", {"en": "en", "pt-br": "fr"}),
        pages("{language}/{name}.md", {"en": "en"}) | pages("{language}/{name}.md", {"fr": "fr"}, NAMES[:1]),
    ],
)
def test_one_language_is_the_curriculum(found: dict[str, str]) -> None:
    """Folders or suffixes tell the languages; each lesson is there once, and the report says so."""
    resolution = settled(found)
    assert lessons(resolution) == ENGLISH
    (note,) = resolution.warnings
    assert "left out as translations" in note
    documents = [fact for fact in resolution.facts().values() if isinstance(fact, Document)]
    assert len(documents) == len(found)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("hugo.toml", 'title = "C"\ndefaultContentLanguage = "fr"\n'),
        ("hugo.yaml", "title: C\ndefaultContentLanguage: fr\n"),
        ("config.toml", "defaultcontentlanguage = 'fr'\n[languages.en]\ntitle = 'C'\n"),
    ],
)
@pytest.mark.parametrize("place", ["content/{language}/{name}.md", "content/{name}.{language}.md"])
def test_the_sites_own_default_stays(name: str, text: str, place: str) -> None:
    """What its manifest names goes before the language with most pages."""
    found = pages(place, {"en": "en"}) | pages(place, {"fr": "fr"}, NAMES[:2])
    assert lessons(settled({**found, name: text})) == ["Lists en français", "Loops en français"]


def test_the_language_with_most_pages_stays() -> None:
    """Where no manifest says."""
    place = "content/{language}/{name}.md"
    found = pages(place, {"fr": "fr"}) | pages(place, {"en": "en"}, NAMES[:2])
    assert all("français" in lesson for lesson in lessons(settled(found)))


@pytest.mark.parametrize(
    "found",
    [
        pages("{language}/{name}.md", {"ml": "en", "os": "en"}),
        pages("{language}/{name}.md", {"it": "en", "no": "en"}),
        pages("{language}/{name}.md", {"en": "en"}) | pages("{language}/{name}.md", {"fr": "fr"}, ("sets",)),
        pages("{name}.{language}.md", {"": "en", "py": "en"}),
    ],
)
def test_folders_that_only_sound_like_languages_stay(found: dict[str, str]) -> None:
    """Courses on machine learning and on IT, and pages without a counterpart, are all there."""
    resolution = settled(found)
    assert len(lessons(resolution)) == len(found)
    assert not [note for note in resolution.warnings if "translations" in note]


def test_what_lies_beside_the_languages_stays() -> None:
    """A page at the root is no translation because each language has one of its name."""
    found = pages("{language}/{name}.md", {"en": "en", "fr": "fr"})
    found |= {"loops.md": "# Loops of all kinds\n\nThis is about them.\n"}
    assert lessons(settled(found)) == [
        "Lists in English",
        "Loops in English",
        "Loops of all kinds",
        "Maps in English",
    ]


def test_the_front_page_of_a_language_is_that_of_the_site() -> None:
    """Its module is called as the curriculum, not *En*."""
    listed = (
        "For all of us.\n\n- [Loops](loops.md): Covers this and that.\n- [Lists](lists.md): Covers more.\n"
    )
    found = pages("content/{language}/{name}.md", {"en": "en", "fr": "fr"})
    found |= {"content/en/_index.md": listed, "hugo.toml": 'title = "The Course"\n'}
    modules = [fact.name for fact in settled(found).facts().values() if isinstance(fact, Module)]
    assert modules == ["The Course"]
