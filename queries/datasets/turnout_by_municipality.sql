/*
title = "Turnout of a municipality, a county or the country, election by election"
grain = ["election_id"]
source_tables = ["fact_municipality_turnout", "dim_election", "dim_area", "meta_source"]

[params.municipality_code]
type = "text"
default_from = "profile.municipality"
meaning = "Municipality, four digits; 00 for the country or two digits for a county: their sum, where every municipality is there"

[params.election_type]
type = "text"
allowed = ["RD", "RF", "KF", "EU"]
default_from = "profile.election_type"
meaning = "RD riksdag, RF region, KF municipal, EU European Parliament"

[columns]
election_id = "text | election"
election_date = "date | day of the election"
eligible_count = "integer | electors (of the counted districts while the count goes on)"
votes_count = "integer | all ballots, valid and invalid, late ones included"
late_votes_count = "integer? | ballots counted in late-vote units; null where a source does not tell them apart"
turnout_share = "number | ballots by electors, 0-1"
change_pp = "number? | turnout minus turnout in the election of the same type before, unrounded; null when either is missing or not fully counted"
late_votes_share = "number? | late ballots by all ballots, 0-1"
counting_stage = "text | final, or preliminary as soon as one part is"
counted_unit_count = "integer? | units counted"
unit_count = "integer? | units in all"
source_id = "text | source; several are separated by a comma"
publisher = "text | who publishes it"
*/
WITH member AS (
    SELECT area_id AS municipality_code
    FROM dim_area
    WHERE area_level = 'kommun'
        AND ($municipality_code = '00' OR $municipality_code IN (area_id, county_code))
        -- Gotland is a region of its own and holds no region election.
        AND NOT ($election_type = 'RF' AND area_id = '0980')
),

election AS (
    SELECT
        election_id,
        election_date,
        lag(election_id) OVER (ORDER BY election_date, election_id) AS previous_election_id
    FROM dim_election
    WHERE election_type = $election_type
),

total AS (
    SELECT
        fact.election_id,
        sum(fact.eligible_count)::BIGINT AS eligible_count,
        sum(fact.votes_count)::BIGINT AS votes_count,
        -- A sum with an unknown part is unknown.
        CASE WHEN count(fact.late_votes_count) = count(*) THEN sum(fact.late_votes_count)::BIGINT END AS late_votes_count,
        CASE WHEN bool_or(fact.counting_stage = 'preliminary') THEN 'preliminary' ELSE 'final' END AS counting_stage,
        CASE WHEN count(fact.counted_unit_count) = count(*) THEN sum(fact.counted_unit_count)::BIGINT END AS counted_unit_count,
        CASE WHEN count(fact.unit_count) = count(*) THEN sum(fact.unit_count)::BIGINT END AS unit_count,
        string_agg(DISTINCT fact.source_id, ',' ORDER BY fact.source_id) AS source_id,
        string_agg(DISTINCT source.publisher, ', ' ORDER BY source.publisher) AS publisher
    FROM fact_municipality_turnout AS fact
    JOIN member USING (municipality_code)
    JOIN meta_source AS source USING (source_id)
    WHERE fact.election_id IN (SELECT election_id FROM election)
    GROUP BY fact.election_id
    HAVING count(*) = (SELECT count(*) FROM member)
),

share AS (
    SELECT
        *,
        votes_count / nullif(eligible_count, 0) AS turnout_share,
        -- Half a count says nothing about the change: the districts counted first are not like the others.
        coalesce(counted_unit_count = unit_count, counting_stage = 'final') AS is_complete
    FROM total
)

SELECT
    share.election_id,
    election.election_date,
    share.eligible_count,
    share.votes_count,
    share.late_votes_count,
    share.turnout_share,
    CASE WHEN share.is_complete AND previous.is_complete THEN 100 * (share.turnout_share - previous.turnout_share) END AS change_pp,
    share.late_votes_count / nullif(share.votes_count, 0) AS late_votes_share,
    share.counting_stage,
    share.counted_unit_count,
    share.unit_count,
    share.source_id,
    share.publisher
FROM share
JOIN election USING (election_id)
LEFT JOIN share AS previous ON previous.election_id = election.previous_election_id
WHERE share.turnout_share IS NOT NULL
ORDER BY election.election_date, share.election_id
