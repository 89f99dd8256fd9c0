/*
title = "Dialogues that are over, and how many of them have come to each of the three promises"
grain = ["step"]
source_tables = ["fact_dialogue_feedback", "fact_dialogue", "fact_waiting_curve"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[params.year]
type = "integer"
optional = true
meaning = "Year the dialogue was closed; all years when left out"

[params.kind]
type = "text"
default = "all"
allowed = ["all", "citizen_dialogue", "forum", "pbl_consultation", "meeting", "conversation", "user_dialogue", "walk", "survey", "other"]
meaning = "Kind of dialogue"

[columns]
step = "text | closed: all of them; results: told what came out; handling: told how it was handled; effect: told what it led to"
step_order = "integer | their order"
reached_count = "integer | dialogues that have come there, whatever the steps before"
reached_share = "number | of those that are over"
skipped_count = "integer | of them, those that lack an earlier step: a fault in the register, or a promise that was passed over"
median_days_value = "number? | Kaplan and Meier: days until half had come there; null while more than half wait, and for closed"
is_example = "boolean | invented, not the organisation's own"
*/
WITH dialogue AS (
    SELECT feedback.*
    FROM fact_dialogue_feedback AS feedback
    JOIN fact_dialogue AS dialogue USING (area_id, dialogue_id)
    WHERE feedback.area_id = $area
        AND ($year::INTEGER IS NULL OR year(feedback.closed_date) = $year)
        AND ($kind = 'all' OR dialogue.classification = $kind)
),
step AS (
    SELECT 'closed' AS step, 1 AS step_order, count(*) AS reached_count, 0 AS skipped_count
    FROM dialogue
    UNION ALL
    SELECT 'results', 2, count(results_date), 0
    FROM dialogue
    UNION ALL
    SELECT 'handling', 3, count(handling_date), count(*) FILTER (handling_date IS NOT NULL AND results_date IS NULL)
    FROM dialogue
    UNION ALL
    SELECT 'effect', 4, count(effect_date),
        count(*) FILTER (effect_date IS NOT NULL AND (results_date IS NULL OR handling_date IS NULL))
    FROM dialogue
)
SELECT
    step.step,
    step.step_order,
    step.reached_count,
    step.reached_count / whole.dialogue_count AS reached_share,
    step.skipped_count,
    waiting.median_days_value,
    whole.is_example
FROM step
CROSS JOIN (SELECT count(*) AS dialogue_count, bool_or(provenance = 'example') AS is_example FROM dialogue) AS whole
LEFT JOIN fact_waiting_curve AS waiting
    ON waiting.area_id = $area
    AND waiting.clock = step.step
    AND waiting.period = coalesce($year::VARCHAR, 'total')
    AND waiting.category = CASE $kind WHEN 'all' THEN 'total' ELSE $kind END
    AND waiting.day_count = 0
WHERE whole.dialogue_count > 0
ORDER BY step.step_order
