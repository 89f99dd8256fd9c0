/*
title = "What dialogues led to: yes, partly, no, not decided, or nobody has said"
grain = ["effect"]
source_tables = ["fact_dialogue_feedback", "fact_dialogue"]

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
effect = "text | yes, partly, no, undecided; unknown where the register says nothing"
effect_order = "integer | their order"
dialogue_count = "integer | dialogues that are over"
dialogue_share = "number | of all that are over, whether they have had feedback or not"
is_example = "boolean | invented, not the organisation's own"
*/
WITH dialogue AS (
    SELECT coalesce(feedback.outcome, 'unknown') AS effect, feedback.provenance
    FROM fact_dialogue_feedback AS feedback
    JOIN fact_dialogue AS dialogue USING (area_id, dialogue_id)
    WHERE feedback.area_id = $area
        AND ($year::INTEGER IS NULL OR year(feedback.closed_date) = $year)
        AND ($kind = 'all' OR dialogue.classification = $kind)
),
whole AS (
    SELECT count(*) AS dialogue_count, bool_or(provenance = 'example') AS is_example
    FROM dialogue
)
SELECT
    effect.effect,
    list_position(['yes', 'partly', 'no', 'undecided', 'unknown'], effect.effect) AS effect_order,
    count(dialogue.effect) AS dialogue_count,
    count(dialogue.effect) / whole.dialogue_count AS dialogue_share,
    whole.is_example
FROM (SELECT unnest(['yes', 'partly', 'no', 'undecided', 'unknown']) AS effect) AS effect
CROSS JOIN whole
LEFT JOIN dialogue USING (effect)
WHERE whole.dialogue_count > 0
GROUP BY effect.effect, whole.dialogue_count, whole.is_example
ORDER BY effect_order
