"""Which folders of a tree hold no documents: those of tools, and those that site builders fill or read."""

from collections.abc import Collection

_TOOLS = frozenset(
    {"__pycache__", "build", "dist", "node_modules", "site-packages", "target", "vendor", "venv"}
)
_TEMPLATES = frozenset(
    {"_includes", "_layouts", "_sass", "_site", "_data", "_templates", "_static", "_build"}
)
"""Of Jekyll and Sphinx, whose names no one else uses."""

_HUGO = frozenset({"archetypes", "layouts", "public", "resources", "themes"})
_BUILDERS = (
    (frozenset({"hugo.toml"}), _HUGO),
    (frozenset({"hugo.yaml"}), _HUGO),
    (frozenset({"config.toml", "archetypes"}), _HUGO),
    (frozenset({"mkdocs.yml"}), frozenset({"site", "overrides"})),
    (frozenset({"book.toml"}), frozenset({"book", "theme"})),
    (frozenset({"docusaurus.config.js"}), frozenset({"i18n", "src", "static"})),
    (frozenset({"docusaurus.config.ts"}), frozenset({"i18n", "src", "static"})),
)
"""What shows that a builder is at work in a folder, and the folders that it fills or takes templates from."""


_OPENED = frozenset({".vitepress", ".vuepress"})
"""Hidden folders of a site's manifest."""


def passed_over(folders: Collection[str], files: Collection[str]) -> frozenset[str]:
    """Return which of the ``folders`` beside ``files`` are not gone into; most hidden ones are among them."""
    here = {*folders, *files}
    skipped = {*_TOOLS, *_TEMPLATES}
    for marks, theirs in _BUILDERS:
        if marks <= here:
            skipped |= theirs
    return frozenset(n for n in folders if n in skipped or (n.startswith(".") and n not in _OPENED))
