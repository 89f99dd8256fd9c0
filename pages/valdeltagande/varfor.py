"""Why turnout changed: four parts that add up to the official change."""

from spegel.ui import choices, scene, show, why
from spegel.ui.view import View

show.show_heading(scene.say("page.varfor.title"), scene.say("varfor.lead"))
with choices.row():
    area = choices.area()
    election_id = choices.election(area["area_id"])
    compared_id = choices.compared_election(area["area_id"], election_id)

why.show_change(View(area, election_id, compared_id))
why.show_meanings()
