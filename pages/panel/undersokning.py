"""The citizen survey: every question beside others, one of them closely, and the words of them all."""

from spegel.ui import choices, scene, show, survey

show.show_heading(scene.say("page.undersokning.title"), scene.say("undersokning.lead"))
with choices.row():
    area = choices.area()
    subject = survey.choose_subject()
    question = survey.choose_question(area["municipality_code"], subject)
    dimension = survey.choose_groups(area["municipality_code"])

survey.show_place(area)
if survey.has_questions(area, question):
    view = survey.Survey(area["area_id"], area["area_name"], area["municipality_code"], subject, question, dimension)
    survey.show_overview(view)
    survey.show_question(view)
    survey.show_catalogue(view)
