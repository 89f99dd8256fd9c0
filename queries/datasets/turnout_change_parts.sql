/*
title = "Why the turnout of an area changed between two elections: four parts that add up"
grain = ["part"]
source_tables = ["fact_turnout", "fact_municipality_turnout", "area_district", "dim_area", "dim_election", "district_history"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality, organisation or part"

[params.election_type]
type = "text"
allowed = ["RD", "RF", "KF", "EU"]
default_from = "profile.election_type"
meaning = "RD riksdag, RF region, KF municipal, EU European Parliament"

[params.from]
type = "text"
optional = true
meaning = "Earlier election, 2018-KF; the one before the later election when not given"

[params.to]
type = "text"
optional = true
meaning = "Later election, 2022-KF; the latest with results of the area's districts when not given"

[columns]
part = "text | forandring_beteende (voting changed inside comparable districts), forandring_omritad (redrawn districts), forandring_sammansattning (the electorate moved between districts) or forandring_uppsamling (late ballots)"
change_pp = "number? | its share of the change; null with a reason"
part_order = "integer | 1-4"
from_election_id = "text | earlier election"
to_election_id = "text | later election"
from_turnout_share = "number? | official turnout then, late ballots included where the area has them, 0-1"
to_turnout_share = "number? | the same, later"
total_change_pp = "number? | change of the official turnout, unrounded: the sum of the parts"
comparable_district_count = "integer | districts of the later election that are compared one by one"
redrawn_district_count = "integer | the other districts of the later election, taken together"
is_official = "boolean? | every comparison is the publisher's; null when there is none"
reason = "text? | why the parts are not known: late_votes_unknown, no_links, no_results or districts_incomplete (they do not add up to the official total)"
*/
WITH area AS (
    SELECT area_id, has_late_votes
    FROM dim_area
    WHERE area_id = $area
),

later_election AS (
    SELECT election_id, election_date, area_version
    FROM dim_election
    WHERE election_type = $election_type
        AND CASE WHEN $to IS NOT NULL THEN election_id = $to ELSE EXISTS (
            SELECT 1
            FROM area_district AS place
            JOIN fact_turnout AS fact USING (district_code)
            WHERE place.area_id = $area
                AND place.area_version = dim_election.area_version
                AND fact.election_id = dim_election.election_id
        ) END
    ORDER BY election_date DESC
    LIMIT 1
),

earlier_election AS (
    SELECT earlier.election_id, earlier.area_version
    FROM dim_election AS earlier
    JOIN later_election AS later ON earlier.election_date < later.election_date
    WHERE earlier.election_type = $election_type AND ($from IS NULL OR earlier.election_id = $from)
    ORDER BY earlier.election_date DESC
    LIMIT 1
),

later AS (
    SELECT fact.district_code, fact.area_version, fact.eligible_count, fact.votes_count
    FROM later_election AS election
    JOIN area_district AS place ON place.area_id = $area AND place.area_version = election.area_version
    JOIN fact_turnout AS fact ON fact.election_id = election.election_id AND fact.district_code = place.district_code
),

earlier AS (
    SELECT fact.district_code, fact.area_version, fact.eligible_count, fact.votes_count
    FROM earlier_election AS election
    JOIN area_district AS place ON place.area_id = $area AND place.area_version = election.area_version
    JOIN fact_turnout AS fact ON fact.election_id = election.election_id AND fact.district_code = place.district_code
),

side AS (
    SELECT 'later' AS side, election_id FROM later_election
    UNION ALL
    SELECT 'earlier', election_id FROM earlier_election
),

district_sum AS (
    SELECT 'later' AS side, sum(eligible_count) AS eligible, sum(votes_count) AS votes, bool_and(votes_count IS NOT NULL) AS is_counted
    FROM later
    UNION ALL
    SELECT 'earlier', sum(eligible_count), sum(votes_count), bool_and(votes_count IS NOT NULL)
    FROM earlier
),

-- Electors, all ballots and late ballots on each side. An area without late votes of its own is its districts.
total AS (
    SELECT
        side.side,
        side.election_id,
        CASE WHEN area.has_late_votes THEN official.eligible_count ELSE districts.eligible END AS eligible,
        CASE WHEN area.has_late_votes THEN official.votes_count WHEN districts.is_counted THEN districts.votes END AS votes,
        CASE WHEN area.has_late_votes THEN official.late_votes_count ELSE 0 END AS late_votes,
        districts.eligible IS NOT NULL AS has_districts,
        coalesce(districts.is_counted, false) AS is_counted,
        districts.votes AS district_votes
    FROM side
    CROSS JOIN area
    JOIN district_sum AS districts USING (side)
    LEFT JOIN fact_municipality_turnout AS official
        ON official.election_id = side.election_id AND official.municipality_code = area.area_id
),

link AS (
    SELECT history.district_code, history.earlier_code, history.is_official
    FROM district_history AS history
    JOIN later ON later.area_version = history.area_version AND later.district_code = history.district_code
    WHERE history.earlier_area_version = (SELECT area_version FROM earlier_election)
),

claimed AS (
    SELECT
        link.*,
        count(*) OVER (PARTITION BY link.earlier_code) AS claim_count,
        earlier.eligible_count,
        earlier.votes_count
    FROM link
    LEFT JOIN earlier ON earlier.district_code = link.earlier_code
),

-- Comparable: every earlier district is one of the area's and is compared with this district alone.
comparable AS (
    SELECT
        district_code,
        sum(eligible_count) AS earlier_eligible,
        sum(votes_count) AS earlier_votes,
        bool_and(is_official) AS is_official
    FROM claimed
    GROUP BY district_code
    HAVING bool_and(eligible_count IS NOT NULL AND claim_count = 1)
),

-- Groups that are followed from one election to the next: each comparable district, and all the others as one.
followed AS (
    SELECT
        'comparable' AS kind,
        later.eligible_count AS later_eligible,
        later.votes_count AS later_votes,
        comparable.earlier_eligible,
        comparable.earlier_votes
    FROM comparable
    JOIN later USING (district_code)
    UNION ALL
    SELECT
        'redrawn',
        coalesce((SELECT sum(eligible_count) FROM later ANTI JOIN comparable USING (district_code)), 0),
        coalesce((SELECT sum(votes_count) FROM later ANTI JOIN comparable USING (district_code)), 0),
        coalesce((
            SELECT sum(eligible_count)
            FROM earlier
            WHERE district_code NOT IN (SELECT earlier_code FROM claimed SEMI JOIN comparable USING (district_code))
        ), 0),
        coalesce((
            SELECT sum(votes_count)
            FROM earlier
            WHERE district_code NOT IN (SELECT earlier_code FROM claimed SEMI JOIN comparable USING (district_code))
        ), 0)
),

compared AS (
    -- Shares are of the official electorate on both sides: then the parts add up even in the rare case that the
    -- electors of the districts do not add up to it.
    SELECT
        followed.kind,
        followed.later_eligible / later_total.eligible AS later_size,
        followed.earlier_eligible / earlier_total.eligible AS earlier_size,
        -- A group that is there on one side only has the same turnout on the other: composition takes all of it.
        coalesce(
            followed.later_votes / nullif(followed.later_eligible, 0), followed.earlier_votes / nullif(followed.earlier_eligible, 0)
        ) AS later_turnout,
        coalesce(
            followed.earlier_votes / nullif(followed.earlier_eligible, 0), followed.later_votes / nullif(followed.later_eligible, 0)
        ) AS earlier_turnout
    FROM followed
    JOIN total AS later_total ON later_total.side = 'later'
    JOIN total AS earlier_total ON earlier_total.side = 'earlier'
    WHERE followed.later_eligible + followed.earlier_eligible > 0
),

term AS (
    SELECT
        coalesce(sum((later_size + earlier_size) / 2 * (later_turnout - earlier_turnout)) FILTER (WHERE kind = 'comparable'), 0)
            AS behaviour,
        coalesce(sum((later_size + earlier_size) / 2 * (later_turnout - earlier_turnout)) FILTER (WHERE kind = 'redrawn'), 0)
            AS redrawn,
        coalesce(sum((later_turnout + earlier_turnout) / 2 * (later_size - earlier_size)), 0) AS composition
    FROM compared
),

summary AS (
    SELECT
        earlier_total.election_id AS from_election_id,
        later_total.election_id AS to_election_id,
        earlier_total.votes / nullif(earlier_total.eligible, 0) AS from_turnout_share,
        later_total.votes / nullif(later_total.eligible, 0) AS to_turnout_share,
        later_total.late_votes / later_total.eligible - earlier_total.late_votes / earlier_total.eligible AS late,
        (SELECT count(*) FROM comparable) AS comparable_district_count,
        (SELECT count(*) FROM later ANTI JOIN comparable USING (district_code)) AS redrawn_district_count,
        (SELECT bool_and(is_official) FROM comparable) AS is_official,
        CASE
            WHEN NOT (later_total.has_districts AND earlier_total.has_districts)
                OR later_total.eligible IS NULL
                OR earlier_total.eligible IS NULL THEN 'no_results'
            WHEN NOT (later_total.is_counted AND earlier_total.is_counted) THEN 'districts_incomplete'
            WHEN later_total.late_votes IS NULL OR earlier_total.late_votes IS NULL THEN 'late_votes_unknown'
            WHEN later_total.district_votes + later_total.late_votes <> later_total.votes
                OR earlier_total.district_votes + earlier_total.late_votes <> earlier_total.votes THEN 'districts_incomplete'
            WHEN NOT EXISTS (SELECT 1 FROM comparable) THEN 'no_links'
        END AS reason
    FROM total AS later_total
    JOIN total AS earlier_total ON earlier_total.side = 'earlier'
    WHERE later_total.side = 'later'
)

SELECT
    part.part,
    CASE WHEN summary.reason IS NULL THEN 100 * CASE part.part_order
        WHEN 1 THEN term.behaviour
        WHEN 2 THEN term.redrawn
        WHEN 3 THEN term.composition
        ELSE summary.late
    END END AS change_pp,
    part.part_order,
    summary.from_election_id,
    summary.to_election_id,
    summary.from_turnout_share,
    summary.to_turnout_share,
    100 * (summary.to_turnout_share - summary.from_turnout_share) AS total_change_pp,
    summary.comparable_district_count,
    summary.redrawn_district_count,
    summary.is_official,
    summary.reason
FROM summary
CROSS JOIN term
CROSS JOIN (
    VALUES
        ('forandring_beteende', 1),
        ('forandring_omritad', 2),
        ('forandring_sammansattning', 3),
        ('forandring_uppsamling', 4)
) AS part (part, part_order)
ORDER BY part.part_order
