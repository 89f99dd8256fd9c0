/*
title = "Kronor that residents have decided on: rounds of participatory budgets, and decisions where a dialogue was given the mandate to decide"
grain = ["kind", "item_id"]
source_tables = ["fact_budget_project", "fact_decision", "fact_dialogue"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[columns]
kind = "text | budget: a round of a participatory budget; delegated: a decision whose dialogue had the mandate bestamma"
item_id = "text | round or decision"
item_name = "text | round, or what was decided"
item_year = "integer? | year in the name of the round, or year of the decision; null where the name has none"
item_value = "number? | kronor: cost of the projects chosen, or amount of the decision; null where not stated"
frame_value = "number? | kronor of the round that could be shared out; null for a decision"
chosen_count = "integer? | projects chosen; null for a decision"
undecided_count = "integer? | projects where the register does not say whether they were chosen; null for a decision"
is_example = "boolean | invented, not the organisation's own"
*/
SELECT
    'budget' AS kind,
    instance AS item_id,
    instance AS item_name,
    try_cast(nullif(regexp_extract(instance, '(?:19|20)[0-9]{2}'), '') AS INTEGER) AS item_year,
    CASE WHEN count(is_selected) > 0 THEN coalesce(sum(cost_value) FILTER (is_selected), 0) END AS item_value,
    max(budget_value) AS frame_value,
    count(*) FILTER (is_selected) AS chosen_count,
    count(*) FILTER (is_selected IS NULL) AS undecided_count,
    bool_or(provenance = 'example') AS is_example
FROM fact_budget_project
WHERE area_id = $area
GROUP BY instance
UNION ALL
SELECT
    'delegated',
    decision.decision_id,
    decision.title,
    year(decision.decided_date)::INTEGER,
    decision.amount_value,
    NULL,
    NULL,
    NULL,
    least(decision.provenance, dialogue.provenance) = 'example'
FROM fact_decision AS decision
JOIN fact_dialogue AS dialogue USING (area_id, dialogue_id)
WHERE decision.area_id = $area AND decision.step IS NOT NULL AND dialogue.mandate = 'bestamma'
ORDER BY item_year DESC NULLS LAST, kind, item_id
