"""Numbers and lists as people say them, the same behind every door."""

from collections.abc import Sequence


def duration(minutes: int | None) -> str:
    """Return minutes as people say them: ``45 min``, ``1 h 30 min``; an empty text if unknown."""
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else ""]
    return " ".join(part for part in parts if part)


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return ``1 lesson``, ``2 lessons``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def times(number: int) -> str:
    """Return ``once``, ``twice``, ``3 times``."""
    return {1: "once", 2: "twice"}.get(number) or counted(number, "time")


def listed(names: Sequence[str], *, most: int = 5) -> str:
    """Return ``a, b and c``, and how many more there are beyond ``most``."""
    shown = list(names[:most])
    if len(names) > most:
        shown.append(f"{len(names) - most} more")
    return shown[0] if len(shown) == 1 else " and ".join([", ".join(shown[:-1]), shown[-1]]) if shown else ""
