-- The councils as they were elected: seats by party, and the sex and age of the elected where the source prints them.

CREATE TABLE chosen_elected AS
SELECT *
FROM raw_elected_count
WHERE election_id IN (SELECT election_id FROM dim_election)
QUALIFY rank() OVER (PARTITION BY election_id, municipality_code ORDER BY format_rank, source_id) = 1;

CREATE TABLE fact_council_seat AS
SELECT
    election_id,
    municipality_code,
    party_abbr,
    seats::INTEGER AS seat_count,
    women::INTEGER AS women_count,
    men::INTEGER AS men_count,
    source_id
FROM chosen_elected;

-- The age groups are those of the result files. An age that is not printed is no row, not 0.
CREATE TABLE fact_council_age AS
SELECT election_id, municipality_code, party_abbr, age_band, seat_count::INTEGER AS seat_count, source_id
FROM chosen_elected
UNPIVOT (
    seat_count FOR age_band IN (
        age_18_21 AS '18-21', age_22_36 AS '22-36', age_37_50 AS '37-50', age_51_64 AS '51-64', age_65_plus AS '65+'
    )
);
