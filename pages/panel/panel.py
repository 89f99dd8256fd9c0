"""Who is in the citizen panel: members beside the population, who answers, who stays, what was told back, and the weights."""

from spegel.ui import choices, panel, scene, show

show.show_heading(scene.say("page.panel.title"), scene.say("panel.lead"))
with choices.row():
    area = choices.area()
    view = panel.chosen(area)

if view is None:
    panel.show_none(area)
else:
    panel.show_members(view)
    panel.show_response(view)
    panel.show_staying(view)
    panel.show_told_back(view)
    panel.show_weights(view)
