/*
title = "Consultations under the Planning and Building Act by part: how many, and statements per 1,000 residents"
grain = ["part_area_id"]
source_tables = ["fact_dialogue", "dim_area", "fact_resident"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[params.year]
type = "integer"
optional = true
meaning = "Year the dialogue was held; all years when left out"

[columns]
part_area_id = "text | part; total for all, '' where it is not known or no part of today"
part_name = "text? | name of the part"
consultation_count = "integer | consultations held; parts without any have a row too"
statements_count = "integer? | statements received, as far as they were counted; null where none was"
uncounted_count = "integer | consultations whose statements were not counted"
resident_count = "integer? | residents of the part, or of the whole area; null where not known"
population_year = "integer? | year of that count: the latest"
per_1000_ratio = "number? | 1,000 x statements_count / resident_count; null where either is not known"
is_example = "boolean | invented, not the organisation's own"
*/
WITH consultation AS (
    SELECT coalesce(part_area_id, '') AS part_area_id, contributions_count, provenance
    FROM fact_dialogue
    WHERE area_id = $area
        AND classification = 'pbl_consultation'
        AND coalesce(status, 'held') = 'held'
        AND ($year::INTEGER IS NULL OR year(start_date) = $year)
),
place AS (
    SELECT area_id AS part_area_id, area_id AS place_id
    FROM dim_area
    WHERE parent_area_id = $area AND area_level IN ('kommundel', 'stadsdel') AND EXISTS (FROM consultation)
    UNION
    SELECT part_area_id, part_area_id FROM consultation
    UNION
    SELECT 'total', $area FROM consultation
),
resident AS (
    SELECT place_id, max_by(resident_count, population_year) AS resident_count, max(population_year) AS population_year
    FROM fact_resident
    WHERE base = 'all' AND dimension = 'all' AND gender = 'total'
    GROUP BY place_id
),
counted AS (
    SELECT
        place.part_area_id,
        place.place_id,
        count(consultation.part_area_id) AS consultation_count,
        sum(contributions_count)::INTEGER AS statements_count,
        count(consultation.part_area_id) FILTER (contributions_count IS NULL) AS uncounted_count,
        bool_or(provenance = 'example') AS is_example
    FROM place
    LEFT JOIN consultation ON place.part_area_id IN ('total', consultation.part_area_id)
    GROUP BY place.part_area_id, place.place_id
)
SELECT
    counted.part_area_id,
    CASE WHEN counted.part_area_id <> 'total' THEN part.area_name END AS part_name,
    counted.consultation_count,
    CASE WHEN counted.consultation_count = 0 THEN 0 ELSE counted.statements_count END AS statements_count,
    counted.uncounted_count,
    resident.resident_count,
    resident.population_year,
    1000 * CASE WHEN counted.consultation_count = 0 THEN 0 ELSE counted.statements_count END / nullif(resident.resident_count, 0) AS per_1000_ratio,
    bool_or(counted.is_example) OVER () AS is_example
FROM counted
LEFT JOIN dim_area AS part ON part.area_id = counted.place_id
LEFT JOIN resident ON resident.place_id = counted.place_id
ORDER BY counted.part_area_id = 'total' DESC, counted.part_area_id = '', part.area_name, counted.part_area_id
