/*
title = "Trust or perceived influence year by year, by group, from surveys of one's own and from the citizen survey"
grain = ["survey", "survey_year", "dimension", "category", "gender"]
source_tables = ["fact_indicator_survey", "fact_indicator_background", "fact_indicator", "fact_official_indicator", "fact_survey_group", "dim_survey_indicator", "dim_survey_item", "dim_area"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose survey it is"

[params.measure]
type = "text"
default = "fortroende_politiker"
allowed = ["fortroende_politiker", "fortroende_demokrati", "tillit_manniskor", "upplevt_inflytande"]
meaning = "Measure that rests on a survey"

[columns]
survey = "text | own; kolada: SCB's citizen survey, which is that of the whole municipality; scb: its answers by group"
survey_year = "integer | year of the survey"
is_latest = "boolean | the latest of that survey"
place_id = "text | place it is about"
dimension = "text | all, gender, age, birth_region, education, area, or place: where in the municipality, as SCB has it"
category = "text | total, group or part"
category_name = "text? | name of the part; null for other groups"
gender = "text | women, men or total"
trust_share = "number? | who gave one of the answers that are counted; null where hidden or not known"
margin_share = "number? | half width of the margin"
answer_count = "integer? | answers it stands on; null where hidden or not published"
suppression_reason = "text? | why it is hidden; null where it is not"
has_break = "boolean | the measure changed this year, and earlier years do not compare"
baseline_year = "integer | first year that compares with this one"
change_pp = "number? | since the baseline; null in its year, and where one of the two is not known"
change_margin_pp = "number? | margin of the change: the root of the sum of the squared margins"
is_uncertain = "boolean? | the change lies inside its margin"
is_example = "boolean | invented, not the organisation's own"
*/
WITH measure AS (
    SELECT measure.own_kpi_id, item.kpi_id, string_split(item.break_years, '|') AS breaks
    FROM dim_survey_indicator AS measure
    LEFT JOIN dim_survey_item AS item USING (kpi_id)
    WHERE measure.indicator_id = $measure
),
answer AS (
    SELECT kpi_id, area_id, place_id, indicator_year, gender, dimension, category, indicator_value, uncertainty_value, answer_count, status,
        unit, suppression_reason, provenance
    FROM fact_indicator_survey
    UNION ALL
    SELECT kpi_id, area_id, place_id, indicator_year, gender, dimension, category, indicator_value, uncertainty_value, answer_count, status,
        unit, suppression_reason, provenance
    FROM fact_indicator_background
    WHERE dimension <> 'all'
    UNION ALL
    -- A survey that somebody else has published, without a number of answers.
    SELECT kpi_id, area_id, place_id, indicator_year, gender, 'all', 'total', indicator_value, uncertainty_value, NULL, status, unit, NULL,
        provenance
    FROM fact_indicator
),
figure AS (
    SELECT
        'own' AS survey,
        answer.indicator_year AS survey_year,
        answer.place_id,
        CASE WHEN answer.place_id = answer.area_id THEN answer.dimension ELSE 'area' END AS dimension,
        CASE WHEN answer.place_id = answer.area_id THEN answer.category ELSE answer.place_id END AS category,
        part.area_name AS category_name,
        answer.gender,
        answer.indicator_value / CASE WHEN lower(answer.unit) IN ('andel', 'share') THEN 1 ELSE 100 END AS trust_share,
        answer.uncertainty_value / CASE WHEN lower(answer.unit) IN ('andel', 'share') THEN 1 ELSE 100 END AS margin_share,
        answer.answer_count,
        answer.suppression_reason,
        bool_or(coalesce(answer.status = 'b', false)) OVER (PARTITION BY answer.indicator_year) AS has_break,
        answer.provenance = 'example' AS is_example
    FROM answer
    LEFT JOIN dim_area AS part ON part.area_id = answer.place_id AND part.parent_area_id = answer.area_id
    WHERE answer.area_id = $area
        AND answer.kpi_id = (SELECT own_kpi_id FROM measure)
        AND (answer.place_id = answer.area_id OR (part.area_id IS NOT NULL AND answer.dimension = 'all'))
    QUALIFY row_number() OVER (
        PARTITION BY answer.place_id, answer.indicator_year, answer.dimension, answer.category, answer.gender
        ORDER BY answer.answer_count NULLS LAST, answer.suppression_reason NULLS LAST
    ) = 1
    UNION ALL
    SELECT 'kolada', official.indicator_year, official.place_id, 'all', 'total', NULL, official.gender, official.indicator_value,
        official.uncertainty_value, NULL, NULL, list_contains(measure.breaks, official.indicator_year::VARCHAR), false
    FROM fact_official_indicator AS official
    JOIN measure USING (kpi_id)
    JOIN dim_area AS area ON area.area_id = $area AND area.municipality_code = official.place_id
    WHERE NOT official.is_repeated
    UNION ALL
    SELECT 'scb', by_group.survey_year, by_group.place_id, by_group.dimension, by_group.category, NULL,
        CASE WHEN by_group.dimension = 'gender' THEN by_group.category ELSE 'total' END, by_group.high_share, by_group.margin_share,
        by_group.answer_count, NULL, list_contains(measure.breaks, by_group.survey_year::VARCHAR), false
    FROM fact_survey_group AS by_group
    JOIN measure USING (kpi_id)
    JOIN dim_area AS area ON area.area_id = $area AND area.municipality_code = by_group.place_id
),
-- The baseline is the first survey after the latest break, the same for every group.
baseline AS (
    SELECT survey, survey_year, first_value(survey_year) OVER (PARTITION BY survey, period ORDER BY survey_year) AS baseline_year
    FROM (
        SELECT survey, survey_year, sum(has_break::INTEGER) OVER (PARTITION BY survey ORDER BY survey_year) AS period
        FROM (SELECT DISTINCT survey, survey_year, has_break FROM figure)
    )
),
compared AS (
    SELECT
        figure.*,
        baseline.baseline_year,
        CASE WHEN figure.survey_year > baseline.baseline_year THEN 100 * (figure.trust_share - earlier.trust_share) END AS change_pp,
        CASE WHEN figure.survey_year > baseline.baseline_year THEN 100 * sqrt(figure.margin_share ** 2 + earlier.margin_share ** 2) END
            AS change_margin_pp
    FROM figure
    JOIN baseline USING (survey, survey_year)
    LEFT JOIN figure AS earlier
        ON earlier.survey = figure.survey
        AND earlier.survey_year = baseline.baseline_year
        AND earlier.dimension = figure.dimension
        AND earlier.category = figure.category
        AND earlier.gender = figure.gender
)
SELECT
    survey,
    survey_year,
    survey_year = max(survey_year) OVER (PARTITION BY survey) AS is_latest,
    place_id,
    dimension,
    category,
    category_name,
    gender,
    trust_share,
    margin_share,
    answer_count,
    suppression_reason,
    has_break,
    baseline_year,
    change_pp,
    change_margin_pp,
    abs(change_pp) <= change_margin_pp AS is_uncertain,
    is_example
FROM compared
ORDER BY survey, survey_year DESC, dimension, category, gender
