-- Where the figures come from, and what is worth knowing about the files.
CREATE TABLE meta_source AS
SELECT source_id, publisher, title, licence, file_name, sha256, provenance
FROM gathered_source;

CREATE TABLE meta_notice AS
SELECT notice_number, source_id, rule, details
FROM gathered_notice;

CREATE TABLE meta_build AS
SELECT
    'spegel-' || strftime(data_date, '%Y-%m-%d') || '-' || inputs_sha256[1:12] AS version,
    data_date,
    inputs_sha256,
    product_version
FROM gathered_build
CROSS JOIN (SELECT max(election_date) AS data_date FROM dim_election);
