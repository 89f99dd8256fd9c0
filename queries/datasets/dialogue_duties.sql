/*
title = "How far the five duties of dialogues are filled in"
grain = ["duty"]
source_tables = ["fact_dialogue"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality, organisation or part"

[columns]
duty = "text | purpose, target_group, mandate, stage or feedback_owner; total: all five"
dialogue_count = "integer | dialogues that are not cancelled"
filled_count = "integer | of them, those with the duty filled in; for the total the filled-in duties of all of them"
filled_share = "number | filled in, of what should be: 0-1"
complete_count = "integer | dialogues with all five filled in"
is_example = "boolean | some are invented, not the organisation's own"
*/
WITH dialogue AS (
    SELECT
        purpose IS NOT NULL AND target_group IS NOT NULL AND mandate IS NOT NULL AND stage IS NOT NULL
            AND feedback_owner IS NOT NULL AS is_complete,
        provenance,
        -- What is not known has no row in an unpivot, so each duty is a pair.
        unnest([
            {'duty': 'purpose', 'is_filled': purpose IS NOT NULL},
            {'duty': 'target_group', 'is_filled': target_group IS NOT NULL},
            {'duty': 'mandate', 'is_filled': mandate IS NOT NULL},
            {'duty': 'stage', 'is_filled': stage IS NOT NULL},
            {'duty': 'feedback_owner', 'is_filled': feedback_owner IS NOT NULL}
        ]) AS entry
    FROM fact_dialogue
    WHERE (area_id = $area OR part_area_id = $area) AND status IS DISTINCT FROM 'cancelled'
),

counted AS (
    SELECT
        coalesce(entry.duty, 'total') AS duty,
        count(*)::INTEGER AS due_count,
        count(*) FILTER (entry.is_filled)::INTEGER AS filled_count,
        count(*) FILTER (is_complete)::INTEGER AS complete_count,
        bool_or(provenance = 'example') AS is_example
    FROM dialogue
    GROUP BY GROUPING SETS ((entry.duty), ())
)

SELECT
    duty,
    (CASE duty WHEN 'total' THEN due_count // 5 ELSE due_count END)::INTEGER AS dialogue_count,
    filled_count,
    filled_count / due_count AS filled_share,
    (CASE duty WHEN 'total' THEN complete_count // 5 ELSE complete_count END)::INTEGER AS complete_count,
    is_example
FROM counted
-- Nothing at all still makes one sum.
WHERE due_count > 0
ORDER BY list_position(['purpose', 'target_group', 'mandate', 'stage', 'feedback_owner', 'total'], duty)
