"""What health looks for: each rule's code, how much it matters, and what to do about a finding."""

from dataclasses import dataclass

from api.services.findings import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong: its stable code, a phrase for it, and what usually mends it."""

    code: str
    severity: Severity
    title: str
    remedy: str


_ERROR, _WARNING, _NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE

RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule(
            "CYCLE",
            _ERROR,
            "A circle of prerequisites",
            "Drop the weakest of its prerequisites, or split the lesson that it needs into two.",
        ),
        Rule(
            "MORE_CYCLES",
            _NOTICE,
            "More circles of prerequisites than are listed",
            "Cut the edges that are named, and look again.",
        ),
        Rule(
            "DANGLING_PREREQUISITE",
            _ERROR,
            "A prerequisite that no document is about",
            "Correct its name, or add the document.",
        ),
        Rule(
            "FAILED_DOCUMENT",
            _ERROR,
            "A document that could not be read",
            "Mend the document and ingest it again.",
        ),
        Rule(
            "SELF_REFERENCE",
            _WARNING,
            "Something that requires itself",
            "Remove it from its own prerequisites.",
        ),
        Rule(
            "CONTRADICTORY_ORDER",
            _WARNING,
            "A prerequisite that comes only later",
            "Move the later lesson up, or drop the prerequisite.",
        ),
        Rule(
            "UNSUPPORTED_OUTCOME",
            _WARNING,
            "A promise that nothing was found to lead to",
            "Teach it, or say in a lesson's words that it is taught.",
        ),
        Rule(
            "EMPTY_MODULE",
            _WARNING,
            "A module without lessons",
            "Add its lessons, or remove it.",
        ),
        Rule(
            "DUPLICATE",
            _NOTICE,
            "Several things of one name",
            "Give each a name of its own, or merge them.",
        ),
        Rule(
            "REDUNDANT_PREREQUISITE",
            _NOTICE,
            "A prerequisite that follows from others",
            "Leave it out: learners meet it on the way in any case.",
        ),
        Rule(
            "UNTAUGHT_SKILL",
            _NOTICE,
            "A skill that is required and that no lesson teaches",
            "Teach it, or leave it as what learners bring along.",
        ),
        Rule(
            "ORPHANED_SKILL",
            _NOTICE,
            "A skill that nothing teaches, requires or promises",
            "Say what it belongs to, or drop it.",
        ),
        Rule(
            "UNGUARDED_PITFALL",
            _NOTICE,
            "A warning that no lesson was found to help against",
            "Say in a lesson how to avoid it.",
        ),
        Rule(
            "TEACHES_NOTHING",
            _NOTICE,
            "A lesson that teaches no skill that was recognised",
            "Say what it covers, in its summary or as a list.",
        ),
    )
}
"""By code, the most serious first."""
