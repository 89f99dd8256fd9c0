/*
title = "How far rooms are from the population, with the verdict"
grain = ["unit_kind", "unit_id", "dimension"]
source_tables = ["fact_room_mirror", "dim_area"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation"

[params.unit]
type = "text"
default = "all"
meaning = "dialogue, <part>:<year> or year; all for every unit"

[columns]
unit_kind = "text | dialogue, part_year or year"
unit_id = "text | dialogue, <part>:<year> or year"
unit_year = "integer | year"
dimension = "text | gender, age, gender_age or area; all: the room as a whole"
present_count = "integer? | persons counted by the dimension; null where hidden"
known_count = "integer? | of them those whose group is known; null where a group is hidden"
unknown_share = "number? | whose group is not known; null where that number is hidden"
tvd_share = "number? | rum_tvd; null where a group is hidden"
band_share = "number? | what at least 95 percent of random rooms of this size stay within"
verdict = "text? | avviker, ryms, for_fa, underlag_saknas, inget_test or dolt; null for the dimension all"
test_name = "text? | chi2, exact or simulated"
p_value = "number? | of that test"
reference_place_id = "text? | whose population it is held against"
reference_name = "text? | its name"
population_year = "integer? | year of that population"
reflects = "text? | aterspeglar_bedomning, of the dimension all: ja, delvis, nej or dolt"
reflects_reasons = "text? | its reasons, comma between"
is_example = "boolean | invented, not the organisation's own"
*/
SELECT
    mirror.unit_kind,
    mirror.unit_id,
    mirror.unit_year,
    mirror.dimension,
    mirror.present_count,
    mirror.known_count,
    mirror.unknown_share,
    mirror.tvd_share,
    mirror.band_share,
    mirror.verdict,
    mirror.test_name,
    mirror.p_value,
    mirror.reference_place_id,
    place.area_name AS reference_name,
    mirror.population_year,
    mirror.reflects,
    mirror.reflects_reasons,
    mirror.provenance = 'example' AS is_example
FROM fact_room_mirror AS mirror
LEFT JOIN dim_area AS place ON place.area_id = mirror.reference_place_id
WHERE mirror.area_id = $area AND ($unit = 'all' OR mirror.unit_id = $unit)
ORDER BY mirror.unit_kind, mirror.unit_id, mirror.dimension
