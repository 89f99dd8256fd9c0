/*
title = "How the panel's answers have changed since the wave before and since the first one, and whether that is certain"
grain = ["question_id", "dimension", "category", "answer_code", "against"]
source_tables = ["fact_panel_change", "fact_panel_question", "fact_panel_wave"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[params.wave]
type = "text"
default = "latest"
meaning = "Wave; latest for the last one"

[params.question]
type = "text"
default = "all"
meaning = "Question; all for every question"

[params.dimension]
type = "text"
default = "all"
allowed = ["all", "gender", "age", "area", "education", "birth_region", "every"]
meaning = "Everybody together, or by what; every for all of them"

[params.audience]
type = "text"
default = "public"
allowed = ["public", "officials"]
meaning = "Who reads it: bases of 10-29, or fewer than 20 in effect, are for officials only"

[columns]
wave_id = "text | wave"
question_id = "text | question"
dimension = "text | all, gender, age, area, education or birth_region"
category = "text | group, other, unknown or total"
answer_code = "text | answer; low, middle or high of a scale"
answer_label = "text? | the answer in words; null for a class"
against = "text | previous: the wave before with the question; first: the first one with it"
against_wave_id = "text | that wave"
before_share = "number? | share then, rounded; null where a number is hidden or not for the reader"
after_share = "number? | share now"
change_pp = "number? | panel_forandring, rounded"
ci_low_pp = "number? | lower limit, 95 percent"
ci_high_pp = "number? | upper limit"
digits_count = "integer? | decimals that the margin allows"
kind = "text? | independent, paired or overlapping: others answered, the same, or partly the same"
common_count = "integer? | who answered both times, to the nearest ten"
p_value = "number? | two-sided"
adjusted_p_value = "number? | by Benjamini and Hochberg over the wave's answers by the same characteristic"
is_certain = "boolean? | so small that at most 5 percent are false alarms, and zero lies outside the interval"
is_weighted = "boolean | both waves are weighted"
base_class = "text | the weaker of both waves: hidden, officials, small or full"
base_reason = "text? | why there are no numbers: base_hidden or base_officials"
is_example = "boolean | invented, not the organisation's own"
*/
WITH wave AS (
    SELECT area_id, wave_id
    FROM fact_panel_wave
    WHERE area_id = $area AND $wave IN (wave_id, 'latest')
    QUALIFY row_number() OVER (ORDER BY wave_number DESC) = 1
),
told AS (
    SELECT
        change.*,
        label.answer_label,
        CASE
            WHEN change.base_class = 'hidden' THEN 'base_hidden'
            WHEN change.base_class = 'officials' AND $audience = 'public' THEN 'base_officials'
        END AS base_reason
    FROM fact_panel_change AS change
    JOIN wave USING (area_id, wave_id)
    LEFT JOIN (SELECT area_id, wave_id, question_id, answer_code, answer_label FROM fact_panel_question) AS label
        USING (area_id, wave_id, question_id, answer_code)
    WHERE ($question = 'all' OR change.question_id = $question) AND $dimension IN (change.dimension, 'every')
)
SELECT
    wave_id,
    question_id,
    dimension,
    category,
    answer_code,
    answer_label,
    against,
    against_wave_id,
    CASE WHEN base_reason IS NULL THEN before_share END AS before_share,
    CASE WHEN base_reason IS NULL THEN after_share END AS after_share,
    CASE WHEN base_reason IS NULL THEN change_pp END AS change_pp,
    CASE WHEN base_reason IS NULL THEN ci_low_pp END AS ci_low_pp,
    CASE WHEN base_reason IS NULL THEN ci_high_pp END AS ci_high_pp,
    CASE WHEN base_reason IS NULL THEN digits_count END AS digits_count,
    CASE WHEN base_reason IS NULL THEN kind END AS kind,
    CASE WHEN base_reason IS NULL THEN common_count END AS common_count,
    CASE WHEN base_reason IS NULL THEN p_value END AS p_value,
    CASE WHEN base_reason IS NULL THEN adjusted_p_value END AS adjusted_p_value,
    CASE WHEN base_reason IS NULL THEN is_certain END AS is_certain,
    is_weighted,
    base_class,
    base_reason,
    provenance = 'example' AS is_example
FROM told
ORDER BY question_id, dimension, category, answer_code, against
