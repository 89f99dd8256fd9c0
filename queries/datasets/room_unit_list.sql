/*
title = "Rooms to choose from: years, parts of the municipality by year, and dialogues"
grain = ["unit_kind", "unit_id"]
source_tables = ["fact_room_mirror", "fact_dialogue", "dim_area"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation"

[columns]
unit_kind = "text | year, part_year or dialogue"
unit_id = "text | dialogue, <part>:<year> or year"
unit_year = "integer | year"
part_area_id = "text? | part it was about; null where unknown or no part of today, and for a year"
part_name = "text? | its name"
title = "text? | title of the dialogue"
classification = "text? | kind of dialogue"
start_date = "date? | day it began"
present_count = "integer? | persons present; null where hidden or not counted"
is_example = "boolean | invented, not the organisation's own"
*/
SELECT
    mirror.unit_kind,
    mirror.unit_id,
    mirror.unit_year,
    mirror.part_area_id,
    part.area_name AS part_name,
    dialogue.title,
    dialogue.classification,
    dialogue.start_date,
    mirror.present_count,
    mirror.provenance = 'example' AS is_example
FROM fact_room_mirror AS mirror
LEFT JOIN fact_dialogue AS dialogue
    ON mirror.unit_kind = 'dialogue' AND dialogue.area_id = mirror.area_id AND dialogue.dialogue_id = mirror.unit_id
LEFT JOIN dim_area AS part ON part.area_id = mirror.part_area_id
WHERE mirror.area_id = $area AND mirror.dimension = 'all'
ORDER BY
    list_position(['year', 'part_year', 'dialogue'], mirror.unit_kind), mirror.unit_year DESC, part_name, dialogue.start_date DESC, mirror.unit_id
