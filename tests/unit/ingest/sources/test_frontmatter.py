"""Front matter is read as its author wrote it, with the place of every key, or refused with file and line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import SourceError
from ingest.records import MetaValue, Page
from ingest.sources import parse


def _page(text: str) -> Page:
    return parse("a.md", text.encode())


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("45", 45),
        ("1.5", 1.5),
        ("yes", True),
        ("~", None),
        ("2024-05-06", "2024-05-06"),
        ("1:30", "1:30"),
        ("PT45M", "PT45M"),
        ("[a, b]", ["a", "b"]),
        ("{a: 1}", {"a": 1}),
        ("'007'", "007"),
    ],
)
def test_yaml_values_stay_what_the_author_meant(written: str, value: MetaValue) -> None:
    """Dates and times of day are words, numbers are numbers."""
    assert _page(f"---\nkey: {written}\n---\nText.\n").meta == {"key": value}


def test_each_key_has_the_lines_of_its_value() -> None:
    """A statement from front matter can be shown in its place."""
    page = _page("---\ntitle: Loops\nneeds:\n  - variables\n  - lists\nlevel: easy\n---\nText.\n")
    places = {key: (span.first, span.last) for key, span in page.meta_spans.items()}
    assert places == {"title": (2, 2), "needs": (3, 5), "level": (6, 6)}
    span = page.meta_spans["needs"]
    assert page.text[span.start : span.end] == "needs:\n  - variables\n  - lists"


def test_json_is_read_with_the_lines_of_its_keys() -> None:
    """As Hugo has it: a brace alone in the first line, and one in the last."""
    page = _page('{\n\t"title": "Loops",\n\t"needs": ["variables", "lists"]\n}\nText.\n')
    assert page.meta == {"title": "Loops", "needs": ["variables", "lists"]}
    assert page.meta_spans["needs"].first == 3
    assert [block.text for block in page.blocks] == ["Text."]


def test_toml_is_read_with_the_lines_of_its_keys() -> None:
    """Hugo's other notation is as good."""
    page = _page('+++\ntitle = "Loops"\nweight = 3\ndate = 2024-05-06\n[params]\nminutes = 20\n+++\nText.\n')
    assert page.meta == {"title": "Loops", "weight": 3, "date": "2024-05-06", "params": {"minutes": 20}}
    assert page.meta_spans["weight"].first == 3
    assert page.meta_spans["params"].first == 5


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: a\nb: [1, 2\n---\nText.\n", 4),
        ("---\na: b: c\n---\nText.\n", 2),
        ("+++\ntitle = \n+++\nText.\n", 2),
    ],
)
def test_malformed_front_matter_is_refused_with_its_line(text: str, line: int) -> None:
    """Half a header is no header."""
    with pytest.raises(SourceError) as caught:
        _page(text)
    assert caught.value.line == line


def test_a_rule_at_the_beginning_is_no_front_matter() -> None:
    """A page may open with a line across it."""
    page = _page("---\nJust words.\n\n---\nMore words.\n")
    assert page.meta == {}
    assert [block.text for block in page.blocks] == ["Just words.", "More words."]


def test_values_that_unfold_without_end_are_refused() -> None:
    """Ten lines of aliases must not become a billion values."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(SourceError, match="too many values"):
        _page("---\n" + "\n".join(lines) + "\n---\nText.\n")


@pytest.mark.parametrize(
    "text",
    ["---\na: " + "[" * 5000 + "\n---\n", "---\na: &x [*x]\n---\n", "+++\na = " + "[" * 5000 + "\n+++\n"],
)
def test_bottomless_values_are_refused(text: str) -> None:
    """Neither nesting nor an alias of itself exhausts the stack."""
    with pytest.raises(SourceError):
        _page(text)


_PIECE = st.sampled_from([
    "title: x", "a:", " - b", "- c", "[", "]", "{", "}", "&a", "*a", "!!python/x", "\n", "\n", ": ", "'", '"',
    "|", "\t", "w = 3", "[t]", "[[t]]", 'x = """', "= 1979-05-27", "é", "#", "%YAML 1.1", "? k", "<<: *a",
    "\x00",
])  # fmt: skip


@given(st.sampled_from(["---", "+++"]), st.lists(_PIECE, max_size=20).map("".join) | st.text(max_size=60))
def test_any_header_is_read_or_refused(fence: str, header: str) -> None:
    """YAML and TOML of all kinds: keys at their places, or one error; nothing is ever constructed of it."""
    try:
        page = parse("a.md", f"{fence}\n{header}\n{fence}\n\nWords.\n".encode("utf-8", "replace"))
    except SourceError:
        return
    assert page.meta.keys() == page.meta_spans.keys()
    assert all(0 <= span.start <= span.end <= len(page.text) for span in page.meta_spans.values())
