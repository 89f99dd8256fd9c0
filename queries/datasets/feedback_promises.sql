/*
title = "Promises of feedback whose day has passed: kept in time, late, or not at all"
grain = ["promise"]
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
promise = "text | results, handling or effect, or total"
promise_order = "integer | their order; the total is last"
promised_count = "integer | promises about dialogues that are over, with or without a day"
undated_count = "integer | of them, those without a promised day; nobody can say whether they are late"
due_count = "integer | those whose promised day is before the last day of the register"
in_time_count = "integer | of those, given on the promised day or before"
late_count = "integer | given after it"
overdue_count = "integer | not given"
in_time_share = "number? | in_time_count / due_count; null while none is due"
is_example = "boolean | invented, not the organisation's own"
*/
WITH promise AS (
    SELECT
        feedback.promise,
        feedback.promised_date,
        feedback.promised_date < dialogue.reference_date AS is_due,
        CASE WHEN feedback.given_date <= dialogue.reference_date THEN feedback.given_date END AS given_date,
        dialogue.provenance = 'example' AS is_example
    FROM fact_feedback AS feedback
    JOIN fact_dialogue_feedback AS dialogue USING (area_id, dialogue_id)
    JOIN fact_dialogue AS kind USING (area_id, dialogue_id)
    WHERE feedback.area_id = $area
        AND ($year::INTEGER IS NULL OR year(dialogue.closed_date) = $year)
        AND ($kind = 'all' OR kind.classification = $kind)
),
counted AS (
    SELECT
        coalesce(promise, 'total') AS promise,
        count(*) AS promised_count,
        count(*) FILTER (promised_date IS NULL) AS undated_count,
        count(*) FILTER (is_due) AS due_count,
        count(*) FILTER (is_due AND given_date <= promised_date) AS in_time_count,
        count(*) FILTER (is_due AND given_date > promised_date) AS late_count,
        count(*) FILTER (is_due AND given_date IS NULL) AS overdue_count,
        bool_or(is_example) AS is_example
    FROM promise
    GROUP BY GROUPING SETS ((promise), ())
    HAVING count(*) > 0
)
SELECT
    promise,
    list_position(['results', 'handling', 'effect', 'total'], promise) AS promise_order,
    promised_count,
    undated_count,
    due_count,
    in_time_count,
    late_count,
    overdue_count,
    in_time_count / nullif(due_count, 0) AS in_time_share,
    is_example
FROM counted
ORDER BY promise_order
