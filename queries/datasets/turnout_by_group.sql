/*
title = "Turnout of groups by age, education and sex (register survey)"
grain = ["election_id", "dimension", "category", "gender"]
source_tables = ["fact_group_turnout", "dim_election"]

[params.municipality_code]
type = "text"
default_from = "profile.municipality"
meaning = "Municipality, four digits"

[columns]
election_id = "text | election"
election_date = "date | day of the election"
dimension = "text | age or education"
category = "text | 18-29, 30-49, 50-64, 65+, primary, secondary, tertiary or total"
gender = "text | women, men or total"
eligible_count = "integer? | electors in the register, another base than the count"
turnout_share = "number? | share who voted, whole percent at the source; null where the source hides it"
gap_to_rest_pp = "number? | minus the turnout of the rest: the other categories of the same sex, or for the row of a sex the other sex (gap_grupp)"
gap_to_all_pp = "number? | minus the turnout of all (gap_grupp; for the youngest band gap_unga); null for all themselves"
measure_basis = "text | register"
source_id = "text | source"
*/
WITH cell AS (
    SELECT
        fact.*,
        election.election_date,
        eligible_count * turnout_share AS voters,
        category = 'total' AND gender = 'total' AS is_everybody
    FROM fact_group_turnout AS fact
    JOIN dim_election AS election USING (election_id)
    WHERE fact.municipality_code = $municipality_code
),

-- The rest of a group: what is neither itself nor a total it belongs to.
rest AS (
    SELECT
        cell.election_id,
        cell.dimension,
        cell.category,
        cell.gender,
        -- One unknown part makes the rest unknown.
        CASE WHEN count(other.voters) = count(*) THEN sum(other.voters) / nullif(sum(other.eligible_count), 0) END AS turnout_share
    FROM cell
    JOIN cell AS other
        ON other.election_id = cell.election_id
        AND other.dimension = cell.dimension
        AND CASE WHEN cell.category = 'total'
            THEN other.category = 'total' AND other.gender NOT IN ('total', cell.gender)
            ELSE other.gender = cell.gender AND other.category NOT IN ('total', cell.category)
        END
    WHERE NOT cell.is_everybody
    GROUP BY cell.election_id, cell.dimension, cell.category, cell.gender
),

everybody AS (
    SELECT election_id, dimension, turnout_share
    FROM cell
    WHERE is_everybody
)

SELECT
    cell.election_id,
    cell.election_date,
    cell.dimension,
    cell.category,
    cell.gender,
    cell.eligible_count,
    cell.turnout_share,
    100 * (cell.turnout_share - rest.turnout_share) AS gap_to_rest_pp,
    CASE WHEN NOT cell.is_everybody THEN 100 * (cell.turnout_share - everybody.turnout_share) END AS gap_to_all_pp,
    cell.measure_basis,
    cell.source_id
FROM cell
LEFT JOIN rest USING (election_id, dimension, category, gender)
LEFT JOIN everybody USING (election_id, dimension)
ORDER BY
    cell.election_date,
    cell.election_id,
    cell.dimension,
    list_position(['total', '18-29', '30-49', '50-64', '65+', 'primary', 'secondary', 'tertiary'], cell.category),
    cell.category,
    list_position(['total', 'women', 'men'], cell.gender),
    cell.gender
