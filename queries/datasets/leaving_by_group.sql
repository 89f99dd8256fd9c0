/*
title = "Elected members who left before one year, three years and the whole term, by sex, age and party"
grain = ["term_year", "cutoff", "dimension", "category", "gender"]
source_tables = ["fact_leaving", "fact_reference_value"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[columns]
term_year = "integer | year of the election the term follows"
cutoff = "text | 1_year, 3_years or full_term"
dimension = "text | all, age (when the term began) or party"
category = "text | total, age group or party; '' for no party"
gender = "text | women, men, other, unknown or total"
member_count = "integer | ordinary members when the term began"
left_count = "integer? | of them, those who left before the cut-off; null while it has not been reached"
left_share = "number? | left_count / member_count"
country_share = "number? | all councils, SCB: on rows of council members together, and on those under 30; null elsewhere"
country_term_year = "integer? | term of country_share: the same one, else the latest before it"
classification = "text | whose members: council, or committee where there is no council"
is_example = "boolean | invented, not the organisation's own"
*/
WITH country AS (
    SELECT
        CASE WHEN measure = 'avhopp_andel' THEN 'all' ELSE 'age' END AS dimension,
        CASE WHEN measure = 'avhopp_andel' THEN 'total' ELSE '18-29' END AS category,
        category AS cutoff,
        reference_year,
        value_share
    FROM fact_reference_value
    WHERE measure IN ('avhopp_andel', 'avhopp_andel_under_30') AND gender = 'total'
)
SELECT
    own.term_year,
    own.cutoff,
    own.dimension,
    own.category,
    own.gender,
    own.member_count,
    own.left_count,
    own.left_count / own.member_count AS left_share,
    country.value_share AS country_share,
    country.reference_year AS country_term_year,
    own.classification,
    own.provenance = 'example' AS is_example
FROM fact_leaving AS own
LEFT JOIN country
    ON own.classification = 'council'
    AND own.gender = 'total'
    AND country.dimension = own.dimension
    AND country.category = own.category
    AND country.cutoff = own.cutoff
    AND country.reference_year <= own.term_year
WHERE own.area_id = $area
QUALIFY row_number() OVER (
    PARTITION BY own.term_year, own.cutoff, own.dimension, own.category, own.gender
    ORDER BY country.reference_year DESC
) = 1
ORDER BY own.term_year DESC, own.cutoff, own.dimension, own.category, own.gender
