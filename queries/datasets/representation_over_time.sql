/*
title = "One body on 1 January year after year, and on the latest day"
grain = ["reference_date"]
source_tables = ["dim_area", "dim_body", "fact_body_mirror", "fact_council_seat", "fact_resident", "fact_seat", "reference_place"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register is asked for"

[params.body_id]
type = "text"
optional = true
meaning = "Body; the first of body_list, which is the council where there is one, when not given"

[params.base]
type = "text"
allowed = ["all", "18+", "eligible"]
default = "18+"
meaning = "Reference population: all residents, 18 and over, or electors of the municipal election"
[columns]
reference_date = "date | day the seats are counted"
term_year = "integer | election that began the term; a council sits from 15 October"
body_id = "text | body"
body_name = "text | name"
held_count = "integer | ordinary seats held"
women_count = "integer | women"
men_count = "integer | men"
other_count = "integer | another sex"
unknown_count = "integer | sex not known"
women_share = "number? | women by those whose sex is known, 0-1"
population_women_share = "number? | women in the reference population, 0-1; null where its sexes are not known"
gap_pp = "number? | share of women in the body minus in the population, not rounded"
tvd_age_share = "number? | share of the seats that would have to change age group, 0-1; null for bodies under eleven"
official_women_share = "number? | women elected at the election of the term, 0-1; councils where the result prints them"
reference_place_id = "text? | whose population it is"
population_year = "integer? | year of that population"
is_example = "boolean | invented, not the organisation's own"
*/
WITH body AS (
    SELECT body.*, area.municipality_code
    FROM dim_body AS body
    JOIN dim_area AS area USING (area_id)
    WHERE body.area_id = $area AND ($body_id IS NULL OR body.body_id = $body_id)
    ORDER BY body.body_order, body.body_id
    LIMIT 1
),

seat AS (
    SELECT
        seat.area_id,
        seat.body_id,
        seat.reference_date,
        (year(seat.reference_date - INTERVAL 287 DAY) - (year(seat.reference_date - INTERVAL 287 DAY) - 2) % 4)::INTEGER AS term_year,
        sum(seat.seat_count)::INTEGER AS held_count,
        coalesce(sum(seat.seat_count) FILTER (WHERE seat.gender = 'women'), 0)::INTEGER AS women_count,
        coalesce(sum(seat.seat_count) FILTER (WHERE seat.gender = 'men'), 0)::INTEGER AS men_count,
        coalesce(sum(seat.seat_count) FILTER (WHERE seat.gender = 'other'), 0)::INTEGER AS other_count,
        coalesce(sum(seat.seat_count) FILTER (WHERE seat.gender = 'unknown'), 0)::INTEGER AS unknown_count,
        min(seat.provenance) AS provenance
    FROM fact_seat AS seat
    JOIN body ON body.area_id = seat.area_id AND body.body_id = seat.body_id
    WHERE seat.role NOT IN ('substitute', 'co_opted')
    GROUP BY seat.area_id, seat.body_id, seat.reference_date
),

resident AS (
    SELECT
        place.reference_date,
        place.reference_place_id,
        place.population_year,
        sum(fact.resident_count) FILTER (WHERE fact.gender = 'women') / sum(fact.resident_count) AS women_share
    FROM reference_place AS place
    JOIN fact_resident AS fact
        ON fact.place_id = place.reference_place_id
        AND fact.population_year = place.population_year
        AND fact.base = place.base
        AND fact.dimension = 'all'
        AND fact.gender <> 'total'
    WHERE place.area_id = $area AND place.base = $base AND place.dimension = 'gender'
    GROUP BY place.reference_date, place.reference_place_id, place.population_year
),

official AS (
    SELECT fact.municipality_code, fact.election_id[1:4]::INTEGER AS term_year,
        CASE WHEN count(fact.women_count) = count(*) THEN sum(fact.women_count) / sum(fact.women_count + fact.men_count) END AS women_share
    FROM fact_council_seat AS fact
    GROUP BY fact.municipality_code, fact.election_id
)

SELECT
    seat.reference_date,
    seat.term_year,
    seat.body_id,
    body.body_name,
    seat.held_count,
    seat.women_count,
    seat.men_count,
    seat.other_count,
    seat.unknown_count,
    seat.women_count / nullif(seat.held_count - seat.unknown_count, 0) AS women_share,
    resident.women_share AS population_women_share,
    100 * (seat.women_count / nullif(seat.held_count - seat.unknown_count, 0) - resident.women_share) AS gap_pp,
    mirror.tvd_share AS tvd_age_share,
    official.women_share AS official_women_share,
    resident.reference_place_id,
    resident.population_year,
    seat.provenance = 'example' AS is_example
FROM seat
CROSS JOIN body
LEFT JOIN resident USING (reference_date)
LEFT JOIN fact_body_mirror AS mirror
    ON mirror.area_id = seat.area_id
    AND mirror.body_id = seat.body_id
    AND mirror.reference_date = seat.reference_date
    AND NOT mirror.is_substitute
    AND mirror.base = $base
    AND mirror.dimension = 'age'
LEFT JOIN official
    ON body.classification = 'council' AND official.municipality_code = body.municipality_code AND official.term_year = seat.term_year
ORDER BY seat.reference_date
