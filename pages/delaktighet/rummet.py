"""One room: who was there, who spoke, and whether it can stand for a general view. Three questions, never one."""

from spegel.ui import choices, room, room_report, scene, show

show.show_heading(scene.say("page.rummet.title"), scene.say("rummet.lead"))
with choices.row():
    area = choices.area()
    view = room.chosen(area)

if view is None:
    room.show_none(area)
else:
    room.show_head(view)
    room.show_present(view)
    room.show_spoke(view)
    room.show_reflection(view)
    room.show_promises(view)
    room_report.show_documents(view)
