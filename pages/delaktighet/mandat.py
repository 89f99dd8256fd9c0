"""How far the influence of participants went, whether that moves, how early they were asked, and what residents decided."""

from spegel.ui import choices, held, mandate, scene, show

show.show_heading(scene.say("page.mandat.title"), scene.say("mandat.lead"))
with choices.row():
    area = choices.area()
    year = choices.year(held.years(area["area_id"]))
    view, shift = mandate.chosen(area, year)

if held.has_dialogues(view):
    mandate.show_ladder(view)
    mandate.show_evidence(view, shift)
mandate.show_kronor(view)
