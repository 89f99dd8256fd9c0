/*
title = "Dialogues held in each hexagon, and those who came as far as they are shown"
grain = ["hexagon_id"]
source_tables = ["dialogue_hexagon", "fact_attendance", "fact_dialogue"]

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
hexagon_id = "text | hexagon, one kilometre wide"
place_names = "text? | places in it as the register has them, divided by commas"
dialogue_count = "integer | dialogues held"
participants_count = "integer? | participations, as far as they are shown; null where nothing is"
hidden_count = "integer | dialogues whose number is hidden to protect persons"
uncounted_count = "integer | dialogues where nobody counted"
is_example = "boolean | invented, not the organisation's own"
*/
SELECT
    hexagon.hexagon_id,
    string_agg(DISTINCT dialogue.location, ', ' ORDER BY dialogue.location) AS place_names,
    count(*) AS dialogue_count,
    sum(room.person_count)::INTEGER AS participants_count,
    count(*) FILTER (room.is_suppressed) AS hidden_count,
    count(*) FILTER (room.person_count IS NULL AND NOT coalesce(room.is_suppressed, false)) AS uncounted_count,
    bool_or(dialogue.provenance = 'example') AS is_example
FROM fact_dialogue AS dialogue
JOIN dialogue_hexagon AS hexagon ON hexagon.area_id = dialogue.area_id AND hexagon.dialogue_id = dialogue.dialogue_id
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
GROUP BY hexagon.hexagon_id
ORDER BY dialogue_count DESC, hexagon.hexagon_id
