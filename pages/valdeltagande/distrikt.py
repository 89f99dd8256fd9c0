"""One voting district: its elections with their electors, its history, its neighbours and districts like it."""

from spegel.ui import choices, district, scene, show
from spegel.ui.view import View

show.show_heading(scene.say("page.distrikt.title"), scene.say("distrikt.lead"))
with choices.row():
    area = choices.area()
    election_id = choices.election(area["area_id"])
    code = choices.district(area["area_id"], election_id)
    target = choices.target()

chosen = district.chosen(View(area, election_id, target=target), code)
district.show_headline(chosen)
district.show_elections(chosen)
district.show_surroundings(chosen)
