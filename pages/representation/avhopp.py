"""Members who leave: how many by when, how long they stay, and why, against the country."""

from spegel.ui import choices, leaving, scene, show

show.show_heading(scene.say("page.avhopp.title"), scene.say("avhopp.lead"))
with choices.row():
    area = choices.area()
    term = leaving.chosen_term(area)

view = leaving.Leaving(area["area_id"], area["area_name"], term)
if leaving.has_members(view):
    leaving.show_share(view)
    leaving.show_groups(view)
    leaving.show_curves(view)
    leaving.show_reasons(view)
