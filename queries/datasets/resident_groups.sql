/*
title = "Who lives in an area: residents by age, sex, part and region of birth"
grain = ["dimension", "category", "gender"]
source_tables = ["fact_resident"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality, organisation, part, county or the country"

[params.base]
type = "text"
allowed = ["all", "18+", "eligible"]
default = "18+"
meaning = "all residents, 18+, or eligible: electors of the municipal election"

[params.population_year]
type = "integer"
optional = true
meaning = "Year the figures are wanted for; the latest when left out"

[columns]
dimension = "text | all, age, area or birth_region"
category = "text | total, age group, part or region of birth"
gender = "text | women, men or total; only total where sexes are not known"
resident_count = "integer | residents, or electors"
resident_share = "number? | of everybody counted in the dimension, 0-1; null when there is nobody"
population_year = "integer | the latest year that is not after the wanted one, else the earliest; each dimension has its own"
population_date = "date | day they are counted; election day for electors"
basis = "text | published, summed from published counts, or inferred: summed by a key of ours"
is_noisy = "boolean | the publisher has added noise: parts need not add up to totals"
source_id = "text | source, the first of several where summed"
*/
WITH known AS (
    SELECT *
    FROM fact_resident
    WHERE place_id = $area AND base = $base
),

chosen AS (
    SELECT
        dimension,
        coalesce(
            max(population_year) FILTER (WHERE population_year <= $population_year OR $population_year IS NULL),
            min(population_year)
        ) AS population_year
    FROM known
    GROUP BY dimension
)

SELECT
    dimension,
    category,
    gender,
    resident_count,
    -- A total that stands beside women and men is not counted twice. Where the counts are noisy there may be none.
    resident_count / nullif(
        coalesce(
            sum(resident_count) FILTER (WHERE gender = 'total') OVER (PARTITION BY dimension),
            sum(resident_count) OVER (PARTITION BY dimension)
        ),
        0
    ) AS resident_share,
    population_year,
    population_date,
    basis,
    is_noisy,
    source_id
FROM known
JOIN chosen USING (dimension, population_year)
ORDER BY list_position(['all', 'age', 'area', 'birth_region'], dimension), category, list_position(['women', 'men', 'total'], gender)
