/*
title = "Turnout of the parts of an area (kommundelar, stadsdelar), election by election"
grain = ["election_id", "area_id"]
source_tables = ["fact_turnout", "area_district", "dim_district", "dim_area", "dim_election"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose parts are asked for; a part gives itself"

[params.election_id]
type = "text"
optional = true
meaning = "Election, 2022-KF; all when not given"

[params.election_type]
type = "text"
allowed = ["RD", "RF", "KF", "EU"]
optional = true
meaning = "RD riksdag, RF region, KF municipal, EU European Parliament; all when not given"

[columns]
election_id = "text | election"
election_date = "date | day of the election"
area_id = "text | part"
area_name = "text | its name"
district_count = "integer | districts"
eligible_count = "integer | electors"
votes_count = "integer? | ballots counted in the districts; null while one is not counted"
turnout_share = "number? | ballots by electors, summed first and divided last, 0-1"
change_pp = "number? | minus the turnout in the election of the same type before"
is_inferred = "boolean | for some of its districts the part is inferred, not official"
*/
WITH election AS (
    SELECT
        election_id,
        election_type,
        election_date,
        area_version,
        lag(election_id) OVER (PARTITION BY election_type ORDER BY election_date) AS previous_election_id
    FROM dim_election
),

part AS (
    SELECT
        election.election_id,
        district.part_area_id AS area_id,
        count(*) AS district_count,
        sum(fact.eligible_count)::BIGINT AS eligible_count,
        -- A part with a district that is not counted is not known.
        CASE WHEN count(fact.votes_count) = count(*) THEN sum(fact.votes_count)::BIGINT END AS votes_count,
        bool_or(district.part_basis IS DISTINCT FROM 'official') AS is_inferred
    FROM area_district AS place
    JOIN dim_district AS district USING (area_version, district_code)
    JOIN election USING (area_version)
    JOIN fact_turnout AS fact ON fact.election_id = election.election_id AND fact.district_code = place.district_code
    WHERE place.area_id = $area
        AND district.part_area_id IS NOT NULL
        AND ($election_type IS NULL OR election.election_type = $election_type)
    GROUP BY election.election_id, district.part_area_id
)

SELECT
    part.election_id,
    election.election_date,
    part.area_id,
    area.area_name,
    part.district_count,
    part.eligible_count,
    part.votes_count,
    part.votes_count / nullif(part.eligible_count, 0) AS turnout_share,
    100 * (part.votes_count / nullif(part.eligible_count, 0) - previous.votes_count / nullif(previous.eligible_count, 0))
        AS change_pp,
    part.is_inferred
FROM part
JOIN election USING (election_id)
JOIN dim_area AS area USING (area_id)
LEFT JOIN part AS previous
    ON previous.election_id = election.previous_election_id AND previous.area_id = part.area_id
WHERE $election_id IS NULL OR part.election_id = $election_id
ORDER BY election.election_date, part.election_id, area.area_name, part.area_id
