/*
title = "The ladder of power: women and men on each rung, from the population to the chair of the executive"
grain = ["rung"]
source_tables = ["fact_assignment", "fact_reference_value", "fact_resident", "fact_seat", "reference_place"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register is asked for"

[params.reference_date]
type = "date"
optional = true
meaning = "Day of reference_date_list; the latest when not given"

[columns]
rung = "text | population (18+), elected, council, executive, presidium, chairs or executive_chair"
rung_order = "integer | from the bottom, 1"
person_count = "integer? | persons on the rung, each once; null where there is nobody or it is not known"
women_count = "integer? | women"
men_count = "integer? | men"
unknown_count = "integer? | sex not known, outside the shares"
women_share = "number? | women by those whose sex is known, 0-1"
gap_pp = "number? | share of women on the rung minus in the population, not rounded"
country_share = "number? | women on the rung in all municipalities, SCB, 0-1"
country_year = "integer? | year of that survey"
is_example = "boolean | invented, not the organisation's own"
*/
WITH day AS (
    SELECT coalesce($reference_date::DATE, max(reference_date)) AS reference_date
    FROM fact_seat
    WHERE area_id = $area
),

rung AS (
    SELECT unnest(['population', 'elected', 'council', 'executive', 'presidium', 'chairs', 'executive_chair']) AS rung
),

person AS (
    SELECT CASE fact.dimension WHEN 'all' THEN 'elected' ELSE fact.category END AS rung, fact.gender, fact.person_count, fact.provenance
    FROM fact_assignment AS fact
    JOIN day USING (reference_date)
    WHERE fact.area_id = $area AND fact.dimension IN ('all', 'rung')
    UNION ALL
    SELECT 'population', fact.gender, fact.resident_count, NULL
    FROM reference_place AS place
    JOIN day USING (reference_date)
    JOIN fact_resident AS fact
        ON fact.place_id = place.reference_place_id
        AND fact.population_year = place.population_year
        AND fact.base = place.base
        AND fact.dimension = 'all'
        AND fact.gender <> 'total'
    WHERE place.area_id = $area AND place.base = '18+' AND place.dimension = 'gender'
),

counted AS (
    SELECT
        rung,
        sum(person_count)::INTEGER AS person_count,
        coalesce(sum(person_count) FILTER (WHERE gender = 'women'), 0)::INTEGER AS women_count,
        coalesce(sum(person_count) FILTER (WHERE gender = 'men'), 0)::INTEGER AS men_count,
        coalesce(sum(person_count) FILTER (WHERE gender = 'unknown'), 0)::INTEGER AS unknown_count,
        coalesce(min(provenance) = 'example', false) AS is_example
    FROM person
    GROUP BY rung
),

shared AS (
    SELECT *, women_count / nullif(person_count - unknown_count, 0) AS women_share
    FROM counted
),

country AS (
    SELECT category AS rung, value_share, reference_year
    FROM fact_reference_value
    WHERE measure = 'maktstege' AND gender = 'women'
    QUALIFY row_number() OVER (PARTITION BY category ORDER BY reference_year DESC) = 1
)

SELECT
    rung.rung,
    list_position(['population', 'elected', 'council', 'executive', 'presidium', 'chairs', 'executive_chair'], rung.rung)::INTEGER
        AS rung_order,
    shared.person_count,
    shared.women_count,
    shared.men_count,
    shared.unknown_count,
    shared.women_share,
    100 * (shared.women_share - bottom.women_share) AS gap_pp,
    country.value_share AS country_share,
    country.reference_year AS country_year,
    coalesce(shared.is_example, false) AS is_example
FROM rung
LEFT JOIN shared USING (rung)
LEFT JOIN shared AS bottom ON bottom.rung = 'population'
LEFT JOIN country USING (rung)
WHERE EXISTS (FROM person WHERE rung <> 'population')
ORDER BY rung_order
