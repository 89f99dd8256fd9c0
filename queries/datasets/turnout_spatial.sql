/*
title = "Do districts with high turnout lie side by side? Moran's I, election by election"
grain = ["election_id"]
source_tables = ["fact_moran", "fact_turnout", "area_district", "dim_election"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation"

[params.election_type]
type = "text"
allowed = ["RD", "RF", "KF", "EU"]
default_from = "profile.election_type"
meaning = "RD riksdag, RF region, KF municipal, EU European Parliament"

[columns]
election_id = "text | election"
election_date = "date | day of the election"
district_count = "integer | districts with at least one neighbour"
island_count = "integer | districts without, left out"
unmapped_district_count = "integer | districts with neither borders nor a position, left out too"
moran_index = "number? | global Moran's I, -1 to 1; null below 20 districts or when all turnouts are equal"
p_value = "number? | how often chance alone gives as much, 0-1"
geometry_kind = "text | official or schematic: which borders the neighbours come from"
*/
WITH district AS (
    SELECT result.election_id, count(*) AS district_count
    FROM area_district AS place
    JOIN dim_election AS election USING (area_version)
    JOIN fact_turnout AS result ON result.election_id = election.election_id AND result.district_code = place.district_code
    WHERE place.area_id = $area AND election.election_type = $election_type
    GROUP BY result.election_id
)

SELECT
    fact.election_id,
    election.election_date,
    fact.district_count,
    fact.island_count,
    greatest(0, coalesce(district.district_count, 0) - fact.district_count - fact.island_count) AS unmapped_district_count,
    fact.moran_index,
    fact.p_value,
    fact.geometry_kind
FROM fact_moran AS fact
JOIN dim_election AS election USING (election_id)
LEFT JOIN district USING (election_id)
WHERE fact.area_id = $area AND election.election_type = $election_type
ORDER BY election.election_date, fact.election_id
