/*
title = "Managers and employees by sex, administration by administration, beside all employees and the residents"
grain = ["measurement_date", "administration", "level", "gender"]
source_tables = ["fact_resident", "fact_staff", "reference_place"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register is asked for"

[columns]
measurement_date = "date | day"
administration = "text | administration, or total"
level = "text | executive, manager_area, manager_unit, employee or total"
gender = "text | women, men, other or unknown, which stands outside the shares"
staff_count = "integer? | persons; null where hidden"
total_count = "integer? | all sexes; null where hidden"
staff_share = "number? | by those whose sex is known, 0-1; null where a part is hidden"
suppression_reason = "text? | why the number is hidden"
employees_share = "number? | the sex's share among employees of the same administration, 0-1"
residents_share = "number? | the sex's share of residents 18 and over, 0-1"
reference_place_id = "text? | whose residents they are"
population_year = "integer? | their year"
is_example = "boolean | invented, not the organisation's own"
*/
WITH staff AS (
    SELECT
        *,
        max(staff_count) FILTER (WHERE gender = 'total') OVER sexes AS total_count,
        CASE
            WHEN bool_or(gender NOT IN ('total', 'unknown') AND staff_count IS NULL) OVER sexes THEN NULL
            ELSE sum(staff_count) FILTER (WHERE gender NOT IN ('total', 'unknown')) OVER sexes
        END AS known_count
    FROM fact_staff
    WHERE area_id = $area
    WINDOW sexes AS (PARTITION BY measurement_date, administration, level)
),

shared AS (
    SELECT *, CASE WHEN gender <> 'unknown' THEN staff_count / nullif(known_count, 0) END AS staff_share
    FROM staff
    WHERE gender <> 'total'
),

resident AS (
    SELECT
        place.reference_date AS measurement_date,
        fact.gender,
        fact.resident_count / sum(fact.resident_count) OVER (PARTITION BY place.reference_date) AS residents_share,
        place.reference_place_id,
        place.population_year
    FROM reference_place AS place
    JOIN fact_resident AS fact
        ON fact.place_id = place.reference_place_id
        AND fact.population_year = place.population_year
        AND fact.base = place.base
        AND fact.dimension = 'all'
        AND fact.gender <> 'total'
    WHERE place.area_id = $area AND place.base = '18+' AND place.dimension = 'gender'
)

SELECT
    shared.measurement_date,
    shared.administration,
    shared.level,
    shared.gender,
    shared.staff_count,
    shared.total_count,
    shared.staff_share,
    shared.suppression_reason,
    employee.staff_share AS employees_share,
    resident.residents_share,
    resident.reference_place_id,
    resident.population_year,
    shared.provenance = 'example' AS is_example
FROM shared
LEFT JOIN shared AS employee
    ON employee.measurement_date = shared.measurement_date
    AND employee.administration = shared.administration
    AND employee.gender = shared.gender
    AND employee.level = 'employee'
LEFT JOIN resident ON resident.measurement_date = shared.measurement_date AND resident.gender = shared.gender
ORDER BY
    shared.measurement_date DESC,
    shared.administration = 'total' DESC,
    shared.administration,
    list_position(['executive', 'manager_area', 'manager_unit', 'employee', 'total'], shared.level),
    list_position(['women', 'men', 'other', 'unknown'], shared.gender)
