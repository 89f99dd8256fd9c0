/*
title = "Assignments per elected person, day by day and by sex"
grain = ["reference_date", "gender"]
source_tables = ["fact_assignment", "fact_reference_value"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register is asked for"

[columns]
reference_date = "date | day of reference_date_list"
gender = "text | women, men, other, unknown or total"
person_count = "integer | elected persons, each once: members and substitutes of council, executive and committees, and auditors"
assignment_count = "integer | their assignments; companies and advisory councils left out"
per_person_index = "number | assignments by persons"
country_index = "number? | the same in all municipalities, SCB"
country_year = "integer? | year of that survey"
is_example = "boolean | invented, not the organisation's own"
*/
WITH country AS (
    SELECT
        reference_year,
        max(value_number) FILTER (WHERE category = 'assignments') / max(value_number) FILTER (WHERE category = 'persons') AS per_person_index
    FROM fact_reference_value
    WHERE measure = 'uppdragskoncentration' AND gender = 'total'
    GROUP BY reference_year
    ORDER BY reference_year DESC
    LIMIT 1
),

counted AS (
    SELECT
        reference_date,
        coalesce(gender, 'total') AS gender,
        sum(person_count)::INTEGER AS person_count,
        sum(assignment_count)::INTEGER AS assignment_count,
        min(provenance) AS provenance
    FROM fact_assignment
    WHERE area_id = $area AND dimension = 'all'
    GROUP BY GROUPING SETS ((reference_date, gender), (reference_date))
)

SELECT
    counted.reference_date,
    counted.gender,
    counted.person_count,
    counted.assignment_count,
    counted.assignment_count / counted.person_count AS per_person_index,
    country.per_person_index AS country_index,
    country.reference_year AS country_year,
    counted.provenance = 'example' AS is_example
FROM counted
LEFT JOIN country ON true
ORDER BY counted.reference_date DESC, list_position(['women', 'men', 'other', 'unknown', 'total'], counted.gender)
