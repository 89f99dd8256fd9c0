/*
title = "How far the influence of participants went: dialogues and participants at each step, by year, administration and part"
grain = ["dimension", "category", "mandate"]
source_tables = ["fact_dialogue", "fact_attendance", "dim_area"]

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
dimension = "text | all, year, administration or area"
category = "text | total, year, administration or part; '' where it is not known or no part of today"
category_name = "text? | what a part is called; null where it has no other name"
mandate = "text | veta, tycka, resonera, genomfora or bestamma; missing where none is stated"
mandate_order = "integer | their order, the one that goes furthest last before missing"
dialogue_count = "integer | dialogues held with that mandate"
dialogue_share = "number | dialogue_count / all dialogues of the category, those without a mandate too"
participants_count = "integer? | persons present in them, as far as numbers are published; null where none is"
participants_share = "number? | participants_count / published participants of the category"
hidden_count = "integer | dialogues whose number of persons is hidden"
uncounted_count = "integer | dialogues where nobody counted"
women_count = "integer? | women present, as far as published"
men_count = "integer? | men present, as far as published"
unknown_gender_count = "integer? | persons present of another sex or whose sex was not told, as far as published"
is_example = "boolean | invented, not the organisation's own"
*/
WITH room AS (
    SELECT
        dialogue_id,
        max(person_count) FILTER (dimension = 'all') AS person_count,
        max(suppression_reason) FILTER (dimension = 'all') AS reason,
        max(person_count) FILTER (category = 'women') AS women_count,
        max(person_count) FILTER (category = 'men') AS men_count,
        sum(person_count) FILTER (category IN ('other', 'unknown')) AS unknown_count
    FROM fact_attendance
    WHERE area_id = $area AND measure = 'present' AND dimension IN ('all', 'gender')
    GROUP BY dialogue_id
),
held AS (
    SELECT dialogue.*, coalesce(mandate, 'missing') AS step, person_count, reason, women_count, men_count, unknown_count
    FROM fact_dialogue AS dialogue
    LEFT JOIN room USING (dialogue_id)
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
    UNION ALL
    SELECT *, 'area', coalesce(part_area_id, '') FROM held
),
cell AS (
    SELECT dimension, category, step, step_order
    FROM (SELECT DISTINCT dimension, category FROM long)
    CROSS JOIN unnest(['veta', 'tycka', 'resonera', 'genomfora', 'bestamma', 'missing']) WITH ORDINALITY AS steps (step, step_order)
),
counted AS (
    SELECT
        cell.dimension,
        cell.category,
        cell.step,
        cell.step_order,
        count(long.dialogue_id) AS dialogue_count,
        CASE WHEN count(long.dialogue_id) = 0 THEN 0 ELSE sum(long.person_count) END AS person_count,
        count(long.reason) AS hidden_count,
        count(long.dialogue_id) FILTER (long.person_count IS NULL AND long.reason IS NULL) AS uncounted_count,
        CASE WHEN count(long.dialogue_id) = 0 THEN 0 ELSE sum(long.women_count) END AS women_count,
        CASE WHEN count(long.dialogue_id) = 0 THEN 0 ELSE sum(long.men_count) END AS men_count,
        CASE WHEN count(long.dialogue_id) = 0 THEN 0 ELSE sum(long.unknown_count) END AS unknown_count,
        coalesce(bool_or(long.provenance = 'example'), false) AS is_example
    FROM cell
    LEFT JOIN long ON long.dimension = cell.dimension AND long.category = cell.category AND long.step = cell.step
    GROUP BY ALL
)
SELECT
    counted.dimension,
    counted.category,
    part.area_name AS category_name,
    counted.step AS mandate,
    counted.step_order AS mandate_order,
    counted.dialogue_count,
    counted.dialogue_count / sum(counted.dialogue_count) OVER whole AS dialogue_share,
    counted.person_count::INTEGER AS participants_count,
    counted.person_count / nullif(sum(counted.person_count) OVER whole, 0) AS participants_share,
    counted.hidden_count,
    counted.uncounted_count,
    counted.women_count::INTEGER AS women_count,
    counted.men_count::INTEGER AS men_count,
    counted.unknown_count::INTEGER AS unknown_gender_count,
    bool_or(counted.is_example) OVER whole AS is_example
FROM counted
LEFT JOIN dim_area AS part ON counted.dimension = 'area' AND part.area_id = counted.category
WINDOW whole AS (PARTITION BY counted.dimension, counted.category)
ORDER BY
    list_position(['all', 'year', 'administration', 'area'], counted.dimension),
    counted.category = '',
    CASE WHEN counted.dimension = 'year' THEN -counted.category::INTEGER END,
    coalesce(part.area_name, counted.category),
    counted.step_order
