/*
title = "Units with a council of their users, and whether it is free to join and leaves another way: by year and administration"
grain = ["council_year", "administration"]
source_tables = ["fact_user_council", "fact_user_council_member"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[columns]
council_year = "integer | year"
administration = "text | administration; total for all of them"
unit_count = "integer | units that meet users"
council_count = "integer | units with a council or an equal form"
council_share = "number | council_count / unit_count"
voluntary_count = "integer | councils that each is free not to join"
not_voluntary_count = "integer | councils that are not"
unknown_voluntary_count = "integer | councils where it was not answered"
other_route_count = "integer | councils where those who stay out have another way"
no_other_route_count = "integer | councils where they have none"
unknown_other_route_count = "integer | councils where it was not answered"
free_count = "integer | councils with both: free to join and another way"
not_free_count = "integer | councils that lack at least one"
unknown_free_count = "integer | councils where what was answered does not tell"
free_share = "number? | free_count / council_count; null where there is no council"
women_count = "integer? | women and girls in all councils; only where administration is total, null where hidden"
women_reason = "text? | why that number is hidden"
men_count = "integer? | men and boys"
men_reason = "text? | why that number is hidden"
unknown_gender_count = "integer? | members whose sex is not stated"
unknown_gender_reason = "text? | why that number is hidden"
untold_count = "integer | councils that have not told how many women and men they have"
is_example = "boolean | invented, not the organisation's own"
*/
WITH told AS (
    SELECT area_id, unit_id, council_year,
        bool_or(gender IN ('women', 'men') AND (member_count IS NOT NULL OR suppression_reason IS NOT NULL)) AS has_sexes
    FROM fact_user_council_member
    GROUP BY area_id, unit_id, council_year
),
unit AS (
    SELECT council.*, is_voluntary AND has_other_route AS is_free, coalesce(has_sexes, false) AS has_sexes
    FROM fact_user_council AS council
    LEFT JOIN told USING (area_id, unit_id, council_year)
    WHERE council.area_id = $area
),
counted AS (
    SELECT
        council_year,
        coalesce(administration, 'total') AS administration,
        count(*) AS unit_count,
        count(*) FILTER (has_council) AS council_count,
        count(*) FILTER (has_council AND is_voluntary) AS voluntary_count,
        count(*) FILTER (has_council AND NOT is_voluntary) AS not_voluntary_count,
        count(*) FILTER (has_council AND has_other_route) AS other_route_count,
        count(*) FILTER (has_council AND NOT has_other_route) AS no_other_route_count,
        count(*) FILTER (has_council AND is_free) AS free_count,
        count(*) FILTER (has_council AND NOT is_free) AS not_free_count,
        count(*) FILTER (has_council AND NOT has_sexes) AS untold_count,
        bool_or(provenance = 'example') AS is_example
    FROM unit
    GROUP BY GROUPING SETS ((council_year, administration), (council_year))
),
member AS (
    SELECT
        council_year,
        'total' AS administration,
        max(member_count) FILTER (gender = 'women') AS women_count,
        max(suppression_reason) FILTER (gender = 'women') AS women_reason,
        max(member_count) FILTER (gender = 'men') AS men_count,
        max(suppression_reason) FILTER (gender = 'men') AS men_reason,
        max(member_count) FILTER (gender = 'unknown') AS unknown_gender_count,
        max(suppression_reason) FILTER (gender = 'unknown') AS unknown_gender_reason
    FROM fact_user_council_member
    WHERE area_id = $area AND unit_id = 'all'
    GROUP BY council_year
)
SELECT
    counted.council_year,
    counted.administration,
    counted.unit_count,
    counted.council_count,
    counted.council_count / counted.unit_count AS council_share,
    counted.voluntary_count,
    counted.not_voluntary_count,
    counted.council_count - counted.voluntary_count - counted.not_voluntary_count AS unknown_voluntary_count,
    counted.other_route_count,
    counted.no_other_route_count,
    counted.council_count - counted.other_route_count - counted.no_other_route_count AS unknown_other_route_count,
    counted.free_count,
    counted.not_free_count,
    counted.council_count - counted.free_count - counted.not_free_count AS unknown_free_count,
    counted.free_count / nullif(counted.council_count, 0) AS free_share,
    member.women_count,
    member.women_reason,
    member.men_count,
    member.men_reason,
    member.unknown_gender_count,
    member.unknown_gender_reason,
    counted.untold_count,
    counted.is_example
FROM counted
LEFT JOIN member USING (council_year, administration)
ORDER BY counted.council_year DESC, counted.administration = 'total' DESC, counted.administration
