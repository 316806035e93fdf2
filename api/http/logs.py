"""What the server says: a line for people, or one JSON object a line for machines."""

import logging
from datetime import UTC, datetime
from typing import Final

import msgspec

_USUAL: Final = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """Writes a record as one JSON object: time, level, logger, message, what came with it, its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **{name: value for name, value in record.__dict__.items() if name not in _USUAL},
        }
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return msgspec.json.encode(told, enc_hook=str).decode()


def log_to_stderr(style: str) -> None:
    """Send what is logged to standard error, as ``text`` or as ``json``."""
    handler = logging.StreamHandler()
    plain = logging.Formatter("%(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonLines() if style == "json" else plain)
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("cairn.access").setLevel(logging.INFO if style == "json" else logging.WARNING)
