/*
title = "Whether dialogues came before the decision was prepared, stood in the year's plan and said what each party decides"
grain = ["dimension", "category"]
source_tables = ["fact_dialogue", "fact_dialogue_decision"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[params.year]
type = "integer"
optional = true
meaning = "Year the dialogue was held; all years when left out"

[params.kind]
type = "text"
default = "all"
allowed = ["all", "citizen_dialogue", "forum", "pbl_consultation", "meeting", "conversation", "user_dialogue", "walk", "survey", "other"]
meaning = "Kind of dialogue"

[params.administration]
type = "text"
default = "all"
meaning = "Administration that held them; all of them when left out"

[params.part]
type = "text"
default = "all"
meaning = "Part they were about; all of them when left out"

[columns]
dimension = "text | all, year or administration"
category = "text | total, year or administration; '' where none is stated"
dialogue_count = "integer | dialogues held"
linked_count = "integer | of them, those that a decision rests on"
early_count = "integer | linked dialogues held while the decision was being prepared"
late_count = "integer | linked dialogues held when it was prepared, taken or carried out"
unknown_timing_count = "integer | linked dialogues where it is not stated"
early_share = "number? | early_count / linked_count; null where none is linked"
planned_count = "integer | dialogues that stood in the year's plan"
beside_count = "integer | dialogues that did not"
unknown_plan_count = "integer | dialogues where it is not stated"
planned_share = "number | planned_count / dialogue_count"
parties_count = "integer | dialogues where it is stated what each party takes part in and decides"
parties_share = "number | parties_count / dialogue_count"
is_example = "boolean | invented, not the organisation's own"
*/
WITH held AS (
    SELECT dialogue.*, decision.timing
    FROM fact_dialogue AS dialogue
    LEFT JOIN fact_dialogue_decision AS decision USING (area_id, dialogue_id)
    WHERE dialogue.area_id = $area
        AND coalesce(dialogue.status, 'held') = 'held'
        AND ($year::INTEGER IS NULL OR year(dialogue.start_date) = $year)
        AND ($kind = 'all' OR dialogue.classification = $kind)
        AND ($administration = 'all' OR dialogue.organization = $administration)
        AND ($part = 'all' OR dialogue.part_area_id = $part)
),
long AS (
    SELECT *, 'all' AS dimension, 'total' AS category FROM held
    UNION ALL
    SELECT *, 'year', year(start_date)::VARCHAR FROM held
    UNION ALL
    SELECT *, 'administration', coalesce(organization, '') FROM held
)
SELECT
    dimension,
    category,
    count(*) AS dialogue_count,
    count(timing) AS linked_count,
    count(*) FILTER (timing = 'early') AS early_count,
    count(*) FILTER (timing = 'late') AS late_count,
    count(*) FILTER (timing = 'unknown') AS unknown_timing_count,
    count(*) FILTER (timing = 'early') / nullif(count(timing), 0) AS early_share,
    count(*) FILTER (is_in_plan) AS planned_count,
    count(*) FILTER (NOT is_in_plan) AS beside_count,
    count(*) FILTER (is_in_plan IS NULL) AS unknown_plan_count,
    count(*) FILTER (is_in_plan) / count(*) AS planned_share,
    count(parties) AS parties_count,
    count(parties) / count(*) AS parties_share,
    bool_or(provenance = 'example') AS is_example
FROM long
GROUP BY dimension, category
ORDER BY
    list_position(['all', 'year', 'administration'], dimension),
    category = '',
    CASE WHEN dimension = 'year' THEN -category::INTEGER END,
    category
