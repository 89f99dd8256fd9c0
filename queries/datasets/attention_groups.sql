/*
title = "Groups and parts set out for special attention, with the barrier, and whether dialogues have reached them"
grain = ["dimension", "category"]
source_tables = ["dim_area", "fact_attendance", "fact_attendance_background", "fact_attention", "fact_dialogue", "fact_reach", "fact_resident"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[params.year]
type = "integer"
optional = true
meaning = "Year the dialogues began; all years when left out"

[params.least]
type = "integer"
default = 5
meaning = "Participations from which a group is reached; a part is reached by one resident"

[columns]
dimension = "text | area, gender, age, birth_region or another that the register names"
category = "text | part or group"
category_name = "text? | name of the part; null for a group"
barrier = "text | what stands in the way, as the register has it"
reviewed_date = "date? | day the wording was reviewed; null where it was not"
dialogue_count = "integer | dialogues held in the part, or where the group was counted"
participants_count = "integer? | participations of the group, as far as they are shown; null where nothing is, and for parts"
hidden_count = "integer | dialogues where the group's number is hidden; 0 for parts"
unique_count = "integer? | residents of the part who took part in the year, each once; null for groups, hidden, or not registered"
resident_count = "integer? | residents of the part; null for groups"
reach_ratio = "number? | unique_count per 1,000 residents"
is_reached = "boolean? | reached; null where it cannot be said"
reached_count = "integer | of all that are set out, those that are reached"
known_count = "integer | those of which it is known"
flagged_count = "integer | all that are set out"
reached_share = "number? | reached_count by known_count, 0-1"
is_example = "boolean | invented, not the organisation's own"
*/
WITH dialogue AS (
    SELECT area_id, dialogue_id, part_area_id
    FROM fact_dialogue
    WHERE area_id = $area AND coalesce(status, 'held') = 'held' AND ($year::INTEGER IS NULL OR year(start_date) = $year)
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

came AS (
    SELECT
        dimension,
        category,
        count(*) FILTER (person_count IS NOT NULL OR is_suppressed) AS dialogue_count,
        sum(person_count)::INTEGER AS participants_count,
        count(*) FILTER (is_suppressed) AS hidden_count
    FROM present
    GROUP BY ALL
    UNION ALL
    SELECT 'area', part_area_id, count(*), NULL, 0
    FROM dialogue
    GROUP BY part_area_id
),

living AS (
    SELECT place_id, unique_count
    FROM fact_reach
    WHERE area_id = $area AND reach_year = $year AND gender = 'total'
),

resident AS (
    SELECT place_id, resident_count
    FROM fact_resident
    WHERE base = 'all' AND dimension = 'all' AND gender = 'total'
    QUALIFY row_number() OVER (
        PARTITION BY place_id
        ORDER BY population_year <= coalesce($year, 9999) DESC,
            CASE WHEN population_year <= coalesce($year, 9999) THEN -population_year ELSE population_year END
    ) = 1
),

found AS (
    SELECT
        flagged.dimension,
        flagged.category,
        CASE flagged.dimension WHEN 'area' THEN coalesce(part.area_name, flagged.category_written) END AS category_name,
        flagged.barrier,
        flagged.reviewed_date,
        coalesce(came.dialogue_count, 0) AS dialogue_count,
        came.participants_count,
        coalesce(came.hidden_count, 0) AS hidden_count,
        living.unique_count,
        resident.resident_count,
        1000 * living.unique_count / nullif(resident.resident_count, 0) AS reach_ratio,
        CASE
            WHEN flagged.dimension = 'area' THEN living.unique_count > 0
            WHEN came.participants_count >= $least THEN true
            WHEN came.hidden_count = 0 AND came.participants_count IS NOT NULL THEN false
        END AS is_reached,
        flagged.provenance = 'example' AS is_example
    FROM fact_attention AS flagged
    LEFT JOIN came USING (dimension, category)
    LEFT JOIN dim_area AS part ON flagged.dimension = 'area' AND part.area_id = flagged.category
    LEFT JOIN living ON flagged.dimension = 'area' AND living.place_id = flagged.category
    LEFT JOIN resident ON flagged.dimension = 'area' AND resident.place_id = flagged.category
    WHERE flagged.area_id = $area
)

SELECT
    * EXCLUDE (is_example),
    count(*) FILTER (is_reached) OVER () AS reached_count,
    count(is_reached) OVER () AS known_count,
    count(*) OVER () AS flagged_count,
    count(*) FILTER (is_reached) OVER () / nullif(count(is_reached) OVER (), 0) AS reached_share,
    is_example
FROM found
ORDER BY list_position(['area', 'gender', 'age', 'birth_region'], dimension), category_name, category
