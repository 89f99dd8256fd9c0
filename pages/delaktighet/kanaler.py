"""Through which channels residents are met, whom each channel reaches, and consultations on plans."""

from spegel.ui import channels, choices, held, scene, show

show.show_heading(scene.say("page.kanaler.title"), scene.say("kanaler.lead"))
with choices.row():
    area = choices.area()
    year = choices.year(held.years(area["area_id"]))
    kind = choices.dialogue_kind(held.kinds(area["area_id"]))

view = held.Held(area["area_id"], area["area_name"], year, kind)
if held.has_dialogues(view):
    channels.show_mix(view)
    channels.show_groups(view)
    channels.show_only_here(view)
    channels.show_consultations(view)
