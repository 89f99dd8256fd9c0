"""Turnout: does the gap shrink, how many ballots are missing and where, how has it gone, and who votes."""

from spegel.ui import choices, scene, show, turnout
from spegel.ui.view import View

show.show_heading(scene.say("page.valdeltagande.title"), scene.say("turnout.lead"))
with choices.row():
    area = choices.area()
    election_id = choices.election(area["area_id"])
    compared_id = choices.compared_election(area["area_id"], election_id)
    target = choices.target()

view = View(area, election_id, compared_id, target)
turnout.show_verdict(view)
turnout.show_districts(view)
turnout.show_missing(view)
turnout.show_elections(view)
turnout.show_parts_and_types(view)
turnout.show_groups(view)
turnout.show_comparison_and_residents(view)
turnout.show_more_measures(view)
