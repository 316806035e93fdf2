"""What a section is about, by the words of its heading or the label of its box."""

import re
from enum import StrEnum

from ingest.extract.measures import numbering


class Topic(StrEnum):
    """What the sections of curriculum pages speak of."""

    AUDIENCE = "audience"
    OUTCOMES = "outcomes"
    LEARN = "learn"
    """Abilities or subjects, whichever the items turn out to be."""
    PITFALLS = "pitfalls"
    WARNING = "warning"
    """A box that warns: of a mistake, or of the weather."""
    PREREQUISITES = "prerequisites"
    LESSONS = "lessons"
    SKILLS = "skills"
    TOOLS = "tools"
    PRACTICE = "practice"
    PROSE = "prose"
    BOILERPLATE = "boilerplate"


_THING = (
    r"(?:course|module|phase|unit|lesson|chapter|section|part|tutorial|workshop|class|guide|book|page"
    r"|track|path"
    r"|program|programme|curriculum|series|week|episode|training|session|bootcamp|material|subject"
    r"|topic|stage"
    r"|level|block|step|day|lecture|site)s?"
)
_ONE_SITTING = r"(?:lesson|lecture|episode|tutorial|session|page|step|video|article|class)"
"""What holds no lessons: in it, subjects are listed."""

_COUNT = r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve)"
_DET = r"(?:the|this|our|these|each|your)"
_THIS = rf"(?:{_DET} )?(?:{_THING} )?"
_PEOPLE = r"(?:you|we|learners|students|participants|readers|attendees|people)"
_WILL = r"(?:'ll|'re|'d| will| should| can| would| might| are going to| are about to| are)?"
_USUAL = (
    r"(?:(?:the|some|most|very|other|our|top|key|main|common|typical|frequent|classic|usual|popular|known"
    r"|beginners?'?s?|rookie|newcomer|\d+|three|four|five|ten|seven) )"
)
_MISTAKE = (
    r"(?:pit-?falls?|mistakes?|traps?|gotchas?|misconceptions?|misunderstandings?|anti-?patterns?"
    r"|stumbling[ -]blocks?|blunders?|slips?|bad habits|bad practices|failure modes?|sharp edges|foot-?guns?)"
)

_WHOSE = r"(?:i|we|you|people|beginners|teams?|learners?|students)"
_KEY = r"(?:(?:the|key|main|core|new|major|important|essential|list of) )*"
_OUR = rf"(?:(?:the|your|our|key|main|specific|expected|intended|learning|training|{_THING}) )*"
_FULL = rf"(?:(?:the|this|indicative|outline|detailed|weekly|study|full|{_THING}) )*"
_TARGET = r"(?:(?:the|our|your|target|intended|primary|expected|ideal) )*"
_NEEDED = r"(?:assumed|required|expected|prior|previous|recommended|necessary|needed)"
_SUBJECTS = r"(?:topics?|concepts?|skills?|terms?|subjects?|techniques?)"
_ABLE = rf"(?:what )?{_PEOPLE}{_WILL}(?: then| now| soon| also)? ?"
_WHAT_WILL = rf"(?:what |in this {_THING},? )?{_PEOPLE}{_WILL} (?:also )?"
_HABITS = r"(?:what|things|habits|practices|behaviou?rs?|errors?|signs)(?: you should)?"

# One phrasing a line; a heading must match a line as a whole, and the first topic that has one wins.
_OUTCOMES = rf"""
(?:what )?{_PEOPLE}.* (?:by|at) the end(?: .*)?
what {_PEOPLE}.* after(?:wards?| .*)?
(?:by|at) the end(?: .*)?
(?:afterwards?|then|in the end|finally|when done|soon),? {_PEOPLE}{_WILL}\b.*
(?:(?:right )?after|once|upon|when)\b.*\b(?:you|{_THING})\b(?:,? .*)?\b(?:can|able|will|know|should)\b.*
by graduation(?:,? .*)?
(?:(?:right )?after|once|upon|when)\b.*\b(?:learned|finish(?:ed)?|completed?|done)\b.*
(?:up)?on (?:successful(?:ly)? )?(?:completing|finishing|completion)\b.*
(?:after|upon|on)(?: (?:(?:successful )?completion of|completing|finishing))? (?:{_DET} )?{_THING}
"""
_PREREQUISITES = rf"""
(?:.* )?pre-?requisites?(?: .*)?
pre-?reqs?|pre-?work
(?:entry |course |knowledge |background |technical |minimum |recommended )?requirements?
requires|required|assumes|assumptions?|builds on|depends on|dependencies|needs
before (?:you|we|starting|taking|reading|beginning|this|the)\b.*
(?:what )?{_PEOPLE}{_WILL} ?(?:need|must know|have to know|already know|should already)\b.*
what {_PEOPLE}{_WILL} (?:already )?know(?: already| first| before .*| beforehand)?
what (?:{_THIS}|it |is |we )?(?:assumes?d?|expects?|expected|requires?d?)(?: .*)?
{_NEEDED} (?:background|knowledge)(?: .*)?
{_NEEDED} (?:skills?|experience)(?: .*)?
{_NEEDED} (?:understanding|concepts?)(?: .*)?
(?:background|required|prior|recommended) (?:knowledge|reading|learning)(?: .*)?
(?:recommended |required |your |expected )?background
(?:things|what|topics|skills|concepts|lessons)(?: you)? to (?:know|review|have done)(?: .*)?(?:first|before.*)
you should (?:already )?(?:know|be (?:comfortable|familiar|able)).*
"""
_AUDIENCE = rf"""
whom?(?: is| are|'s)? (?:it(?:'s)? |{_THIS})(?:is |are )?(?:\w+ed |meant |written |made )?(?:for|at)(?: .*)?
who (?:should|must|can|could|will|would|might|may|benefits?|gets?|takes?|reads?|needs?|comes?)\b.*
(?:is )?{_THIS}(?:is )?(?:\w+ed |meant |written |made |right )?for (?:you|whom)(?: if)?
{_THIS}(?:suits|is for|serves|addresses|helps)(?: you if)?
{_TARGET}(?:audiences?|readers?|readership|groups?)
{_TARGET}(?:learners?|participants?|students?|attendees)
(?:learner|participant|student|reader|user)s? (?:profiles?|personas?)
(?:designed|written|made|built|intended|ideal|perfect|best|suit(?:able|ed)|aimed)(?: for| at)(?: .*)?
for (?:whom|you if|people who|those who).*
personas?|is (?:this|it)(?: {_THING})? (?:right )?for (?:you|me)|this is for you(?: if)?
you(?:'re| are) in the right place if|take this .* if.*
"""
_MORE_OUTCOMES = rf"""
{_ABLE}(?:be able to|able to|achieve|accomplish|master)\b.*
(?:what )?{_PEOPLE}(?:'ll| will| can| could)(?: then| now| also)? do(?! (?:differently|next|about)\b)\b.*
{_ABLE}(?:gain|take away|get out|know how to|walk away)\b.*
{_ABLE}(?:leave with|build|be doing)\b.*
{_OUR}objectives?(?: (?:of|for) .*)?
{_OUR}outcomes?(?: (?:of|for) .*)?
{_OUR}goals?(?: (?:of|for) .*)?
{_OUR}(?:aims?|targets?|learnings)(?: (?:of|for) .*)?
{_OUR}competenc(?:y|ies)
{_PEOPLE} can(?: now)?|(?:you(?:'ll| will) )?(?:learn|be able) to|can[- ]do(?: statements| list)?
(?:abilities|capabilities)(?: .*)?|success criteria|definition of done
"""
_PITFALLS = rf"""
{_USUAL}*{_MISTAKE}(?: (?:to|and|in|with|of|that|when|for|{_WHOSE})\b.*)?
{_USUAL}+(?:errors?|problems?|confusions?|failures?|trouble)(?: (?:to avoid|and .*|in .*|when .*|with .*))?
{_HABITS} to avoid(?: .*)?
{_HABITS} to (?:watch|look)(?: out)?(?: .*)?
{_HABITS} to (?:be careful|beware|break|unlearn)(?: .*)?
(?:watch|look)(?:ing)? out(?: for)?(?: .*)?|keep an eye (?:out for|on)
(?:what|how|where|things)(?: things| it| this| that)?(?: can| could| often| may)? goe?s? wrong(?: .*)?
where (?:people|learners|teams|beginners|students|newcomers|things|it|projects|you|we|most)\b.* wrong\b.*
where (?:people|learners|teams|beginners|students|you|we|most)\b.*(?:stumble|fail|trip|stuck|struggle)\b.*
(?:what|how) not to(?: do)?(?: .*)?|(?:please )?(?:do not|don'?ts?)|never do (?:this|these)|never|wrong turns?
beware(?: of)?(?: .*)?|be careful(?: .*)?|caution|danger|caveats?|red flags?|warning signs?
avoid(?:ing)?(?: these| the following| this)?(?: {_USUAL}*{_MISTAKE})?
(?:(?:\w+ )?things|what) (?:\w+ ){{0,2}}{_WHOSE}(?: \w+)? (?:get|do) wrong(?: .*)?
(?:bad|unsafe|dangerous|poor|risky|sloppy) (?:habits?|practices?)(?: .*)?
(?:how|ways) to (?:get (?:it|this) wrong|fail)|easy ways to .*wrong|steer clear of|{_MISTAKE} list
"""
_LESSONS = rf"""
(?:(?:the|all|our|list of|your) )*(?:lessons?|chapters?|episodes?|sessions?|lectures?|tutorials?)
(?:the )?(?:lessons?|chapters?|episodes?|sessions?|lectures?|tutorials?) (?:in|of|list|plan|outline|index)\b.*
{_FULL}(?:contents?|syllabus|curriculum|outline|schedule|agenda|calendar)
{_FULL}(?:roadmap|program|programme|structure|plan|sequence|map)
(?:the )?(?:learning path|study plan|lesson plan|table of contents|timetable|breakdown)
(?:what(?:'s| is) )?(?:inside|included|in) (?:this|the) (?!{_ONE_SITTING}\b){_THING}
(?:(?:the|all|our|course) )*(?:modules|units|phases|sections|parts|weeks)(?: (?:in|of)\b.*)?
(?:(?:the|all|our|course) )*(?:meetings|evenings|seminars|workshops)(?: (?:in|of)\b.*)?
(?:there are )?{_COUNT} (?:modules|units|lessons) in .*
what we(?:'ll| will)? do(?: (?:in|on|each|every)\b.*)?|what happens when
(?:an? |the |our )?{_COUNT}[- ](?:session|lesson|evening|class|part)s?(?: (?:series|course|programme|plan))?
how {_THIS}is (?:organi[sz]ed|structured|laid out)|pages(?: in this .*)?|start learning
"""
_SKILLS = rf"""
{_KEY}{_SUBJECTS}
{_KEY}(?:terminology|vocabulary|subjects?|keywords?|ideas?)
{_KEY}{_SUBJECTS} (?:covered|taught|introduced)
{_KEY}{_SUBJECTS} (?:discussed|included|practi[cs]ed|used)
{_KEY}{_SUBJECTS} (?:in this {_THING}|{_PEOPLE}{_WILL} .*)
(?:what )?(?:is |{_THIS}|it |we )?(?:will be |will |'ll )?(?:covers?|covered|introduces?|teaches)
what(?:'s| is) covered(?: .*)?|coverage
"""
_TOOLS = rf"""
{_KEY}(?:tools?|technolog(?:y|ies)|software|libraries|frameworks?|tech stack|stack|packages)
(?:tools?|technologies|software|libraries|frameworks?) (?:used|in use|in this {_THING}|{_PEOPLE}{_WILL} .*)
"""
_LEARN = rf"""
{_WHAT_WILL}(?:learn|cover|explore|study|discover)(?:ing)?(?: .*)?
{_WHAT_WILL}(?:see|practi[sc]e|discuss|work on|look at)(?:ing)?(?: .*)?
what to expect|(?:{_DET} )?(?:{_THING} )?overview|learn|in this {_THING}|at a glance|highlights
"""
_KEPT = r"(?:links|sources|videos?|materials?|books|articles|papers|readings?|resources)"
_BOILERPLATE = rf"""
(?:.* )?(?:faqs?|frequently asked questions)|q ?& ?a|questions(?: and answers)?
(?:in )?summary|recap|conclusions?|wrap(?:ping)?[- ]up|closing(?: .*)?|tl;?dr|key ?points?|(?:key )?takeaways?
(?:(?:further|additional|more|extra|optional|other|weekly) )*(?:readings?|references?|resources?)
(?:recommended|required|suggested|course) (?:readings?|references?|resources?)
(?:reading list|references?|resources?|readings?) (?:for|and|on|to)\b.*
(?:(?:the|required|recommended|course|optional) )*(?:text ?books?|texts?|equipment)
(?:.* )?(?:polic(?:y|ies)|(?:academic )?(?:integrity|honesty)|plagiarism|attendance)(?: .*)?
(?:.* )?(?:accommodations?|accessibility|disabilit(?:y|ies))(?: (?:and|services|statement)\b.*)?
(?:grading|grades?|marking|evaluation|logistics)(?: (?:and|scheme|criteria|breakdown)\b.*)?
(?:office hours|deadlines|tuition|fees|enrol\w*|registration|certificates?)(?: and\b.*)?
(?:(?:the|your|our|course|meet|about) )*(?:instructors?|teachers?|lecturers?|tutors?|staff|team|speakers?)
(?:the |our )?teaching (?:staff|team|assistants?)
(?:(?:further|more|useful|external|online|related) )*{_KEPT}(?: (?:and|&) {_KEPT}|(?: on| about| for)\b.*)?
bibliography|see also|related(?: .*)?|licen[cs]e|credits|acknowledge?ments?|contribut(?:ing|ors?)|feedback
about (?:the )?authors?|changelog
support|contacts?(?: us| details)?|citation|copyright|thanks|sponsors?|authors?|maintainers?
(?:pursue|earn|get|receive|share|add)\b.* certificates?\b.*|recommended if .*
(?:follow-?up|next|subsequent|advanced) (?:courses?|trainings?|seminars?)
(?:(?:more|other|similar|related|further) courses|(?:people|learners|students) also)\b.*
you (?:may|might) also\b.*
practicalities|practical (?:information|details|matters)|venue|getting there|booking|dates(?: and .*)?
get(?:ting)? help|community|news|status|badges?|navigation|on this page|previous(?: .*)?|up next
continue(?: .*)?
next(?: steps?| up| lesson| module| chapter)?|what(?:'s| is) next|where to go (?:next|from here)
install(?:ation|ing)?(?: .*)?|set-?up(?: .*)?|how to (?:use|run|install|contribute|navigate)\b.*
"""
_PRACTICE = r"""
(?:exercises?|quiz(?:zes)?|homework|assignments?|challenges?|practice|labs?|projects?|tasks?)(?: .*)?
(?:assessment|capstone|self[- ]check|solutions?|answers?|checklist|(?:mid-?term|final)s?)(?: .*)?
(?:[\w-]+ ){1,3}(?:exercises?|quiz(?:zes)?|homework|assignments?|challenges?|practice)(?: \d.*)?
(?:[\w-]+ ){1,3}(?:labs?|projects?|tasks?)(?: \d.*)?
(?:[\w-]+ ){1,3}(?:assessments?|capstone|self[- ]check|solutions?|answers?|checklist|exams?)(?: \d.*)?
(?:check|test) (?:your(?:self)?)(?: .*)?
(?:knowledge|concept|comprehension|understanding|progress|skills?) checks?(?: .*)?|self[- ](?:assessment|test)
(?:review|comprehension|discussion|study|quiz|check) questions
"""
_PROSE = rf"""
(?:course|module|class|unit) (?:description|details|information)
introduction|intro|about(?: (?:this|the|us|me)\b.*)?|welcome(?: .*)?|background and .*|motivation
why(?: (?:this|it) .*)?|context|preface|description|details|notes?|purpose|rationale|philosophy|approach
summary of .*
what(?: is|'s) (?:this|the {_THING}).*|how (?:it|this)(?: {_THING})? works
"""
_VOCABULARY = (
    (Topic.OUTCOMES, _OUTCOMES),
    (Topic.PREREQUISITES, _PREREQUISITES),
    (Topic.AUDIENCE, _AUDIENCE),
    (Topic.OUTCOMES, _MORE_OUTCOMES),
    (Topic.PITFALLS, _PITFALLS),
    (Topic.LESSONS, _LESSONS),
    (Topic.SKILLS, _SKILLS),
    (Topic.TOOLS, _TOOLS),
    (Topic.LEARN, _LEARN),
    (Topic.BOILERPLATE, _BOILERPLATE),
    (Topic.PRACTICE, _PRACTICE),
    (Topic.PROSE, _PROSE),
)
_PATTERNS = tuple(
    (topic, re.compile("|".join(f"(?:{line.strip()})" for line in lines.strip().splitlines())))
    for topic, lines in _VOCABULARY
)

_BOXES = {
    Topic.OUTCOMES: (
        *("objectives", "objective", "outcomes", "goals", "goal", "learning-objectives"),
        "learning-outcomes",
    ),
    Topic.PREREQUISITES: (
        *("prereq", "prereqs", "prerequisite", "prerequisites", "requirements", "before-you-start"),
    ),
    Topic.PITFALLS: (
        *("pitfall", "pitfalls", "gotcha", "gotchas", "mistake", "mistakes", "common-mistakes", "trap"),
    ),
    Topic.WARNING: ("warning", "caution", "danger", "attention"),
    Topic.AUDIENCE: ("audience", "who"),
    Topic.SKILLS: ("topics", "concepts", "skills"),
    Topic.BOILERPLATE: (
        *("keypoints", "key-points", "summary", "recap", "discussion", "instructor", "testimonial"),
        "questions",
    ),
    Topic.PRACTICE: ("challenge", "exercise", "exercises", "solution", "hint", "quiz"),
}
_LABELS = {word: topic for topic, words in _BOXES.items() for word in words}

_LEAD = re.compile(r"^(?:[^\w]+|\d+(?:\.\d+)*[.)]?\s+)+")
_TAIL = re.compile(r"[^\w)'&]+$")
_TROUBLE = re.compile(
    r"\b(?:wrong|trouble|regrets?|fails?|worse|worst|hurts?|bites?|bitten|ruins?|spoils?|backfires?|careless"
    r"|traps?|dangers?|dangerous|sins|smells?|myths|mistak\w+|pitfalls?|misunder\w+|gotchas?|sabotages?|stumbles?"
    r"|trips?|goes? bad|costs? you|temptations?|blunders?|misuses?|anti-?patterns?|downfall)\b"
)
_LONGEST = 14
_LONGEST_WARNING = 8


def topic_of(heading: str) -> Topic | None:
    """Return what an English heading announces, or None where its words say nothing of that kind."""
    words = " ".join(_plain(heading).split()[: _LONGEST + 1])
    words = _TAIL.sub("", _LEAD.sub("", words))
    if not words or words.count(" ") >= _LONGEST:
        return None
    rest = words.partition(". ")[2] if numbering(words)[0] is None else ""
    return _announced(words) or (_announced(rest) if rest else None)


def _announced(words: str) -> Topic | None:
    return next((topic for topic, pattern in _PATTERNS if pattern.fullmatch(words)), None)


def is_only_a_word(heading: str) -> bool:
    """Tell whether it is the first of a heading's words that announces something: *Project planning*."""
    first, _, rest = _LEAD.sub("", _plain(heading)).partition(" ")
    return bool(rest) and _announced(first) is not None


def warns(heading: str) -> bool:
    """Tell whether an English heading speaks of trouble, as those of unlisted lists of mistakes do."""
    words = _plain(heading)
    return words.count(" ") < _LONGEST_WARNING and bool(_TROUBLE.search(words))


def topic_of_box(label: str) -> Topic | None:
    """Return what the label of a box announces, or None."""
    return _LABELS.get(label.lower())


def _plain(heading: str) -> str:
    return heading[:200].replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").lower()
