"""The first page: does the gap shrink, who is elected, who got an answer, and which questions the figures raise."""

from spegel.ui import choices, overview, scene, show

show.show_heading(scene.say("page.start.title"), scene.say("start.lead"))
with choices.row():
    area = choices.area()
overview.show_turnout(area)
overview.show_seats_and_answers(area)
overview.show_questions(area)
overview.show_not_yet()
