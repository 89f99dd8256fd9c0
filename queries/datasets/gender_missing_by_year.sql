/*
title = "Dialogues held without sex being registered, by year"
grain = ["period"]
source_tables = ["fact_dialogue", "fact_attendance"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[columns]
period = "text | year the dialogue began; total: all years"
held_count = "integer | dialogues held"
missing_count = "integer | of them, those where nobody was counted as woman, man or another sex"
uncounted_count = "integer | of those, the ones where nobody was counted at all"
missing_share = "number | missing_count / held_count"
is_example = "boolean | invented, not the organisation's own"
*/
WITH room AS (
    SELECT
        area_id,
        dialogue_id,
        bool_or(dimension = 'gender' AND category NOT IN ('total', 'unknown')) AS has_gender,
        bool_or(dimension = 'all') AS has_people
    FROM fact_attendance
    WHERE measure = 'present' AND dimension IN ('all', 'gender') AND (person_count IS NOT NULL OR suppression_reason IS NOT NULL)
    GROUP BY area_id, dialogue_id
),

held AS (
    SELECT
        year(dialogue.start_date)::VARCHAR AS start_year,
        coalesce(room.has_gender, false) AS has_gender,
        coalesce(room.has_people, false) AS has_people,
        dialogue.provenance
    FROM fact_dialogue AS dialogue
    LEFT JOIN room USING (area_id, dialogue_id)
    WHERE dialogue.area_id = $area AND coalesce(dialogue.status, 'held') = 'held'
)

SELECT
    coalesce(start_year, 'total') AS period,
    count(*) AS held_count,
    count(*) FILTER (NOT has_gender) AS missing_count,
    count(*) FILTER (NOT has_gender AND NOT has_people) AS uncounted_count,
    count(*) FILTER (NOT has_gender) / count(*) AS missing_share,
    bool_or(provenance = 'example') AS is_example
FROM held
GROUP BY GROUPING SETS ((start_year), ())
HAVING count(*) > 0
ORDER BY period = 'total', period DESC
