"""Presence: where elected members, parties and youth leagues have been, and where nobody has."""

from spegel.ui import choices, presence, scene, show

show.show_heading(scene.say("page.narvaro.title"), scene.say("narvaro.lead"))
with choices.row():
    area = choices.area()
    actor = presence.chosen_actor()

view = presence.Presence(area["area_id"], area["area_name"], actor)
if presence.has_occasions(view):
    presence.show_summary(view)
    presence.show_occasions(view)
    presence.show_meetings(view)
    presence.show_log(view)
