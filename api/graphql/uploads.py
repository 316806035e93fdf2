"""Files that come with a request."""

from typing import NewType

import strawberry
from graphql import GraphQLError


class SentFile:
    """A file as it was sent; it stands in the variables of a request, and no JSON becomes one."""

    __slots__ = ("content",)

    def __init__(self, content: bytes) -> None:
        self.content = content


Upload = NewType("Upload", SentFile)


def _sent(value: object) -> SentFile:
    if not isinstance(value, SentFile):
        raise GraphQLError("A file is sent as multipart/form-data, with null in its place in the variables.")
    return value


def _never(_: object) -> object:
    raise GraphQLError("Files are not answered.")


UPLOAD = strawberry.scalar(
    name="Upload",
    description="A file beside the request, which is sent as multipart/form-data then.",
    specified_by_url="https://github.com/jaydenseric/graphql-multipart-request-spec",
    serialize=_never,
    parse_value=_sent,
)
