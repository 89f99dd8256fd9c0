/*
title = "What the panel answers in a wave, weighted and as answered, by group, as far as the base allows"
grain = ["question_id", "dimension", "category", "answer_code"]
source_tables = ["fact_panel_estimate", "fact_panel_answer", "fact_panel_question", "fact_panel_wave", "dim_area"]

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
category_name = "text? | name of a part; null for other groups"
answer_code = "text | answer; low, middle or high of a scale"
answer_label = "text? | the answer in words; null for a class"
answer_kind = "text | answer, or class of a scale"
answer_order = "integer | order within the question, classes after answers"
people_count = "integer? | answered the question; null where hidden or not for the reader"
answer_count = "integer? | of them those who answered so"
unweighted_share = "number? | share of them"
unweighted_low_share = "number? | lower limit, 95 percent, Wilson"
unweighted_high_share = "number? | upper limit"
weighted_share = "number? | panel_andel, rounded; null without weights"
weighted_low_share = "number? | lower limit, 95 percent"
weighted_high_share = "number? | upper limit"
digits_count = "integer? | decimals of a percent that the margin allows"
effective_count = "integer? | persons in effect (Kish)"
design_effect = "number? | people_count by effective_count"
index_value = "number? | index_0_100; scales from 1 to 10 only"
base_class = "text | hidden, officials, small or full"
base_reason = "text? | why there are no numbers: base_hidden or base_officials"
is_suppressed = "boolean | the answer's number is hidden"
suppression_reason = "text? | why it is hidden; null for a reader who may not see the base"
is_example = "boolean | invented, not the organisation's own"
*/
WITH wave AS (
    SELECT area_id, wave_id
    FROM fact_panel_wave
    WHERE area_id = $area AND $wave IN (wave_id, 'latest')
    QUALIFY row_number() OVER (ORDER BY wave_number DESC) = 1
),
label AS (
    SELECT area_id, wave_id, question_id, answer_code, answer_label, answer_value
    FROM fact_panel_question
),
told AS (
    SELECT
        estimate.*,
        answer.answer_count,
        answer.is_suppressed,
        answer.suppression_reason,
        label.answer_label,
        label.answer_code IS NOT NULL AS is_answer,
        (row_number() OVER (
            PARTITION BY estimate.question_id, estimate.dimension, estimate.category
            ORDER BY
                is_answer DESC,
                list_position(['low', 'middle', 'high'], estimate.answer_code),
                label.answer_value,
                estimate.answer_code
        ))::INTEGER AS answer_order,
        CASE
            WHEN estimate.base_class = 'hidden' THEN 'base_hidden'
            WHEN estimate.base_class = 'officials' AND $audience = 'public' THEN 'base_officials'
        END AS base_reason
    FROM fact_panel_estimate AS estimate
    JOIN wave USING (area_id, wave_id)
    JOIN fact_panel_answer AS answer USING (area_id, wave_id, question_id, dimension, category, answer_code)
    LEFT JOIN label USING (area_id, wave_id, question_id, answer_code)
    WHERE ($question = 'all' OR estimate.question_id = $question) AND $dimension IN (estimate.dimension, 'every')
)
SELECT
    told.wave_id,
    told.question_id,
    told.dimension,
    told.category,
    part.area_name AS category_name,
    told.answer_code,
    told.answer_label,
    CASE WHEN is_answer THEN 'answer' ELSE 'class' END AS answer_kind,
    told.answer_order,
    CASE WHEN base_reason IS NULL THEN told.people_count END AS people_count,
    CASE WHEN base_reason IS NULL THEN told.answer_count END AS answer_count,
    CASE WHEN base_reason IS NULL THEN told.unweighted_share END AS unweighted_share,
    CASE WHEN base_reason IS NULL THEN told.unweighted_low_share END AS unweighted_low_share,
    CASE WHEN base_reason IS NULL THEN told.unweighted_high_share END AS unweighted_high_share,
    CASE WHEN base_reason IS NULL THEN told.weighted_share END AS weighted_share,
    CASE WHEN base_reason IS NULL THEN told.weighted_low_share END AS weighted_low_share,
    CASE WHEN base_reason IS NULL THEN told.weighted_high_share END AS weighted_high_share,
    CASE WHEN base_reason IS NULL THEN told.digits_count END AS digits_count,
    CASE WHEN base_reason IS NULL THEN told.effective_count END AS effective_count,
    CASE WHEN base_reason IS NULL THEN told.design_effect END AS design_effect,
    CASE WHEN base_reason IS NULL THEN told.index_number END AS index_value,
    told.base_class,
    base_reason,
    told.is_suppressed,
    CASE WHEN base_reason IS NULL THEN told.suppression_reason END AS suppression_reason,
    told.provenance = 'example' AS is_example
FROM told
LEFT JOIN dim_area AS part ON part.area_id = told.category AND told.dimension = 'area'
ORDER BY told.question_id, told.dimension, told.category, told.answer_order
