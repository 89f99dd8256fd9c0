"""The first page: the gap, who is elected, who got an answer, trust, and the questions that the figures raise."""

from spegel.ui import choices, overview, scene, show

show.show_heading(scene.say("page.start.title"), scene.say("start.lead"))
with choices.row():
    area = choices.area()
overview.show_turnout(area)
overview.show_seats_and_answers(area)
overview.show_trust(area)
overview.show_questions(area)
overview.show_not_yet()
