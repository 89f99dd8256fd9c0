"""Where dialogues were and whom they reached, part by part; where and whom they did not."""

from spegel.ui import choices, held, reach, scene, show

show.show_heading(scene.say("page.rackvidd.title"), scene.say("rackvidd.lead"))
with choices.row():
    area = choices.area()
    year = reach.chosen_year(area["area_id"])
    kind = choices.dialogue_kind(held.kinds(area["area_id"]))
    layer = reach.chosen_layer(area["area_id"])
    with choices.more("forvaltning"):
        administration = choices.administration(held.held(area["area_id"])["administration"])

view = held.ByAdministration(area["area_id"], area["area_name"], year, kind, administration)
if held.has_dialogues(view):
    reach.show_answer(view)
    reach.show_places(view, layer)
    reach.show_attention(view)
    reach.show_forum(view)
    reach.show_catchment(view)
