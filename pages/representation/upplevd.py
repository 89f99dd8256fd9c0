"""Perceived and actual representation side by side, and trust in the politicians of the municipality."""

from spegel.ui import choices, perceived, scene, show

show.show_heading(scene.say("page.upplevd.title"), scene.say("upplevd.lead"))
with choices.row():
    area = choices.area()
    dimension = perceived.chosen_dimension(area["area_id"])

view = perceived.Perceived(area["area_id"], area["area_name"], area["municipality_code"], dimension)
perceived.show_answers(view)
perceived.show_pair(view)
perceived.show_trust(view)
