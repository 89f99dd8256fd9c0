/*
title = "Decisions that have been taken: how far each has come, who carries it out and which dialogue is behind it, the latest first"
grain = ["decision_id"]
source_tables = ["fact_decision", "dim_body", "fact_dialogue"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[params.year]
type = "integer"
optional = true
meaning = "Year the decision was taken; all years when left out"

[columns]
decision_id = "text | decision"
title = "text | what was decided"
body_id = "text? | body that took it"
body_name = "text? | its name"
decided_date = "date | day it was taken"
due_date = "date? | to be carried out by"
step = "text | taken, started, done or evaluated"
done_date = "date? | day it was carried out"
is_overdue = "boolean | past due_date and not carried out"
days_late_count = "integer? | days from due_date to the last day of the register; null where not overdue"
owner = "text? | who carries it out"
dialogue_id = "text? | dialogue behind it"
dialogue_title = "text? | its title"
reference_date = "date | last day the register of decisions tells about"
is_example = "boolean | invented, not the organisation's own"
*/
SELECT
    decision.decision_id,
    decision.title,
    decision.body_id,
    body.body_name,
    decision.decided_date,
    decision.due_date,
    decision.step,
    CASE WHEN decision.step IN ('done', 'evaluated') THEN decision.done_date END AS done_date,
    coalesce(decision.due_date < decision.reference_date AND decision.step IN ('taken', 'started'), false) AS is_overdue,
    CASE
        WHEN decision.due_date < decision.reference_date AND decision.step IN ('taken', 'started')
        THEN decision.reference_date - decision.due_date
    END AS days_late_count,
    decision.owner,
    decision.dialogue_id,
    dialogue.title AS dialogue_title,
    decision.reference_date,
    decision.provenance = 'example' AS is_example
FROM fact_decision AS decision
LEFT JOIN dim_body AS body ON body.area_id = decision.area_id AND body.body_id = decision.body_id
LEFT JOIN fact_dialogue AS dialogue ON dialogue.area_id = decision.area_id AND dialogue.dialogue_id = decision.dialogue_id
WHERE decision.area_id = $area AND decision.step IS NOT NULL AND ($year::INTEGER IS NULL OR year(decision.decided_date) = $year)
ORDER BY decision.decided_date DESC, decision.decision_id
