/*
title = "Areas one can choose: municipalities and organisations with results of districts"
grain = ["area_id"]
source_tables = ["dim_area", "dim_organisation", "area_district", "fact_turnout"]

[columns]
area_id = "text | area"
area_level = "text | kommun or stadsdelsomrade"
area_name = "text | name in Swedish"
organisation_id = "text? | folder name of its profile"
municipality_code = "text | municipality it is or lies in"
district_election_count = "integer | elections with results of its districts"
*/
WITH election_district AS (
    SELECT DISTINCT place.area_id, fact.election_id
    FROM area_district AS place
    JOIN dim_area AS area USING (area_id)
    JOIN fact_turnout AS fact ON fact.area_version = place.area_version AND fact.district_code = place.district_code
    WHERE area.area_level IN ('kommun', 'stadsdelsomrade')
),

organisation AS (
    SELECT area_id, min(organisation_id) AS organisation_id
    FROM dim_organisation
    GROUP BY area_id
)

SELECT
    area.area_id,
    any_value(area.area_level) AS area_level,
    any_value(area.area_name) AS area_name,
    any_value(organisation.organisation_id) AS organisation_id,
    any_value(coalesce(area.municipality_code, area.area_id)) AS municipality_code,
    count(*) AS district_election_count
FROM election_district
JOIN dim_area AS area USING (area_id)
LEFT JOIN organisation USING (area_id)
GROUP BY area.area_id
ORDER BY area_name, area.area_id
