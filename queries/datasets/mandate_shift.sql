/*
title = "Change in the share of dialogues where participants carry out or decide, by administration and in all, between two years"
grain = ["administration"]
source_tables = ["fact_dialogue"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[params.base_year]
type = "integer"
optional = true
meaning = "Year to compare with; when left out the first with at least ten dialogues, else the first"

[params.year]
type = "integer"
optional = true
meaning = "Later year; the last with dialogues when left out"

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
administration = "text | administration; total for all of them, '' where none is stated"
base_year = "integer | year compared with"
dialogue_year = "integer | later year"
base_dialogue_count = "integer | dialogues held in the base year"
base_top_count = "integer | of them, those with the mandate genomfora or bestamma"
base_top_share = "number? | base_top_count / base_dialogue_count; null where none was held"
base_missing_count = "integer | dialogues of the base year without a mandate; they are in the base of the share"
dialogue_count = "integer | dialogues held in the later year"
top_count = "integer | of them, those with the mandate genomfora or bestamma"
top_share = "number? | top_count / dialogue_count; null where none was held"
missing_count = "integer | dialogues of the later year without a mandate"
change_pp = "number? | top_share minus base_top_share, percentage points; null where either year has fewer than five dialogues"
is_example = "boolean | invented, not the organisation's own"
*/
WITH held AS (
    SELECT year(start_date) AS held_year, coalesce(organization, '') AS administration, mandate, provenance
    FROM fact_dialogue
    WHERE area_id = $area
        AND coalesce(status, 'held') = 'held'
        AND ($kind = 'all' OR classification = $kind)
        AND ($administration = 'all' OR organization = $administration)
        AND ($part = 'all' OR part_area_id = $part)
),
compared AS (
    SELECT
        coalesce($base_year::INTEGER, min(held_year) FILTER (held_count >= 10), min(held_year))::INTEGER AS base_year,
        coalesce($year::INTEGER, max(held_year))::INTEGER AS later_year
    FROM (SELECT held_year, count(*) AS held_count FROM held GROUP BY held_year)
),
counted AS (
    SELECT
        coalesce(administration, 'total') AS administration,
        base_year,
        later_year,
        count(*) FILTER (held_year = base_year) AS base_count,
        count(*) FILTER (held_year = base_year AND mandate IN ('genomfora', 'bestamma')) AS base_top,
        count(*) FILTER (held_year = base_year AND mandate IS NULL) AS base_missing,
        count(*) FILTER (held_year = later_year) AS later_count,
        count(*) FILTER (held_year = later_year AND mandate IN ('genomfora', 'bestamma')) AS later_top,
        count(*) FILTER (held_year = later_year AND mandate IS NULL) AS later_missing,
        bool_or(provenance = 'example') AS is_example
    FROM held
    CROSS JOIN compared
    WHERE held_year IN (base_year, later_year)
    GROUP BY GROUPING SETS ((base_year, later_year, administration), (base_year, later_year))
)
SELECT
    administration,
    base_year,
    later_year AS dialogue_year,
    base_count AS base_dialogue_count,
    base_top AS base_top_count,
    base_top / nullif(base_count, 0) AS base_top_share,
    base_missing AS base_missing_count,
    later_count AS dialogue_count,
    later_top AS top_count,
    later_top / nullif(later_count, 0) AS top_share,
    later_missing AS missing_count,
    -- Where one dialogue is more than twenty points, a change says nothing.
    CASE WHEN base_count >= 5 AND later_count >= 5 THEN 100 * (later_top / later_count - base_top / base_count) END AS change_pp,
    is_example
FROM counted
ORDER BY counted.administration = 'total' DESC, counted.administration = '', counted.administration
