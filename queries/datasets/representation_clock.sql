/*
title = "When the same cut was last measured in an area, and when it is due next"
grain = ["cut"]
source_tables = ["dim_area", "fact_seat", "fact_seat_background", "fact_staff"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register is asked for"

[columns]
cut = "text | body: sex, age and part of the bodies; birth_region: once a term; staff: managers and employees"
last_date = "date? | latest day it was counted; null where it never was"
next_due_date = "date? | 1 January after that, of the next term for birth_region; a year later for staff"
row_count = "integer | days it has been counted on"
*/
WITH day AS (
    SELECT 'body' AS cut, reference_date, make_date(year(reference_date) + 1, 1, 1) AS next_due_date
    FROM fact_seat
    WHERE area_id = $area
    UNION
    SELECT 'birth_region', reference_date, reference_date + INTERVAL 4 YEAR
    FROM fact_seat_background
    WHERE area_id = $area AND dimension = 'birth_region'
    UNION
    SELECT 'staff', measurement_date, measurement_date + INTERVAL 1 YEAR
    FROM fact_staff
    WHERE area_id = $area
)

SELECT
    cut.cut,
    max(day.reference_date) AS last_date,
    max(day.next_due_date)::DATE AS next_due_date,
    count(day.reference_date)::INTEGER AS row_count
FROM dim_area AS area
CROSS JOIN (SELECT unnest(['body', 'birth_region', 'staff']) AS cut) AS cut
LEFT JOIN day USING (cut)
WHERE area.area_id = $area AND area.area_level IN ('kommun', 'stadsdelsomrade')
GROUP BY cut.cut
ORDER BY list_position(['body', 'birth_region', 'staff'], cut.cut)
