"""What the citizen panel answers: one question with its margin, groups, changes, themes, and the wave as a workbook."""

from spegel.ui import choices, panel, panel_answers, scene, show

show.show_heading(scene.say("page.panelsvar.title"), scene.say("panelsvar.lead"))
with choices.row():
    area = choices.area()
    view = panel_answers.chosen(area)

if view is None:
    panel.show_none(area)
else:
    panel_answers.show_answer(view)
    panel_answers.show_groups(view)
    panel_answers.show_change(view)
    panel_answers.show_themes(view)
    panel_answers.show_told(view)
    panel_answers.show_workbook(view)
