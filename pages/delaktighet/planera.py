"""Plan a dialogue: whom it is for, who usually is missing, whom to invite, the five duties, and a template to print."""

from spegel.ui import choices, duties, planning, scene, show

show.show_heading(scene.say("page.planera.title"), scene.say("planera.lead"))
with choices.row():
    area = choices.area()
    plan = planning.chosen(area)

planning.show_invitations(plan)
planning.show_places(plan)
written = duties.form(plan)
duties.show_completeness(plan, written)
duties.show_documents(plan, written)
