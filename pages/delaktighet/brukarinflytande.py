"""Users' own councils: how many units have one, whether it is free to join, and which units have none."""

from spegel.ui import choices, councils, scene, show

show.show_heading(scene.say("page.brukarinflytande.title"), scene.say("brukarinflytande.lead"))
with choices.row():
    area = choices.area()
    view = councils.chosen(area)

if view is None:
    councils.show_none(area)
else:
    councils.show_coverage(view)
    councils.show_freedom(view)
    councils.show_without(view)
    councils.show_councils(view)
