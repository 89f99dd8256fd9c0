/*
title = "Themes of the panel's free text, coded by an official, by sex"
grain = ["wave_id", "question_id", "theme", "gender"]
source_tables = ["fact_panel_theme", "fact_panel_question", "fact_panel_wave"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[params.wave]
type = "text"
default = "all"
meaning = "Wave; all for every wave"

[params.audience]
type = "text"
default = "public"
allowed = ["public", "officials"]
meaning = "Who reads it: bases of 10-29 are for officials only"

[columns]
wave_id = "text | wave"
wave_number = "integer | its place among the waves"
question_id = "text | question in free text"
question_text = "text? | the question as it was asked"
theme = "text | theme of at least ten persons; total: all who had one"
gender = "text | women, men, or total: the two together"
base_count = "integer? | all of that sex who had a theme; null where hidden or not for the reader"
person_count = "integer? | of them those with this theme; one may have several"
person_share = "number? | share of them"
base_class = "text | hidden, officials, small or full"
base_reason = "text? | why there are no numbers: base_hidden or base_officials"
is_suppressed = "boolean | the number is hidden"
suppression_reason = "text? | why it is hidden"
is_example = "boolean | invented, not the organisation's own"
*/
WITH counted AS (
    SELECT wave_id, question_id, theme, gender, person_count, suppression_reason, provenance
    FROM fact_panel_theme
    WHERE area_id = $area AND ($wave = 'all' OR wave_id = $wave)
    UNION ALL
    SELECT wave_id, question_id, theme, 'total', CASE WHEN count(person_count) = 2 THEN sum(person_count)::INTEGER END,
        CASE WHEN count(person_count) < 2 THEN 'secondary' END, min(provenance)
    FROM fact_panel_theme
    WHERE area_id = $area AND ($wave = 'all' OR wave_id = $wave)
    GROUP BY wave_id, question_id, theme
),
based AS (
    SELECT *, max(person_count) FILTER (theme = 'total') OVER (PARTITION BY wave_id, question_id, gender) AS base_count
    FROM counted
),
classed AS (
    SELECT *,
        CASE WHEN coalesce(base_count, 0) < 10 THEN 'hidden' WHEN base_count < 30 THEN 'officials' WHEN base_count < 50 THEN 'small' ELSE 'full'
        END AS base_class
    FROM based
),
told AS (
    SELECT *,
        CASE
            WHEN base_class = 'hidden' THEN 'base_hidden'
            WHEN base_class = 'officials' AND $audience = 'public' THEN 'base_officials'
        END AS base_reason
    FROM classed
),
question AS (
    SELECT wave_id, question_id, max(question_text) AS question_text
    FROM fact_panel_question
    WHERE area_id = $area
    GROUP BY wave_id, question_id
)
SELECT
    told.wave_id,
    wave.wave_number,
    told.question_id,
    question.question_text,
    told.theme,
    told.gender,
    CASE WHEN base_reason IS NULL THEN base_count END AS base_count,
    CASE WHEN base_reason IS NULL THEN person_count END AS person_count,
    CASE WHEN base_reason IS NULL THEN person_count / base_count END AS person_share,
    told.base_class,
    base_reason,
    told.suppression_reason IS NOT NULL AS is_suppressed,
    CASE WHEN base_reason IS NULL THEN told.suppression_reason END AS suppression_reason,
    told.provenance = 'example' AS is_example
FROM told
JOIN fact_panel_wave AS wave ON wave.area_id = $area AND wave.wave_id = told.wave_id
LEFT JOIN question ON question.wave_id = told.wave_id AND question.question_id = told.question_id
ORDER BY wave.wave_number DESC, told.question_id, told.theme = 'total', told.theme, told.gender
