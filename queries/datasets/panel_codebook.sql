/*
title = "Codebook of a wave of the panel: questions, answers, their values and classes"
grain = ["wave_id", "question_id", "answer_code"]
source_tables = ["fact_panel_question", "fact_panel_wave"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[params.wave]
type = "text"
default = "latest"
meaning = "Wave; latest for the last one, all for every wave"

[columns]
wave_id = "text | wave"
question_id = "text | question"
question_text = "text? | the question as it was asked"
question_type = "text? | single, multi, scale or text"
answer_code = "text | answer; '' for none given"
answer_label = "text? | the answer in words"
answer_value = "number? | its number on a scale"
answer_class = "text? | low, middle or high on a scale"
is_example = "boolean | invented, not the organisation's own"
*/
SELECT
    wave_id,
    question_id,
    question_text,
    question_type,
    answer_code,
    answer_label,
    answer_value,
    answer_class,
    fact_panel_question.provenance = 'example' AS is_example
FROM fact_panel_question
JOIN fact_panel_wave USING (area_id, wave_id)
WHERE area_id = $area
QUALIFY $wave IN (wave_id, 'all') OR ($wave = 'latest' AND wave_number = max(wave_number) OVER ())
ORDER BY wave_number DESC, question_id, answer_value, answer_code
