"""XML read as a stream of events, with nothing expanded and nothing fetched."""

from collections.abc import Callable, Mapping
from xml.parsers import expat  # document types, and so entities, are refused below

from graph.errors import SourceError

Start = Callable[[str, Mapping[str, str]], None]


def parse_xml(
    uri: str, data: bytes, start: Start, end: Callable[[str], None], text: Callable[[str], None]
) -> None:
    """Call back for each element and text; names are ``namespace name``, or bare where there is none.

    Raises
    ------
    SourceError
        It is not well-formed, or declares a document type: office documents have none, attacks do.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text

    def refuse(*_: object) -> None:
        raise SourceError("Its XML declares a document type, which is refused.", uri=uri)

    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)  # noqa: FBT003  # expat's own signature
    except expat.ExpatError as error:
        problem = expat.ErrorString(error.code)
        raise SourceError(f"Its XML is malformed: {problem}, line {error.lineno}.", uri=uri) from error
    except (LookupError, ValueError) as error:
        raise SourceError(f"Its XML is malformed: {error}.", uri=uri) from error
