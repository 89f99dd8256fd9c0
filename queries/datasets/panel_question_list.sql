/*
title = "Questions the panel was asked, wave by wave"
grain = ["wave_id", "question_id"]
source_tables = ["fact_panel_question", "fact_panel_answer", "fact_panel_wave"]

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
question_id = "text | question"
question_text = "text? | the question as it was asked"
question_type = "text? | single, multi, scale or text"
is_text = "boolean | free text: only coded themes are told, in panel_themes"
step_count = "integer? | steps of a scale"
has_index = "boolean | a scale from 1 to 10, which has index_0_100"
answer_count = "integer? | persons who answered; null where hidden, and for free text"
wave_count = "integer | waves with the question"
first_wave_id = "text | the first of them"
previous_wave_id = "text? | the one before"
is_example = "boolean | invented, not the organisation's own"
*/
WITH asked AS (
    SELECT
        area_id,
        wave_id,
        question_id,
        max(question_text) AS question_text,
        max(question_type) AS question_type,
        max(step_count) AS step_count,
        bool_or(has_index) AS has_index,
        min(provenance) AS provenance
    FROM fact_panel_question
    WHERE area_id = $area
    GROUP BY area_id, wave_id, question_id
),
placed AS (
    SELECT
        asked.*,
        wave.wave_number,
        count(*) OVER (PARTITION BY asked.question_id) AS wave_count,
        first_value(asked.wave_id) OVER earlier AS first_wave_id,
        lag(asked.wave_id) OVER earlier AS previous_wave_id
    FROM asked
    JOIN fact_panel_wave AS wave USING (area_id, wave_id)
    WINDOW earlier AS (PARTITION BY asked.question_id ORDER BY wave.wave_number)
)
SELECT
    placed.wave_id,
    placed.wave_number,
    placed.question_id,
    placed.question_text,
    placed.question_type,
    coalesce(placed.question_type = 'text', false) AS is_text,
    placed.step_count,
    placed.has_index,
    answer.answer_count,
    placed.wave_count,
    placed.first_wave_id,
    placed.previous_wave_id,
    placed.provenance = 'example' AS is_example
FROM placed
LEFT JOIN fact_panel_answer AS answer ON answer.area_id = placed.area_id AND answer.wave_id = placed.wave_id
    AND answer.question_id = placed.question_id AND answer.dimension = 'all' AND answer.answer_code = 'total'
WHERE $wave = 'all' OR placed.wave_id = $wave
ORDER BY placed.wave_number DESC, placed.question_id
