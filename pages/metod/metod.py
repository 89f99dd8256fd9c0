"""How we know: what every measure means, where the figures come from, what the build noticed, and what this is not."""

from spegel.ui import account, choices, scene, show

choices.place()
show.show_heading(scene.say("page.metod.title"), scene.say("metod.lead"))
account.show_definitions()
account.show_sources()
account.show_notices()
account.show_limits_and_version()
