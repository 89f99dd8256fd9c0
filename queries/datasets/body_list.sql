/*
title = "Bodies of an area: seats, who holds them now, and vacancies"
grain = ["body_id"]
source_tables = ["dim_body", "fact_seat"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register is asked for"

[columns]
body_id = "text | body"
body_name = "text | name"
classification = "text | council, executive, committee, sub_committee, drafting, advisory, company or audit"
body_order = "integer | place in every list of bodies: by kind, then by name"
parent_body_id = "text? | body above it"
seat_count = "integer? | ordinary seats"
held_count = "integer | ordinary seats held on the latest day, each person once"
vacancy_count = "integer? | seats nobody holds on the latest day; null where the seats are not known or the body is gone"
substitute_held_count = "integer | substitutes on the latest day"
co_opted_held_count = "integer | co-opted on the latest day"
founding_date = "date? | founded"
dissolution_date = "date? | dissolved"
first_date = "date? | first day somebody is known to sit in it, of reference_date_list"
latest_date = "date? | last such day"
is_example = "boolean | invented, not the organisation's own"
source_id = "text | source"
*/
WITH latest AS (
    SELECT max(reference_date) AS reference_date
    FROM fact_seat
    WHERE area_id = $area
),

held AS (
    SELECT
        seat.body_id,
        min(seat.reference_date) AS first_date,
        max(seat.reference_date) AS latest_date,
        sum(seat.seat_count) FILTER (WHERE seat.reference_date = latest.reference_date AND seat.role NOT IN ('substitute', 'co_opted'))
            AS held_count,
        sum(seat.seat_count) FILTER (WHERE seat.reference_date = latest.reference_date AND seat.role = 'substitute') AS substitute_held_count,
        sum(seat.seat_count) FILTER (WHERE seat.reference_date = latest.reference_date AND seat.role = 'co_opted') AS co_opted_held_count
    FROM fact_seat AS seat
    CROSS JOIN latest
    WHERE seat.area_id = $area
    GROUP BY seat.body_id
)

SELECT
    body.body_id,
    body.body_name,
    body.classification,
    body.body_order,
    body.parent_body_id,
    body.seat_count,
    coalesce(held.held_count, 0)::INTEGER AS held_count,
    CASE
        WHEN body.seat_count IS NOT NULL AND coalesce(body.dissolution_date >= latest.reference_date, true)
            THEN greatest(body.seat_count - coalesce(held.held_count, 0)::INTEGER, 0)
    END AS vacancy_count,
    coalesce(held.substitute_held_count, 0)::INTEGER AS substitute_held_count,
    coalesce(held.co_opted_held_count, 0)::INTEGER AS co_opted_held_count,
    body.founding_date,
    body.dissolution_date,
    held.first_date,
    held.latest_date,
    body.provenance = 'example' AS is_example,
    body.source_id
FROM dim_body AS body
CROSS JOIN latest
LEFT JOIN held USING (body_id)
WHERE body.area_id = $area
ORDER BY body.body_order, body.body_id
