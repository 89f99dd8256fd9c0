/*
title = "Turnout gaps between the districts of an area, election by election"
grain = ["election_id"]
source_tables = ["fact_turnout", "area_district", "dim_district", "dim_election"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality, organisation or part"

[params.election_type]
type = "text"
allowed = ["RD", "RF", "KF", "EU"]
default_from = "profile.election_type"
meaning = "RD riksdag, RF region, KF municipal, EU European Parliament"

[columns]
election_id = "text | election"
election_date = "date | day of the election"
district_count = "integer | districts the gaps stand on"
eligible_count = "integer | electors of these districts"
votes_count = "integer | ballots counted in these districts"
turnout_share = "number? | ballots by electors of the districts, late ballots not included, 0-1; null while a district is not counted"
gap_tiondel_pp = "number | turnout of the tenth of the electorate in the districts with the highest turnout minus that of the lowest tenth"
gap_tiondel_relative_index = "number? | the same gap by the turnout of the districts; null when nobody voted"
top_tenth_share = "number | turnout of the highest tenth, 0-1"
bottom_tenth_share = "number | turnout of the lowest tenth, 0-1"
gap_medelavvikelse_pp = "number | average distance from the turnout of all, weighted by electors"
gap_spann_pp = "number? | highest minus lowest turnout among districts with at least 100 electors; null when there is none"
gap_spann_high_name = "text? | the district with the highest, its code where it has no name"
gap_spann_low_name = "text? | the district with the lowest, its code where it has no name"
gap_spann_high_share = "number? | highest turnout, 0-1"
gap_spann_low_share = "number? | lowest turnout, 0-1"
gap_p90_p10_pp = "number | 90th minus 10th percentile of turnout, weighted by electors: the lowest turnout that at least the share of the electorate does not exceed"
gap_standardavvikelse_pp = "number | standard deviation, weighted by electors, population form"
gap_dissimilaritet_index = "number | share of voters who would have to change district for equal turnout, 0-1"
gap_gini_index = "number | Gini coefficient, weighted by electors, uncorrected, 0-1"
gap_theil_index = "number | Theil's T, nats"
gap_theil_between_index = "number? | its part between kommundelar; null where a district's part is not known"
gap_theil_within_index = "number? | its part inside kommundelar"
gap_atkinson_index = "number? | Atkinson's index with aversion 1, 0-1; null when nobody voted in some district"
roster_till_medel_count = "integer | ballots missing for every district to reach the turnout of all"
roster_till_basta_count = "integer | ballots missing for every district to reach the one with the highest turnout"
roster_till_basta_tredjedel_count = "integer | ballots missing for every district to reach the third of the electorate with the highest turnout"
excluded_district_count = "integer | districts left out: not counted, or without electors"
*/
WITH listed AS (
    SELECT
        election.election_id,
        election.election_date,
        place.district_code,
        coalesce(district.district_name, place.district_code) AS district_name,
        district.part_area_id,
        fact.eligible_count,
        fact.votes_count,
        fact.votes_count IS NOT NULL AND fact.eligible_count > 0 AS is_included
    FROM area_district AS place
    JOIN dim_election AS election USING (area_version)
    JOIN fact_turnout AS fact ON fact.election_id = election.election_id AND fact.district_code = place.district_code
    LEFT JOIN dim_district AS district ON district.area_version = place.area_version AND district.district_code = place.district_code
    WHERE place.area_id = $area AND election.election_type = $election_type
),

excluded AS (
    SELECT
        election_id,
        count(*) FILTER (WHERE NOT is_included) AS district_count,
        count(*) FILTER (WHERE votes_count IS NULL) AS uncounted_count
    FROM listed
    GROUP BY election_id
),

district AS (
    SELECT
        *,
        votes_count / eligible_count AS turnout_share,
        (sum(eligible_count) OVER everyone)::BIGINT AS all_eligible,
        (sum(votes_count) OVER everyone)::BIGINT AS all_votes,
        (sum(eligible_count) OVER upwards)::BIGINT AS eligible_upwards,
        (sum(eligible_count) OVER downwards)::BIGINT AS eligible_downwards,
        (sum(votes_count) OVER downwards)::BIGINT AS votes_downwards
    FROM listed
    WHERE is_included
    WINDOW
        everyone AS (PARTITION BY election_id),
        -- Districts with equal turnout may stand in any order: nothing below depends on it.
        upwards AS (PARTITION BY election_id ORDER BY votes_count / eligible_count, district_code ROWS UNBOUNDED PRECEDING),
        downwards AS (PARTITION BY election_id ORDER BY votes_count / eligible_count DESC, district_code ROWS UNBOUNDED PRECEDING)
),

best AS (
    -- Targets as exact fractions: the district with the highest turnout, and the best third, whose last district
    -- counts with the part of its electorate that fills the third.
    SELECT
        election_id,
        arg_min(votes_count, eligible_downwards)::HUGEINT AS best_numerator,
        arg_min(eligible_count, eligible_downwards)::HUGEINT AS best_denominator,
        arg_min(
            3 * (votes_downwards - votes_count) * eligible_count
                + votes_count * (all_eligible - 3 * (eligible_downwards - eligible_count)),
            eligible_downwards
        ) FILTER (WHERE 3 * eligible_downwards >= all_eligible)::HUGEINT AS third_numerator,
        arg_min(all_eligible * eligible_count, eligible_downwards) FILTER (WHERE 3 * eligible_downwards >= all_eligible)::HUGEINT
            AS third_denominator
    FROM district
    GROUP BY election_id
),

measured AS (
    SELECT
        district.*,
        all_votes / all_eligible AS all_share,
        -- Electors of the district that belong to the highest and the lowest tenth of the electorate.
        greatest(0, least(eligible_count, all_eligible / 10 - (eligible_downwards - eligible_count))) AS top_part,
        greatest(0, least(eligible_count, all_eligible / 10 - (eligible_upwards - eligible_count))) AS bottom_part,
        -- Ceilings in whole numbers: a floating-point one is off by one at exact ties.
        greatest(0, (all_votes::HUGEINT * eligible_count + all_eligible - 1) // all_eligible - votes_count) AS missing_to_mean,
        greatest(0, (best_numerator * eligible_count + best_denominator - 1) // best_denominator - votes_count) AS missing_to_best,
        greatest(0, (third_numerator * eligible_count + third_denominator - 1) // third_denominator - votes_count)
            AS missing_to_third
    FROM district
    JOIN best USING (election_id)
),

part AS (
    SELECT
        election_id,
        CASE WHEN sum(votes_count) = 0 THEN 0
            ELSE sum(votes_count) / all_votes * ln(sum(votes_count) / sum(eligible_count) / all_share)
        END AS theil_term,
        part_area_id IS NOT NULL AS is_known
    FROM measured
    GROUP BY election_id, part_area_id, all_votes, all_share
),

theil_between AS (
    SELECT election_id, sum(theil_term) AS theil
    FROM part
    GROUP BY election_id
    HAVING bool_and(is_known)
),

gap AS (
    SELECT
        election_id,
        election_date,
        count(*) AS district_count,
        all_eligible AS eligible_count,
        all_votes AS votes_count,
        all_share AS turnout_share,
        -- Equal everywhere is exactly no gap, whatever the rounding of fractions says.
        min(turnout_share) = max(turnout_share) AS is_equal,
        CASE WHEN min(turnout_share) = max(turnout_share) THEN min(turnout_share)
            ELSE sum(top_part * turnout_share) / sum(top_part) END AS top_tenth_share,
        CASE WHEN min(turnout_share) = max(turnout_share) THEN min(turnout_share)
            ELSE sum(bottom_part * turnout_share) / sum(bottom_part) END AS bottom_tenth_share,
        sum(eligible_count * abs(turnout_share - all_share)) / all_eligible AS mean_deviation,
        sqrt(sum(eligible_count * (turnout_share - all_share) ** 2) / all_eligible) AS standard_deviation,
        max(turnout_share) FILTER (WHERE eligible_count >= 100) AS high_share,
        min(turnout_share) FILTER (WHERE eligible_count >= 100) AS low_share,
        arg_min(district_name, eligible_downwards) FILTER (WHERE eligible_count >= 100) AS high_name,
        arg_min(district_name, eligible_upwards) FILTER (WHERE eligible_count >= 100) AS low_name,
        min(turnout_share) FILTER (WHERE 10 * eligible_upwards >= 9 * all_eligible) AS percentile_90,
        min(turnout_share) FILTER (WHERE 10 * eligible_upwards >= all_eligible) AS percentile_10,
        sum(abs(
            votes_count / nullif(all_votes, 0) - (eligible_count - votes_count) / nullif(all_eligible - all_votes, 0)
        )) / 2 AS dissimilarity,
        2 * sum((eligible_upwards - eligible_count / 2) / all_eligible * (votes_count / nullif(all_votes, 0))) - 1 AS gini,
        -- The limit of v ln t for no votes is 0.
        sum(CASE WHEN votes_count = 0 THEN 0 ELSE votes_count / all_votes * ln(turnout_share / all_share) END) AS theil,
        CASE WHEN min(votes_count) > 0
            THEN 1 - exp(sum(eligible_count * ln(nullif(turnout_share, 0) / all_share)) / all_eligible)
        END AS atkinson,
        sum(missing_to_mean)::BIGINT AS missing_to_mean,
        sum(missing_to_best)::BIGINT AS missing_to_best,
        sum(missing_to_third)::BIGINT AS missing_to_third
    FROM measured
    GROUP BY election_id, election_date, all_eligible, all_votes, all_share
)

SELECT
    gap.election_id,
    gap.election_date,
    gap.district_count,
    gap.eligible_count,
    gap.votes_count,
    CASE WHEN excluded.uncounted_count = 0 THEN gap.turnout_share END AS turnout_share,
    100 * (gap.top_tenth_share - gap.bottom_tenth_share) AS gap_tiondel_pp,
    (gap.top_tenth_share - gap.bottom_tenth_share) / nullif(gap.turnout_share, 0) AS gap_tiondel_relative_index,
    gap.top_tenth_share,
    gap.bottom_tenth_share,
    100 * gap.mean_deviation AS gap_medelavvikelse_pp,
    100 * (gap.high_share - gap.low_share) AS gap_spann_pp,
    gap.high_name AS gap_spann_high_name,
    gap.low_name AS gap_spann_low_name,
    gap.high_share AS gap_spann_high_share,
    gap.low_share AS gap_spann_low_share,
    100 * (gap.percentile_90 - gap.percentile_10) AS gap_p90_p10_pp,
    100 * gap.standard_deviation AS gap_standardavvikelse_pp,
    CASE WHEN gap.is_equal THEN 0 ELSE gap.dissimilarity END AS gap_dissimilaritet_index,
    CASE WHEN gap.is_equal THEN 0 ELSE gap.gini END AS gap_gini_index,
    CASE WHEN gap.is_equal THEN 0 ELSE gap.theil END AS gap_theil_index,
    CASE WHEN gap.is_equal THEN 0 * theil_between.theil ELSE theil_between.theil END AS gap_theil_between_index,
    CASE WHEN gap.is_equal THEN 0 * theil_between.theil ELSE gap.theil - theil_between.theil END AS gap_theil_within_index,
    CASE WHEN gap.is_equal THEN 0 * gap.atkinson ELSE gap.atkinson END AS gap_atkinson_index,
    gap.missing_to_mean AS roster_till_medel_count,
    gap.missing_to_best AS roster_till_basta_count,
    gap.missing_to_third AS roster_till_basta_tredjedel_count,
    excluded.district_count AS excluded_district_count
FROM gap
JOIN excluded USING (election_id)
LEFT JOIN theil_between USING (election_id)
ORDER BY gap.election_date, gap.election_id
