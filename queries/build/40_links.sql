-- The same district in the election before (T5, T6, T7). A code alone is never enough.
-- Official words come first; where they are silent for a whole municipality we link by name, and say that we did.
CREATE TABLE district_electorate AS
SELECT
    fact_turnout.area_version,
    fact_turnout.municipality_code,
    fact_turnout.district_code,
    -- One electorate a version: the municipal election where it is there, since its base is the widest.
    arg_min(fact_turnout.eligible_count, (fact_turnout.election_id NOT LIKE '%-KF', fact_turnout.election_id)) AS eligible_count,
    arg_min(fact_turnout.election_id, (fact_turnout.election_id NOT LIKE '%-KF', fact_turnout.election_id)) AS election_id
FROM fact_turnout
GROUP BY ALL;

-- Result files print the earlier figures of a comparable district but not its code: it is the one earlier district
-- of the municipality with exactly these figures, in every election that the two have in common.
CREATE TABLE link_by_figures AS
WITH previous AS (
    SELECT
        election.election_id,
        election.area_version,
        max_by(earlier.election_id, earlier.election_date) AS previous_election_id,
        max_by(earlier.area_version, earlier.election_date) AS previous_area_version
    FROM dim_election AS election
    JOIN dim_election AS earlier
        ON earlier.election_type = election.election_type AND earlier.election_date < election.election_date
    GROUP BY election.election_id, election.area_version
),
matched AS (
    SELECT
        previous.area_version,
        new.district_code,
        previous.previous_area_version,
        old.district_code AS previous_code,
        new.election_id
    FROM chosen_result AS new
    JOIN previous USING (election_id)
    JOIN chosen_result AS old
        ON old.election_id = previous.previous_election_id
        AND old.municipality_code = new.municipality_code
        AND old.kind = 'district'
        AND old.eligible = new.previous_eligible
        AND old.votes_cast = new.previous_votes_cast
    WHERE new.kind = 'district' AND new.comparability = 'comparable'
)
SELECT
    area_version,
    district_code,
    previous_area_version,
    any_value(previous_code) AS previous_code
FROM matched
GROUP BY area_version, district_code, previous_area_version
HAVING count(DISTINCT previous_code) = 1;

CREATE TABLE link_candidate AS
WITH listed AS (
    SELECT
        area_version,
        district_code,
        previous_area_version,
        unnest(CASE WHEN len(previous_codes) = 0 THEN [''] ELSE previous_codes END) AS previous_code,
        status,
        CASE WHEN is_reference THEN 'reference' ELSE basis END AS basis,
        overlap_share,
        eligible_change_share
    FROM raw_district_link
    WHERE kind = 'district'
),
figures AS (
    SELECT area_version, district_code, previous_area_version, previous_code, 'official_comparable' AS status,
        'result_file' AS basis, NULL::DOUBLE AS overlap_share, NULL::DOUBLE AS eligible_change_share
    FROM link_by_figures
),
-- A district the result file calls redrawn has no earlier figures: say so, or a name would link it.
redrawn AS (
    SELECT DISTINCT
        election.area_version,
        result.district_code,
        'valdistrikt' || year(earlier.election_date) AS previous_area_version,
        '' AS previous_code,
        'official_not_comparable' AS status,
        'result_file' AS basis,
        NULL::DOUBLE AS overlap_share,
        NULL::DOUBLE AS eligible_change_share
    FROM chosen_result AS result
    JOIN dim_election AS election USING (election_id)
    ASOF JOIN dim_election AS earlier
        ON earlier.election_type = election.election_type AND election.election_date > earlier.election_date
    WHERE result.kind = 'district' AND result.comparability = 'not_comparable'
)
SELECT * FROM listed
UNION ALL SELECT * FROM figures
UNION ALL SELECT * FROM redrawn
UNION ALL
SELECT area_version, district_code, previous_area_version, previous_code, 'same_borders_not_verified', 'same_borders', overlap_share, NULL
FROM prepared_overlap;

CREATE TABLE link_by_name AS
WITH version_pair AS (
    SELECT area_version, lag(area_version) OVER (ORDER BY area_version) AS previous_area_version
    FROM (SELECT DISTINCT area_version FROM district_electorate)
),
named AS (
    SELECT
        area_version,
        municipality_code,
        district_code,
        eligible_count,
        lower(trim(regexp_replace(district_name, '^([[:alpha:]]+ )?\d+ ', ''))) AS plain_name
    FROM district_electorate
    JOIN dim_district USING (area_version, municipality_code, district_code)
    WHERE district_name IS NOT NULL
    QUALIFY count(*) OVER (PARTITION BY area_version, municipality_code, plain_name) = 1
),
silent AS (
    SELECT DISTINCT named.area_version, named.municipality_code, version_pair.previous_area_version
    FROM named
    JOIN version_pair USING (area_version)
    ANTI JOIN link_candidate AS candidate
        ON candidate.area_version = named.area_version
        AND substr(candidate.district_code, 1, 4) = named.municipality_code
)
SELECT
    new.area_version,
    new.district_code,
    old.area_version AS previous_area_version,
    old.district_code AS previous_code,
    'name_match_not_verified' AS status,
    'same_name' AS basis,
    NULL::DOUBLE AS overlap_share,
    NULL::DOUBLE AS eligible_change_share
FROM silent
JOIN named AS new USING (area_version, municipality_code)
JOIN named AS old
    ON old.area_version = silent.previous_area_version
    AND old.municipality_code = new.municipality_code
    AND old.plain_name = new.plain_name;

CREATE TABLE district_link AS
WITH candidate AS (
    SELECT * FROM link_candidate
    UNION SELECT * FROM link_by_name
),
best AS (
    -- One basis a district: all rows of the best one, so that a sum of several districts stays whole.
    SELECT *
    FROM candidate
    QUALIFY dense_rank() OVER (
        PARTITION BY area_version, district_code
        ORDER BY list_position(['comparison_file', 'result_file', 'reference', 'same_borders', 'same_name'], basis)
    ) = 1
),
measured AS (
    SELECT
        best.*,
        coalesce(
            best.eligible_change_share,
            new.eligible_count / sum(old.eligible_count) OVER (PARTITION BY best.area_version, best.district_code) - 1
        ) AS change_share
    FROM best
    LEFT JOIN district_electorate AS new USING (area_version, district_code)
    LEFT JOIN district_electorate AS old
        ON old.area_version = best.previous_area_version AND old.district_code = best.previous_code
)
SELECT
    area_version,
    district_code,
    previous_area_version,
    previous_code,
    previous_code <> '' AND (
        status = 'official_comparable'
        OR (
            status IN ('name_match_not_verified', 'same_code_not_verified', 'same_borders_not_verified')
            AND coalesce(overlap_share, 1) >= 0.95
            -- Rounded, or 12 percent exactly would be a hair more.
            AND round(coalesce(abs(change_share), 1), 9) <= 0.12
        )
    ) AND count(*) FILTER (WHERE previous_code <> '') OVER (PARTITION BY area_version, previous_area_version, previous_code) <= 1
        AS is_comparable,
    status LIKE 'official%' AS is_official,
    CASE WHEN basis = 'reference' AND status = 'name_match_not_verified' THEN 'same_name'
        WHEN basis = 'reference' AND status = 'same_code_not_verified' THEN 'same_code'
        ELSE basis END AS basis,
    overlap_share,
    change_share AS eligible_change_share
FROM measured;

-- The same district in every earlier version, through comparable links only. Where a district is compared with the sum
-- of several, every one of them must itself have a link for the walk to go on: a part of a sum is not the district.
CREATE TABLE district_history AS
WITH RECURSIVE step AS (
    SELECT area_version, district_code, previous_area_version, list(previous_code ORDER BY previous_code) AS codes,
        bool_and(is_official) AS is_official
    FROM district_link
    WHERE is_comparable
    GROUP BY ALL
),
walk AS (
    SELECT area_version, district_code, previous_area_version AS earlier_area_version, codes, is_official
    FROM step
    UNION ALL
    SELECT
        walk.area_version,
        walk.district_code,
        step.previous_area_version,
        flatten(list(step.codes)),
        walk.is_official AND bool_and(step.is_official)
    FROM (SELECT *, unnest(codes) AS code FROM walk) AS walk
    JOIN step ON step.area_version = walk.earlier_area_version AND step.district_code = walk.code
    GROUP BY walk.area_version, walk.district_code, walk.codes, walk.is_official, step.previous_area_version
    HAVING count(*) = len(walk.codes)
)
SELECT area_version, district_code, earlier_area_version, unnest(codes) AS earlier_code, is_official
FROM walk;
