/*
title = "Each dialogue that is over: what those who took part were told and when, what it led to, the latest first"
grain = ["dialogue_id"]
source_tables = ["fact_dialogue_feedback", "fact_dialogue", "fact_decision", "fact_attendance"]

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
dialogue_id = "text | dialogue"
title = "text | title"
classification = "text | kind of dialogue"
closed_date = "date | day it ended, else the day it began"
results_date = "date? | day the results were told"
handling_date = "date? | day it was told how they were handled"
effect_date = "date? | day it was told what they led to"
waited_days_count = "integer | days from closed_date to the first feedback, else to the last day of the register"
has_answer = "boolean | feedback of some kind has been given"
effect = "text? | yes, partly, no or undecided; null where nobody has said"
reason = "text? | why"
decision_reference = "text? | decision it was a basis for"
decision_title = "text? | what was decided, where the register of decisions has it"
page_url = "text? | public page with the results"
participants_count = "integer? | persons present; null where not counted or hidden"
women_count = "integer? | women present; null where not counted or hidden"
women_reason = "text? | why that number is hidden"
men_count = "integer? | men present; null where not counted or hidden"
men_reason = "text? | why that number is hidden"
unknown_gender_count = "integer? | persons present whose sex was not told; null where not counted or hidden"
unknown_gender_reason = "text? | why that number is hidden"
is_gender_missing = "boolean | persons were counted, but never by sex"
reference_date = "date | last day the register of feedback tells about"
is_example = "boolean | invented, not the organisation's own"
*/
WITH room AS (
    SELECT
        area_id,
        dialogue_id,
        max(person_count) FILTER (dimension = 'all') AS participants_count,
        max(person_count) FILTER (category = 'women') AS women_count,
        max(suppression_reason) FILTER (category = 'women') AS women_reason,
        max(person_count) FILTER (category = 'men') AS men_count,
        max(suppression_reason) FILTER (category = 'men') AS men_reason,
        max(person_count) FILTER (category = 'unknown') AS unknown_gender_count,
        max(suppression_reason) FILTER (category = 'unknown') AS unknown_gender_reason,
        bool_or(dimension = 'all' AND (person_count IS NOT NULL OR suppression_reason IS NOT NULL))
            AND NOT bool_or(
                dimension = 'gender' AND category <> 'total' AND (person_count IS NOT NULL OR suppression_reason IS NOT NULL)
            ) AS is_gender_missing
    FROM fact_attendance
    WHERE measure = 'present' AND dimension IN ('all', 'gender')
    GROUP BY area_id, dialogue_id
)
SELECT
    feedback.dialogue_id,
    dialogue.title,
    dialogue.classification,
    feedback.closed_date,
    feedback.results_date,
    feedback.handling_date,
    feedback.effect_date,
    greatest(coalesce(feedback.first_date, feedback.reference_date) - feedback.closed_date, 0) AS waited_days_count,
    feedback.first_date IS NOT NULL AS has_answer,
    feedback.outcome AS effect,
    feedback.reason,
    feedback.decision_reference,
    decision.title AS decision_title,
    feedback.page_url,
    room.participants_count,
    room.women_count,
    room.women_reason,
    room.men_count,
    room.men_reason,
    room.unknown_gender_count,
    room.unknown_gender_reason,
    coalesce(room.is_gender_missing, false) AS is_gender_missing,
    feedback.reference_date,
    feedback.provenance = 'example' AS is_example
FROM fact_dialogue_feedback AS feedback
JOIN fact_dialogue AS dialogue USING (area_id, dialogue_id)
LEFT JOIN fact_decision AS decision ON decision.area_id = feedback.area_id AND decision.decision_id = feedback.decision_id
LEFT JOIN room ON room.area_id = feedback.area_id AND room.dialogue_id = feedback.dialogue_id
WHERE feedback.area_id = $area
    AND ($year::INTEGER IS NULL OR year(feedback.closed_date) = $year)
    AND ($kind = 'all' OR dialogue.classification = $kind)
ORDER BY feedback.closed_date DESC, feedback.dialogue_id
