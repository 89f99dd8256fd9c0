/*
title = "Members of the panel on the first day of its latest wave, by group and sex, beside the adults of the municipality"
grain = ["dimension", "category", "gender"]
source_tables = ["fact_panel_member", "fact_panel_member_background", "fact_panel_population", "fact_panel_wave", "dim_area"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[columns]
as_of_date = "date | first day of the latest wave"
dimension = "text | all, age, area, education or birth_region; sexes are those of all"
category = "text | group, unknown or total"
category_name = "text? | name of a part; null for other groups"
gender = "text | women, men, other, unknown or total; total of an age is women and men together"
member_count = "integer? | panel_medlemmar; null where hidden"
active_count = "integer? | of them those who answered something in the twelve months up to and with the latest wave"
member_share = "number? | of the members whose group is known; of women and men for sexes"
population_count = "integer? | adults in the same group"
population_share = "number? | of the adults"
population_base = "text? | 18+, or all: residents of all ages stand in for the adults of the parts"
population_year = "integer? | year"
is_suppressed = "boolean | a number in the row is hidden"
suppression_reason = "text? | why it is hidden"
is_example = "boolean | invented, not the organisation's own"
*/
WITH latest AS (
    SELECT area_id, wave_id, start_date
    FROM fact_panel_wave
    WHERE area_id = $area
    QUALIFY row_number() OVER (ORDER BY wave_number DESC) = 1
),
shown AS (
    SELECT wave_id, dimension, category, gender, state, person_count, suppression_reason, provenance
    FROM fact_panel_member
    WHERE area_id = $area
    UNION ALL
    SELECT wave_id, dimension, category, 'total', state, person_count, suppression_reason, provenance
    FROM fact_panel_member_background
    WHERE area_id = $area AND dimension <> 'all'
),
counted AS (
    SELECT
        wave_id,
        dimension,
        category,
        gender,
        max(person_count) FILTER (state = 'total') AS member_count,
        max(person_count) FILTER (state = 'active') AS active_count,
        max(suppression_reason) FILTER (state IN ('total', 'active')) AS suppression_reason,
        min(provenance) AS provenance
    FROM shown
    GROUP BY wave_id, dimension, category, gender
),
every AS (
    SELECT * FROM counted
    UNION ALL
    -- An age of both sexes is told where women and men are.
    SELECT
        wave_id,
        dimension,
        category,
        'total',
        CASE WHEN count(member_count) = count(*) THEN sum(member_count) END,
        CASE WHEN count(active_count) = count(*) THEN sum(active_count) END,
        CASE WHEN count(member_count) < count(*) OR count(active_count) < count(*) THEN 'secondary' END,
        min(provenance)
    FROM counted
    WHERE dimension = 'age'
    GROUP BY wave_id, dimension, category
),
-- A share is of those who could be compared: of women and men, of known groups. With one of them hidden there is none.
shared AS (
    SELECT *,
        category NOT IN ('unknown', 'other') AND gender NOT IN ('unknown', 'other') AS is_known,
        CASE WHEN dimension = 'all' AND gender <> 'total' THEN 'gender' WHEN dimension = 'age' AND gender <> 'total' THEN 'gender_age' ELSE dimension
        END AS family
    FROM every
)
SELECT
    latest.start_date AS as_of_date,
    shared.dimension,
    shared.category,
    part.area_name AS category_name,
    shared.gender,
    shared.member_count::INTEGER AS member_count,
    shared.active_count::INTEGER AS active_count,
    CASE WHEN is_known AND count(*) FILTER (is_known AND member_count IS NULL) OVER family = 0
        THEN member_count / nullif(sum(member_count) FILTER (is_known) OVER family, 0)
    END AS member_share,
    population.population_count,
    population.population_count / sum(population.population_count) OVER family AS population_share,
    population.population_base,
    population.population_year,
    shared.suppression_reason IS NOT NULL AS is_suppressed,
    shared.suppression_reason,
    shared.provenance = 'example' AS is_example
FROM shared
JOIN latest USING (wave_id)
LEFT JOIN fact_panel_population AS population ON population.area_id = latest.area_id AND population.wave_id = latest.wave_id
    AND population.dimension = shared.dimension AND population.category = shared.category AND population.gender = shared.gender
LEFT JOIN dim_area AS part ON part.area_id = shared.category AND shared.dimension = 'area'
WINDOW family AS (PARTITION BY family)
ORDER BY shared.dimension, shared.category, shared.gender
