/*
title = "Who lives in a municipality without a vote there, by election"
grain = ["election_id", "gender"]
source_tables = ["fact_resident", "fact_municipality_turnout", "dim_election"]

[params.municipality_code]
type = "text"
default_from = "profile.municipality"
meaning = "Municipality, four digits"

[columns]
election_id = "text | municipal and riksdag election of a year with a known population"
gender = "text | women, men or total"
population_date = "date | day the residents are counted, in the year of the election"
resident_count = "integer | residents"
under_18_count = "integer | residents under 18"
adult_count = "integer | residents 18 and over"
eligible_count = "integer? | electors; not published by sex, so null but for the total"
adult_without_vote_count = "integer? | adults minus electors; null but for the total, and where electors abroad make it unknown"
without_vote_share = "number? | residents who are not electors, by residents, 0-1; null where the count is"
source_id = "text | source of the population"
*/
WITH resident AS (
    SELECT
        population_year,
        gender,
        any_value(population_date) FILTER (WHERE base = 'all' AND dimension = 'all') AS population_date,
        any_value(resident_count) FILTER (WHERE base = 'all' AND dimension = 'all') AS resident_count,
        any_value(resident_count) FILTER (WHERE base = 'all' AND category = '0-17') AS under_18_count,
        any_value(resident_count) FILTER (WHERE base = '18+' AND dimension = 'all') AS adult_count,
        any_value(source_id) FILTER (WHERE base = 'all' AND dimension = 'all') AS source_id
    FROM fact_resident
    WHERE place_id = $municipality_code
    GROUP BY population_year, gender
    HAVING resident_count IS NOT NULL AND under_18_count IS NOT NULL AND adult_count IS NOT NULL
),

counted AS (
    SELECT
        election.election_id,
        election.election_date,
        resident.*,
        CASE WHEN resident.gender = 'total' THEN fact.eligible_count END AS eligible_count
    FROM resident
    JOIN dim_election AS election ON election.election_year = resident.population_year AND election.election_type IN ('KF', 'RD')
    JOIN fact_municipality_turnout AS fact
        ON fact.election_id = election.election_id
        AND fact.municipality_code = $municipality_code
        AND fact.counting_stage = 'final'
)

SELECT
    election_id,
    gender,
    population_date,
    resident_count,
    under_18_count,
    adult_count,
    eligible_count,
    -- The riksdag electorate includes Swedes abroad: where it exceeds the adults, nobody knows how many lack a vote.
    CASE WHEN eligible_count <= adult_count THEN adult_count - eligible_count END AS adult_without_vote_count,
    CASE WHEN eligible_count <= adult_count THEN (resident_count - eligible_count) / nullif(resident_count, 0) END AS without_vote_share,
    source_id
FROM counted
ORDER BY election_date, election_id, list_position(['women', 'men', 'total'], gender)
