"""The store for teams, on a Neo4j server: a graph that people can read in Neo4j Browser and query by Cypher.

The graph
---------
A node of the graph has the label of its kind (``Skill``, ``Lesson``, …; :class:`graph.model.NodeKind`), its
fields as properties, and ``origin`` and ``confidence``. Relationships are edges, typed by their kind
(``REQUIRES``, ``TEACHES``, …; :class:`graph.model.EdgeKind`), with ``origin``, ``confidence``, and ``role``
and ``position`` where they have one. Only what lives is there: a fact that no statement supports, or that a
person rejected, has neither label nor relationship.

=====================  ===================================================================================
``Identity``           every id that was ever named; a living node has the label of its kind as well.
                       ``turned`` is the revision at which it last came alive or ceased to be
``Statement``          one reason that holds now. ``subject`` is the id of the fact that it is about: a
                       node's, or ``<source> <KIND> <target>``. What it says is in properties named as the
                       fact's, beside ``owner``, ``origin``, ``confidence``, ``quote``, ``because``,
                       ``verdict``, the place (``start``, ``end``, ``first_line``, ``last_line``) and
                       ``added``, its revision; ``STATED_IN`` leads to its Document
``Withdrawn``          a statement that held until revision ``removed``: the change log
``Redirected``         what revision ``sequence`` did to a redirect: where ``id`` led ``before`` and leads
                       ``after``, where it did and does
``Revision``           ``sequence``, ``digest``, ``at``, ``message``
``DocumentRecord``     a line of the ledger: where a document stands, why it failed if it did, and when it
                       was ``ingested_at`` last. ``entry`` numbers the change that wrote it
``DocumentBody``       its bytes and draft, compressed by zlib
``Passage``            a text about a node (``ABOUT``) and its vector, as bytes and as ``embedding`` for
                       the vector index. ``edition`` numbers the last change to it
``ForgottenPassage``   the place of one that is gone, and the ``edition`` that it was missing from first
``Memo``               what settling a curriculum left of a ``node`` for the next time; it can be lost
``Learner``            ``KNOWS`` and ``COMPLETED`` lead to what is known and done
``Request``            a change that a client may send again: a digest of whose ``key`` it is and of what it
                       ``asked``; the ``runner`` at it since ``at``, or the ``answer``
``Cairn``              the one node that says which schema this is; whoever writes holds its lock
=====================  ===================================================================================

``REDIRECTS_TO`` leads from an id that a rename or merge retired to the one that took its place.
"""

from graph.stores.neo4j.place import Place
from graph.stores.neo4j.store import Neo4jStore

__all__ = ["Neo4jStore", "Place"]
