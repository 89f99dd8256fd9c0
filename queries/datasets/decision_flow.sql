/*
title = "Decisions by how far they have come: taken, started, done, evaluated"
grain = ["step"]
source_tables = ["fact_decision"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[params.year]
type = "integer"
optional = true
meaning = "Year the decision was taken; all years when left out"

[columns]
step = "text | taken, started, done or evaluated"
step_order = "integer | their order"
at_step_count = "integer | decisions that have come exactly so far"
at_step_share = "number | of all that have been taken"
reached_count = "integer | decisions that have come so far or further"
reached_share = "number | of all that have been taken"
skipped_count = "integer | of those at the step, the ones that lack the day of an earlier step"
reference_date = "date | last day the register of decisions tells about"
is_example = "boolean | invented, not the organisation's own"
*/
WITH decision AS (
    SELECT *, list_position(['taken', 'started', 'done', 'evaluated'], step) AS place
    FROM fact_decision
    WHERE area_id = $area AND step IS NOT NULL AND ($year::INTEGER IS NULL OR year(decided_date) = $year)
),
whole AS (
    SELECT count(*) AS decision_count, max(reference_date) AS reference_date, bool_or(provenance = 'example') AS is_example
    FROM decision
)
SELECT
    step.step,
    step.step_order,
    count(*) FILTER (decision.place = step.step_order) AS at_step_count,
    count(*) FILTER (decision.place = step.step_order) / whole.decision_count AS at_step_share,
    count(*) FILTER (decision.place >= step.step_order) AS reached_count,
    count(*) FILTER (decision.place >= step.step_order) / whole.decision_count AS reached_share,
    count(*) FILTER (
        decision.place = step.step_order
        AND (
            (step.step IN ('done', 'evaluated') AND decision.started_date IS NULL)
            OR (step.step = 'evaluated' AND decision.done_date IS NULL)
        )
    ) AS skipped_count,
    whole.reference_date,
    whole.is_example
FROM (
    SELECT unnest(['taken', 'started', 'done', 'evaluated']) AS step, unnest([1, 2, 3, 4]) AS step_order
) AS step
CROSS JOIN whole
CROSS JOIN decision
GROUP BY step.step, step.step_order, whole.decision_count, whole.reference_date, whole.is_example
ORDER BY step.step_order
