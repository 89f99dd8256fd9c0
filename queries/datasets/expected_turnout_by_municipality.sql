/*
title = "Expected turnout of a municipality from the age and sex of its electors"
grain = ["election_id"]
source_tables = ["fact_group_turnout", "dim_election", "dim_area"]

[params.municipality_code]
type = "text"
default_from = "profile.municipality"
meaning = "Municipality, four digits"

[columns]
election_id = "text | election"
election_date = "date | day of the election"
eligible_count = "integer? | electors in the register, all ages and both sexes; null when a group is hidden"
turnout_share = "number? | turnout in the register, summed from the groups, 0-1"
forvantat_valdeltagande_share = "number? | turnout if every age and sex voted as in the country, 0-1; null with a reason"
avvikelse_fran_forvantat_pp = "number? | turnout minus what was expected"
municipality_count = "integer | municipalities with known groups; the country stands on them where it has no row of its own"
reason = "text? | group_unknown (the source hides a group here) or country_not_loaded (fewer than nine municipalities of ten)"
*/
WITH cell AS (
    -- Age by sex only: totals would count everybody twice.
    SELECT
        fact.election_id,
        fact.municipality_code,
        fact.category,
        fact.gender,
        fact.eligible_count,
        fact.eligible_count * fact.turnout_share AS voters
    FROM fact_group_turnout AS fact
    WHERE fact.dimension = 'age' AND fact.category <> 'total' AND fact.gender <> 'total'
),

own AS (
    SELECT *
    FROM cell
    WHERE municipality_code = $municipality_code
),

-- The country as a row of its own where there is one, else the sum of the municipalities.
country AS (
    SELECT
        election_id,
        category,
        gender,
        coalesce(
            sum(voters) FILTER (WHERE municipality_code = '00') / nullif(sum(eligible_count) FILTER (WHERE municipality_code = '00'), 0),
            sum(voters) / nullif(sum(eligible_count), 0)
        ) AS turnout_share,
        bool_or(municipality_code = '00') AS is_whole,
        count(*) FILTER (WHERE municipality_code <> '00') AS municipality_count
    FROM cell
    WHERE voters IS NOT NULL AND election_id IN (SELECT election_id FROM own)
    GROUP BY election_id, category, gender
),

summed AS (
    SELECT
        own.election_id,
        bool_and(own.voters IS NOT NULL) AS is_known,
        sum(own.eligible_count)::BIGINT AS eligible_count,
        sum(own.voters) / nullif(sum(own.eligible_count), 0) AS turnout_share,
        sum(own.eligible_count * country.turnout_share) / nullif(sum(own.eligible_count), 0) AS expected_share,
        -- The group known in the fewest municipalities decides.
        coalesce(min(country.municipality_count), 0) AS municipality_count,
        coalesce(bool_and(country.is_whole), false) AS is_whole
    FROM own
    LEFT JOIN country USING (election_id, category, gender)
    GROUP BY own.election_id
),

judged AS (
    SELECT
        *,
        CASE
            WHEN NOT is_known THEN 'group_unknown'
            WHEN NOT is_whole AND 10 * municipality_count < 9 * (SELECT count(*) FROM dim_area WHERE area_level = 'kommun')
                THEN 'country_not_loaded'
        END AS reason
    FROM summed
)

SELECT
    judged.election_id,
    election.election_date,
    CASE WHEN judged.is_known THEN judged.eligible_count END AS eligible_count,
    CASE WHEN judged.is_known THEN judged.turnout_share END AS turnout_share,
    CASE WHEN judged.reason IS NULL THEN judged.expected_share END AS forvantat_valdeltagande_share,
    CASE WHEN judged.reason IS NULL THEN 100 * (judged.turnout_share - judged.expected_share) END AS avvikelse_fran_forvantat_pp,
    judged.municipality_count,
    judged.reason
FROM judged
JOIN dim_election AS election USING (election_id)
ORDER BY election.election_date, judged.election_id
