/*
title = "Who answered each wave of the panel, by group and sex, with the indicator of how evenly they did"
grain = ["wave_id", "dimension", "category", "gender"]
source_tables = ["fact_panel_member", "fact_panel_member_background", "fact_panel_composition", "fact_panel_population", "fact_panel_wave", "dim_area"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[params.wave]
type = "text"
default = "all"
meaning = "Wave; all for every wave"

[columns]
wave_id = "text | wave"
wave_number = "integer | its place among the waves"
start_date = "date | opened"
dimension = "text | all, age, area, education or birth_region; sexes are those of all"
category = "text | group, unknown or total"
category_name = "text? | name of a part; null for other groups"
gender = "text | women, men, other, unknown or total; total of an age is women and men together"
asked_count = "integer? | members on the first day; null where hidden"
answered_count = "integer? | of them those who answered"
response_share = "number? | panel_svarsfrekvens of the group; null under fifty members and where hidden"
ci_low_share = "number? | lower limit, 95 percent, Wilson"
ci_high_share = "number? | upper limit"
answered_share = "number? | of those who answered and whose group is known"
population_share = "number? | of the adults"
r_number = "number? | r_indikator over the known groups: on rows of sexes that of the sexes, else of the dimension; null for all"
r_reason = "text? | why it is not there: hidden or few_asked"
is_suppressed = "boolean | a number in the row is hidden"
suppression_reason = "text? | why it is hidden"
is_example = "boolean | invented, not the organisation's own"
*/
WITH shown AS (
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
        max(person_count) FILTER (state = 'total') AS asked_count,
        max(person_count) FILTER (state = 'answered') AS answered_count,
        max(suppression_reason) FILTER (state IN ('total', 'answered')) AS suppression_reason,
        min(provenance) AS provenance
    FROM shown
    GROUP BY wave_id, dimension, category, gender
),
every AS (
    SELECT * FROM counted
    UNION ALL
    SELECT
        wave_id,
        dimension,
        category,
        'total',
        CASE WHEN count(asked_count) = count(*) THEN sum(asked_count) END,
        CASE WHEN count(answered_count) = count(*) THEN sum(answered_count) END,
        CASE WHEN count(asked_count) < count(*) OR count(answered_count) < count(*) THEN 'secondary' END,
        min(provenance)
    FROM counted
    WHERE dimension = 'age'
    GROUP BY wave_id, dimension, category
),
shared AS (
    SELECT *,
        category NOT IN ('unknown', 'other') AND gender NOT IN ('unknown', 'other') AS is_known,
        CASE WHEN dimension = 'all' AND gender <> 'total' THEN 'gender' WHEN dimension = 'age' AND gender <> 'total' THEN 'gender_age' ELSE dimension
        END AS family,
        CASE WHEN asked_count >= 50 THEN answered_count / asked_count END AS response_share,
        -- Wilson's interval: 3.84 is the square of 1.96, of a 95 percent interval.
        (response_share + 3.841458820694124 / (2 * asked_count)) / (1 + 3.841458820694124 / asked_count) AS middle,
        sqrt(3.841458820694124 * (response_share * (1 - response_share) / asked_count + 3.841458820694124 / (4 * asked_count ** 2)))
            / (1 + 3.841458820694124 / asked_count) AS reach
    FROM every
    WHERE $wave = 'all' OR wave_id = $wave
)
SELECT
    wave.wave_id,
    wave.wave_number,
    wave.start_date,
    shared.dimension,
    shared.category,
    part.area_name AS category_name,
    shared.gender,
    shared.asked_count::INTEGER AS asked_count,
    shared.answered_count::INTEGER AS answered_count,
    shared.response_share,
    CASE WHEN response_share IS NOT NULL THEN greatest(0, middle - reach) END AS ci_low_share,
    CASE WHEN response_share IS NOT NULL THEN least(1, middle + reach) END AS ci_high_share,
    CASE WHEN is_known AND count(*) FILTER (is_known AND answered_count IS NULL) OVER family = 0
        THEN answered_count / nullif(sum(answered_count) FILTER (is_known) OVER family, 0)
    END AS answered_share,
    population.population_count / sum(population.population_count) OVER family AS population_share,
    composition.r_number,
    composition.r_reason,
    shared.suppression_reason IS NOT NULL AS is_suppressed,
    shared.suppression_reason,
    shared.provenance = 'example' AS is_example
FROM shared
JOIN fact_panel_wave AS wave ON wave.area_id = $area AND wave.wave_id = shared.wave_id
LEFT JOIN fact_panel_composition AS composition ON composition.area_id = $area AND composition.wave_id = shared.wave_id
    AND composition.dimension = CASE shared.family WHEN 'gender_age' THEN 'age' ELSE shared.family END
LEFT JOIN fact_panel_population AS population ON population.area_id = $area AND population.wave_id = shared.wave_id
    AND population.dimension = shared.dimension AND population.category = shared.category AND population.gender = shared.gender
LEFT JOIN dim_area AS part ON part.area_id = shared.category AND shared.dimension = 'area'
WINDOW family AS (PARTITION BY shared.wave_id, shared.family)
ORDER BY wave.wave_number DESC, shared.dimension, shared.category, shared.gender
