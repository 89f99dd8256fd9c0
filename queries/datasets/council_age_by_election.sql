/*
title = "Ages of a municipal council at the election, as the official result groups them"
grain = ["election_id", "age_band"]
source_tables = ["fact_council_age", "dim_election"]

[params.municipality_code]
type = "text"
default_from = "profile.municipality"
meaning = "Municipality, four digits"

[columns]
election_id = "text | municipal election"
election_date = "date | its day"
age_band = "text | 18-21, 22-36, 37-50, 51-64 or 65+"
seat_count = "integer | elected of that age"
seat_share = "number | by all elected, 0-1"
source_id = "text | source"
*/
SELECT
    fact.election_id,
    election.election_date,
    fact.age_band,
    sum(fact.seat_count)::INTEGER AS seat_count,
    sum(fact.seat_count) / sum(sum(fact.seat_count)) OVER (PARTITION BY fact.election_id) AS seat_share,
    min(fact.source_id) AS source_id
FROM fact_council_age AS fact
JOIN dim_election AS election USING (election_id)
WHERE fact.municipality_code = $municipality_code
GROUP BY fact.election_id, election.election_date, fact.age_band
ORDER BY election.election_date, fact.age_band
