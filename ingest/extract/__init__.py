"""What one document says: its page read for modules, lessons, skills and the rest, by general cues.

A page is outlined into sections (:mod:`.outline`, :mod:`.topics`), its lists and listed lessons are found
(:mod:`.plan`, :mod:`.listings`), then it is settled what the page is (:mod:`.kinds`) and everything becomes
candidates and relations with their evidence (:mod:`.pages`). Pure functions of the page: no file is read,
nothing is known of other documents, and nothing is added that the page does not say.
"""

from ingest.extract.pages import extract
from ingest.extract.uris import place

__all__ = ["extract", "place"]
