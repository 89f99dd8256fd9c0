/*
title = "Where the elected of an area live, part by part, against the residents"
grain = ["part_area_id"]
source_tables = ["dim_area", "fact_resident", "fact_seat", "fact_seat_group", "reference_place"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register is asked for"

[params.body_id]
type = "text"
optional = true
meaning = "Body; all elected persons together, each once, when not given"

[params.reference_date]
type = "date"
optional = true
meaning = "Day of reference_date_list; the latest when not given"

[params.base]
type = "text"
allowed = ["all", "18+", "eligible"]
default = "all"
meaning = "Reference population: all residents, 18 and over, or electors of the municipal election"
[columns]
part_area_id = "text | part, other (no part of today) or unknown; both stand outside the shares"
part_name = "text? | name of the part"
seat_count = "integer? | persons with an ordinary seat who live there; null for one to four, where only the share is shown"
held_count = "integer | persons with an ordinary seat in all"
seat_share = "number? | persons by those whose part is known, 0-1; null where the body is too small"
population_count = "integer? | residents or electors of the part; null where not known"
population_share = "number? | by all parts, 0-1"
gap_pp = "number? | share of the seats minus share of the population, not rounded"
missing_members_count = "integer? | how many more a proportional body would have; negative where it has more than that"
is_without_elected = "boolean? | nobody elected lives there; null where the body is too small, or where some live in no part of today"
per_10000_index = "number? | persons per 10,000 of the population; null where the number of persons is not shown"
is_suppressed = "boolean | a number in the row is not shown"
suppression_reason = "text? | share_only, or small_body: fewer than eleven members"
population_year = "integer? | year of the population"
reference_date = "date | day the seats are counted"
is_example = "boolean | invented, not the organisation's own"
*/
WITH day AS (
    SELECT coalesce($reference_date::DATE, max(reference_date)) AS reference_date
    FROM fact_seat
    WHERE area_id = $area
),

resident AS (
    SELECT fact.category, fact.resident_count::BIGINT AS resident_count, sum(fact.resident_count) OVER ()::BIGINT AS population_count,
        place.population_year
    FROM reference_place AS place
    JOIN day USING (reference_date)
    JOIN fact_resident AS fact
        ON fact.place_id = place.reference_place_id
        AND fact.population_year = place.population_year
        AND fact.base = place.base
        AND fact.dimension = place.dimension
        AND fact.gender = 'total'
    WHERE place.area_id = $area AND place.base = $base AND place.dimension = 'area'
),

seat AS (
    SELECT
        seat.*,
        CASE WHEN NOT seat.is_outside THEN seat.seat_count / nullif(seat.known_count, 0) END AS seat_share,
        sum(seat.seat_count) FILTER (WHERE seat.category = 'other') OVER () AS other_count,
        coalesce(
            seat.suppression_reason, CASE WHEN NOT seat.is_outside AND seat.seat_count BETWEEN 1 AND 4 THEN 'share_only' END
        ) AS reason
    FROM fact_seat_group AS seat
    JOIN day USING (reference_date)
    WHERE seat.area_id = $area AND seat.body_id = coalesce($body_id, '') AND NOT seat.is_substitute AND seat.dimension = 'area'
)

SELECT
    seat.category AS part_area_id,
    part.area_name AS part_name,
    CASE WHEN seat.reason IS NULL THEN seat.seat_count END AS seat_count,
    seat.held_count,
    seat.seat_share,
    resident.resident_count::INTEGER AS population_count,
    resident.resident_count / nullif(resident.population_count, 0) AS population_share,
    100 * (seat.seat_share - resident.resident_count / nullif(resident.population_count, 0)) AS gap_pp,
    ((2 * seat.known_count::BIGINT * resident.resident_count + resident.population_count) // (2 * nullif(resident.population_count, 0))
        - seat.seat_count)::INTEGER AS missing_members_count,
    -- Whoever lives in a part that has been redrawn may live here.
    CASE
        WHEN seat.is_outside THEN NULL
        WHEN seat.seat_count > 0 THEN false
        WHEN coalesce(seat.other_count, 0) = 0 THEN seat.seat_count = 0
    END AS is_without_elected,
    CASE WHEN seat.reason IS NULL THEN 10000 * seat.seat_count / nullif(resident.resident_count, 0) END AS per_10000_index,
    seat.reason IS NOT NULL AS is_suppressed,
    seat.reason AS suppression_reason,
    resident.population_year,
    seat.reference_date,
    seat.provenance = 'example' AS is_example
FROM seat
LEFT JOIN resident USING (category)
LEFT JOIN dim_area AS part ON part.area_id = seat.category
ORDER BY seat.is_outside, part.area_name, seat.category
