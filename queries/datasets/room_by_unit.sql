/*
title = "Who was in the room and who spoke, group by group, beside the population"
grain = ["measure", "dimension", "category"]
source_tables = ["fact_attendance", "fact_attendance_sum", "fact_attendance_cross", "fact_room_mirror", "fact_resident", "dim_area"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation"

[params.unit]
type = "text"
meaning = "dialogue, <part>:<year> or year; see room_unit_list"

[columns]
measure = "text | present, or speaking"
dimension = "text | gender, age, gender_age (never speaking, nor of a part and year), area, role, first_time or all"
category = "text | group (women_18-29 of gender_age), unknown or total; of sums of gender other_or_unknown; of the dimension area a part, or the area as the register has it"
category_name = "text? | name of the part; null where the group is no part"
person_count = "integer? | persons; null where hidden or not counted"
present_count = "integer? | the same group's persons present; null where hidden or not counted"
known_count = "integer? | persons present whose group is known; null where a group of the dimension is hidden"
population_share = "number? | the group's share of the reference population; null for speaking and where it has none"
expected_count = "number? | persons of the group in a room that mirrors the population"
deviation_count = "number? | person_count less expected_count; negative: missing"
repr_ratio = "number? | share of the room by share of the population, 1 = proportional"
ci_low_ratio = "number? | its lower limit, 95 percent, Wilson"
ci_high_ratio = "number? | its upper limit"
suppression_reason = "text? | why the number is hidden"
*/
WITH cell AS (
    SELECT dialogue_id AS unit_id, area_id, measure, dimension, category, person_count, suppression_reason
    FROM fact_attendance
    UNION ALL
    SELECT
        CASE unit_kind WHEN 'year' THEN unit_year::VARCHAR ELSE part_area_id || ':' || unit_year END,
        area_id, measure, dimension, category, person_count, suppression_reason
    FROM fact_attendance_sum
    UNION ALL
    -- Women and men have a row also where the cross is hidden; others where there is somebody.
    SELECT unit_id, area_id, 'present', 'gender_age', category, person_count, suppression_reason
    FROM fact_attendance_cross
    WHERE person_count > 0 OR NOT (category = 'unknown' OR starts_with(category, 'other'))
),
named AS (
    SELECT measure, dimension, coalesce(part.area_id, category) AS category, person_count, suppression_reason
    FROM cell
    LEFT JOIN dim_area AS part
        ON cell.dimension = 'area'
        AND part.parent_area_id = cell.area_id
        AND lower(part.area_name) = lower(cell.category)
        AND part.area_level IN ('kommundel', 'stadsdel')
    WHERE cell.area_id = $area AND unit_id = $unit
),
reference AS (
    SELECT
        mirror.dimension,
        mirror.known_count,
        CASE mirror.dimension
            WHEN 'gender' THEN resident.gender
            WHEN 'gender_age' THEN resident.gender || '_' || resident.category
            ELSE resident.category
        END AS category,
        sum(resident.resident_count) AS residents
    FROM fact_room_mirror AS mirror
    JOIN fact_resident AS resident
        ON resident.place_id = mirror.reference_place_id
        AND resident.population_year = mirror.population_year
        AND resident.base = 'all'
        AND resident.dimension = CASE mirror.dimension WHEN 'gender' THEN 'all' WHEN 'gender_age' THEN 'age' ELSE mirror.dimension END
        AND (mirror.dimension = 'area') = (resident.gender = 'total')
    WHERE mirror.area_id = $area AND mirror.unit_id = $unit AND mirror.dimension <> 'all'
    GROUP BY mirror.dimension, mirror.known_count, 3
),
share AS (
    SELECT *, residents / sum(residents) OVER (PARTITION BY dimension) AS p
    FROM reference
),
beside AS (
    -- A group that nobody came from has no row in the register, and is missing all the same.
    SELECT
        coalesce(named.measure, 'present') AS measure,
        dimension,
        category,
        CASE WHEN named.measure IS NULL AND share.known_count IS NOT NULL THEN 0 ELSE named.person_count END AS person_count,
        named.suppression_reason,
        CASE WHEN coalesce(named.measure, 'present') = 'present' THEN share.p END AS p,
        CASE WHEN coalesce(named.measure, 'present') = 'present' THEN share.known_count END AS n
    FROM named
    FULL JOIN share USING (dimension, category)
),
wilson AS (
    SELECT
        *,
        person_count / nullif(n, 0) AS q,
        (q + 1.959964 * 1.959964 / (2 * n)) / (1 + 1.959964 * 1.959964 / n) AS middle,
        1.959964 / (1 + 1.959964 * 1.959964 / n) * sqrt(q * (1 - q) / n + 1.959964 * 1.959964 / (4 * n * n)) AS half
    FROM (SELECT * REPLACE (nullif(n, 0) AS n) FROM beside)
)
SELECT
    wilson.measure,
    wilson.dimension,
    wilson.category,
    part.area_name AS category_name,
    wilson.person_count::INTEGER AS person_count,
    present.person_count::INTEGER AS present_count,
    wilson.n::INTEGER AS known_count,
    wilson.p AS population_share,
    wilson.n * wilson.p AS expected_count,
    wilson.person_count - wilson.n * wilson.p AS deviation_count,
    wilson.q / wilson.p AS repr_ratio,
    CASE WHEN wilson.q IS NOT NULL THEN greatest(wilson.middle - wilson.half, 0) / wilson.p END AS ci_low_ratio,
    CASE WHEN wilson.q IS NOT NULL THEN least(wilson.middle + wilson.half, 1) / wilson.p END AS ci_high_ratio,
    wilson.suppression_reason
FROM wilson
LEFT JOIN dim_area AS part ON part.area_id = wilson.category AND wilson.dimension = 'area'
LEFT JOIN beside AS present
    ON present.measure = 'present'
    AND present.dimension = wilson.dimension
    AND present.category = wilson.category
ORDER BY wilson.measure, wilson.dimension, wilson.category
