-- Turnout per district (never with late votes) and per municipality (always with them, T10).
CREATE TABLE fact_turnout AS
SELECT
    result.election_id,
    election.area_version,
    result.district_code,
    result.municipality_code,
    result.eligible::INTEGER AS eligible_count,
    result.eligible_foreign::INTEGER AS eligible_foreign_count,
    result.votes_cast::INTEGER AS votes_count,
    result.valid::INTEGER AS valid_count,
    result.blank::INTEGER AS blank_count,
    result.invalid_other::INTEGER AS invalid_other_count,
    result.counting_stage,
    result.source_id
FROM chosen_result AS result
JOIN dim_election AS election USING (election_id)
WHERE result.kind = 'district' AND result.eligible > 0;

CREATE TABLE fact_municipality_turnout AS
SELECT
    election_id,
    municipality_code,
    eligible::INTEGER AS eligible_count,
    votes_cast::INTEGER AS votes_count,
    late_votes_cast::INTEGER AS late_votes_count,
    units_counted::INTEGER AS counted_unit_count,
    units_total::INTEGER AS unit_count,
    counting_stage,
    source_id
FROM chosen_total;

CREATE TABLE fact_group_turnout AS
SELECT
    election_id,
    municipality_code,
    dimension,
    category,
    gender,
    eligible::INTEGER AS eligible_count,
    turnout_share,
    measure_basis,
    source_id
FROM raw_group_turnout
QUALIFY row_number() OVER (
    PARTITION BY election_id, municipality_code, dimension, category, gender ORDER BY format_rank, source_id
) = 1;

CREATE TABLE peer_municipality AS
SELECT DISTINCT municipality_code, group_title, peer_code
FROM raw_peer_group;
