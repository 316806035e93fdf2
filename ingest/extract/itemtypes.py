"""What the items of a list are by their own words, whatever heads them."""

import re
from collections.abc import Sequence

from ingest.extract.topics import Topic

_VERBS = frozenset(
    """
    pace recruit say triage greet
    access achieve acquire adapt add address administer adopt aggregate align allocate analyse
    analyze animate annotate answer anticipate apply appraise approach approximate argue arrange
    articulate assemble assess assign assist attach attack audit author automate avoid back balance
    batch bake become begin bind boot boost bound brainstorm break breathe bring brew budget build
    bundle cache calculate calibrate call capture care carry carve catch categorise categorize
    challenge change characterise characterize chart check choose cite clarify classify clean clear
    climb cluster coach code collaborate collect color combine comment commit communicate compare
    compile complete compose compress compute conceive conduct configure confirm connect consider
    construct consume containerize contrast contribute control convert convey cook cool coordinate
    cope copy correct count couple cover craft create critique cultivate customise customize cut
    dance deal debate debug decide decode decompose decorate deduce defend define deliver
    demonstrate deploy derive describe design detect determine develop devise diagnose differentiate
    dig direct discern discover discuss display dissect distinguish distribute divide do document
    draft draw dress drive dry edit employ enable encode encourage enforce engage enhance ensure
    enumerate establish estimate evaluate examine execute exercise expand experiment explain exploit
    explore export expose express extend extract facilitate factor feed ferment file fill filter
    find finish fit fix fold follow forecast form format formulate frame fry gain gather generalise
    generalize generate get give grasp ground group grow guard guide handle harden harvest have help
    host hunt hypothesise identify illustrate imagine implement import improve incorporate increase
    infer influence inspect install integrate interact interpret introduce invent investigate invoke
    isolate iterate join judge justify keep knead knit know label launch lay lead learn leave
    leverage light limit link list listen load locate log look maintain make manage manipulate map
    mark master match measure memorise mend merge migrate minimise minimize mix mock model modify
    modularize monitor motivate mount move name navigate negotiate normalise normalize note observe
    obtain offer open operate optimise optimize orchestrate order organise organize outline package
    paint paraphrase parse participate partition perform persist pick place plan plant play plot
    pour practice practise predict prepare present preserve prevent print prioritise prioritize
    process produce profile program project proofread propose protect prototype prove provide
    provision prune publish pull push put query question quote raise rank rate reach react read
    reason recall receive recite recognise recognize recommend reconcile record recover reduce
    refactor refer reference refine reflect relate release remember remove render repair repeat
    replace report represent reproduce research resolve respond restate restore retrieve reuse
    review revise rewrite roast role rotate route run sail save scale schedule scrape search season
    secure see select send separate sequence serve set sew shape share ship show simplify simulate
    sing sketch slice solve sort sow speak specify speed split stage start state steer store stretch
    structure study style submit summarise summarize supervise support swim synthesise synthesize
    take talk teach tell test think tie time trace track train transfer transform translate travel
    treat troubleshoot tune turn type uncover understand undertake unify update upgrade use utilise
    utilize validate value verify version view visualise visualize notice spot foresee wire
    instrument roll patch pin tag refuse accept hand hold walk warm wash watch weave weigh win work
    wrap write sharpen spell realise realize shape cast operate paddle fly juggle pronounce conjugate
    """.split()  # noqa: SIM905  # words read best as words
)
"""Verbs in which abilities are stated: Bloom's taxonomy in its revised form, and what hands and voices do."""

_BAD_HABITS = frozenset(
    """
    abandoning abusing arguing assuming believing blaming blindly bolting breaking burying bypassing
    chasing cluttering coding-by confusing conflating copying copy-pasting cramming cutting
    deferring delaying delegating-everything disabling disregarding duplicating exposing failing
    falling fearing fighting flooding forcing forgetting giving-up guessing hand-rolling hard-coding
    hardcoding hiding hoarding ignoring improvising jumping leaking leaving letting losing
    misinterpreting misjudging misplacing misreading missing misunderstanding misusing mistaking
    mixing mislabeling mislabelling neglecting nesting omitting overcomplicating overcooking
    overcrowding overdoing over-engineering overengineering overestimating overfeeding overfitting
    overheating overloading overlooking overmixing overpacking overpaying overriding overthinking
    overtightening overusing overwatering overworking panicking postponing pretending
    procrastinating rushing shipping-untested sacrificing silencing skimping skipping slouching
    smuggling squeezing storing-secrets swallowing trusting under-engineering underestimating
    undercooking violating wasting worrying relying treating
    """.split()  # noqa: SIM905  # words read best as words
)
_BAD_SIGN = re.compile(
    r"\b(?:without|before|instead|rather than|too (?:\w+)|only|until|unless|never|not|no|blindly"
    r"|forever|as if|as though"
    r"|everything|everywhere|by hand|by guess|unnecessar\w+|untested|unused|wrong\w*|excessive\w*"
    r"|nobody|nothing|every time"
    r"|at once|last minute|for granted|afterthought|best-effort)\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"^(?:not|no|never|don'?t|do not|avoid|lack of|missing|too (?:many|much|few|little)|failure to)\b",
    re.IGNORECASE,
)

_PEOPLE = frozenset(
    """
    administrators admins adults analysts anybody anyone architects artists athletes authors bakers
    beekeepers beginners biologists builders candidates career-changers carpenters children climbers
    clinicians coaches coders colleagues companies contributors cooks couples creators
    data-scientists designers developers devs directors doctors economists editors educators
    electricians employees engineers enthusiasts entrepreneurs everybody everyone evaluators
    families farmers founders freelancers freshers friends gardeners graduates groups growers hikers
    hobbyists individuals instructors intermediates interns investigators investors journalists
    juniors kids leaders leads learners lecturers librarians makers managers marketers
    mathematicians mechanics members mentors musicians newcomers novices nurses observers officers
    operators organisations organizations owners parents participants patients pentesters people
    persons photographers physicists players practitioners producers professionals programmers
    pupils readers recruiters researchers riders runners sailors scientists seniors singers
    specialists sres staff stakeholders statisticians students swimmers sysadmins teachers teams
    technicians teenagers testers therapists those trainers travellers travelers tutors
    apprentices assistants auditors caregivers charities chemists clerks consultants curators customers
    ecologists foresters guides hires hobbyists housekeepers joiners lawyers locals machinists nonprofits
    nonprogrammers pharmacists pilots planners plumbers postdocs potters rangers recruits residents
    surveyors tailors translators veterinarians visitors welders
    undergraduates users volunteers walkers women men workers writers you anyone
    """.split()  # noqa: SIM905  # words read best as words
)
_GERUND = re.compile(r"^[a-z-]{2,}ing$")
_PERSON_CLAUSE = re.compile(
    r"^(?:\S+\s+){0,4}?(?:who|whose|wanting|looking to|curious about|new to|responsible for)\b", re.IGNORECASE
)
_DOUBLED = re.compile(
    r"^(?:[^aeiou]*[aeiou][^aeiouwxy]|(?:de|un|re)bug|(?:re|un)?(?:run|set|cut|map|plan|pin)|sub?mit|commit"
    r"|permit|admit|refer|infer|transfer|prefer|control|begin|forget|program|format|label)$"
)
"""Verbs that double their last letter before an ending: those of one short syllable, and a few more."""

_THING = re.compile(
    r"^\W*(?:an? |one |two |three |four |some |your |access to |\d+(?:[.,]\d+)?\s?\S+ (?:of )?)",
    re.IGNORECASE,
)
_TRADE = re.compile(r"\w{4,}(?:[^l]ists|ialists|nalists|icians|arians|graphers|keepers|smiths)")
"""Names of trades that no list has all of; *checklists* are none."""

_OBJECT = re.compile(
    r"^\W*(?:an?|eine?n?|une?|una|uma?|een)\s(?!(?:loop|little|bit|few|lot|sense|grasp|good|solid|first|degree)\b)\w",
    re.IGNORECASE,
)
_GRASP = re.compile(
    r"\b(?:know\w*|understand\w*|familiar\w*|experience|grasp|command|awareness|background|comfort\w*|fluency|skills?"
    r"|basics?|language|interest|lessons?|modules?|chapters?|course)\b",
    re.IGNORECASE,
)
_SHARE = 0.6
_GERUNDS = 0.8
_SIGNS = 0.3


def first_word(text: str) -> str:
    """Return the first word of an item in lower case."""
    found = re.match(r"[^\w]*([\w'-]+)", text)
    return found[1].lower() if found else ""


def is_verb(word: str) -> bool:
    """Tell whether a word in lower case is one that abilities begin with."""
    return word in _VERBS


def states_ability(text: str) -> bool:
    """Tell whether an item states something one can do: it begins with such a verb."""
    words = re.findall(r"[\w'-]+", text.lower())[:3]
    if words[:2] in (["how", "to"], ["be", "able"]) or words[:1] in (["confidently"], ["to"]):
        return len(words) > 1
    return bool(words) and words[0] in _VERBS and len(words) > 1


def gerund(ability: str) -> str:
    """Return *changing rows* for *change rows*: the name of what one can do."""
    verb, blank, rest = ability.partition(" ")
    low = verb.lower()
    if low.endswith("ie"):
        verb = verb[:-2] + "y"
    elif low.endswith("e") and not low.endswith(("ee", "oe", "ye")) and low != "be":
        verb = verb[:-1]
    elif _DOUBLED.match(low):
        verb += verb[-1]
    return f"{verb}ing{blank}{rest}"


def states_mistake(text: str) -> bool:
    """Tell whether an item states a bad habit: the gerund of one, or any gerund with a sign of trouble."""
    first = first_word(text)
    if first in _BAD_HABITS or _NEGATION.match(text):
        return True
    return bool(_GERUND.match(first)) and bool(_BAD_SIGN.search(text))


def is_thing(text: str) -> bool:
    """Tell whether an item is to be had at hand rather than known: *a warping peg*, *2 kg of clay*."""
    return bool(_THING.match(text)) and not _GRASP.search(text)


def is_object(text: str) -> bool:
    """Tell whether an item names one thing that is brought along, in any language: *A hard hat*."""
    return bool(_OBJECT.match(text)) and not _GRASP.search(text)


def names_people(text: str) -> bool:
    """Tell whether an item names people: their noun stands near its beginning."""
    words = re.findall(r"[\w-]+", text.lower())[:5]
    for position, word in enumerate(words):
        if word in {"in", "for", "to", "with", "of", "on", "that", "and"} and position:
            return False
        if word in _PEOPLE or _TRADE.fullmatch(word):
            return True
    return bool(_PERSON_CLAUSE.match(text))


def type_of(items: Sequence[str]) -> Topic | None:
    """Return what most of the items are: pitfalls, audience, outcomes, or None.

    A list of gerunds is one of mistakes when some of them show it: subjects of study never do.
    """
    kinds = (
        (Topic.PITFALLS, states_mistake),
        (Topic.AUDIENCE, names_people),
        (Topic.OUTCOMES, states_ability),
    )
    for topic, test in kinds:
        if len(items) > 1 and sum(map(test, items)) >= _SHARE * len(items):
            return topic
    gerunds = [item for item in items if _GERUND.match(first_word(item))]
    signs = sum(states_mistake(item) for item in gerunds)
    if len(items) > 1 and len(gerunds) >= _GERUNDS * len(items) and signs >= _SIGNS * len(items):
        return Topic.PITFALLS
    return None
