/*
title = "Elections there are figures for in an area"
grain = ["election_id"]
source_tables = ["dim_election", "area_district", "fact_turnout", "fact_municipality_turnout"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality, organisation or part"

[columns]
election_id = "text | election"
election_type = "text | RD, RF, KF or EU"
election_date = "date | day of the election"
area_version = "text | version of the voting districts used"
has_districts = "boolean | there are results of its districts"
has_total = "boolean | there is an official total, late ballots included"
counting_stage = "text | final, or preliminary as soon as one part is"
*/
WITH districts AS (
    SELECT fact.election_id, bool_or(fact.counting_stage = 'preliminary') AS is_preliminary
    FROM area_district AS place
    JOIN dim_election AS election USING (area_version)
    JOIN fact_turnout AS fact ON fact.election_id = election.election_id AND fact.district_code = place.district_code
    WHERE place.area_id = $area
    GROUP BY fact.election_id
),

total AS (
    SELECT election_id, counting_stage = 'preliminary' AS is_preliminary
    FROM fact_municipality_turnout
    WHERE municipality_code = $area
)

SELECT
    election.election_id,
    election.election_type,
    election.election_date,
    election.area_version,
    districts.election_id IS NOT NULL AS has_districts,
    total.election_id IS NOT NULL AS has_total,
    CASE WHEN coalesce(districts.is_preliminary, false) OR coalesce(total.is_preliminary, false)
        THEN 'preliminary' ELSE 'final' END AS counting_stage
FROM dim_election AS election
LEFT JOIN districts USING (election_id)
LEFT JOIN total USING (election_id)
WHERE districts.election_id IS NOT NULL OR total.election_id IS NOT NULL
ORDER BY election.election_date DESC, election.election_id
