/*
title = "Each dialogue that a decision rests on, the day it was held and the day of the decision, the latest first"
grain = ["dialogue_id"]
source_tables = ["fact_dialogue", "fact_dialogue_decision"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[params.year]
type = "integer"
optional = true
meaning = "Year the dialogue was held; all years when left out"

[params.kind]
type = "text"
default = "all"
allowed = ["all", "citizen_dialogue", "forum", "pbl_consultation", "meeting", "conversation", "user_dialogue", "walk", "survey", "other"]
meaning = "Kind of dialogue"

[params.administration]
type = "text"
default = "all"
meaning = "Administration that held them; all of them when left out"

[params.part]
type = "text"
default = "all"
meaning = "Part they were about; all of them when left out"

[columns]
dialogue_id = "text | dialogue"
title = "text | title"
administration = "text? | administration that held it"
mandate = "text? | veta, tycka, resonera, genomfora or bestamma"
stage = "text? | place in the decision process as the register has it"
start_date = "date | day it began"
decision_reference = "text? | decision"
decision_title = "text? | what was decided, where the register of decisions has it"
decision_date = "date? | day of the decision"
days_before_value = "number? | days from the dialogue to the decision; below 0 when it came afterwards"
timing = "text | early, late or unknown: whether the decision was still being prepared"
is_example = "boolean | invented, not the organisation's own"
*/
SELECT
    dialogue.dialogue_id,
    dialogue.title,
    dialogue.organization AS administration,
    dialogue.mandate,
    dialogue.stage,
    dialogue.start_date,
    decision.decision_reference,
    decision.decision_title,
    decision.decision_date,
    (decision.decision_date - dialogue.start_date)::DOUBLE AS days_before_value,
    decision.timing,
    decision.provenance = 'example' AS is_example
FROM fact_dialogue_decision AS decision
JOIN fact_dialogue AS dialogue USING (area_id, dialogue_id)
WHERE dialogue.area_id = $area
    AND ($year::INTEGER IS NULL OR year(dialogue.start_date) = $year)
    AND ($kind = 'all' OR dialogue.classification = $kind)
    AND ($administration = 'all' OR dialogue.organization = $administration)
    AND ($part = 'all' OR dialogue.part_area_id = $part)
ORDER BY dialogue.start_date DESC, dialogue.dialogue_id
