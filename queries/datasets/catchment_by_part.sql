/*
title = "Where those live who came to dialogues of a part, as far as it was counted: how many came from near"
grain = ["part_area_id", "home_area_id"]
source_tables = ["area_district", "dim_area", "dim_district", "fact_attendance", "fact_dialogue"]

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
part_area_id = "text | part the dialogues were about"
part_name = "text | its name"
home_area_id = "text | part where participants live"
home_name = "text | its name"
dialogue_count = "integer | dialogues of the part where participants were counted by home, and this home and everybody are shown"
hidden_count = "integer | dialogues of the part where that is hidden"
inside_count = "integer? | participants in those dialogues who live in the home part; null without such a dialogue"
known_count = "integer? | participants in those dialogues whose home is known"
home_share = "number? | inside_count by known_count, 0-1; upptagning_andel where home and part are the same"
part_lon_value = "number? | middle of the points of the part's districts, WGS84"
part_lat_value = "number? | the same"
home_lon_value = "number? | the same of the home part"
home_lat_value = "number? | the same"
is_example = "boolean | invented, not the organisation's own"
*/
WITH dialogue AS (
    SELECT area_id, dialogue_id, part_area_id, provenance
    FROM fact_dialogue
    WHERE area_id = $area
        AND part_area_id IS NOT NULL
        AND coalesce(status, 'held') = 'held'
        AND ($year::INTEGER IS NULL OR year(start_date) = $year)
        AND ($kind = 'all' OR classification = $kind)
        AND ($administration = 'all' OR organization = $administration)
),

present AS (
    SELECT
        dialogue.*,
        attendance.category,
        attendance.person_count,
        attendance.is_suppressed,
        any_value(person_count) FILTER (category = 'total') OVER room
            - coalesce(any_value(person_count) FILTER (category = 'unknown') OVER room, 0) AS known_count,
        coalesce(bool_or(is_suppressed) FILTER (category = 'unknown') OVER room, false) AS is_unknown_hidden
    FROM fact_attendance AS attendance
    JOIN dialogue USING (area_id, dialogue_id)
    WHERE attendance.measure = 'present' AND attendance.dimension = 'area'
    WINDOW room AS (PARTITION BY attendance.area_id, attendance.dialogue_id)
),

told AS (
    SELECT *, person_count IS NOT NULL AND known_count IS NOT NULL AND NOT is_unknown_hidden AS is_told
    FROM present
    WHERE person_count IS NOT NULL OR is_suppressed
),

middle AS (
    SELECT part_area_id, avg(lon) AS lon, avg(lat) AS lat
    FROM dim_district
    JOIN area_district USING (area_version, district_code)
    WHERE area_id = $area AND lon IS NOT NULL
    GROUP BY part_area_id, area_version
    -- The latest division whose points are known.
    QUALIFY row_number() OVER (PARTITION BY part_area_id ORDER BY area_version DESC) = 1
)

SELECT
    told.part_area_id,
    part.area_name AS part_name,
    home.area_id AS home_area_id,
    home.area_name AS home_name,
    count(*) FILTER (is_told) AS dialogue_count,
    count(*) FILTER (NOT is_told) AS hidden_count,
    sum(person_count) FILTER (is_told)::INTEGER AS inside_count,
    sum(known_count) FILTER (is_told)::INTEGER AS known_count,
    sum(person_count) FILTER (is_told) / nullif(sum(known_count) FILTER (is_told), 0) AS home_share,
    any_value(here.lon) AS part_lon_value,
    any_value(here.lat) AS part_lat_value,
    any_value(there.lon) AS home_lon_value,
    any_value(there.lat) AS home_lat_value,
    bool_or(told.provenance = 'example') AS is_example
FROM told
JOIN dim_area AS part ON part.area_id = told.part_area_id
JOIN dim_area AS home ON home.parent_area_id = $area AND told.category IN (home.area_id, home.area_name)
LEFT JOIN middle AS here ON here.part_area_id = told.part_area_id
LEFT JOIN middle AS there ON there.part_area_id = home.area_id
GROUP BY told.part_area_id, part.area_name, home.area_id, home.area_name
ORDER BY part.area_name, told.part_area_id, home.area_name, home.area_id
