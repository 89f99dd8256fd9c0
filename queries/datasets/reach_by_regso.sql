/*
title = "Dialogues held in each RegSO, also where none was, and those who came as far as they are shown"
grain = ["regso_code"]
source_tables = ["dialogue_regso", "fact_attendance", "fact_dialogue", "geo_regso"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[params.year]
type = "integer"
optional = true
meaning = "Year the dialogues began; all years when left out"

[params.kind]
type = "text"
default = "all"
allowed = ["all", "citizen_dialogue", "forum", "pbl_consultation", "meeting", "conversation", "user_dialogue", "walk", "survey", "other"]
meaning = "Kind of dialogue"

[params.administration]
type = "text"
default = "all"
meaning = "Administration that held them; all of them when left out"

[columns]
regso_code = "text | RegSO, 0127R001; '' for dialogues without a known place in one"
regso_name = "text? | its name"
dialogue_count = "integer | dialogues held"
participants_count = "integer? | participations, as far as they are shown; null where nothing is"
hidden_count = "integer | dialogues whose number is hidden to protect persons"
uncounted_count = "integer | dialogues where nobody counted"
resident_count = "integer? | residents, of the latest year known for the same division; null where not known"
population_date = "date? | day they are counted"
per_1000_ratio = "number? | participations per 1,000 residents: never reach, and those who came may live elsewhere"
source_id = "text? | source of the border"
is_example = "boolean | invented, not the organisation's own"
*/
WITH counted AS (
    SELECT
        coalesce(place.regso_code, '') AS regso_code,
        count(*) AS dialogue_count,
        sum(room.person_count)::INTEGER AS participants_count,
        count(*) FILTER (room.is_suppressed) AS hidden_count,
        count(*) FILTER (room.person_count IS NULL AND NOT coalesce(room.is_suppressed, false)) AS uncounted_count
    FROM fact_dialogue AS dialogue
    LEFT JOIN dialogue_regso AS place ON place.area_id = dialogue.area_id AND place.dialogue_id = dialogue.dialogue_id
    LEFT JOIN fact_attendance AS room
        ON room.area_id = dialogue.area_id
        AND room.dialogue_id = dialogue.dialogue_id
        AND room.measure = 'present'
        AND room.dimension = 'all'
        AND room.category = 'total'
    WHERE dialogue.area_id = $area
        AND coalesce(dialogue.status, 'held') = 'held'
        AND ($year::INTEGER IS NULL OR year(dialogue.start_date) = $year)
        AND ($kind = 'all' OR dialogue.classification = $kind)
        AND ($administration = 'all' OR dialogue.organization = $administration)
    GROUP BY ALL
),

-- Where no dialogue was held, nobody came.
found AS (
    SELECT
        coalesce(border.regso_code, '') AS regso_code,
        border.regso_name,
        coalesce(counted.dialogue_count, 0) AS dialogue_count,
        CASE WHEN counted.dialogue_count IS NULL THEN 0 ELSE counted.participants_count END AS participants_count,
        coalesce(counted.hidden_count, 0) AS hidden_count,
        coalesce(counted.uncounted_count, 0) AS uncounted_count,
        border.resident_count,
        border.population_date,
        border.source_id
    FROM (FROM geo_regso WHERE area_id = $area) AS border
    FULL JOIN counted USING (regso_code)
    WHERE EXISTS (FROM geo_regso WHERE area_id = $area)
        -- Of an administration that is not in the register nothing is known, and nothing is zero.
        AND EXISTS (FROM fact_dialogue WHERE area_id = $area AND ($administration = 'all' OR organization = $administration))
)

SELECT
    regso_code,
    regso_name,
    dialogue_count,
    participants_count,
    hidden_count,
    uncounted_count,
    resident_count,
    population_date,
    1000 * participants_count / nullif(resident_count, 0) AS per_1000_ratio,
    source_id,
    (SELECT coalesce(bool_or(provenance = 'example'), false) FROM fact_dialogue WHERE area_id = $area) AS is_example
FROM found
ORDER BY regso_code = '', dialogue_count DESC, regso_name, regso_code
