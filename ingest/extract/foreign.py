"""What headings announce in languages other than English: the few words that most pages use."""

import re

from ingest.extract.topics import Topic

_OUTCOMES = r"""
(?:lern|kurs|bildungs)?ziele?(?: .*)?|lernergebnisse|kompetenzen|das (?:lernen|können) sie(?: .*)?
nach dem? .*können.*
was (?:du|sie|ihr) .*(?:können|kannst|könnt)
was (?:du|sie|ihr) (?:lern|danach).*|(?:am ende|danach) (?:können|kannst) .*
(?:los )?objetivos?(?: .*)?|resultados de aprendizaje
(?:lo )?qu[eé] (?:vas a aprender|aprenderás|aprenderá)(?: .*)?
qué (?:sabrás|podrás|serás capaz)(?: .*)?
al (?:terminar|finalizar|final) .*|competencias
(?:les )?objectifs?(?: .*)?|acquis d'apprentissage|compétences(?: .*)?|ce que vous (?:apprendrez|saurez).*
à l'issue .*|à la fin .*
obiettivi?(?: .*)?|cosa imparer(?:ai|ete)(?: .*)?|alla fine .*|risultati di apprendimento
(?:学习|课程|教学|培训)(?:目标|成果)|你将学到.*|学完.*(?:能|会).*
objetivos de aprendizagem|o que você vai aprender|ao final .*|leerdoelen|doelen|wat (?:je|u) leert(?: .*)?
"""
_PREREQUISITES = r"""
voraussetzung(?:en)?|vorkenntnisse|vorwissen|was (?:du|sie) mitbring.*|(?:nötiges|benötigtes) wissen
(?:requisitos?|conocimientos) (?:previos?|necesarios?)|requisitos?|prerrequisitos?
pr[ée]-?requis|connaissances (?:préalables|requises)|prerequisit[io]|requisit[io]
conoscenze (?:richieste|preliminari)
先修(?:课程|知识|要求)?|(?:前置|预备|先备|预先)(?:知识|要求|条件|课程)|先决条件
pré-?requisitos?|voorkennis|vereiste (?:voor)?kennis|förkunskaper|wymagania(?: wstępne)?
"""
_AUDIENCE = r"""
für wen(?: .*)?|zielgruppe|wer (?:teilnehmen|mitmachen) .*|(?:¿ ?)?(?:a|para) quién(?: .*)?|dirigido a
público objetivo
(?:à|pour) qui(?: .*)?|public(?: (?:visé|cible|concerné))?|a chi .*|destinatari|per chi .*
(?:适合|面向|目标|授课|培训)(?:对象|人群|学员|读者|受众)|适合谁
para quem(?: .*)?|público-alvo
voor wie(?: .*)?|doelgroep|målgrupp|dla kogo(?: .*)?
"""
_PITFALLS = r"""
(?:häufige|typische|verbreitete|klassische) (?:\w+)?fehler(?: .*)?
stolper(?:steine|fallen)|fallstricke|fehler, die .*
was schiefgeh.*
errores (?:comunes|frecuentes|habituales|típicos)(?: .*)?|lo que (?:puede )?sal(?:e|ir) mal
(?:erreurs|pièges) (?:courante?s|fréquente?s|à éviter|classiques)(?: .*)?
errori (?:comuni|frequenti|tipici)(?: .*)?
(?:常见|典型|易犯)(?:的)?(?:错误|误区|问题|陷阱)|误区|易错点|注意事项
erros (?:comuns|frequentes)(?: .*)?|(?:veelgemaakte|veelvoorkomende) fouten(?: .*)?|valkuilen
vanliga (?:fel|misstag)
"""
_LESSONS = r"""
(?:kurs)?inhalte?|lektionen|kapitel|programm|ablauf|kursplan|lehrplan|themen|einheiten|module|stundenplan
gliederung
(?:el )?programa|temario|contenidos?|lecciones|sesiones|unidades|módulos|índice|plan de estudios
(?:le )?programme|contenu|leçons|séances|chapitres|sommaire|plan du cours|déroulé
programma|contenuti|lezioni|indice|conteúdo(?: programático)?|aulas|ementa|inhoud|lessen|programma|innehåll
program
(?:课程|教学|培训)(?:大纲|内容|安排|计划|目录)|目录|大纲|课表
"""
_VOCABULARY = (
    (Topic.OUTCOMES, _OUTCOMES),
    (Topic.PREREQUISITES, _PREREQUISITES),
    (Topic.AUDIENCE, _AUDIENCE),
    (Topic.PITFALLS, _PITFALLS),
    (Topic.LESSONS, _LESSONS),
)
_PATTERNS = tuple(
    (topic, re.compile("|".join(f"(?:{line.strip()})" for line in lines.strip().splitlines())))
    for topic, lines in _VOCABULARY
)
_EDGE = re.compile(r"^(?:[^\w¿]+|\d+(?:\.\d+)*[.)]?\s+)+|[^\w)]+$")
_AND = re.compile(r" (?:und|et|y|e|en|och|i) ")
_LONGEST = 120


def foreign_topic_of(heading: str) -> Topic | None:
    """Return what a heading announces in a language that Europeans or Chinese write."""
    words = _EDGE.sub("", " ".join(heading[:_LONGEST].lower().replace("\u2019", "'").split()))
    parts = _AND.split(words)
    return _announced(words) or next(filter(None, map(_announced, parts[1:] and parts)), None)


def _announced(words: str) -> Topic | None:
    return next((topic for topic, pattern in _PATTERNS if pattern.fullmatch(words)), None)
