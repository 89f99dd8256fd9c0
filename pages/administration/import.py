"""Officials: the municipality's own registers, from an empty template to a published version."""

from spegel.ui import choices, imports, scene, show

choices.place()
show.show_heading(scene.say("page.import.title"), scene.say("import.lead"))
with choices.row():
    register = imports.chosen_register()
    replaces = imports.chosen_replacement(register)
    mapping = imports.chosen_mapping(register)

imports.show_publishing(register)
imports.show_template(register)
imports.show_upload(register, replaces, mapping)
imports.show_imports(register)
imports.show_log()
