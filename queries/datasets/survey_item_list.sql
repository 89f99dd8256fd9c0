/*
title = "Questions of the citizen survey, as they are put, with the measure and the requirement they follow up"
grain = ["kpi_id"]
source_tables = ["dim_survey_item", "dim_kpi", "fact_official_indicator", "dim_area"]

[params.municipality_code]
type = "text"
default_from = "profile.municipality"
meaning = "Municipality whose fetched years are told, four digits"

[columns]
kpi_id = "text | key figure in Kolada"
item_order = "integer | order in which questions are shown"
theme = "text | what it is about"
name_sv = "text | short name, Swedish"
name_en = "text | short name, English"
question = "text | the question as it is put, Swedish"
answers_counted = "text | answers whose share the value is, divided by |"
answers_left_out = "text | answers outside the base, divided by |"
wording_basis = "text | description: quoted in Kolada's description; title: only the title is known"
indicator_id = "text? | measure of ours that it gives; null where it has none of its own"
clause = "text | requirement it follows up"
first_year = "integer | first survey with the question"
break_years = "text | surveys that do not compare with those before, divided by |"
scb_table = "text? | table in SCB's database, inferred from the table's name"
latest_year = "integer? | latest survey that is fetched for the municipality; null where none is"
title = "text? | Kolada's name for it; null where the catalogue is not loaded"
source_id = "text | source of the wording"
*/
WITH fetched AS (
    SELECT kpi_id, max(indicator_year) AS latest_year
    FROM fact_official_indicator
    WHERE place_id = $municipality_code AND indicator_value IS NOT NULL
    GROUP BY kpi_id
)
SELECT
    item.kpi_id,
    item.item_order,
    item.theme,
    item.name_sv,
    item.name_en,
    item.question,
    item.answers_counted,
    item.answers_left_out,
    item.wording_basis,
    item.indicator_id,
    item.clause,
    item.first_year,
    item.break_years,
    item.scb_table,
    fetched.latest_year,
    kpi.title,
    item.source_id
FROM dim_survey_item AS item
LEFT JOIN fetched USING (kpi_id)
LEFT JOIN dim_kpi AS kpi USING (kpi_id)
JOIN dim_area AS area ON area.area_id = $municipality_code AND area.area_level = 'kommun'
ORDER BY item.item_order
