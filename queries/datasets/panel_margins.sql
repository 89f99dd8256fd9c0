/*
title = "The margins a wave of the panel was weighted to, before and after"
grain = ["margin", "category", "gender"]
source_tables = ["fact_panel_margin", "fact_panel_wave", "dim_area"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[params.wave]
type = "text"
default = "latest"
meaning = "Wave; latest for the last one"

[columns]
wave_id = "text | wave"
margin = "text | sex_age, area or birth_region"
category = "text | level"
category_name = "text? | name of a part; null for other levels"
gender = "text | women or men in sex_age, else total"
people_count = "integer? | who answered; null where hidden"
population_share = "number | of the adults"
before_share = "number? | of those who answered and whose level is known; null where one is hidden"
after_share = "number | of the weighted"
population_base = "text | 18+, or all: residents of all ages stand in for the adults of the parts"
population_year = "integer | year"
is_suppressed = "boolean | a number in the row is hidden"
is_example = "boolean | invented, not the organisation's own"
*/
WITH wave AS (
    SELECT area_id, wave_id
    FROM fact_panel_wave
    WHERE area_id = $area AND $wave IN (wave_id, 'latest')
    QUALIFY row_number() OVER (ORDER BY wave_number DESC) = 1
)
SELECT
    margin.wave_id,
    margin.margin,
    margin.category,
    part.area_name AS category_name,
    margin.gender,
    margin.people_count,
    margin.population_share,
    margin.before_share,
    margin.after_share,
    margin.population_base,
    margin.population_year,
    margin.is_suppressed,
    margin.provenance = 'example' AS is_example
FROM fact_panel_margin AS margin
JOIN wave USING (area_id, wave_id)
LEFT JOIN dim_area AS part ON part.area_id = margin.category AND margin.margin = 'area'
ORDER BY margin.margin, margin.category, margin.gender
