"""Where the elected live: parts of the area with and without any, against those who live there."""

from spegel.ui import choices, representation, residence, scene, show

show.show_heading(scene.say("page.bostad.title"), scene.say("bostad.lead"))
with choices.row():
    area = choices.area()
    body_id, body_name = residence.chosen_body(area["area_id"])
    day = choices.day(area["area_id"])
    base = choices.base(residence.known_bases(area["area_id"]))

representation.show_clock(area, "body")
if day is None:
    representation.show_no_bodies(area)
else:
    cut = residence.Cut(area["area_id"], area["area_name"], body_id, body_name, day, base)
    residence.show_verdict(cut)
    residence.show_parts(cut)
