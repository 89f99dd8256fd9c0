/*
title = "Seats, women and men of a municipal council, election by election and party by party"
grain = ["election_id", "party_abbr"]
source_tables = ["fact_council_seat", "dim_election"]

[params.municipality_code]
type = "text"
default_from = "profile.municipality"
meaning = "Municipality, four digits"

[columns]
election_id = "text | municipal election"
election_date = "date | its day"
party_abbr = "text | party, or total for the council"
seat_count = "integer | seats won"
women_count = "integer? | women elected; null where they are not printed for every party of the row"
men_count = "integer? | men elected; null in the same way"
women_share = "number? | women by women and men, 0-1"
source_id = "text | source"
*/
WITH council AS (
    SELECT
        election_id,
        coalesce(party_abbr, 'total') AS party_abbr,
        sum(seat_count)::INTEGER AS seat_count,
        -- A sum with an unknown part is unknown.
        CASE WHEN count(women_count) = count(*) THEN sum(women_count)::INTEGER END AS women_count,
        CASE WHEN count(men_count) = count(*) THEN sum(men_count)::INTEGER END AS men_count,
        min(source_id) AS source_id
    FROM fact_council_seat
    WHERE municipality_code = $municipality_code
    GROUP BY GROUPING SETS ((election_id, party_abbr), (election_id))
)

SELECT
    council.election_id,
    election.election_date,
    council.party_abbr,
    council.seat_count,
    council.women_count,
    council.men_count,
    council.women_count / nullif(council.women_count + council.men_count, 0) AS women_share,
    council.source_id
FROM council
JOIN dim_election AS election USING (election_id)
ORDER BY election.election_date, council.party_abbr = 'total', council.seat_count DESC, council.party_abbr
