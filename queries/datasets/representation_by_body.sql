/*
title = "Who sits in each body of an area, group by group, against the population"
grain = ["body_id", "dimension", "category", "gender"]
source_tables = ["dim_body", "fact_resident", "fact_seat", "fact_seat_background", "fact_seat_group", "reference_place"]

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
classification = "text | kind of body"
body_order = "integer | place in the list: by kind, then by name"
dimension = "text | gender, age, gender_age, area or birth_region"
category = "text | group; unknown and, of areas, other (no part of today) stand outside the shares"
gender = "text | sex where the dimension is gender_age, else ''"
seat_count = "integer? | persons; null where only the share is shown (fewer than five, but for gender) or the split is not"
held_count = "integer | seats held in all that day, of the kind asked for"
seat_share = "number? | persons by those whose group is known, 0-1"
population_count = "integer? | residents of the group in the reference population; null where not known"
population_share = "number? | by all groups of it, 0-1"
gap_pp = "number? | share of the seats minus share of the population, not rounded"
missing_members_count = "integer? | how many more a proportional body would have; negative where it has more than that"
ratio_index = "number? | share of the seats by share of the population; 1 is proportional"
is_suppressed = "boolean | a number in the row is not shown"
suppression_reason = "text? | share_only, small_body, not_counted, or why the number is hidden to protect persons"
counted_date = "date? | day the seats are counted: region of birth at the start of a term only; null where it never was"
reference_place_id = "text? | whose population it is: the area's, or its municipality's where its own is not known"
population_year = "integer? | year of that population"
is_example = "boolean | invented, not the organisation's own"
source_id = "text | source of the body's register"
*/
WITH day AS (
    SELECT coalesce($reference_date::DATE, max(reference_date)) AS reference_date
    FROM fact_seat
    WHERE area_id = $area
),

resident AS (
    SELECT
        place.dimension,
        CASE place.dimension WHEN 'gender' THEN fact.gender ELSE fact.category END AS category,
        CASE place.dimension WHEN 'gender_age' THEN fact.gender ELSE '' END AS gender,
        fact.resident_count::BIGINT AS resident_count,
        sum(fact.resident_count) OVER (PARTITION BY place.dimension)::BIGINT AS population_count,
        place.reference_place_id,
        place.population_year
    FROM reference_place AS place
    JOIN day USING (reference_date)
    JOIN fact_resident AS fact
        ON fact.place_id = place.reference_place_id
        AND fact.population_year = place.population_year
        AND fact.base = place.base
        AND fact.dimension = CASE place.dimension WHEN 'gender' THEN 'all' WHEN 'gender_age' THEN 'age' ELSE place.dimension END
        AND (fact.gender = 'total') = (place.dimension NOT IN ('gender', 'gender_age'))
    WHERE place.area_id = $area AND place.base = $base
),

seat AS (
    SELECT seat.body_id, day.reference_date AS counted_date, seat.dimension, seat.category, seat.gender, seat.seat_count::BIGINT AS seat_count,
        seat.held_count, seat.known_count::BIGINT AS known_count, seat.is_outside, seat.suppression_reason
    FROM fact_seat_group AS seat
    JOIN day USING (reference_date)
    WHERE seat.area_id = $area AND seat.is_substitute = ($is_substitute = '1')
),

-- Region of birth is counted once a term, and shown only of a body that still has twenty members. With the population known as born
-- abroad only, the body is told in the same two groups: everybody, but for those not told and those born in Sweden.
background AS (
    SELECT
        told.body_id,
        max(told.reference_date) AS counted_date,
        max(told.seat_count) FILTER (WHERE told.category = 'total')
            - CASE WHEN bool_or(told.category = 'unknown') THEN max(told.seat_count) FILTER (WHERE told.category = 'unknown') ELSE 0 END
            AS known_count,
        map_from_entries(list((told.category, told.seat_count))) AS seats,
        map_from_entries(list((told.category, told.suppression_reason))) AS reasons
    FROM (
        SELECT fact.*
        FROM fact_seat_background AS fact
        CROSS JOIN day
        WHERE fact.area_id = $area AND fact.dimension = 'birth_region' AND fact.reference_date <= day.reference_date
        QUALIFY rank() OVER (PARTITION BY fact.body_id ORDER BY fact.reference_date DESC) = 1
    ) AS told
    GROUP BY told.body_id
),

birth AS (
    SELECT
        body.body_id,
        background.counted_date,
        'birth_region' AS dimension,
        region.category,
        '' AS gender,
        CASE
            WHEN region.category = 'abroad' THEN background.known_count - background.seats['sweden']
            WHEN map_contains(background.seats, region.category) THEN background.seats[region.category]
            WHEN background.body_id IS NOT NULL THEN 0
        END::BIGINT AS seat_count,
        body.held_count,
        background.known_count::BIGINT AS known_count,
        region.category = 'unknown' AS is_outside,
        CASE
            WHEN body.held_count < 20 THEN 'small_body'
            WHEN background.body_id IS NULL THEN 'not_counted'
            WHEN region.category = 'abroad'
                THEN coalesce(background.reasons['sweden'], background.reasons['unknown'], background.reasons['total'])
            ELSE background.reasons[region.category]
        END AS suppression_reason
    FROM (SELECT DISTINCT body_id, held_count FROM seat WHERE body_id <> '' AND $is_substitute = '0') AS body
    CROSS JOIN (
        SELECT category FROM resident WHERE dimension = 'birth_region'
        UNION
        SELECT unnest(['sweden', 'europe', 'world']) WHERE NOT EXISTS (FROM resident WHERE dimension = 'birth_region')
        UNION
        SELECT 'unknown'
    ) AS region
    LEFT JOIN background ON background.body_id = body.body_id AND body.held_count >= 20
),

measured AS (
    SELECT
        seat.*,
        CASE WHEN NOT seat.is_outside THEN seat.seat_count / nullif(seat.known_count, 0) END AS seat_share,
        resident.resident_count,
        resident.population_count,
        resident.resident_count / nullif(resident.population_count, 0) AS population_share,
        resident.reference_place_id,
        resident.population_year,
        coalesce(
            seat.suppression_reason,
            CASE WHEN seat.dimension <> 'gender' AND NOT seat.is_outside AND seat.seat_count BETWEEN 1 AND 4 THEN 'share_only' END
        ) AS reason
    FROM (
        SELECT * FROM seat
        UNION ALL
        SELECT * FROM birth
        UNION ALL
        -- Groups of the population nobody in the body can belong to, such as those under 18.
        SELECT DISTINCT seat.body_id, seat.counted_date, resident.dimension, resident.category, resident.gender,
            CASE WHEN seat.suppression_reason IS NULL THEN 0 END, seat.held_count, seat.known_count, false, seat.suppression_reason
        FROM seat
        JOIN resident USING (dimension)
        WHERE NOT EXISTS (
            FROM seat AS other
            WHERE other.body_id = seat.body_id AND other.dimension = resident.dimension AND other.category = resident.category
                AND other.gender = resident.gender
        )
    ) AS seat
    LEFT JOIN resident USING (dimension, category, gender)
)

SELECT
    measured.body_id,
    body.body_name,
    body.classification,
    body.body_order,
    measured.dimension,
    measured.category,
    measured.gender,
    CASE WHEN measured.reason IS NULL THEN measured.seat_count::INTEGER END AS seat_count,
    measured.held_count,
    measured.seat_share,
    measured.resident_count::INTEGER AS population_count,
    measured.population_share,
    100 * (measured.seat_share - measured.population_share) AS gap_pp,
    CASE WHEN NOT measured.is_outside THEN
        ((2 * measured.known_count * measured.resident_count + measured.population_count) // (2 * nullif(measured.population_count, 0))
            - measured.seat_count)::INTEGER
    END AS missing_members_count,
    measured.seat_share / nullif(measured.population_share, 0) AS ratio_index,
    measured.reason IS NOT NULL AS is_suppressed,
    measured.reason AS suppression_reason,
    measured.counted_date,
    measured.reference_place_id,
    measured.population_year,
    body.provenance = 'example' AS is_example,
    body.source_id
FROM measured
JOIN dim_body AS body ON body.area_id = $area AND body.body_id = measured.body_id
ORDER BY
    body.body_order,
    list_position(['gender', 'age', 'gender_age', 'area', 'birth_region'], measured.dimension),
    measured.is_outside,
    CASE
        WHEN measured.dimension IN ('gender', 'birth_region')
            THEN list_position(['women', 'men', 'sweden', 'europe', 'world', 'abroad', 'other', 'unknown'], measured.category)
    END,
    measured.category,
    list_position(['women', 'men', 'other', 'unknown'], measured.gender)
