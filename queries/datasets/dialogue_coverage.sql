/*
title = "Parts with a dialogue and groups that came, and those without: how much dialogues cover"
grain = ["dimension", "category"]
source_tables = ["dim_area", "fact_attendance", "fact_attendance_background", "fact_dialogue"]

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

[params.least]
type = "integer"
default = 5
meaning = "Participations from which a group is reached; a part is reached by one dialogue"

[columns]
dimension = "text | area, gender, age or birth_region"
category = "text | part, or group"
category_name = "text? | name of the part"
dialogue_count = "integer | dialogues held in the part, or where the dimension was counted"
participants_count = "integer? | participations of the group, as far as they are shown; null where nothing is, and for parts"
hidden_count = "integer | dialogues where the group's number is hidden; 0 for parts"
is_reached = "boolean? | reached; null where nobody counted the group, or where hidden numbers decide"
reached_count = "integer | parts or groups of the dimension that are reached"
known_count = "integer | those of which it is known"
reached_share = "number? | reached_count by known_count, 0-1"
is_example = "boolean | invented, not the organisation's own"
*/
WITH dialogue AS (
    SELECT area_id, dialogue_id, part_area_id
    FROM fact_dialogue
    WHERE area_id = $area
        AND coalesce(status, 'held') = 'held'
        AND ($year::INTEGER IS NULL OR year(start_date) = $year)
        AND ($kind = 'all' OR classification = $kind)
        AND ($administration = 'all' OR organization = $administration)
),

present AS (
    SELECT dialogue_id, dimension, category, person_count, is_suppressed
    FROM fact_attendance
    JOIN dialogue USING (area_id, dialogue_id)
    WHERE measure = 'present' AND dimension IN ('gender', 'age')
    UNION ALL
    SELECT dialogue_id, dimension, category, person_count, is_suppressed
    FROM fact_attendance_background
    JOIN dialogue USING (area_id, dialogue_id)
    WHERE measure = 'present' AND dimension = 'birth_region'
),

expected AS (
    SELECT 'gender' AS dimension, unnest(['women', 'men']) AS category
    UNION ALL
    SELECT 'age', unnest(['0-17', '18-29', '30-49', '50-64', '65+'])
    UNION ALL
    SELECT 'birth_region', unnest(['sweden', 'europe', 'world'])
),

counted AS (
    SELECT
        'area' AS dimension,
        part.area_id AS category,
        part.area_name AS category_name,
        count(dialogue.dialogue_id) AS dialogue_count,
        NULL::INTEGER AS participants_count,
        0::BIGINT AS hidden_count,
        count(dialogue.dialogue_id) > 0 AS is_reached
    FROM dim_area AS part
    LEFT JOIN dialogue ON dialogue.part_area_id = part.area_id
    WHERE part.parent_area_id = $area AND part.area_level IN ('kommundel', 'stadsdel')
    GROUP BY part.area_id, part.area_name
    UNION ALL
    SELECT
        dimension,
        category,
        NULL,
        count(present.dialogue_id) FILTER (person_count IS NOT NULL OR is_suppressed),
        sum(person_count)::INTEGER,
        count(*) FILTER (is_suppressed),
        CASE
            WHEN sum(person_count) >= $least THEN true
            WHEN count(*) FILTER (is_suppressed) = 0 AND count(person_count) > 0 THEN false
        END
    FROM expected
    LEFT JOIN present USING (dimension, category)
    GROUP BY dimension, category
)

SELECT
    dimension,
    category,
    category_name,
    dialogue_count,
    participants_count,
    hidden_count,
    is_reached,
    count(*) FILTER (is_reached) OVER whole AS reached_count,
    count(is_reached) OVER whole AS known_count,
    count(*) FILTER (is_reached) OVER whole / nullif(count(is_reached) OVER whole, 0) AS reached_share,
    (SELECT coalesce(bool_or(provenance = 'example'), false) FROM fact_dialogue WHERE area_id = $area) AS is_example
FROM counted
WHERE EXISTS (FROM fact_dialogue WHERE area_id = $area AND ($administration = 'all' OR organization = $administration))
WINDOW whole AS (PARTITION BY dimension)
ORDER BY list_position(['area', 'gender', 'age', 'birth_region'], dimension),
    list_position(['women', 'men', 'sweden', 'europe', 'world'], category), category
