/*
title = "Promises of feedback whose day has passed and that have not been kept, the latest first"
grain = ["feedback_id"]
source_tables = ["fact_feedback", "fact_dialogue_feedback", "fact_dialogue"]

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
feedback_id = "text | promise"
dialogue_id = "text | dialogue it is about"
title = "text | its title"
promise = "text | results, handling or effect"
owner = "text? | function that is responsible: the promise's own, else the dialogue's; null where nobody is named"
promised_date = "date | promised for"
days_late_count = "integer | days from then to the last day of the register"
status = "text? | planned, ongoing, done or dropped, as the register has it"
reference_date = "date | last day the register tells about"
is_example = "boolean | invented, not the organisation's own"
*/
SELECT
    feedback.feedback_id,
    feedback.dialogue_id,
    about.title,
    feedback.promise,
    coalesce(feedback.owner, about.feedback_owner) AS owner,
    feedback.promised_date,
    dialogue.reference_date - feedback.promised_date AS days_late_count,
    feedback.status,
    dialogue.reference_date,
    dialogue.provenance = 'example' AS is_example
FROM fact_feedback AS feedback
JOIN fact_dialogue_feedback AS dialogue USING (area_id, dialogue_id)
JOIN fact_dialogue AS about USING (area_id, dialogue_id)
WHERE feedback.area_id = $area
    AND feedback.promised_date < dialogue.reference_date
    AND (feedback.given_date IS NULL OR feedback.given_date > dialogue.reference_date)
    AND ($year::INTEGER IS NULL OR year(dialogue.closed_date) = $year)
    AND ($kind = 'all' OR about.classification = $kind)
ORDER BY days_late_count DESC, feedback.feedback_id
