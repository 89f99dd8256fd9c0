/*
title = "Dialogues of an area, the latest first"
grain = ["dialogue_id"]
source_tables = ["fact_dialogue", "fact_attendance", "dim_area"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality, organisation or part"

[columns]
dialogue_id = "text | dialogue"
title = "text | title"
classification = "text | kind of dialogue"
status = "text? | planned, ongoing, held or cancelled"
start_date = "date | day it began"
part_area_id = "text? | part it was about; null where unknown or no part of today"
area_name = "text? | name of the part, else the area as the register has it"
mandate = "text? | how far the influence goes: veta, tycka, resonera, genomfora or bestamma"
duties_filled_count = "integer | of the five duties, those filled in: purpose, target group, mandate, stage, who gives feedback"
participants_count = "integer? | persons present; null where not counted or hidden"
suppression_reason = "text? | why the number is hidden; null where it is not"
channel = "text? | physical, digital, mixed, panel, council or outreach"
lon = "number? | place, WGS84"
lat = "number? | the same"
is_example = "boolean | invented, not the organisation's own"
*/
SELECT
    dialogue.dialogue_id,
    dialogue.title,
    dialogue.classification,
    dialogue.status,
    dialogue.start_date,
    dialogue.part_area_id,
    coalesce(part.area_name, dialogue.area_written) AS area_name,
    dialogue.mandate,
    (
        (dialogue.purpose IS NOT NULL)::INTEGER + (dialogue.target_group IS NOT NULL)::INTEGER + (dialogue.mandate IS NOT NULL)::INTEGER
        + (dialogue.stage IS NOT NULL)::INTEGER + (dialogue.feedback_owner IS NOT NULL)::INTEGER
    )::INTEGER AS duties_filled_count,
    attendance.person_count AS participants_count,
    attendance.suppression_reason,
    dialogue.channel,
    dialogue.lon,
    dialogue.lat,
    dialogue.provenance = 'example' AS is_example
FROM fact_dialogue AS dialogue
LEFT JOIN dim_area AS part ON part.area_id = dialogue.part_area_id
LEFT JOIN fact_attendance AS attendance
    ON attendance.area_id = dialogue.area_id
    AND attendance.dialogue_id = dialogue.dialogue_id
    AND attendance.measure = 'present'
    AND attendance.dimension = 'all'
WHERE dialogue.area_id = $area OR dialogue.part_area_id = $area
ORDER BY dialogue.start_date DESC, dialogue.dialogue_id
