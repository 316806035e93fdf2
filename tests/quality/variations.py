"""One curriculum page in many layouts: the same matter, written the ways in which people write such pages."""

import random
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Matter:
    """What a page is to say."""

    title: str
    summary: str
    prose: tuple[str, ...]
    audiences: tuple[str, ...]
    outcomes: tuple[str, ...]
    pitfalls: tuple[str, ...]
    lessons: tuple[tuple[str, str], ...]


BREAD = Matter(
    title="Naturally Leavened Bread",
    summary=(
        "Sourdough from the jar to the table: starters, doughs, shaping, baking, and what to do when a "
        "loaf goes flat."
    ),
    prose=(
        (
            "A starter is a small garden of yeast and bacteria, and bread is what it does when it is fed "
            "and kept warm. By now, "
            "you already know home baking, kitchen hygiene, and basic knife skills. What is left is "
            "patience, and reading a dough "
            "by its look rather than by the clock."
        ),
        (
            "The first half of this module keeps to one plain loaf. The second half adds whole grain, "
            "seeds, and the shapes that "
            "a bakery sells on Saturdays."
        ),
    ),
    audiences=(
        "Home bakers who have only worked with packet yeast so far.",
        "Cooks in small restaurants that would like to serve their own bread.",
        "Teachers planning a weekend course on fermentation.",
    ),
    outcomes=(
        "Keep a starter alive and lively through holidays and heat waves.",
        "Adjust hydration and fermentation time to the flour at hand.",
        "Shape round and long loaves that hold their form in the oven.",
        "Diagnose a dense crumb from its holes and its smell.",
    ),
    pitfalls=(
        "Baking by the clock instead of watching the dough.",
        "Feeding a starter only when it already smells of vinegar.",
        "Adding flour to a sticky dough until it is easy to handle.",
        "Cutting a loaf before it has cooled.",
    ),
    lessons=(
        (
            "Starters and Wild Yeast",
            (
                "Raise a culture from rye flour and keep it for years. Covers feeding ratios, acidity, "
                "refrigeration, and drying."
            ),
        ),
        (
            "Mixing and Autolyse",
            (
                "Bring flour and water together and let time do the work. Covers hydration, gluten "
                "development, salt, and dough temperature."
            ),
        ),
        (
            "Bulk Fermentation",
            (
                "Judge the long first rise by volume and feel. Covers folding, dough strength, the poke "
                "test, and retarding."
            ),
        ),
        (
            "Shaping and Proofing",
            (
                "Give the dough a skin that holds it together. Covers preshaping, surface tension, "
                "bannetons, and cold proofing."
            ),
        ),
        (
            "Scoring and Steam",
            (
                "Decide where the loaf opens before the oven does. Covers blade angles, oven spring, "
                "Dutch ovens, and crust."
            ),
        ),
        (
            "Whole Grains and Seeds",
            (
                "Bring bran and seeds into a dough without losing its structure. Covers soakers, milling, "
                "absorption, and rye chemistry."
            ),
        ),
    ),
)

TELESCOPE = Matter(
    title="Observing with a Small Telescope",
    summary=(
        "An evening course on finding, watching, and sketching what a modest telescope shows from a town "
        "garden."
    ),
    prose=(
        (
            "The sky rewards people who come back. By this point, you already know the bright "
            "constellations, red torch etiquette, "
            "and tripod setup. The next six evenings turn that into nights you can plan."
        ),
        "Every evening ends with a page in your logbook. Nobody will grade it.",
    ),
    audiences=(
        "Families with a telescope that has spent two winters in the cupboard.",
        "Retired engineers looking for a reason to stay up late.",
        "Students who want to start a school astronomy club.",
        "Anyone moving from binoculars to a first mount.",
    ),
    outcomes=(
        "Align a finder in daylight so that it holds through the night.",
        "Star-hop to a faint target with a paper chart.",
        "Judge seeing and transparency before you carry anything outside.",
        "Sketch a planet in ten minutes with a soft pencil.",
        "Write a log entry that another observer can repeat.",
    ),
    pitfalls=(
        "Buying magnification instead of aperture.",
        "Leaving the telescope indoors until the moment of use.",
        "Chasing galaxies under a full moon.",
        "Ignoring dew until the mirror has gone grey.",
        "Polar-aligning for an hour before a ten-minute look.",
    ),
    lessons=(
        (
            "Mounts and Balance",
            (
                "Set up a mount that neither drifts nor shakes. Covers alt-azimuth mounts, equatorial "
                "mounts, counterweights, and vibration."
            ),
        ),
        (
            "Eyepieces and Magnification",
            (
                "Choose the right eyepiece for the object and the air. Covers focal length, exit pupil, "
                "Barlow lenses, and eye relief."
            ),
        ),
        (
            "Finding Things",
            (
                "Walk from a bright star to a faint smudge. Covers finder alignment, star hopping, field "
                "of view, and averted vision."
            ),
        ),
        (
            "The Moon in Detail",
            (
                "Follow the terminator from night to night. Covers craters, libration, filters, and lunar "
                "charts."
            ),
        ),
        (
            "Planets through the Year",
            (
                "Know which planet is worth the cold and when. Covers oppositions, phases, belts and "
                "zones, and rotation."
            ),
        ),
        (
            "Logbooks and Sketching",
            "Put on paper what photographs miss. Covers templates, pencils, orientation, and seeing scales.",
        ),
    ),
)
ASSUMED = {
    BREAD.title: {"home baking", "kitchen hygiene", "basic knife skills"},
    TELESCOPE.title: {"bright constellations", "red torch etiquette", "tripod setup"},
}

KNOWN_HEADINGS = (
    (
        "Who this module is for",
        "What you should be able to do after this module",
        "Common pitfalls to avoid",
        "Lessons",
    ),
    ("Who is this for?", "After this module you can", "Watch out for", "In this module"),
    ("Target audience", "Learning goals", "Common mistakes", "Course content"),
    ("Audience", "Objectives", "Pitfalls", "Syllabus"),
    ("Designed for", "Learning outcomes", "Gotchas", "Table of contents"),
    (
        "Is this for you?",
        "By the end of this module, you will be able to",
        "What can go wrong",
        "The lessons",
    ),
)
UNLISTED_HEADINGS = (
    ("Pull up a chair", "Six evenings later", "What clouds our view", "The evenings"),
    ("Hello to", "Your new powers", "Confessions", "Station by station"),
    ("Come and join us", "The destination", "Sad stories from our kitchen", "The material"),
    ("At the table", "Where this leads", "From the bin", "Day by day"),
)


@dataclass(frozen=True)
class Layout:
    """How a page is written."""

    suffix: str = ".txt"
    heading: str = "colon"
    bullet: str = "- "
    lessons: str = "lines"
    headings: tuple[str, str, str, str] = KNOWN_HEADINGS[0]
    lessons_headed: bool = False
    lessons_first: bool = False
    blank: bool = False
    width: int | None = None
    stops: bool = True
    order: tuple[int, ...] = (0, 1, 2)
    missing: frozenset[int] = frozenset()


_HEADINGS: dict[str, Callable[[str], str]] = {
    "colon": lambda words: f"{words.rstrip('?')}:",
    "bare": lambda words: words,
    "capitals": lambda words: words.upper(),
    "underlined": lambda words: f"{words}\n{'-' * len(words)}",
    "marked": lambda words: f"## {words}",
    "deep": lambda words: f"### {words}",
    "bold": lambda words: f"**{words}**",
    "bold colon": lambda words: f"**{words}:**",
    "emoji": lambda words: f"## \N{DIRECT HIT} {words}",
    "numbered": lambda words: f"## 2. {words}",
}


def _slug(title: str) -> str:
    return title.lower().replace(" ", "-")


_LESSONS: dict[str, Callable[[int, str, str], str]] = {
    "lines": lambda _, title, text: f"{title}\n{text}",
    "numbered lines": lambda n, title, text: f"{n}. {title}\n{text}",
    "lesson lines": lambda n, title, text: f"Lesson {n}: {title}\n{text}",
    "numbered dash": lambda n, title, text: f"{n}. {title} — {text}",
    "double dash": lambda _, title, text: f"{title} -- {text}",
    "bullet colon": lambda _, title, text: f"- {title}: {text}",
    "star dash": lambda _, title, text: f"* {title} - {text}",
    "bold dash": lambda _, title, text: f"- **{title}** – {text}",  # as authors write it
    "bold colon": lambda _, title, text: f"- **{title}:** {text}",
    "link": lambda _, title, text: f"- [{title}]({_slug(title)}.md) – {text}",
    "numbered link": lambda n, title, text: f"{n}. [{title}]({_slug(title)}.md): {text}",
    "indented": lambda n, title, text: f"{n}. {title}\n   {text}",
    "indented paragraph": lambda n, title, text: f"{n}. **{title}**\n\n   {text}",
    "headings": lambda _, title, text: f"## {title}\n\n{text}",
    "lesson headings": lambda n, title, text: f"### Lesson {n}: {title}\n\n{text}",
    "numbered headings": lambda n, title, text: f"### {n}. {title}\n\n{text}",
    "table": lambda _, title, text: f"| {title} | {text} |",
    "titles": lambda n, title, _: f"{n}. {title}",
    "bullet titles": lambda _, title, __: f"- {title}",
    "minutes": lambda n, title, text: f"{n}. {title} (45 min) — {text}",
}
MARKDOWN_ONLY = frozenset(
    {
        "bold dash",
        "bold colon",
        "link",
        "numbered link",
        "headings",
        "lesson headings",
        "numbered headings",
        "indented paragraph",
    }
)
NEED_HEADING = frozenset({"titles", "bullet titles", "table"})


def page(matter: Matter, layout: Layout) -> str:
    """Write a page."""
    lists = (matter.audiences, matter.outcomes, matter.pitfalls)
    sections = [
        _section(layout, layout.headings[n], lists[n]) for n in layout.order if n not in layout.missing
    ]
    lessons = _lessons(matter, layout)
    body = [lessons, *sections] if layout.lessons_first else [*sections, lessons]
    title = f"# {matter.title}" if layout.suffix == ".md" else matter.title
    parts = [title, matter.summary, *matter.prose, *body]
    if layout.width:
        parts = [_wrapped(part, layout.width) for part in parts]
    gap = "\n\n" if layout.blank or layout.suffix == ".md" else "\n"
    return gap.join(parts) + "\n"


def _section(layout: Layout, heading: str, items: tuple[str, ...]) -> str:
    bullets = (layout.bullet.replace("1", str(n)) for n in range(1, len(items) + 1))
    lines = "\n".join(f"{bullet}{_stop(item, layout)}" for bullet, item in zip(bullets, items, strict=True))
    gap = "\n\n" if layout.suffix == ".md" else "\n"
    return f"{_HEADINGS[layout.heading](heading)}{gap}{lines}"


def _lessons(matter: Matter, layout: Layout) -> str:
    write = _LESSONS[layout.lessons]
    listed = [write(n, title, _stop(text, layout)) for n, (title, text) in enumerate(matter.lessons, 1)]
    paragraphs = layout.suffix == ".md" and not listed[0].startswith(("-", "*", "1", "|"))
    text = ("\n\n" if paragraphs or (layout.blank and layout.lessons != "table") else "\n").join(listed)
    if layout.lessons == "table":
        text = f"| Lesson | What it is about |\n| --- | --- |\n{text}"
    if layout.lessons_headed or layout.lessons in NEED_HEADING:
        gap = "\n\n" if layout.suffix == ".md" else "\n"
        text = f"{_HEADINGS[layout.heading](layout.headings[3])}{gap}{text}"
    return text


def _stop(text: str, layout: Layout) -> str:
    return text if layout.stops else text.rstrip(".")


def _wrapped(part: str, width: int) -> str:
    lines = []
    for line in part.split("\n"):
        indent = len(line) - len(line.lstrip())
        marked = (
            line.lstrip().startswith(("- ", "* ", "• ", "– ", "+ "))
            or line.lstrip()[:2].rstrip(".)").isdigit()
        )
        keep = line.startswith(("#", "|", "**")) or not line
        hanging = " " * (indent + 2 * marked)
        lines += (
            [line] if keep else textwrap.wrap(line, width, subsequent_indent=hanging, break_on_hyphens=False)
        )
    return "\n".join(lines)


def layouts() -> Iterator[Layout]:
    """Yield layouts that differ from a plain one in one respect, then random mixtures."""
    text, markdown = Layout(), Layout(suffix=".md", heading="marked", lessons="link", lessons_headed=True)
    for heading in _HEADINGS:
        yield replace(markdown, heading=heading)
        if heading in {"colon", "bare", "capitals", "underlined", "marked"}:
            yield replace(text, heading=heading)
    for bullet in ("* ", "• ", "– ", "1. ", "1) ", "+ "):
        yield replace(text, bullet=bullet)
        yield replace(text, bullet=bullet, blank=True)
    for lessons in _LESSONS:
        for headed in (True, False):
            yield replace(markdown, lessons=lessons, lessons_headed=headed)
            yield replace(markdown, lessons=lessons, lessons_headed=headed, stops=False)
            if lessons not in MARKDOWN_ONLY:
                yield replace(text, lessons=lessons, lessons_headed=headed)
                yield replace(text, lessons=lessons, lessons_headed=headed, blank=True, stops=False)
    for headings in KNOWN_HEADINGS:
        yield replace(text, headings=headings)
        yield replace(markdown, headings=headings)
    for width in (60, 72, 79, 100):
        yield replace(text, width=width)
        yield replace(text, width=width, blank=True)
        yield replace(markdown, width=width, lessons="numbered dash")
    for missing in (frozenset({0}), frozenset({1}), frozenset({2}), frozenset({0, 1}), frozenset({0, 1, 2})):
        yield replace(text, missing=missing)
        yield replace(markdown, missing=missing)
    yield replace(text, lessons_first=True, lessons_headed=True)
    yield replace(markdown, lessons_first=True)
    yield replace(text, order=(2, 0, 1))


def mixtures(count: int, seed: int = 7) -> Iterator[Layout]:
    """Yield layouts that differ in everything at once."""
    draw = random.Random(seed)  # a reproducible sample, no secret
    for _ in range(count):
        markdown = draw.random() < 0.5
        lessons = draw.choice([name for name in _LESSONS if markdown or name not in MARKDOWN_ONLY])
        yield Layout(
            suffix=".md" if markdown else ".txt",
            heading=draw.choice(list(_HEADINGS) if markdown else ["colon", "bare", "capitals", "underlined"]),
            bullet=draw.choice(["- ", "* ", "1. ", "+ "] if markdown else ["- ", "* ", "• ", "1. ", "1) "]),
            lessons=lessons,
            headings=draw.choice(KNOWN_HEADINGS),
            lessons_headed=draw.random() < 0.6,
            blank=draw.random() < 0.5,
            width=draw.choice([None, 64, 76, 90]),
            stops=draw.random() < 0.7,
            order=tuple(draw.sample(range(3), 3)),
        )
