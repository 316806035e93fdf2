"""The example curricula say what their expected graphs say, and have the defects that they promise."""

import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath

import networkx as nx
import pytest
import yaml

from tests.gold import EXAMPLES, ROOT, Gold, read_gold, read_phrases

SITE = EXAMPLES / "data-with-postgresql"
SEED = Path(os.environ.get("CAIRN_SEED", ROOT.parent / "shared" / "seed"))
FENCES = {"---\n": yaml.safe_load, "+++\n": tomllib.loads}


@dataclass(frozen=True)
class SitePage:
    """A Markdown page, its front matter parsed."""

    path: Path
    meta: dict[str, object]
    body: str


def read_page(path: Path) -> SitePage:
    """Split a page into front matter and body."""
    text = path.read_text(encoding="utf-8")
    fence = text[:4]
    head, body = text[4:].split(f"\n{fence}", 1)
    return SitePage(path, FENCES[fence](head), body)


def plain(markdown: str) -> str:
    """Return what a reader sees: no emphasis, no code marks, links as their words."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown).replace("`", "").replace("*", "")


@pytest.fixture(scope="module", params=["incident-response", "data-with-postgresql"])
def gold(request: pytest.FixtureRequest) -> Gold:
    """Return each expected graph in turn."""
    return read_gold(request.param)


@pytest.fixture(scope="module")
def site() -> Gold:
    """Return the expected graph of the site."""
    return read_gold("data-with-postgresql")


@pytest.fixture(scope="module")
def pages() -> dict[str, SitePage]:
    """Return the site's pages by their path within it."""
    return {path.relative_to(SITE).as_posix(): read_page(path) for path in SITE.rglob("*.md")}


def test_names_of_lessons_modules_and_skills_are_known(gold: Gold) -> None:
    """Every name that an expected graph refers to is one that it introduces."""
    lessons = {lesson.name for lesson in gold.lessons}
    modules = {module.name for module in gold.modules}
    skills = {taught.skill for taught in gold.teaches}
    by_kind = {"lesson": lessons, "module": modules, "skill": skills}
    assert len(lessons) == len(gold.lessons)
    assert {lesson.module for lesson in gold.lessons} == modules
    assert {taught.lesson for taught in gold.teaches} == lessons
    stated = (*gold.audiences, *gold.outcomes, *gold.pitfalls, *gold.assumes)
    assert {item.of for item in stated} <= lessons | modules | {gold.curriculum}
    assert {required.dependent for required in gold.requires} <= lessons | modules
    for required in gold.requires:
        assert required.dangling == (required.kind is None)
        assert required.dangling or required.prerequisite in by_kind[required.kind or ""]
    assert {name for cycle in gold.cycles for name in cycle} <= lessons


def test_judgements_speak_of_what_is_stated(gold: Gold) -> None:
    """Guards and outcome components refer to lessons, pitfalls, outcomes and skills of the same graph."""
    modules = {module.name for module in gold.modules}
    module_of = {lesson.name: lesson.module for lesson in gold.lessons}
    pitfalls = {(item.of, item.text) for item in gold.pitfalls}
    assert all((module_of[guard.lesson], guard.pitfall) in pitfalls for guard in gold.guards)
    outcomes = {item.text for item in gold.outcomes if item.of in modules}
    assert {parts.outcome for parts in gold.outcome_parts} == outcomes
    skills = {taught.skill for taught in gold.teaches}
    assert all(parts.skills and set(parts.skills) <= skills for parts in gold.outcome_parts)


def test_each_curriculum_has_a_pitfall_that_no_lesson_treats(gold: Gold) -> None:
    """There is at least one pitfall of a module for which the right answer is that nothing guards."""
    modules = {module.name for module in gold.modules}
    guarded = {guard.pitfall for guard in gold.guards}
    assert {item.text for item in gold.pitfalls if item.of in modules} - guarded


def test_page_has_its_lines_where_the_graph_says() -> None:
    """Titles, descriptions and list items of the plain-text page stand in it, at the lines given."""
    page = read_gold("incident-response")
    lines = (EXAMPLES / page.source).read_text(encoding="utf-8").splitlines()
    for part in (*page.modules, *page.lessons):
        assert part.line is not None
        assert lines[part.line - 1 : part.line + 1] == [part.name, part.summary]
    items = {line.removeprefix("- ") for line in lines if line.startswith("- ")}
    assert items == {item.text for item in (*page.audiences, *page.outcomes, *page.pitfalls)}
    assert 8 <= len(page.lessons) <= 10
    assert [lesson.position for lesson in page.lessons] == list(range(1, len(page.lessons) + 1))


def test_site_is_large_enough_and_complete(site: Gold, pages: dict[str, SitePage]) -> None:
    """The site has at least 5 modules and 40 lessons, and the expected graph leaves no page out."""
    assert len(site.modules) >= 5
    assert len(site.lessons) >= 40
    described = {part.uri for part in (*site.modules, *site.lessons)}
    assert described | {"_index.md"} == pages.keys()
    for module in site.modules:
        positions = [lesson.position for lesson in site.lessons if lesson.module == module.name]
        assert sorted(positions) == list(range(1, len(positions) + 1))


def test_site_front_matter_agrees_with_the_graph(site: Gold, pages: dict[str, SitePage]) -> None:
    """Titles, summaries, order and tags of every page are those of the expected graph."""
    for part in (*site.modules, *site.lessons):
        meta = pages[part.uri or ""].meta
        assert meta["title"] == part.name
        assert meta.get("summary", meta.get("description")) == part.summary
        assert meta.get("weight", meta.get("order")) == part.position
    for lesson in site.lessons:
        meta = pages[lesson.uri or ""].meta
        assert meta.get("difficulty", meta.get("level")) == lesson.difficulty
        assert tuple(meta["tags"]) == lesson.tags
        assert written_minutes(meta) == lesson.minutes


def test_site_states_the_items_of_the_graph(site: Gold, pages: dict[str, SitePage]) -> None:
    """Every audience, outcome and pitfall of the expected graph stands on the page it is said to be of."""
    uri = {part.name: part.uri or "" for part in (*site.modules, *site.lessons)}
    uri[site.curriculum] = "_index.md"
    for item in (*site.audiences, *site.outcomes, *site.pitfalls):
        page = pages[uri[item.of]]
        objectives = page.meta.get("objectives", ())
        assert item.text in plain(page.body) or item.text in objectives, item


def test_declared_prerequisites_are_all_in_the_graph(site: Gold, pages: dict[str, SitePage]) -> None:
    """The expected graph has the prerequisites that front matter declares, each once, and no others."""
    declared = Counter(
        (page.meta["title"], written)
        for page in pages.values()
        for written in page.meta.get("prerequisites", ())
    )
    assert declared == Counter((required.dependent, required.as_written) for required in site.requires)


def test_cycle_is_the_only_one(site: Gold) -> None:
    """Declared prerequisites among lessons have exactly the cycles that the expected graph lists."""
    edges = [(r.dependent, r.prerequisite) for r in site.requires if r.kind == "lesson"]
    rings = [part for part in nx.strongly_connected_components(nx.DiGraph(edges)) if len(part) > 1]
    assert rings == [set(cycle) for cycle in site.cycles]
    for cycle in site.cycles:
        assert set(pairwise((*cycle, cycle[0]))) <= set(edges)


def test_one_prerequisite_dangles(site: Gold, pages: dict[str, SitePage]) -> None:
    """Exactly one declared prerequisite is found nowhere on the site: no page, no title, no skill."""
    (dangling,) = [required.as_written for required in site.requires if required.dangling]
    assert dangling not in {PurePosixPath(uri).stem for uri in pages}
    words = dangling.replace("-", " ")
    assert words not in {taught.skill for taught in site.teaches} | {lesson.name for lesson in site.lessons}


def test_two_lessons_of_different_length_teach_one_skill(site: Gold) -> None:
    """Some skill is the main matter of two lessons, one shorter than the other, and others require it."""
    main = Counter(taught.skill for taught in site.teaches if taught.role == "main")
    (shared,) = [skill for skill, count in main.items() if count > 1]
    minutes = {lesson.name: lesson.minutes for lesson in site.lessons}
    teachers = {t.lesson for t in site.teaches if t.skill == shared and t.role == "main"}
    assert sorted(minutes[teacher] or 0 for teacher in teachers) == [20, 90]
    assert sum(r.kind == "skill" and r.prerequisite == shared for r in site.requires) == 2


def test_what_is_missing_on_purpose_is_missing(site: Gold) -> None:
    """One module warns of nothing and one lesson does not say how long it takes."""
    warned = {item.of for item in site.pitfalls}
    assert [m.name for m in site.modules if m.name not in warned] == ["Asking harder questions"]
    assert [lesson.name for lesson in site.lessons if lesson.minutes is None] == ["Recursive queries"]


def test_internal_links_resolve(pages: dict[str, SitePage]) -> None:
    """Every relative link of the site, and of the README beside it, leads to a file."""
    sources = [(page.path, page.body) for page in pages.values()]
    readme = EXAMPLES / "README.md"
    sources.append((readme, readme.read_text(encoding="utf-8")))
    links = [(path, target) for path, body in sources for target in re.findall(r"\]\(([^)]+)\)", body)]
    assert len(links) > 49
    assert [(path.name, target) for path, target in links if not (path.parent / target).is_file()] == []


def test_bodies_are_lessons_not_stubs(site: Gold, pages: dict[str, SitePage]) -> None:
    """Every lesson has between 150 and 450 words beside its code, in sections of its own."""
    for lesson in site.lessons:
        body = pages[lesson.uri or ""].body
        prose = re.sub(r"^```.*?^```", "", body, flags=re.DOTALL | re.MULTILINE)
        assert 150 <= len(prose.split()) <= 450, lesson.name
        assert prose.count("\n## ") >= 2, lesson.name


def test_phrases_lead_to_known_lessons() -> None:
    """Everyday phrases are distinct, name lessons of their curriculum, and are enough to measure with."""
    phrases = read_phrases()
    assert len({phrase.phrase for phrase in phrases}) == len(phrases)
    golds = [read_gold("data-with-postgresql"), read_gold("incident-response")]
    for gold, least in zip(golds, (40, 12), strict=True):
        own = [phrase for phrase in phrases if phrase.curriculum == gold.curriculum]
        assert {name for phrase in own for name in phrase.lessons} <= {x.name for x in gold.lessons}
        assert sum(bool(phrase.lessons) for phrase in own) >= least
        assert not all(phrase.lessons for phrase in own)
    assert sum(not phrase.lessons for phrase in phrases) >= 6


def test_no_line_comes_from_the_seed_page() -> None:
    """The examples share no line with the page whose shape one of them has."""
    seeds = sorted(SEED.glob("*.txt"))
    if not seeds:
        pytest.skip("the seed page is not here")
    taken = {line for seed in seeds for line in stripped_lines(seed)}
    ours = {line for path in EXAMPLES.rglob("*") if path.is_file() for line in stripped_lines(path)}
    assert ours & taken == set()


def written_minutes(meta: dict[str, object]) -> int | None:
    """Read the ways in which the site's authors write a length of time."""
    if "minutes" in meta:
        return int(str(meta["minutes"]))
    if "duration" not in meta:
        return None
    amount, unit = str(meta["duration"]).split()
    return round(float(amount) * {"min": 1, "minutes": 1, "h": 60}[unit])


def stripped_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a file that are not blank, without margins."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield line.strip()
