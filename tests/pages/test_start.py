"""The first page: turnout, who is elected and who got an answer, each with the figure that its own page shows."""

from __future__ import annotations

from test_turnout import text_of

from spegel import fmt, query
from spegel.warehouse import open_current


def test_each_card_says_what_the_page_behind_it_says(open_page, normal):
    warehouse = open_current(normal)
    answers = query.run(warehouse, "feedback_by_year", area="0127").filter(period="total").row(0, named=True)
    seats = query.run(warehouse, "representation_by_body", area="0127").filter(
        dimension="gender", category="women", body_name="Kommunfullmäktige"
    )
    words = text_of(open_page(normal, "start"))
    assert f"{fmt.percent(answers['answered_share'], 'sv')} har fått svar" in words
    assert f"{seats['seat_count'][0]} av {seats['held_count'][0]} är kvinnor" in words
    trust = query.run(warehouse, "trust_by_group", area="0127", measure="tillit_manniskor")
    latest = trust.filter(trust["is_latest"] & (trust["dimension"] == "all") & (trust["gender"] == "total"))
    assert f"{fmt.percent(latest['trust_share'][0], 'sv')} litar på människor" in words
    assert words.count("Exempeldata") == 3  # turnout is official


def test_the_sexes_stand_on_every_card_about_people(open_page, normal):
    assert open_page(normal, "start").html.count("data-kon") >= 3
