"""The language of a page is told where it is clear."""

import pytest

from ingest.extract.language import detect


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "This is the lesson in which you learn how to fold a dough and to keep it for the night."),
        ("de", "In dieser Lektion lernst du, wie man den Teig faltet und ihn für die Nacht aufbewahrt."),
        ("fr", "Dans cette leçon, vous apprenez à plier la pâte et à la garder pour la nuit avec du sel."),
        ("es", "En esta lección se aprende a doblar la masa y a guardarla para la noche con un poco de sal."),
        ("nl", "In deze les leer je hoe je het deeg vouwt en het voor de nacht in de kast bewaart."),
        ("ru", "В этом уроке вы узнаете, как складывать тесто."),
        ("ja", "このレッスンでは生地の折り方を学びます。"),
        ("zh", "在本课中，您将学习如何折叠面团。"),
        ("en", "A zip closes an opening. A tape holds a row of teeth. A slider moves and a stop ends it."),
        (None, "A cup, a jug, a bowl, a plate, a spoon."),
        (None, "GET /index 200"),
        (None, ""),
    ],
)
def test_languages(language: str | None, text: str) -> None:
    """Small words tell Latin scripts apart; other scripts tell themselves."""
    assert detect(text) == language
