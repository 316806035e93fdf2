"""The enumerations of the public schema.

They have the values of the domain's own, so that a value converts by a call: ``Origin(origin.value)``; the
names are the domain's too, but a name here is a promise to clients, and a name there is not.
"""

from enum import Enum

import strawberry
from strawberry import enum_value as value


@strawberry.enum(description="What a query may believe.")
class View(Enum):
    """How much of what was inferred binds; see :class:`graph.snapshot.ViewKind`."""

    AUTHORED = value("authored", description="What documents and people say.")
    BALANCED = value(
        "balanced", description="Authored prerequisites bind; inferred ones break ties and are named."
    )
    INFERRED = value("inferred", description="Inferred prerequisites above `minConfidence` bind too.")


@strawberry.enum(description="Where a claim comes from.")
class Origin(Enum):
    """See :class:`graph.model.Origin`."""

    AUTHORED = value("authored", description="A document says it.")
    INFERRED = value("inferred", description="Cairn concluded it from what documents say.")
    CURATED = value("curated", description="A person decided it.")


@strawberry.enum(description="How a document grades a lesson.")
class Difficulty(Enum):
    """See :class:`graph.model.Difficulty`."""

    BEGINNER = value("beginner", description="Assumes little.")
    INTERMEDIATE = value("intermediate", description="Assumes the basics.")
    ADVANCED = value("advanced", description="Assumes practice.")


@strawberry.enum(description="What a lesson is to a skill that it teaches.")
class TeachingRole(Enum):
    """See :class:`graph.model.TeachingRole`."""

    MAIN = value("main", description="The lesson is about this skill.")
    COVERED = value("covered", description="The lesson teaches this skill too.")


@strawberry.enum(description="What sort of skill it is.")
class SkillKind(Enum):
    """See :class:`graph.model.SkillKind`."""

    OUTCOME = value("outcome", description="A stated ability: what one can do afterwards.")
    CONCEPT = value("concept", description="An idea or a technique.")
    TOOL = value("tool", description="A program, a library, a language.")


@strawberry.enum(description="What words may be read as.")
class GoalKind(Enum):
    """See :class:`api.services.match.GoalKind`."""

    LESSON = value("lesson", description="A lesson.")
    SKILL = value("skill", description="A skill of any sort, outcomes among them.")
    OUTCOME = value("outcome", description="A stated ability.")
    PITFALL = value("pitfall", description="A mistake to avoid.")


@strawberry.enum(description="How a reading was found.")
class MatchedBy(Enum):
    """See :class:`api.services.answers.Via`."""

    NAME = value("name", description="By a name that stands in the words.")
    MEANING = value("meaning", description="By likeness of meaning.")
    ID = value("id", description="By an id or an exact name that was given.")


@strawberry.enum(description="What the length of a path is counted in.")
class PathUnit(Enum):
    """See :class:`api.services.answers.Proof`."""

    MINUTES = value("minutes", description="Minutes of study.")
    LESSONS = value("lessons", description="Lessons, where no document states minutes.")


@strawberry.enum(description="How much a finding matters.")
class Severity(Enum):
    """See :class:`api.services.findings.Severity`."""

    ERROR = value("error", description="Answers suffer.")
    WARNING = value("warning", description="Probably a mistake.")
    NOTICE = value("notice", description="Worth knowing.")


@strawberry.enum(description="Where a document stands.")
class DocumentStatus(Enum):
    """See :class:`graph.changes.DocumentStatus`."""

    PENDING = value("pending", description="Accepted, and on its way into the graph.")
    INGESTED = value("ingested", description="In the graph.")
    FAILED = value("failed", description="Given up; `failure` says why.")


@strawberry.enum(description="What an edge says.")
class EdgeKind(Enum):
    """See :class:`graph.model.EdgeKind`."""

    PART_OF = value("PART_OF", description="The source belongs to the target.")
    TEACHES = value("TEACHES", description="A lesson teaches a skill.")
    USES = value("USES", description="A lesson uses a skill without teaching it.")
    REQUIRES = value("REQUIRES", description="The target has to be known or done before the source.")
    FOLLOWS = value("FOLLOWS", description="A lesson comes after another in its document.")
    PROMISES = value("PROMISES", description="What one should be able to do afterwards.")
    WARNS_OF = value("WARNS_OF", description="The source warns of a pitfall.")
    GUARDS_AGAINST = value("GUARDS_AGAINST", description="A lesson helps to avoid a pitfall.")
    FOR = value("FOR", description="Whom the source is for.")
    SAME_AS = value("SAME_AS", description="The same skill in another curriculum.")


@strawberry.enum(description="What an item of the review queue claims.")
class ReviewKind(Enum):
    """See :class:`api.services.review.ReviewKind`."""

    MERGE = value("merge", description="Two names mean one skill.")
    PREREQUISITE = value("prerequisite", description="The source requires the target.")
    GUARD = value("guard", description="A lesson helps to avoid a pitfall.")
    COMPONENT = value("component", description="A skill is part of an outcome or a broader skill.")
    TEACHING = value("teaching", description="A lesson teaches a skill.")
    USE = value("use", description="A lesson uses a skill without teaching it.")
    NODE = value("node", description="There is such a thing at all.")
    OTHER = value("other", description="Another relation, which a person judged.")


@strawberry.enum(description="Where an item of the review queue stands.")
class ReviewState(Enum):
    """See :class:`api.services.review.ReviewState`."""

    PENDING = value("pending", description="Nobody has judged it.")
    ACCEPTED = value("accepted", description="A person accepted it.")
    REJECTED = value("rejected", description="A person rejected it.")


@strawberry.enum(description="What a person says of a claim.")
class Decision(Enum):
    """See :class:`api.services.judging.Decision`."""

    ACCEPT = value("accept", description="It is so, whatever a later ingest concludes.")
    REJECT = value("reject", description="It is not so, also when its documents are ingested again.")
    UNDO = value("undo", description="What people said is taken back; Cairn's own conclusion stands again.")


@strawberry.enum(description="How far a document, or a curriculum with documents on their way, has come.")
class IngestStage(Enum):
    """See :class:`api.services.progress.Stage`."""

    ACCEPTED = value("accepted", description="Stored durably; it waits for its turn.")
    READING = value("reading", description="Documents are being read.")
    RESOLVING = value("resolving", description="What all documents say is being brought together.")
    EMBEDDING = value("embedding", description="Passages are being encoded.")
    INFERRING = value("inferring", description="Conclusions are being drawn.")
    WRITING = value("writing", description="The change is being written.")
    WAITING = value("waiting", description="The store is out of reach; it is tried again.")
    INGESTED = value("ingested", description="It is in the graph.")
    FAILED = value("failed", description="It is not in the graph; `failure` says why.")


@strawberry.enum(description="Whether a lesson helps to avoid a pitfall.")
class Guarded(Enum):
    """See :class:`api.services.browse.Guarded`."""

    YES = value("yes", description="A document or a person says that one does.")
    NO = value("no", description="None does.")
    INFERRED_ONLY = value("inferred-only", description="Cairn concluded that one does.")


@strawberry.enum(description="Which way to look from a lesson or a skill.")
class Direction(Enum):
    """See :class:`api.services.dependencies.Direction`."""

    NEEDS = value("needs", description="At what comes before it.")
    NEEDED_BY = value("needed-by", description="At what comes after it.")
