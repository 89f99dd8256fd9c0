/*
title = "One district through all elections that can be compared"
grain = ["election_id"]
source_tables = ["fact_turnout", "fact_municipality_turnout", "area_district", "dim_election", "district_history"]

[params.district_code]
type = "text"
meaning = "District, eight digits"

[params.election_id]
type = "text"
default_from = "profile.latest_election"
meaning = "Election whose districts are meant: a code means something only together with them"

[params.area]
type = "text"
default_from = "profile.area"
optional = true
meaning = "Area it is compared with, where the district lies in it; else its municipality"

[columns]
election_id = "text | election"
election_type = "text | RD, RF, KF or EU"
election_date = "date | day of the election"
district_code = "text | its code then; several districts it is compared with are separated by a comma"
eligible_count = "integer | electors"
votes_count = "integer? | ballots counted in the district; null while not counted"
turnout_share = "number? | ballots by electors, 0-1"
area_turnout_share = "number? | turnout of all districts of the area, late ballots not included, 0-1; null while one is not counted"
difference_pp = "number? | district minus area"
is_current_border = "boolean | the borders of the election asked for"
is_official_link = "boolean | every comparison on the way is the publisher's; true for the same borders"
rank_from_top = "integer? | best position it can have when unknown late ballots are allowed for"
rank_to = "integer? | worst position it can have"
district_count = "integer | districts of the area with a turnout"
can_rank = "boolean | ten districts or more, and only one position possible"
*/
WITH this_district AS (
    SELECT area_version, $district_code AS district_code
    FROM dim_election
    WHERE election_id = $election_id
),

area AS (
    SELECT coalesce(max(place.area_id), substr($district_code, 1, 4)) AS area_id
    FROM area_district AS place
    JOIN this_district USING (area_version, district_code)
    WHERE place.area_id = $area
),

earlier_code AS (
    SELECT area_version, district_code AS code, true AS is_current_border, true AS is_official
    FROM this_district
    UNION ALL
    SELECT history.earlier_area_version, history.earlier_code, false, history.is_official
    FROM district_history AS history
    JOIN this_district USING (area_version, district_code)
),

district AS (
    SELECT
        election.election_id,
        election.election_type,
        election.election_date,
        election.area_version,
        string_agg(earlier_code.code, ',' ORDER BY earlier_code.code) AS district_code,
        count(*) AS code_count,
        sum(fact.eligible_count)::BIGINT AS eligible_count,
        CASE WHEN count(fact.votes_count) = count(*) THEN sum(fact.votes_count)::BIGINT END AS votes_count,
        any_value(fact.municipality_code) AS municipality_code,
        bool_and(earlier_code.is_current_border) AS is_current_border,
        bool_and(earlier_code.is_official) AS is_official
    FROM earlier_code
    JOIN dim_election AS election USING (area_version)
    LEFT JOIN fact_turnout AS fact ON fact.election_id = election.election_id AND fact.district_code = earlier_code.code
    GROUP BY election.election_id, election.election_type, election.election_date, election.area_version
    -- A sum needs the electors of all of them.
    HAVING count(fact.eligible_count) = count(*)
),

neighbour AS (
    -- All districts of the area in the same elections, this one among them.
    SELECT
        district.election_id,
        fact.eligible_count,
        fact.votes_count,
        fact.votes_count / nullif(fact.eligible_count, 0) AS turnout_share
    FROM district
    JOIN area_district AS place ON place.area_version = district.area_version
    JOIN fact_turnout AS fact ON fact.election_id = district.election_id AND fact.district_code = place.district_code
    WHERE place.area_id = (SELECT area_id FROM area)
),

area_turnout AS (
    SELECT
        election_id,
        CASE WHEN count(votes_count) = count(*) THEN sum(votes_count) / nullif(sum(eligible_count), 0) END AS turnout_share,
        count(turnout_share) AS district_count
    FROM neighbour
    GROUP BY election_id
),

measured AS (
    SELECT
        district.*,
        district.votes_count / nullif(district.eligible_count, 0) AS turnout_share,
        municipality.late_votes_count::BIGINT AS late_votes_count,
        municipality.eligible_count::BIGINT AS all_eligible
    FROM district
    LEFT JOIN fact_municipality_turnout AS municipality
        ON municipality.election_id = district.election_id AND municipality.municipality_code = district.municipality_code
),

-- A district's late ballots are taken to lie between none and twice the municipal average per elector, so two
-- districts are ordered only if |t_a - t_b| > 2u/E; multiplied out, since fractions of a floating point err at ties.
distance AS (
    SELECT
        measured.election_id,
        (neighbour.votes_count * measured.eligible_count - measured.votes_count * neighbour.eligible_count)
            * measured.all_eligible AS above,
        2 * measured.late_votes_count * measured.eligible_count * neighbour.eligible_count AS band
    FROM measured
    JOIN neighbour USING (election_id)
    -- The sum of several districts has no place among single ones.
    WHERE measured.code_count = 1 AND measured.turnout_share IS NOT NULL AND neighbour.turnout_share IS NOT NULL
),

position AS (
    SELECT
        election_id,
        1 + count(*) FILTER (WHERE above > band) AS from_top,
        count(*) FILTER (WHERE above >= -band) AS to_bottom
    FROM distance
    WHERE band IS NOT NULL
    GROUP BY election_id
)

SELECT
    measured.election_id,
    measured.election_type,
    measured.election_date,
    measured.district_code,
    measured.eligible_count,
    measured.votes_count,
    measured.turnout_share,
    area_turnout.turnout_share AS area_turnout_share,
    100 * (measured.turnout_share - area_turnout.turnout_share) AS difference_pp,
    measured.is_current_border,
    measured.is_official AS is_official_link,
    position.from_top AS rank_from_top,
    position.to_bottom AS rank_to,
    coalesce(area_turnout.district_count, 0) AS district_count,
    coalesce(area_turnout.district_count >= 10 AND position.from_top = position.to_bottom, false) AS can_rank
FROM measured
LEFT JOIN area_turnout USING (election_id)
LEFT JOIN position USING (election_id)
ORDER BY measured.election_date, measured.election_id
