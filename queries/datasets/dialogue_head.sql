/*
title = "What a dialogue is for, whom it is for, how far the influence goes, and who decides what and when"
grain = ["dialogue_id"]
source_tables = ["fact_dialogue"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[params.dialogue]
type = "text"
optional = true
meaning = "Dialogue; all of them when left out"

[columns]
dialogue_id = "text | dialogue"
title = "text | title"
purpose = "text? | why it is held"
target_group = "text? | whom it is for"
mandate = "text? | how far the influence goes: veta, tycka, resonera, genomfora or bestamma"
parties = "text? | what each party takes part in and decides"
stage = "text? | place in the decision process"
is_example = "boolean | invented, not the organisation's own"
*/
SELECT dialogue_id, title, purpose, target_group, mandate, parties, stage, provenance = 'example' AS is_example
FROM fact_dialogue
WHERE area_id = $area AND ($dialogue::VARCHAR IS NULL OR dialogue_id = $dialogue)
ORDER BY start_date DESC, dialogue_id
