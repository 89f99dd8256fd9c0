"""The same cut of a body on 1 January every year, and the councils that the elections gave."""

from spegel.ui import choices, over_time, representation, scene, show

show.show_heading(scene.say("page.over_tid.title"), scene.say("over_tid.lead"))
with choices.row():
    area = choices.area()
    body = choices.body(area["area_id"])
    base = choices.base()

representation.show_clock(area, "body")
if body is None:
    representation.show_no_bodies(area)
else:
    over_time.show_verdict(area, body, base)
    over_time.show_register(area, body, base)
over_time.show_councils(area)
