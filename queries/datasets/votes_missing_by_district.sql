/*
title = "Ballots missing in each district of an area to reach a target"
grain = ["district_code"]
source_tables = ["fact_turnout", "area_district", "dim_district", "dim_area", "dim_election"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality, organisation or part"

[params.election_id]
type = "text"
default_from = "profile.latest_election"
meaning = "Election, 2022-KF"

[params.target]
type = "text"
default = "medel"
meaning = "medel (turnout of the area's districts), basta (highest turnout), basta_tredjedel (best third of the electorate), or a percentage such as 80 or 80,5; 1 and less is read as a share. Anything else gives no rows"

[columns]
district_code = "text | eight digits"
district_name = "text? | name, null where the source has removed it"
part_area_id = "text? | kommundel or stadsdel"
part_name = "text? | its name"
eligible_count = "integer | electors"
votes_count = "integer? | ballots counted in the district; null while not counted"
turnout_share = "number? | ballots by electors, 0-1"
target_share = "number | turnout to reach, 0-1"
missing_count = "integer? | ballots missing to reach it, 0 where it is reached; null while not counted"
cumulative_count = "integer? | ballots missing in this district and those above it"
is_half_gap = "boolean | one of the fewest districts that together miss at least half of the sum"
total_count = "integer | ballots missing in all districts counted"
*/
WITH district AS (
    SELECT
        fact.district_code,
        name.district_name,
        name.part_area_id,
        part.area_name AS part_name,
        fact.eligible_count,
        fact.votes_count,
        fact.votes_count / nullif(fact.eligible_count, 0) AS turnout_share
    FROM dim_election AS election
    JOIN area_district AS place ON place.area_id = $area AND place.area_version = election.area_version
    JOIN fact_turnout AS fact ON fact.election_id = election.election_id AND fact.district_code = place.district_code
    LEFT JOIN dim_district AS name ON name.area_version = place.area_version AND name.district_code = place.district_code
    LEFT JOIN dim_area AS part ON part.area_id = name.part_area_id
    WHERE election.election_id = $election_id
),

ranked AS (
    SELECT
        district_code,
        eligible_count,
        votes_count,
        sum(eligible_count) OVER () AS all_eligible,
        sum(votes_count) OVER () AS all_votes,
        sum(eligible_count) OVER downwards AS eligible_downwards,
        sum(votes_count) OVER downwards AS votes_downwards
    FROM district
    -- Districts not counted or without electors have no turnout.
    WHERE turnout_share IS NOT NULL
    WINDOW downwards AS (ORDER BY turnout_share DESC, district_code ROWS UNBOUNDED PRECEDING)
),

-- The target as an exact fraction, since a ceiling is taken of it.
chosen AS (
    -- Swedish typography puts a no-break space before the percent sign.
    SELECT replace(trim($target, ' %' || chr(160)), ',', '.') AS target_text
),

percentage AS (
    SELECT try_cast(target_text AS DECIMAL(9, 6)) AS target_value
    FROM chosen
    WHERE regexp_full_match(target_text, '[0-9]{1,3}([.][0-9]{1,6})?')
),

target AS (
    SELECT any_value(all_votes)::HUGEINT AS numerator, any_value(all_eligible)::HUGEINT AS denominator
    FROM ranked
    WHERE $target = 'medel'
    UNION ALL
    SELECT arg_min(votes_count, eligible_downwards)::HUGEINT, arg_min(eligible_count, eligible_downwards)::HUGEINT
    FROM ranked
    WHERE $target = 'basta'
    UNION ALL
    -- The last district of the best third counts with the part of its electorate that fills the third.
    SELECT
        arg_min(
            3 * (votes_downwards - votes_count) * eligible_count
                + votes_count * (all_eligible - 3 * (eligible_downwards - eligible_count)),
            eligible_downwards
        )::HUGEINT,
        arg_min(all_eligible * eligible_count, eligible_downwards)::HUGEINT
    FROM ranked
    WHERE $target = 'basta_tredjedel' AND 3 * eligible_downwards >= all_eligible
    UNION ALL
    SELECT (target_value * 1000000)::HUGEINT, CASE WHEN target_value <= 1 THEN 1000000 ELSE 100000000 END::HUGEINT
    FROM percentage
    WHERE target_value > 0 AND target_value <= 100
),

missing AS (
    SELECT
        district.*,
        (target.numerator / target.denominator)::DOUBLE AS target_share,
        CASE WHEN turnout_share IS NOT NULL THEN
            greatest(0, (target.numerator * eligible_count + target.denominator - 1) // target.denominator - votes_count)::BIGINT
        END AS missing_count
    FROM district
    CROSS JOIN target
    WHERE target.denominator > 0
),

summed AS (
    SELECT
        *,
        sum(missing_count) OVER (ORDER BY missing_count DESC NULLS LAST, district_code ROWS UNBOUNDED PRECEDING)::BIGINT
            AS running_count,
        coalesce(sum(missing_count) OVER (), 0)::BIGINT AS total_count
    FROM missing
)

SELECT
    district_code,
    district_name,
    part_area_id,
    part_name,
    eligible_count,
    votes_count,
    turnout_share,
    target_share,
    missing_count,
    CASE WHEN missing_count IS NOT NULL THEN running_count END AS cumulative_count,
    -- In the shortest prefix as long as those above it do not reach half.
    coalesce(2 * (running_count - missing_count) < total_count, false) AS is_half_gap,
    total_count
FROM summed
ORDER BY missing_count DESC NULLS LAST, district_code
