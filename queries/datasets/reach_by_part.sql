/*
title = "Dialogues and those who came, part by part, against the residents: also parts without any dialogue"
grain = ["part_area_id"]
source_tables = ["dim_area", "fact_attendance", "fact_dialogue", "fact_reach", "fact_resident"]

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
part_area_id = "text | part; total for the whole area, '' for dialogues of no part of today"
part_name = "text? | name of the part"
dialogue_count = "integer | dialogues held"
counted_count = "integer | of them, those whose number of participants is shown"
hidden_count = "integer | those whose number is hidden to protect persons"
uncounted_count = "integer | those where nobody counted"
participants_count = "integer? | participations: persons present, once for each dialogue, as far as they are shown; null where nothing is"
women_count = "integer? | women present, as far as they are shown"
men_count = "integer? | men present, as far as they are shown"
unknown_gender_count = "integer? | persons present whose sex was not told, as far as they are shown"
hidden_women_count = "integer | dialogues whose number of women is hidden"
hidden_men_count = "integer | dialogues whose number of men is hidden"
hidden_unknown_count = "integer | dialogues where the number of those whose sex was not told is hidden"
per_dialogue_ratio = "number? | participants_count by counted_count"
resident_count = "integer? | residents; null where not known"
population_date = "date? | day they are counted: the latest up to the year asked for, else the first"
per_1000_ratio = "number? | participations per 1,000 residents: never reach, since one person may have come many times"
unique_count = "integer? | persons living there who took part in the year, each once; null where not registered, hidden, or asked for by kind or administration"
unique_women_count = "integer? | women among them"
unique_men_count = "integer? | men among them"
unique_unknown_count = "integer? | those whose sex was not told"
unique_reason = "text? | why unique_count is hidden"
reach_ratio = "number? | unique_count per 1,000 residents; null where either is not known or nobody lives there"
smooth_ratio = "number? | the same, small parts drawn towards the common rate (Marshall 1991), from the parts that are shown"
is_example = "boolean | invented, not the organisation's own"
*/
WITH dialogue AS (
    SELECT dialogue_id, coalesce(part_area_id, '') AS part_area_id, provenance
    FROM fact_dialogue
    WHERE area_id = $area
        AND coalesce(status, 'held') = 'held'
        AND ($year::INTEGER IS NULL OR year(start_date) = $year)
        AND ($kind = 'all' OR classification = $kind)
        AND ($administration = 'all' OR organization = $administration)
),

room AS (
    SELECT
        dialogue_id,
        any_value(person_count) FILTER (dimension = 'all') AS participants_count,
        bool_or(dimension = 'all' AND is_suppressed) AS is_hidden,
        any_value(person_count) FILTER (category = 'women') AS women_count,
        any_value(person_count) FILTER (category = 'men') AS men_count,
        any_value(person_count) FILTER (dimension = 'gender' AND category = 'unknown') AS unknown_gender_count,
        bool_or(category = 'women' AND is_suppressed) AS is_women_hidden,
        bool_or(category = 'men' AND is_suppressed) AS is_men_hidden,
        bool_or(dimension = 'gender' AND category = 'unknown' AND is_suppressed) AS is_unknown_hidden
    FROM fact_attendance
    WHERE area_id = $area AND measure = 'present' AND dimension IN ('all', 'gender')
    GROUP BY dialogue_id
),

place AS (
    SELECT area_id AS part_area_id, area_id AS place_id
    FROM dim_area
    WHERE parent_area_id = $area AND area_level IN ('kommundel', 'stadsdel')
    UNION
    SELECT part_area_id, part_area_id FROM dialogue
    UNION
    SELECT 'total', area_id FROM dim_area WHERE area_id = $area
),

resident AS (
    SELECT place_id, resident_count, population_date
    FROM fact_resident
    WHERE base = 'all' AND dimension = 'all' AND gender = 'total'
    QUALIFY row_number() OVER (
        PARTITION BY place_id
        ORDER BY population_year <= coalesce($year, 9999) DESC,
            CASE WHEN population_year <= coalesce($year, 9999) THEN -population_year ELSE population_year END
    ) = 1
),

told AS (
    SELECT place_id, gender, unique_count, suppression_reason
    FROM fact_reach
    WHERE area_id = $area AND reach_year = $year AND $kind = 'all' AND $administration = 'all'
),

living AS (
    SELECT * FROM told WHERE place_id <> 'total'
    UNION ALL
    -- Who lives elsewhere, or nobody knows where, is no resident of the area.
    SELECT 'total', everybody.gender, everybody.unique_count - CASE WHEN elsewhere.gender IS NULL THEN 0 ELSE elsewhere.unique_count END,
        coalesce(everybody.suppression_reason, elsewhere.suppression_reason)
    FROM told AS everybody
    LEFT JOIN told AS elsewhere ON elsewhere.place_id = 'other' AND elsewhere.gender = everybody.gender
    WHERE everybody.place_id = 'total'
),

reach AS (
    SELECT
        place_id AS part_area_id,
        any_value(unique_count) FILTER (gender = 'total') AS unique_count,
        any_value(unique_count) FILTER (gender = 'women') AS unique_women_count,
        any_value(unique_count) FILTER (gender = 'men') AS unique_men_count,
        any_value(unique_count) FILTER (gender = 'unknown') AS unique_unknown_count,
        any_value(suppression_reason) FILTER (gender = 'total') AS unique_reason
    FROM living
    GROUP BY place_id
),

counted AS (
    SELECT
        place.part_area_id,
        place.place_id,
        count(dialogue.dialogue_id) AS dialogue_count,
        count(room.participants_count) AS counted_count,
        count(*) FILTER (room.is_hidden) AS hidden_count,
        -- Where no dialogue was held, nobody came.
        CASE WHEN count(dialogue.dialogue_id) = 0 THEN 0 ELSE sum(room.participants_count) END::INTEGER AS participants_count,
        CASE WHEN count(dialogue.dialogue_id) = 0 THEN 0 ELSE sum(room.women_count) END::INTEGER AS women_count,
        CASE WHEN count(dialogue.dialogue_id) = 0 THEN 0 ELSE sum(room.men_count) END::INTEGER AS men_count,
        CASE WHEN count(dialogue.dialogue_id) = 0 THEN 0 ELSE sum(room.unknown_gender_count) END::INTEGER AS unknown_gender_count,
        count(*) FILTER (room.is_women_hidden) AS hidden_women_count,
        count(*) FILTER (room.is_men_hidden) AS hidden_men_count,
        count(*) FILTER (room.is_unknown_hidden) AS hidden_unknown_count
    FROM place
    LEFT JOIN dialogue ON place.part_area_id IN ('total', dialogue.part_area_id)
    LEFT JOIN room USING (dialogue_id)
    GROUP BY place.part_area_id, place.place_id
),

rated AS (
    SELECT
        counted.*,
        resident.resident_count,
        resident.population_date,
        reach.* EXCLUDE (part_area_id),
        reach.unique_count / nullif(resident.resident_count, 0) AS rate,
        -- The parts that the common rate is made of.
        reach.unique_count IS NOT NULL AND resident.resident_count > 0 AND counted.part_area_id NOT IN ('total', '') AS is_rated
    FROM counted
    LEFT JOIN resident USING (place_id)
    LEFT JOIN reach USING (part_area_id)
),

common AS (
    SELECT
        sum(unique_count) / sum(resident_count) AS rate,
        greatest(
            0,
            sum(resident_count * (rated.rate - (SELECT sum(unique_count) / sum(resident_count) FROM rated WHERE is_rated)) ** 2)
            / sum(resident_count) - sum(unique_count) / sum(resident_count) / avg(resident_count)
        ) AS beyond_chance
    FROM rated
    WHERE is_rated
)

SELECT
    rated.part_area_id,
    part.area_name AS part_name,
    rated.dialogue_count,
    rated.counted_count,
    rated.hidden_count,
    rated.dialogue_count - rated.counted_count - rated.hidden_count AS uncounted_count,
    rated.participants_count,
    rated.women_count,
    rated.men_count,
    rated.unknown_gender_count,
    rated.hidden_women_count,
    rated.hidden_men_count,
    rated.hidden_unknown_count,
    rated.participants_count / nullif(rated.counted_count, 0) AS per_dialogue_ratio,
    rated.resident_count,
    rated.population_date,
    1000 * rated.participants_count / nullif(rated.resident_count, 0) AS per_1000_ratio,
    rated.unique_count,
    rated.unique_women_count,
    rated.unique_men_count,
    rated.unique_unknown_count,
    rated.unique_reason,
    1000 * rated.rate AS reach_ratio,
    CASE
        WHEN rated.is_rated AND common.beyond_chance = 0 THEN 1000 * common.rate
        WHEN rated.is_rated THEN 1000 * (
            common.rate + common.beyond_chance / (common.beyond_chance + common.rate / rated.resident_count) * (rated.rate - common.rate)
        )
    END AS smooth_ratio,
    (SELECT coalesce(bool_or(provenance = 'example'), false) FROM fact_dialogue WHERE area_id = $area) AS is_example
FROM rated
CROSS JOIN common
LEFT JOIN dim_area AS part ON part.area_id = rated.place_id AND rated.part_area_id <> 'total'
-- Without a register, or an administration in it, nothing is known, and nothing is zero.
WHERE EXISTS (FROM fact_dialogue WHERE area_id = $area AND ($administration = 'all' OR organization = $administration))
ORDER BY rated.part_area_id = 'total' DESC, rated.part_area_id = '', part.area_name, rated.part_area_id
