"""Influence: who holds the posts that weigh, whatever way they are weighed, and what is done from the seats."""

from spegel.ui import choices, influence, scene, show

show.show_heading(scene.say("page.inflytande.title"), scene.say("inflytande.lead"))
with choices.row():
    area = choices.area()
    day = choices.day(area["area_id"])
    scheme = influence.chosen_scheme()
    dimension = influence.chosen_dimension()
weights = influence.chosen_weights(scheme)

view = influence.Influence(area["area_id"], area["area_name"], day, scheme, dimension, weights)
if influence.has_posts(view):
    influence.show_standing(view)
    influence.show_index(view)
    influence.show_ladder(view)
    influence.show_measured_and_told(view)
