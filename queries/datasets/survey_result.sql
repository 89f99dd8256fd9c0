/*
title = "Answers to the citizen survey year by year with their margins, the change since the survey before, and the country"
grain = ["kpi_id", "survey_year", "gender"]
source_tables = ["dim_survey_item", "fact_official_indicator"]

[params.municipality_code]
type = "text"
default_from = "profile.municipality"
meaning = "Municipality, four digits"

[params.kpi_id]
type = "text"
optional = true
meaning = "One question"

[columns]
kpi_id = "text | key figure in Kolada"
item_order = "integer | order in which questions are shown"
survey_year = "integer | year of the survey"
is_latest = "boolean | the latest survey with the question"
gender = "text | women, men or total"
answer_share = "number? | who gave one of the answers that are counted; null where Kolada gives none"
margin_share = "number? | half width of the margin"
has_break = "boolean | this survey does not compare with those before"
previous_year = "integer? | the survey before that compares with this one; null where none does"
change_pp = "number? | since that survey; null where one of the two is not known"
change_margin_pp = "number? | margin of the change: the root of the sum of the squared margins"
is_uncertain = "boolean? | the change lies inside its margin; null where that cannot be told"
country_share = "number? | the same for the country"
country_margin_share = "number? | half width of its margin"
difference_pp = "number? | municipality minus country"
difference_margin_pp = "number? | margin of the difference; the country's own margin counts where it is known"
is_difference_uncertain = "boolean? | the difference lies inside its margin; null where that cannot be told"
source_id = "text | source"
*/
WITH answer AS (
    SELECT
        kpi_id,
        item_order,
        place_id,
        indicator_year AS survey_year,
        gender,
        indicator_value AS answer_share,
        uncertainty_value AS margin_share,
        list_contains(string_split(break_years, '|'), indicator_year::VARCHAR) AS has_break,
        fact.source_id
    FROM fact_official_indicator AS fact
    JOIN dim_survey_item AS item USING (kpi_id)
    WHERE NOT is_repeated
),
own AS (
    SELECT
        *,
        -- Surveys between two breaks compare with each other.
        sum(has_break::INTEGER) OVER (PARTITION BY kpi_id, gender ORDER BY survey_year) AS period
    FROM answer
    WHERE place_id = $municipality_code AND ($kpi_id IS NULL OR kpi_id = $kpi_id)
),
followed AS (
    SELECT
        *,
        lag(survey_year) OVER earlier AS previous_year,
        lag(answer_share) OVER earlier AS previous_share,
        lag(margin_share) OVER earlier AS previous_margin_share
    FROM own
    WINDOW earlier AS (PARTITION BY kpi_id, gender, period ORDER BY survey_year)
),
measured AS (
    SELECT
        followed.*,
        100 * (followed.answer_share - followed.previous_share) AS change_pp,
        100 * sqrt(followed.margin_share ** 2 + followed.previous_margin_share ** 2) AS change_margin_pp,
        country.answer_share AS country_share,
        country.margin_share AS country_margin_share,
        100 * (followed.answer_share - country.answer_share) AS difference_pp,
        100 * sqrt(followed.margin_share ** 2 + coalesce(country.margin_share, 0) ** 2) AS difference_margin_pp
    FROM followed
    LEFT JOIN answer AS country
        ON country.place_id = '00'
        AND country.kpi_id = followed.kpi_id
        AND country.survey_year = followed.survey_year
        AND country.gender = followed.gender
)
SELECT
    kpi_id,
    item_order,
    survey_year,
    survey_year = max(survey_year) OVER (PARTITION BY kpi_id) AS is_latest,
    gender,
    answer_share,
    margin_share,
    has_break,
    previous_year,
    change_pp,
    change_margin_pp,
    abs(change_pp) <= change_margin_pp AS is_uncertain,
    country_share,
    country_margin_share,
    difference_pp,
    difference_margin_pp,
    abs(difference_pp) <= difference_margin_pp AS is_difference_uncertain,
    source_id
FROM measured
ORDER BY item_order, survey_year, list_position(['women', 'men', 'total'], gender)
