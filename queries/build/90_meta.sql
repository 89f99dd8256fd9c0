-- Where the figures come from, and what is worth knowing about the files.
CREATE TABLE meta_source AS
SELECT source_id, publisher, title, licence, file_name, sha256, provenance
FROM gathered_source;

-- Said by the readers, and found here: files that gave way to others, and files that contradict each other.
CREATE TABLE meta_notice AS
WITH block AS (
    SELECT
        election_id,
        municipality_code,
        source_id,
        bool_or(counting_stage = 'preliminary') AS is_preliminary,
        bool_or(kind = 'late_votes') OR NOT bool_and(is_reference) AS is_whole_municipality,
        sum(votes_cast)::BIGINT AS votes,
        sum(eligible)::BIGINT AS eligible
    FROM raw_district_result
    GROUP BY election_id, municipality_code, source_id
),
other AS (
    SELECT
        block.*,
        chosen.source_id AS chosen_source_id,
        chosen.votes AS chosen_votes,
        chosen.eligible AS chosen_eligible,
        chosen.is_preliminary AS chosen_is_preliminary
    FROM block
    JOIN chosen_block USING (election_id, municipality_code)
    JOIN block AS chosen
        ON chosen.election_id = block.election_id
        AND chosen.municipality_code = block.municipality_code
        AND chosen.source_id = chosen_block.source_id
    WHERE block.source_id <> chosen_block.source_id AND block.is_whole_municipality AND chosen.is_whole_municipality
),
found AS (
    SELECT *, 'preliminary_replaced' AS rule
    FROM other
    WHERE is_preliminary AND NOT chosen_is_preliminary
    UNION ALL
    SELECT *, 'sources_disagree'
    FROM other
    WHERE is_preliminary = chosen_is_preliminary AND (votes <> chosen_votes OR eligible <> chosen_eligible)
)
SELECT notice_number, source_id, rule, details
FROM gathered_notice
UNION ALL
SELECT
    ((SELECT count(*) FROM gathered_notice) + row_number() OVER (ORDER BY election_id, municipality_code, source_id))::INTEGER,
    source_id,
    rule,
    json_object(
        'election', election_id,
        'municipality', municipality_code,
        'votes', votes,
        'eligible', eligible,
        'chosen', chosen_source_id,
        'chosen_votes', chosen_votes,
        'chosen_eligible', chosen_eligible
    )::VARCHAR
FROM found;

CREATE TABLE meta_build AS
SELECT
    'spegel-' || strftime(data_date, '%Y-%m-%d') || '-' || inputs_sha256[1:12] AS version,
    data_date,
    inputs_sha256,
    product_version
FROM gathered_build
CROSS JOIN (SELECT max(election_date) AS data_date FROM dim_election);
