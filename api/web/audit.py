"""The record of what was changed by way of pages; what GraphQL changes is told to the same log."""

import logging

from starlette.requests import Request

from api.web.visitor import Visitor

_audit = logging.getLogger("cairn.audit")


def record(request: Request, action: str, **subject: object) -> None:
    """Tell that someone changed something; ``subject`` names it, without the texts that came with it."""
    told = {
        "mutation": action,
        "principal": Visitor.of(request).principal.name,
        "request_id": request.scope.get("state", {}).get("request_id"),
        "subject": subject,
        "outcome": "done",
    }
    _audit.info("%s by %s: %s", action, told["principal"], subject, extra=told)
