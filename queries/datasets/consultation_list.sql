/*
title = "Consultations under the Planning and Building Act, the latest first: dates, area and statements"
grain = ["dialogue_id"]
source_tables = ["fact_dialogue", "dim_area"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[params.year]
type = "integer"
optional = true
meaning = "Year the dialogue was held; all years when left out"

[columns]
dialogue_id = "text | consultation"
title = "text | title"
start_date = "date | first day of the consultation"
end_date = "date? | last day"
area_name = "text? | part, else the area as the register has it"
channel = "text? | physical, digital, mixed, panel, council or outreach"
statements_count = "integer? | statements received; null where not counted"
decision_reference = "text? | decision it was a basis for, as its own row has it"
is_example = "boolean | invented, not the organisation's own"
*/
SELECT
    dialogue.dialogue_id,
    dialogue.title,
    dialogue.start_date,
    dialogue.end_date,
    coalesce(part.area_name, dialogue.area_written) AS area_name,
    dialogue.channel,
    dialogue.contributions_count AS statements_count,
    dialogue.decision_reference,
    dialogue.provenance = 'example' AS is_example
FROM fact_dialogue AS dialogue
LEFT JOIN dim_area AS part ON part.area_id = dialogue.part_area_id
WHERE dialogue.area_id = $area
    AND dialogue.classification = 'pbl_consultation'
    AND coalesce(dialogue.status, 'held') = 'held'
    AND ($year::INTEGER IS NULL OR year(dialogue.start_date) = $year)
ORDER BY dialogue.start_date DESC, dialogue.dialogue_id
