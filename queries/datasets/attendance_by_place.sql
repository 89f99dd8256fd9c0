/*
title = "Who has come to earlier dialogues, by part, place and channel: between a least and a most where numbers are hidden"
grain = ["part_area_id", "location", "channel", "dimension", "category"]
source_tables = ["fact_dialogue", "fact_attendance"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality, organisation or part"

[columns]
part_area_id = "text | part the dialogues were about; empty where unknown or no part of today"
location = "text | place they were held in; empty where not told"
channel = "text | physical, digital, mixed, panel, council or outreach; empty where not told"
dimension = "text | gender or age"
category = "text | group, unknown, or total: everybody present"
dialogue_count = "integer | dialogues held where the dimension was counted and everybody present is told"
hidden_count = "integer | of them, those where the group's number is hidden"
least_count = "integer | persons in the group that are shown"
most_count = "integer | those and all that may be behind hidden numbers: what the other groups leave of everybody present"
first_date = "date | day of the first of these dialogues"
last_date = "date | day of the last"
is_example = "boolean | some are invented, not the organisation's own"
*/
WITH cell AS (
    SELECT
        dialogue.dialogue_id,
        coalesce(dialogue.part_area_id, '') AS part_area_id,
        coalesce(dialogue.location, '') AS location,
        coalesce(dialogue.channel, '') AS channel,
        dialogue.start_date,
        dialogue.provenance,
        present.dimension,
        present.category,
        present.person_count,
        present.is_suppressed,
        sum(present.person_count) FILTER (present.category = 'total') OVER room AS room_count,
        coalesce(sum(present.person_count) FILTER (present.category <> 'total') OVER room, 0) AS shown_count
    FROM fact_attendance AS present
    JOIN fact_dialogue AS dialogue ON dialogue.area_id = present.area_id AND dialogue.dialogue_id = present.dialogue_id
    WHERE
        (dialogue.area_id = $area OR dialogue.part_area_id = $area)
        AND dialogue.status = 'held'
        AND present.measure = 'present'
        AND present.dimension IN ('gender', 'age')
    WINDOW room AS (PARTITION BY dialogue.area_id, dialogue.dialogue_id, present.dimension)
)

SELECT
    part_area_id,
    location,
    channel,
    dimension,
    category,
    count(DISTINCT dialogue_id)::INTEGER AS dialogue_count,
    count(*) FILTER (is_suppressed)::INTEGER AS hidden_count,
    sum(coalesce(person_count, 0))::INTEGER AS least_count,
    sum(CASE WHEN is_suppressed THEN room_count - shown_count ELSE coalesce(person_count, 0) END)::INTEGER AS most_count,
    min(start_date) AS first_date,
    max(start_date) AS last_date,
    bool_or(provenance = 'example') AS is_example
FROM cell
-- Without everybody present nothing can be said of who they were.
WHERE room_count IS NOT NULL
GROUP BY part_area_id, location, channel, dimension, category
ORDER BY part_area_id, location, channel, dimension, category
