"""Officials: the municipality's own registers, from an empty template to a published version."""

from spegel.ui import choices, imports, scene, show

choices.place()
show.show_heading(scene.say("page.import.title"), scene.say("import.lead"))
with choices.row():
    register = imports.chosen_register()
    replaces = imports.chosen_replacement(register)

imports.show_publishing()
imports.show_template(register)
imports.show_upload(register, replaces)
imports.show_imports(register)
imports.show_log()
