/*
title = "Which groups and areas each channel has reached, and whether only that channel has"
grain = ["dimension", "category", "channel"]
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

[columns]
dimension = "text | gender, age, first_time, area: where participants live; place: the part the dialogue was in, parts without any too"
category = "text | group or part; '' for a dialogue in no part of today"
category_name = "text? | what a part is called; null where it has no other name"
channel = "text | physical, digital, mixed, panel, council or outreach; unknown where it is not stated; only those in use"
channel_order = "integer | their order"
dialogue_count = "integer | dialogues through the channel: in the part where dimension is place, else in all"
counted_count = "integer | of them, those where the number of the group is published"
hidden_count = "integer | of them, those where it is hidden"
person_count = "integer? | persons of the group, as far as published; null where nothing is"
person_share = "number? | person_count / published persons of the group through all channels"
is_reached = "boolean? | somebody of the group took part, or the part had a dialogue; null where nobody can know"
is_only_here = "boolean? | reached, and by no other channel; null where nobody can know. Persons are never followed between dialogues"
is_example = "boolean | invented, not the organisation's own"
*/
WITH held AS (
    SELECT dialogue.dialogue_id, coalesce(channel, 'unknown') AS channel, part_area_id, provenance
    FROM fact_dialogue AS dialogue
    WHERE dialogue.area_id = $area
        AND coalesce(dialogue.status, 'held') = 'held'
        AND ($year::INTEGER IS NULL OR year(dialogue.start_date) = $year)
        AND ($kind = 'all' OR dialogue.classification = $kind)
),
used AS (
    SELECT channel, count(*) AS dialogue_count, bool_or(provenance = 'example') AS is_example
    FROM held
    GROUP BY channel
),
cell AS (
    SELECT dimension, category, channel, dialogue_id, person_count, suppression_reason
    FROM fact_attendance AS attendance
    JOIN held USING (dialogue_id)
    WHERE area_id = $area AND measure = 'present' AND dimension IN ('gender', 'age', 'first_time', 'area') AND category <> 'total'
    UNION ALL
    SELECT 'place', coalesce(part_area_id, ''), channel, dialogue_id, attendance.person_count, attendance.suppression_reason
    FROM held
    LEFT JOIN (
        SELECT dialogue_id, person_count, suppression_reason
        FROM fact_attendance
        WHERE area_id = $area AND measure = 'present' AND dimension = 'all'
    ) AS attendance USING (dialogue_id)
),
groups AS (
    SELECT dimension, category FROM cell
    UNION
    SELECT 'place', area_id FROM dim_area WHERE parent_area_id = $area AND area_level IN ('kommundel', 'stadsdel')
),
counted AS (
    SELECT
        groups.dimension,
        groups.category,
        used.channel,
        CASE WHEN groups.dimension = 'place' THEN count(cell.dialogue_id) ELSE any_value(used.dialogue_count) END AS dialogue_count,
        count(cell.person_count) AS counted_count,
        count(cell.suppression_reason) AS hidden_count,
        sum(cell.person_count) AS person_count,
        any_value(used.is_example) AS is_example
    FROM groups
    CROSS JOIN used
    LEFT JOIN cell ON cell.dimension = groups.dimension AND cell.category = groups.category AND cell.channel = used.channel
    GROUP BY groups.dimension, groups.category, used.channel
),
reached AS (
    SELECT
        *,
        CASE
            WHEN dimension = 'place' THEN dialogue_count > 0
            WHEN person_count > 0 THEN true
            WHEN counted_count > 0 AND hidden_count = 0 THEN false
        END AS is_reached
    FROM counted
)
SELECT
    reached.dimension,
    reached.category,
    part.area_name AS category_name,
    reached.channel,
    list_position(['physical', 'digital', 'mixed', 'panel', 'council', 'outreach', 'unknown'], reached.channel) AS channel_order,
    reached.dialogue_count,
    reached.counted_count,
    reached.hidden_count,
    reached.person_count::INTEGER AS person_count,
    reached.person_count / nullif(sum(reached.person_count) OVER whole, 0) AS person_share,
    reached.is_reached,
    CASE
        WHEN NOT reached.is_reached OR count(*) FILTER (reached.is_reached) OVER whole > coalesce(reached.is_reached::INTEGER, 0) THEN false
        WHEN count(*) FILTER (reached.is_reached IS NULL) OVER whole = 0 THEN reached.is_reached
    END AS is_only_here,
    reached.is_example
FROM reached
LEFT JOIN dim_area AS part ON reached.dimension = 'place' AND part.area_id = reached.category
WINDOW whole AS (PARTITION BY reached.dimension, reached.category)
ORDER BY
    list_position(['gender', 'age', 'first_time', 'area', 'place'], reached.dimension),
    reached.category IN ('', 'unknown'),
    list_position(['women', 'men', 'other', 'yes', 'no'], reached.category),
    coalesce(part.area_name, reached.category),
    reached.category,
    channel_order
