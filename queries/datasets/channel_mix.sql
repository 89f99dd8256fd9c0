/*
title = "Dialogues and participants by channel, and the parts that only one channel has been used in"
grain = ["channel"]
source_tables = ["fact_dialogue", "fact_attendance"]

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
channel = "text | physical, digital, mixed, panel, council or outreach; unknown where it is not stated"
channel_order = "integer | their order"
dialogue_count = "integer | dialogues held through it"
dialogue_share = "number | dialogue_count / all dialogues"
participants_count = "integer? | persons present, as far as numbers are published; null where none is"
participants_share = "number? | participants_count / published participants through all channels"
hidden_count = "integer | dialogues whose number of persons is hidden"
uncounted_count = "integer | dialogues where nobody counted"
women_count = "integer? | women present, as far as published"
men_count = "integer? | men present, as far as published"
unknown_gender_count = "integer? | persons present of another sex or whose sex was not told, as far as published"
part_count = "integer | parts of the area with a dialogue through the channel"
only_part_count = "integer | of them, parts without a dialogue through any other channel"
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
    SELECT dialogue.dialogue_id, coalesce(channel, 'unknown') AS channel, part_area_id, provenance, person_count, reason, women_count,
        men_count, unknown_count
    FROM fact_dialogue AS dialogue
    LEFT JOIN room USING (dialogue_id)
    WHERE dialogue.area_id = $area
        AND coalesce(dialogue.status, 'held') = 'held'
        AND ($year::INTEGER IS NULL OR year(dialogue.start_date) = $year)
        AND ($kind = 'all' OR dialogue.classification = $kind)
),
part AS (
    SELECT part_area_id, any_value(channel) AS channel
    FROM held
    WHERE part_area_id IS NOT NULL
    GROUP BY part_area_id
    HAVING count(DISTINCT channel) = 1
),
counted AS (
    SELECT
        channels.channel,
        channels.channel_order,
        count(dialogue_id) AS dialogue_count,
        CASE WHEN count(dialogue_id) = 0 THEN 0 ELSE sum(person_count) END AS person_count,
        count(reason) AS hidden_count,
        count(dialogue_id) FILTER (person_count IS NULL AND reason IS NULL) AS uncounted_count,
        CASE WHEN count(dialogue_id) = 0 THEN 0 ELSE sum(women_count) END AS women_count,
        CASE WHEN count(dialogue_id) = 0 THEN 0 ELSE sum(men_count) END AS men_count,
        CASE WHEN count(dialogue_id) = 0 THEN 0 ELSE sum(unknown_count) END AS unknown_count,
        count(DISTINCT held.part_area_id) AS part_count,
        count(DISTINCT part.part_area_id) AS only_part_count,
        coalesce(bool_or(provenance = 'example'), false) AS is_example
    FROM unnest(['physical', 'digital', 'mixed', 'panel', 'council', 'outreach', 'unknown'])
        WITH ORDINALITY AS channels (channel, channel_order)
    LEFT JOIN held ON held.channel = channels.channel
    LEFT JOIN part ON part.part_area_id = held.part_area_id
    GROUP BY channels.channel, channels.channel_order
)
SELECT
    channel,
    channel_order,
    dialogue_count,
    dialogue_count / sum(dialogue_count) OVER () AS dialogue_share,
    person_count::INTEGER AS participants_count,
    person_count / nullif(sum(person_count) OVER (), 0) AS participants_share,
    hidden_count,
    uncounted_count,
    women_count::INTEGER AS women_count,
    men_count::INTEGER AS men_count,
    unknown_count::INTEGER AS unknown_gender_count,
    part_count,
    only_part_count,
    bool_or(is_example) OVER () AS is_example
FROM counted
-- Every channel of the list has its row, unless there is no dialogue at all; unknown only where there is one.
QUALIFY sum(dialogue_count) OVER () > 0 AND (channel <> 'unknown' OR dialogue_count > 0)
ORDER BY channel_order
