/*
title = "Motions, interpellations, reservations and speaking by sex, beside the seats"
grain = ["body_id", "activity_year", "kind", "gender"]
source_tables = ["fact_activity", "fact_seat", "dim_body"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[params.year]
type = "integer"
optional = true
meaning = "Calendar year; all years when left out"

[columns]
body_id = "text | body"
body_name = "text | its name"
activity_year = "integer | calendar year"
kind = "text | motion, interpellation, reservation, speaking_turns or speaking_minutes"
kind_order = "integer | order to show them in"
gender = "text | women, men, other or unknown"
activity_value = "number | documents, turns or minutes"
member_count = "integer? | ordinary members of that sex on 1 January, or on the first day after it that is known; null when none is"
per_member_index = "number? | activity_value / member_count"
activity_share = "number? | of what those whose sex is known did; null unless both women and men are told"
seat_share = "number? | of the seats of those whose sex is known"
ratio_index = "number? | activity_share / seat_share; 1 = in proportion to the seats"
is_example = "boolean | invented, not the organisation's own"
source_id = "text | source"
*/
WITH own AS (
    SELECT *
    FROM fact_activity
    WHERE area_id = $area AND ($year IS NULL OR activity_year = $year)
),
seat AS (
    SELECT own.body_id, own.activity_year, fact_seat.gender, fact_seat.reference_date, sum(fact_seat.seat_count)::INTEGER AS member_count
    FROM (SELECT DISTINCT body_id, activity_year FROM own) AS own
    JOIN fact_seat
        ON fact_seat.area_id = $area
        AND fact_seat.body_id = own.body_id
        AND fact_seat.reference_date BETWEEN make_date(own.activity_year, 1, 1) AND make_date(own.activity_year + 1, 1, 1)
    WHERE fact_seat.role NOT IN ('substitute', 'co_opted')
    GROUP BY own.body_id, own.activity_year, fact_seat.gender, fact_seat.reference_date
    QUALIFY rank() OVER (PARTITION BY own.body_id, own.activity_year ORDER BY fact_seat.reference_date) = 1
),
seats AS (
    SELECT body_id, activity_year, sum(member_count) FILTER (gender <> 'unknown') AS known_count
    FROM seat
    GROUP BY body_id, activity_year
),
shared AS (
    SELECT
        own.*,
        CASE
            WHEN gender <> 'unknown' AND count(*) FILTER (gender IN ('women', 'men')) OVER each_kind = 2
                THEN count_value / nullif(sum(count_value) FILTER (gender <> 'unknown') OVER each_kind, 0)
        END AS activity_share
    FROM own
    WINDOW each_kind AS (PARTITION BY body_id, activity_year, kind)
),
held AS (
    SELECT
        shared.*,
        seat.member_count,
        CASE WHEN shared.gender <> 'unknown' THEN seat.member_count / nullif(seats.known_count, 0) END::DOUBLE AS seat_share
    FROM shared
    LEFT JOIN seat USING (body_id, activity_year, gender)
    LEFT JOIN seats USING (body_id, activity_year)
)
SELECT
    held.body_id,
    coalesce(dim_body.body_name, held.body_id) AS body_name,
    held.activity_year,
    held.kind,
    list_position(['motion', 'interpellation', 'reservation', 'speaking_turns', 'speaking_minutes'], held.kind)::INTEGER AS kind_order,
    held.gender,
    held.count_value AS activity_value,
    held.member_count,
    held.count_value / nullif(held.member_count, 0) AS per_member_index,
    held.activity_share,
    held.seat_share,
    held.activity_share / nullif(held.seat_share, 0) AS ratio_index,
    held.provenance = 'example' AS is_example,
    held.source_id
FROM held
LEFT JOIN dim_body ON dim_body.area_id = $area AND dim_body.body_id = held.body_id
ORDER BY held.activity_year DESC, body_name, held.body_id, kind_order, held.gender
