"""Officials: dialogues, conversations, attendance and feedback written in forms."""

from spegel.registers import schema
from spegel.ui import choices, imports, register_forms, scene, show

choices.place()
show.show_heading(scene.say("page.registrera.title"), scene.say("registrera.lead"))
with choices.row():
    chosen = register_forms.chosen()

imports.show_publishing(schema.load(register_forms.FILLS[chosen.form][0]))
register_forms.show_form(chosen)
