/*
title = "The districts that share a border with a district"
grain = ["neighbour_code"]
source_tables = ["district_neighbour", "fact_turnout", "dim_district", "dim_election"]

[params.district_code]
type = "text"
meaning = "District, eight digits"

[params.election_id]
type = "text"
default_from = "profile.latest_election"
meaning = "Election, 2022-KF"

[columns]
neighbour_code = "text | district that shares a border or a corner with it"
neighbour_name = "text? | its name"
eligible_count = "integer? | electors there; null where it has no results"
votes_count = "integer? | ballots counted there"
turnout_share = "number? | ballots by electors, 0-1"
difference_pp = "number? | neighbour minus the district asked for"
geometry_kind = "text | official or schematic: which borders this comes from"
*/
WITH this_district AS (
    SELECT election.area_version, fact.votes_count / nullif(fact.eligible_count, 0) AS turnout_share
    FROM dim_election AS election
    LEFT JOIN fact_turnout AS fact ON fact.election_id = election.election_id AND fact.district_code = $district_code
    WHERE election.election_id = $election_id
)

SELECT
    link.neighbour_code,
    district.district_name AS neighbour_name,
    fact.eligible_count,
    fact.votes_count,
    fact.votes_count / nullif(fact.eligible_count, 0) AS turnout_share,
    100 * (fact.votes_count / nullif(fact.eligible_count, 0) - this_district.turnout_share) AS difference_pp,
    link.geometry_kind
FROM this_district
JOIN district_neighbour AS link ON link.area_version = this_district.area_version AND link.district_code = $district_code
LEFT JOIN dim_district AS district ON district.area_version = link.area_version AND district.district_code = link.neighbour_code
LEFT JOIN fact_turnout AS fact ON fact.election_id = $election_id AND fact.district_code = link.neighbour_code
ORDER BY turnout_share DESC NULLS LAST, link.neighbour_code
