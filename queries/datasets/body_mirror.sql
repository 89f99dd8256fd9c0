/*
title = "How far each body of an area is from its reference population, by sex, age and part"
grain = ["body_id", "dimension"]
source_tables = ["fact_body_mirror", "fact_seat", "dim_body"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register is asked for"

[params.reference_date]
type = "date"
optional = true
meaning = "Day of reference_date_list; the latest when not given"

[params.base]
type = "text"
allowed = ["all", "18+", "eligible"]
default = "18+"
meaning = "Reference population: all residents, 18 and over, or electors of the municipal election"

[params.is_substitute]
type = "text"
allowed = ["0", "1"]
default = "0"
meaning = "1 for substitutes, 0 for those with an ordinary seat; co-opted are in neither"

[columns]
body_id = "text | body"
body_name = "text | name"
reference_date = "date | day"
is_substitute = "boolean | substitutes, not those with an ordinary seat"
base = "text | all, 18+ or eligible"
dimension = "text | gender, age or area"
reference_place_id = "text | whose population it is: the area's, or its municipality's where its own is not known"
population_year = "integer | year of that population"
seat_count = "integer | seats of people whose group is known"
unknown_count = "integer | seats of people whose group is not known, or is no part of today"
tvd_share = "number | share of the seats that would have to change group, 0-1"
lsq_index = "number | Gallagher's least-squares index, 0-100"
balance_ratio = "number? | women and men, the fewer by the more, 0-1; null but for gender"
chance_group = "text? | women or men: the sex with less than its share; null but for gender and where both have theirs"
chance_share = "number? | how often random draws of as many would give that sex so few, 0-1"
is_example = "boolean | invented, not the organisation's own"
*/
WITH day AS (
    SELECT coalesce($reference_date::DATE, max(reference_date)) AS reference_date
    FROM fact_seat
    WHERE area_id = $area
)

SELECT
    mirror.body_id,
    body.body_name,
    mirror.reference_date,
    mirror.is_substitute,
    mirror.base,
    mirror.dimension,
    mirror.reference_place_id,
    mirror.population_year,
    mirror.seat_count,
    mirror.unknown_count,
    mirror.tvd_share,
    mirror.lsq_index,
    mirror.balance_ratio,
    mirror.chance_group,
    mirror.chance_share,
    mirror.provenance = 'example' AS is_example
FROM fact_body_mirror AS mirror
JOIN day USING (reference_date)
JOIN dim_body AS body ON body.area_id = mirror.area_id AND body.body_id = mirror.body_id
WHERE mirror.area_id = $area AND mirror.base = $base AND mirror.is_substitute = ($is_substitute = '1')
ORDER BY body.body_order, mirror.body_id, list_position(['gender', 'age', 'area'], mirror.dimension)
