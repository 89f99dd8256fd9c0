"""Do we mirror the population: who sits in each political body and in the management, and how many are missing."""

from spegel.ui import choices, representation, scene, show

show.show_heading(scene.say("page.representation.title"), scene.say("representation.lead"))
with choices.row():
    area = choices.area()
    body = choices.body(area["area_id"])
    breakdown = choices.breakdown()
    day = choices.day(area["area_id"])
    with choices.more("roll", "grund"):
        is_substitute = choices.is_substitute()
        base = choices.base(representation.known_bases(area["area_id"], breakdown))

representation.show_clock(area, "body", "staff")
if body is None or day is None:
    representation.show_no_bodies(area)
    representation.show_management(area)
else:
    cut = representation.Cut(area, body, day, base, is_substitute, breakdown)
    representation.show_verdict(cut)
    representation.show_bodies(cut)
    representation.show_glance(cut)
    representation.show_management_last(cut)
