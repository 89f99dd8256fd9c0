"""Trust: in people, in democracy and in politicians, and whether decisions can be influenced, by group and year."""

from spegel.ui import choices, scene, show, trust

show.show_heading(scene.say("page.fortroende.title"), scene.say("fortroende.lead"))
with choices.row():
    area = choices.area()
    chosen = trust.choose_survey(area["area_id"])
    dimension = trust.choose_groups(area["area_id"], chosen)

if trust.has_answers(area, chosen):
    view = trust.Trust(area["area_id"], area["area_name"], chosen, dimension)
    trust.show_answer(view)
    trust.show_measures(view)
    trust.show_series(view)
