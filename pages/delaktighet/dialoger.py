"""Dialogues with residents: how many, how complete, and each of them."""

from spegel.ui import choices, dialogues, scene, show

show.show_heading(scene.say("page.dialoger.title"), scene.say("dialoger.lead"))
with choices.row():
    area = choices.area()
    view = dialogues.chosen(area)
dialogues.show_list(view)
