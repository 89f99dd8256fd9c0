"""Compare: the council and official key figures beside similar municipalities, the county and the country."""

from spegel.ui import choices, compare, scene, show

show.show_heading(scene.say("page.jamfor_representation.title"), scene.say("jamfor.lead"))
with choices.row():
    area = choices.area()
    figure = compare.choose_figure(area)

compare.show_council(area)
compare.show_figure(area, figure)
compare.show_all_figures(area)
compare.show_what_to_fetch(area)
