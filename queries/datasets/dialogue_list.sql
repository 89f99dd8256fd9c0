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
administration = "text? | administration that held it"
mandate = "text? | how far the influence goes: veta, tycka, resonera, genomfora or bestamma"
duties_filled_count = "integer | of the five duties, those filled in: purpose, target group, mandate, stage, who gives feedback"
participants_count = "integer? | persons present; null where not counted or hidden"
suppression_reason = "text? | why the number is hidden; null where it is not"
women_count = "integer? | women present; null where not counted or hidden"
women_reason = "text? | why that number is hidden"
men_count = "integer? | men present; null where not counted or hidden"
men_reason = "text? | why that number is hidden"
unknown_gender_count = "integer? | persons present whose sex was not told; null where not counted or hidden"
unknown_gender_reason = "text? | why that number is hidden"
is_gender_missing = "boolean | persons were counted, but never by sex"
channel = "text? | physical, digital, mixed, panel, council or outreach"
lon = "number? | place, WGS84"
lat = "number? | the same"
is_example = "boolean | invented, not the organisation's own"
*/
WITH room AS (
    SELECT
        dialogue_id,
        area_id,
        max(person_count) FILTER (WHERE dimension = 'all') AS participants_count,
        max(suppression_reason) FILTER (WHERE dimension = 'all') AS suppression_reason,
        max(person_count) FILTER (WHERE category = 'women') AS women_count,
        max(suppression_reason) FILTER (WHERE category = 'women') AS women_reason,
        max(person_count) FILTER (WHERE category = 'men') AS men_count,
        max(suppression_reason) FILTER (WHERE category = 'men') AS men_reason,
        max(person_count) FILTER (WHERE dimension = 'gender' AND category = 'unknown') AS unknown_gender_count,
        max(suppression_reason) FILTER (WHERE dimension = 'gender' AND category = 'unknown') AS unknown_gender_reason,
        bool_or(dimension = 'all' AND (person_count IS NOT NULL OR suppression_reason IS NOT NULL))
            AND NOT bool_or(
                dimension = 'gender' AND category <> 'total' AND (person_count IS NOT NULL OR suppression_reason IS NOT NULL)
            ) AS is_gender_missing
    FROM fact_attendance
    WHERE measure = 'present' AND dimension IN ('all', 'gender')
    GROUP BY dialogue_id, area_id
)

SELECT
    dialogue.dialogue_id,
    dialogue.title,
    dialogue.classification,
    dialogue.status,
    dialogue.start_date,
    dialogue.part_area_id,
    coalesce(part.area_name, dialogue.area_written) AS area_name,
    dialogue.organization AS administration,
    dialogue.mandate,
    (
        (dialogue.purpose IS NOT NULL)::INTEGER + (dialogue.target_group IS NOT NULL)::INTEGER + (dialogue.mandate IS NOT NULL)::INTEGER
        + (dialogue.stage IS NOT NULL)::INTEGER + (dialogue.feedback_owner IS NOT NULL)::INTEGER
    )::INTEGER AS duties_filled_count,
    room.participants_count,
    room.suppression_reason,
    room.women_count,
    room.women_reason,
    room.men_count,
    room.men_reason,
    room.unknown_gender_count,
    room.unknown_gender_reason,
    coalesce(room.is_gender_missing, false) AS is_gender_missing,
    dialogue.channel,
    dialogue.lon,
    dialogue.lat,
    dialogue.provenance = 'example' AS is_example
FROM fact_dialogue AS dialogue
LEFT JOIN dim_area AS part ON part.area_id = dialogue.part_area_id
LEFT JOIN room ON room.area_id = dialogue.area_id AND room.dialogue_id = dialogue.dialogue_id
WHERE dialogue.area_id = $area OR dialogue.part_area_id = $area
ORDER BY dialogue.start_date DESC, dialogue.dialogue_id
