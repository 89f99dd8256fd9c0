/*
title = "Decisions of each body: how many, how far, how long, and those past their day; bodies without any are there too"
grain = ["body_id"]
source_tables = ["fact_decision", "dim_body", "fact_waiting_curve"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[params.year]
type = "integer"
optional = true
meaning = "Year the decision was taken; all years when left out"

[columns]
body_id = "text | body; '' where the register does not say which"
body_name = "text? | its name; null where the register does not say which, or the register of bodies does not have it"
body_order = "integer? | order of the bodies"
has_decisions = "boolean | false: no decision is registered, which is not the same as none taken"
decision_count = "integer | decisions taken"
done_count = "integer | of them, carried out, evaluated ones too"
done_share = "number? | done_count / decision_count"
evaluated_count = "integer | of them, evaluated"
evaluated_share = "number? | evaluated_count / decision_count"
dated_count = "integer | decisions with a day when they are due"
overdue_count = "integer | of those, past that day and not carried out"
overdue_share = "number? | overdue_count / dated_count; null where none has a day"
median_days_value = "number? | Kaplan and Meier: days until half were carried out; null while more than half are not"
is_example = "boolean | invented, not the organisation's own"
*/
WITH decision AS (
    SELECT
        coalesce(body_id, '') AS body_id,
        count(*) AS decision_count,
        count(*) FILTER (step IN ('done', 'evaluated')) AS done_count,
        count(*) FILTER (step = 'evaluated') AS evaluated_count,
        count(due_date) AS dated_count,
        count(*) FILTER (due_date < reference_date AND step IN ('taken', 'started')) AS overdue_count,
        bool_or(provenance = 'example') AS is_example
    FROM fact_decision
    WHERE area_id = $area AND step IS NOT NULL AND ($year::INTEGER IS NULL OR year(decided_date) = $year)
    GROUP BY coalesce(body_id, '')
),
body AS (
    SELECT body_id, body_name, body_order, provenance = 'example' AS is_example
    FROM dim_body
    WHERE area_id = $area
        AND classification IN ('council', 'executive', 'committee')
        AND (dissolution_date IS NULL OR $year::INTEGER <= year(dissolution_date))
        AND (founding_date IS NULL OR $year::INTEGER IS NULL OR $year >= year(founding_date))
)
SELECT
    coalesce(decision.body_id, body.body_id) AS body_id,
    coalesce(body.body_name, named.body_name) AS body_name,
    coalesce(body.body_order, named.body_order) AS body_order,
    decision.body_id IS NOT NULL AS has_decisions,
    coalesce(decision.decision_count, 0) AS decision_count,
    coalesce(decision.done_count, 0) AS done_count,
    decision.done_count / decision.decision_count AS done_share,
    coalesce(decision.evaluated_count, 0) AS evaluated_count,
    decision.evaluated_count / decision.decision_count AS evaluated_share,
    coalesce(decision.dated_count, 0) AS dated_count,
    coalesce(decision.overdue_count, 0) AS overdue_count,
    decision.overdue_count / nullif(decision.dated_count, 0) AS overdue_share,
    waiting.median_days_value,
    coalesce(decision.is_example, body.is_example) AS is_example
FROM decision
FULL JOIN body ON body.body_id = decision.body_id
LEFT JOIN dim_body AS named ON named.area_id = $area AND named.body_id = decision.body_id
LEFT JOIN fact_waiting_curve AS waiting
    ON waiting.area_id = $area
    AND waiting.clock = 'decision'
    AND waiting.period = coalesce($year::VARCHAR, 'total')
    AND waiting.category = decision.body_id
    AND waiting.day_count = 0
ORDER BY body_order NULLS LAST, 1
