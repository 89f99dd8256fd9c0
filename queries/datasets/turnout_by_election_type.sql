/*
title = "Riksdag, region, municipal and European elections side by side"
grain = ["election_type"]
source_tables = ["fact_turnout", "fact_municipality_turnout", "area_district", "dim_area", "dim_election"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality, organisation, part, county or 00 for the country"

[params.year]
type = "integer"
optional = true
meaning = "The latest election of each type up to and including this year, four years back at most; the latest year with results when not given"

[columns]
election_type = "text | RD, RF, KF or EU"
election_id = "text | election"
election_date = "date | day of the election"
electorate_key = "text | key of the text that says who may vote: electorate.rd, electorate.rf, electorate.kf or electorate.eu"
eligible_count = "integer | electors, another base for each type"
votes_count = "integer? | ballots, late ones included where the area has them; null while a district is not counted"
turnout_share = "number? | ballots by electors, 0-1"
districts_turnout_share = "number? | the same for the districts alone, without late ballots; null where districts are not known or not counted"
difference_to_kf_pp = "number? | minus the turnout in the municipal election shown, which has another electorate"
has_late_votes = "boolean | the area has late ballots of its own, so turnout includes them"
counting_stage = "text | final, or preliminary as soon as one part is"
*/
WITH area AS (
    SELECT area_id, has_late_votes
    FROM dim_area
    WHERE area_id = $area
),

districts AS (
    SELECT
        fact.election_id,
        sum(fact.eligible_count)::BIGINT AS eligible_count,
        CASE WHEN count(fact.votes_count) = count(*) THEN sum(fact.votes_count)::BIGINT END AS votes_count,
        bool_or(fact.counting_stage = 'preliminary') AS is_preliminary
    FROM area_district AS place
    JOIN dim_election AS election USING (area_version)
    JOIN fact_turnout AS fact ON fact.election_id = election.election_id AND fact.district_code = place.district_code
    WHERE place.area_id = $area
    GROUP BY fact.election_id
),

member AS (
    SELECT municipality.area_id AS municipality_code
    FROM dim_area AS municipality
    JOIN area ON area.area_id IN ('00', municipality.county_code, municipality.area_id)
    WHERE municipality.area_level = 'kommun'
),

-- A sum over municipalities needs all of them; Gotland holds no region election.
official AS (
    SELECT
        fact.election_id,
        sum(fact.eligible_count)::BIGINT AS eligible_count,
        sum(fact.votes_count)::BIGINT AS votes_count,
        bool_or(fact.counting_stage = 'preliminary') AS is_preliminary
    FROM fact_municipality_turnout AS fact
    JOIN member USING (municipality_code)
    GROUP BY fact.election_id
    HAVING count(*) = (
        SELECT count(*)
        FROM member
        WHERE NOT (municipality_code = '0980' AND fact.election_id LIKE '%-RF')
    )
),

result AS (
    SELECT
        election.election_id,
        election.election_type,
        election.election_date,
        election.election_year,
        area.has_late_votes,
        CASE WHEN area.has_late_votes THEN official.eligible_count ELSE districts.eligible_count END AS eligible_count,
        CASE WHEN area.has_late_votes THEN official.votes_count ELSE districts.votes_count END AS votes_count,
        districts.votes_count / nullif(districts.eligible_count, 0) AS districts_turnout_share,
        CASE WHEN CASE WHEN area.has_late_votes THEN official.is_preliminary ELSE districts.is_preliminary END
            THEN 'preliminary' ELSE 'final' END AS counting_stage
    FROM dim_election AS election
    CROSS JOIN area
    LEFT JOIN official USING (election_id)
    LEFT JOIN districts USING (election_id)
    WHERE CASE WHEN area.has_late_votes THEN official.eligible_count ELSE districts.eligible_count END IS NOT NULL
),

shown AS (
    SELECT *, votes_count / nullif(eligible_count, 0) AS turnout_share
    FROM result
    WHERE election_year <= coalesce($year, (SELECT max(election_year) FROM result))
        AND election_year > coalesce($year, (SELECT max(election_year) FROM result)) - 4
    QUALIFY row_number() OVER (PARTITION BY election_type ORDER BY election_date DESC, election_id) = 1
)

SELECT
    shown.election_type,
    shown.election_id,
    shown.election_date,
    'electorate.' || lower(shown.election_type) AS electorate_key,
    shown.eligible_count,
    shown.votes_count,
    shown.turnout_share,
    shown.districts_turnout_share,
    100 * (shown.turnout_share - municipal.turnout_share) AS difference_to_kf_pp,
    shown.has_late_votes,
    shown.counting_stage
FROM shown
LEFT JOIN shown AS municipal ON municipal.election_type = 'KF'
ORDER BY list_position(['RD', 'RF', 'KF', 'EU'], shown.election_type), shown.election_type
