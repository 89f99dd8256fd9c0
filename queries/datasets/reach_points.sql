/*
title = "Dialogues held, where they were, how many came and how far their influence went, the largest first"
grain = ["dialogue_id"]
source_tables = ["dialogue_hexagon", "dim_area", "fact_attendance", "fact_dialogue"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[params.year]
type = "integer"
optional = true
meaning = "Year the dialogues began; all years when left out"

[params.kind]
type = "text"
default = "all"
allowed = ["all", "citizen_dialogue", "forum", "pbl_consultation", "meeting", "conversation", "user_dialogue", "walk", "survey", "other"]
meaning = "Kind of dialogue"

[params.administration]
type = "text"
default = "all"
meaning = "Administration that held them; all of them when left out"

[columns]
dialogue_id = "text | dialogue"
title = "text | title"
classification = "text | kind of dialogue"
start_date = "date | day it began"
area_name = "text? | part, else the area as the register has it"
mandate = "text? | how far the influence goes: veta, tycka, resonera, genomfora or bestamma"
participants_count = "integer? | persons present; null where not counted or hidden"
suppression_reason = "text? | why the number is hidden; null where it is not"
lon = "number? | place, WGS84; null where it has none on a map"
lat = "number? | the same"
hexagon_id = "text? | hexagon it lies in"
is_example = "boolean | invented, not the organisation's own"
*/
SELECT
    dialogue.dialogue_id,
    dialogue.title,
    dialogue.classification,
    dialogue.start_date,
    coalesce(part.area_name, dialogue.area_written) AS area_name,
    dialogue.mandate,
    room.person_count AS participants_count,
    room.suppression_reason,
    dialogue.lon,
    dialogue.lat,
    hexagon.hexagon_id,
    dialogue.provenance = 'example' AS is_example
FROM fact_dialogue AS dialogue
LEFT JOIN dim_area AS part ON part.area_id = dialogue.part_area_id
LEFT JOIN dialogue_hexagon AS hexagon ON hexagon.area_id = dialogue.area_id AND hexagon.dialogue_id = dialogue.dialogue_id
LEFT JOIN fact_attendance AS room
    ON room.area_id = dialogue.area_id
    AND room.dialogue_id = dialogue.dialogue_id
    AND room.measure = 'present'
    AND room.dimension = 'all'
    AND room.category = 'total'
WHERE dialogue.area_id = $area
    AND coalesce(dialogue.status, 'held') = 'held'
    AND ($year::INTEGER IS NULL OR year(dialogue.start_date) = $year)
    AND ($kind = 'all' OR dialogue.classification = $kind)
    AND ($administration = 'all' OR dialogue.organization = $administration)
ORDER BY room.person_count DESC NULLS LAST, dialogue.start_date DESC, dialogue.dialogue_id
