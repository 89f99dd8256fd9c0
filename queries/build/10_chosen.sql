-- Which file counts where several hold the same election in the same municipality.
-- A final count goes before a preliminary one (T33), then the format nearest to the publisher's register, then the
-- file reported last. Whole blocks are chosen, never single rows, so that figures of two files are never mixed.
CREATE TABLE chosen_block AS
WITH block AS (
    SELECT
        election_id,
        municipality_code,
        source_id,
        any_value(format_rank) AS format_rank,
        any_value(reported_at) AS reported_at,
        bool_or(counting_stage = 'preliminary') AS is_preliminary,
        -- A block without a late-vote row from our own small tables holds some of the districts only (Järva in Stockholm).
        bool_or(kind = 'late_votes') OR NOT bool_and(is_reference) AS is_whole_municipality
    FROM raw_district_result
    GROUP BY election_id, municipality_code, source_id
)
SELECT election_id, municipality_code, source_id, is_preliminary, is_whole_municipality
FROM block
QUALIFY row_number() OVER (
    PARTITION BY election_id, municipality_code
    ORDER BY is_preliminary, NOT is_whole_municipality, format_rank, reported_at DESC, source_id
) = 1;

CREATE TABLE chosen_result AS
SELECT result.*, chosen_block.is_whole_municipality
FROM raw_district_result AS result
JOIN chosen_block USING (election_id, municipality_code, source_id);

-- Totals: printed by a publisher, or summed from a whole block of districts and late votes.
CREATE TABLE chosen_total AS
WITH summed AS (
    SELECT
        election_id,
        municipality_code,
        source_id,
        any_value(counting_stage) AS counting_stage,
        any_value(format_rank) AS format_rank,
        any_value(reported_at) AS reported_at,
        sum(eligible) FILTER (WHERE votes_cast IS NOT NULL) AS eligible,
        sum(votes_cast) AS votes_cast,
        -- Election-night files have no late votes yet: not known, not 0.
        sum(votes_cast) FILTER (WHERE kind = 'late_votes') AS late_votes_cast,
        count(votes_cast) AS units_counted,
        count(*) AS units_total
    FROM chosen_result
    WHERE is_whole_municipality
    GROUP BY election_id, municipality_code, source_id
),
printed AS (
    SELECT
        election_id,
        municipality_code,
        source_id,
        counting_stage,
        format_rank,
        reported_at,
        coalesce(eligible_counted, eligible) AS eligible,
        votes_cast,
        late_votes_cast,
        units_counted,
        units_total
    FROM raw_municipality_total
    WHERE votes_cast IS NOT NULL
),
candidate AS (
    SELECT *, 1 AS is_summed FROM summed
    UNION ALL BY NAME
    SELECT *, 0 AS is_summed FROM printed
)
SELECT * EXCLUDE (format_rank, reported_at, is_summed)
FROM candidate
WHERE eligible > 0
QUALIFY row_number() OVER (
    PARTITION BY election_id, municipality_code
    ORDER BY counting_stage = 'preliminary', late_votes_cast IS NULL, format_rank, is_summed, reported_at DESC, source_id
) = 1;
