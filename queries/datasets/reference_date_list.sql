/*
title = "Days on which the bodies of an area are counted, the latest first"
grain = ["reference_date"]
source_tables = ["fact_seat"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register is asked for"

[columns]
reference_date = "date | 1 January of a year, or the latest day somebody took a post"
is_latest = "boolean | the latest of them"
is_first_of_term = "boolean | the first 1 January of a term"
term_year = "integer | election that began the term; a council sits from 15 October"
*/
SELECT DISTINCT
    reference_date,
    reference_date = max(reference_date) OVER () AS is_latest,
    dayofyear(reference_date) = 1 AND year(reference_date) % 4 = 3 AS is_first_of_term,
    (
        year(reference_date - INTERVAL 287 DAY) - (year(reference_date - INTERVAL 287 DAY) - 2) % 4
    )::INTEGER AS term_year
FROM fact_seat
WHERE area_id = $area
ORDER BY reference_date DESC
