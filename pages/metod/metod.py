"""How we know: what measures mean, where figures come from, what was noticed, how persons are protected, what this is not."""

from spegel.ui import account, choices, scene, show

choices.place()
show.show_heading(scene.say("page.metod.title"), scene.say("metod.lead"))
account.show_definitions()
account.show_sources()
account.show_notices()
account.show_protection()
account.show_limits_and_version()
