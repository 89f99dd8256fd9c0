"""How far the influence of participants went, whether that moves, how early they were asked, and what residents decided."""

from spegel.ui import choices, held, mandate, scene, show

show.show_heading(scene.say("page.mandat.title"), scene.say("mandat.lead"))
with choices.row():
    area = choices.area()
    year = choices.year(held.years(area["area_id"]))
    kind = choices.dialogue_kind(held.kinds(area["area_id"]))
    shift = mandate.compared(area["area_id"], kind, year)

view = held.Held(area["area_id"], area["area_name"], year, kind)
if held.has_dialogues(view):
    mandate.show_ladder(view)
    mandate.show_groups(view)
    mandate.show_shift(view, shift)
    mandate.show_steering(view)
mandate.show_kronor(view)
