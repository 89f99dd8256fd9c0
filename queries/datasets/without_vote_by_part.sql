/*
title = "Residents without a vote in the municipal election, part by part: children and adults who are no electors"
grain = ["part_area_id"]
source_tables = ["dim_area", "fact_resident"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation"

[columns]
part_area_id = "text | part; total for the whole area"
part_name = "text? | name of the part"
resident_count = "integer? | residents of all ages; null where not known"
population_date = "date? | day they are counted: the latest"
eligible_count = "integer? | electors of the latest municipal election up to then; null where not known"
election_date = "date? | its day"
without_vote_count = "integer? | residents less electors; null where either is not known or the electors are more"
without_vote_share = "number? | of the residents, 0-1"
source_id = "text? | sources of both, divided by a comma"
*/
WITH resident AS (
    SELECT place_id, population_year, resident_count, population_date, source_id
    FROM fact_resident
    WHERE base = 'all' AND dimension = 'all' AND gender = 'total'
    QUALIFY row_number() OVER (PARTITION BY place_id ORDER BY population_year DESC) = 1
),

latest AS (
    SELECT resident.place_id, resident.resident_count, resident.population_date, elector.resident_count AS eligible_count,
        elector.population_date AS election_date, concat_ws(',', resident.source_id, elector.source_id) AS source_id
    FROM resident
    LEFT JOIN fact_resident AS elector
        ON elector.place_id = resident.place_id
        AND elector.base = 'eligible'
        AND elector.dimension = 'all'
        AND elector.gender = 'total'
        AND elector.population_year <= resident.population_year
    QUALIFY row_number() OVER (PARTITION BY resident.place_id ORDER BY elector.population_year DESC) = 1
)

SELECT
    CASE WHEN place.area_id = $area THEN 'total' ELSE place.area_id END AS part_area_id,
    CASE WHEN place.area_id <> $area THEN place.area_name END AS part_name,
    latest.resident_count,
    latest.population_date,
    latest.eligible_count,
    latest.election_date,
    CASE WHEN latest.eligible_count <= latest.resident_count THEN latest.resident_count - latest.eligible_count END AS without_vote_count,
    CASE
        WHEN latest.eligible_count <= latest.resident_count
            THEN (latest.resident_count - latest.eligible_count) / nullif(latest.resident_count, 0)
    END AS without_vote_share,
    latest.source_id
FROM dim_area AS place
LEFT JOIN latest ON latest.place_id = place.area_id
WHERE place.area_id = $area OR (place.parent_area_id = $area AND place.area_level IN ('kommundel', 'stadsdel'))
ORDER BY place.area_id = $area DESC, place.area_name, place.area_id
