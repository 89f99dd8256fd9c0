-- Who left before the term was over: council members, and where there is no council those of the committees without a body
-- above them. Definitions: avhopp_andel and avhopp_tid in queries/indicators. Curves are made of register_spell in Python.

CREATE TABLE register_leaving_term AS
WITH body AS (
    SELECT area_id, body_id, classification, founding_date, dissolution_date
    FROM raw_register_bodies
    WHERE classification = 'council' OR (classification = 'committee' AND parent_id IS NULL)
    QUALIFY classification = 'council' OR NOT bool_or(classification = 'council') OVER (PARTITION BY area_id)
),
calendar AS (
    -- A council takes its seats on 15 October (before 2014 on 1 November), other bodies on 1 January.
    SELECT year::INTEGER AS term_year, 'council' AS classification,
        CASE WHEN year < 2014 THEN make_date(year, 11, 1) ELSE make_date(year, 10, 15) END AS first_date
    FROM generate_series(1990, 2098, 4) AS election (year)
    UNION ALL
    SELECT year::INTEGER, 'committee', make_date(year + 1, 1, 1)
    FROM generate_series(1990, 2098, 4) AS election (year)
),
term AS (
    SELECT *, (lead(first_date) OVER (PARTITION BY classification ORDER BY first_date) - INTERVAL 1 DAY)::DATE AS last_date
    FROM calendar
)
SELECT body.area_id, body.body_id, classification, term.term_year,
    greatest(term.first_date, coalesce(body.founding_date, term.first_date)) AS first_date,
    least(term.last_date, coalesce(body.dissolution_date, term.last_date)) AS last_date,
    coalesce(body.dissolution_date < term.last_date, false) AS is_dissolved
FROM body
JOIN term USING (classification)
WHERE coalesce(body.founding_date, term.first_date) <= term.last_date
    AND coalesce(body.dissolution_date, term.last_date) >= term.first_date;

-- A membership: one person's posts in one body and term without a day between them, whatever the role and the party.
CREATE TABLE register_spell AS
WITH post AS (
    SELECT
        term.area_id, term.body_id, term.classification, term.term_year, term.first_date, term.last_date, term.is_dissolved,
        register.kept_date AS observed_date,
        elected.person_id, elected.gender, elected.birth_year, coalesce(elected.on_behalf_of, '') AS party, elected.end_reason,
        elected.provenance,
        elected.end_date,
        greatest(elected.start_date, term.first_date) AS from_date,
        least(coalesce(elected.end_date, term.last_date), term.last_date, register.kept_date) AS to_date
    FROM raw_register_elected AS elected
    JOIN gathered_register AS register ON register.area_id = elected.area_id AND register.kind = 'elected'
    JOIN register_leaving_term AS term
        ON term.area_id = elected.area_id
        AND term.body_id = elected.body_id
        AND term.first_date <= register.kept_date
        AND elected.start_date <= least(term.last_date, register.kept_date)
        AND coalesce(elected.end_date, term.last_date) >= term.first_date
    WHERE elected.role NOT IN ('substitute', 'co_opted')
),
marked AS (
    SELECT *,
        coalesce(from_date > max(to_date) OVER earlier + INTERVAL 1 DAY, true) AS is_first
    FROM post
    WINDOW earlier AS (
        PARTITION BY area_id, body_id, term_year, person_id
        ORDER BY from_date, to_date, party
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
),
numbered AS (
    SELECT *,
        sum(is_first::INTEGER) OVER (PARTITION BY area_id, body_id, term_year, person_id ORDER BY from_date, to_date, party) AS spell
    FROM marked
),
membership AS (
    SELECT area_id, body_id, classification, term_year, person_id, spell,
        any_value(first_date) AS first_date, any_value(last_date) AS last_date, any_value(is_dissolved) AS is_dissolved,
        any_value(observed_date) AS observed_date, any_value(provenance) AS provenance,
        arg_min(gender, (from_date, to_date)) AS gender,
        arg_min(party, (from_date, to_date)) AS party,
        min(birth_year) AS birth_year,
        min(from_date) AS start_date,
        max(to_date) AS end_date,
        max(coalesce(end_date, DATE '9999-12-31')) AS written_date,
        arg_max(coalesce(end_reason, 'unknown'), (to_date, from_date)) AS end_reason
    FROM numbered
    GROUP BY area_id, body_id, classification, term_year, person_id, spell
),
begun AS (
    SELECT *, min(start_date) OVER (PARTITION BY area_id, body_id, term_year) AS began_date
    FROM membership
)
SELECT
    * EXCLUDE (written_date, birth_year),
    CASE WHEN written_date < last_date AND written_date <= observed_date AND end_reason <> 'term_ended' THEN written_date END
        AS left_date,
    (date_diff('day', start_date, end_date) + 1)::INTEGER AS duration_days,
    -- Where the register begins in the middle of a term, nobody knows who was elected.
    start_date = began_date AND date_diff('day', first_date, began_date) <= 60 AS is_elected,
    CASE
        WHEN birth_year IS NULL THEN 'unknown'
        WHEN year(start_date) - birth_year < 30 THEN '18-29'
        WHEN year(start_date) - birth_year < 50 THEN '30-49'
        WHEN year(start_date) - birth_year < 65 THEN '50-64'
        ELSE '65+'
    END AS age_group
FROM begun;

-- Of those elected: how many had left before one year, three years and the whole term. Null while the day has not come.
CREATE TABLE fact_leaving AS
WITH reached AS (
    SELECT *,
        CASE cutoff
            WHEN '1_year' THEN (began_date + INTERVAL 1 YEAR - INTERVAL 1 DAY)::DATE
            WHEN '3_years' THEN (began_date + INTERVAL 3 YEAR - INTERVAL 1 DAY)::DATE
            ELSE last_date
        END AS cutoff_date
    FROM register_spell, unnest(['1_year', '3_years', 'full_term']) AS cutoffs (cutoff)
    WHERE is_elected AND NOT is_dissolved
),
long AS (
    SELECT *, 'all' AS dimension, 'total' AS category FROM reached
    UNION ALL SELECT *, 'age', age_group FROM reached
    UNION ALL SELECT *, 'party', party FROM reached
)
SELECT area_id, term_year, any_value(classification) AS classification, dimension, category, coalesce(gender, 'total') AS gender, cutoff,
    count(*)::INTEGER AS member_count,
    CASE WHEN bool_and(cutoff_date <= observed_date) THEN count(*) FILTER (left_date < cutoff_date)::INTEGER END AS left_count,
    min(provenance) AS provenance
FROM long
WHERE cutoff_date <= last_date
GROUP BY GROUPING SETS (
    (area_id, term_year, cutoff, dimension, category, gender),
    (area_id, term_year, cutoff, dimension, category)
);

-- Reasons of all who left in terms that are over, elected or come later, together. A row for each sex, also with zero. While a
-- term goes on, two versions would tell the reason of the one who left in between.
CREATE TABLE fact_leaving_reason AS
WITH gone AS (
    SELECT area_id, gender, CASE WHEN end_reason IN ('removed', 'other') THEN 'other' ELSE end_reason END AS reason, provenance
    FROM register_spell
    WHERE left_date IS NOT NULL AND last_date <= observed_date
),
cell AS (
    SELECT DISTINCT area_id, reason, gender, provenance
    FROM (SELECT DISTINCT area_id, provenance FROM gone)
    CROSS JOIN unnest(['resigned', 'moved', 'new_post', 'died', 'other', 'unknown']) AS reasons (reason)
    CROSS JOIN unnest(['women', 'men']) AS genders (gender)
    UNION
    SELECT gone.area_id, reasons.reason, gone.gender, gone.provenance
    FROM gone
    CROSS JOIN unnest(['resigned', 'moved', 'new_post', 'died', 'other', 'unknown']) AS reasons (reason)
),
counted AS (
    SELECT cell.*, count(gone.area_id) AS number
    FROM cell
    LEFT JOIN gone ON gone.area_id = cell.area_id AND gone.reason = cell.reason AND gone.gender = cell.gender
    GROUP BY ALL
)
SELECT area_id, coalesce(reason, 'total') AS reason, coalesce(gender, 'total') AS gender, sum(number)::INTEGER AS left_count,
    min(provenance) AS provenance
FROM counted
GROUP BY area_id, CUBE (reason, gender);
