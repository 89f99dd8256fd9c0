"""Whether those who took part got an answer, what it led to, and whether decisions are carried out."""

from spegel.ui import choices, decisions, feedback, scene, show

show.show_heading(scene.say("page.aterkoppling.title"), scene.say("aterkoppling.lead"))
with choices.row():
    area = choices.area()
    year = choices.year(feedback.years(area["area_id"]))
    kind = choices.dialogue_kind(feedback.kinds(area["area_id"]))

view = feedback.Feedback(area["area_id"], area["area_name"], year, kind)
if feedback.has_dialogues(view):
    feedback.show_answer(view)
    feedback.show_steps(view)
    feedback.show_promises(view)
    feedback.show_overdue(view)
    feedback.show_dialogues(view)
    feedback.show_contacts(view)
taken = decisions.Decisions(area["area_id"], area["area_name"], year)
if decisions.has_decisions(taken):
    decisions.show_steps(taken)
    decisions.show_bodies(taken)
    decisions.show_overdue(taken)
