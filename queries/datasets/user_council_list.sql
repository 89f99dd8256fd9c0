/*
title = "Units that meet users in a year: which have a council, whether it is free to join, and its members by sex"
grain = ["unit_id"]
source_tables = ["fact_user_council", "fact_user_council_member"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[params.year]
type = "integer"
optional = true
meaning = "Year; the latest when left out"

[columns]
unit_id = "text | unit"
unit_name = "text | name"
administration = "text | administration"
council_kind = "text | kind of council"
council_year = "integer | year"
has_council = "boolean | there is a council or an equal form"
is_voluntary = "boolean? | each is free not to join; null where not answered or without a council"
has_other_route = "boolean? | those who stay out have another way; null where not answered or without a council"
meeting_count = "integer? | meetings in the year"
women_count = "integer? | women and girls in the council; null where not told or hidden"
women_reason = "text? | why that number is hidden"
men_count = "integer? | men and boys"
men_reason = "text? | why that number is hidden"
unknown_gender_count = "integer? | members whose sex is not stated"
unknown_gender_reason = "text? | why that number is hidden"
is_example = "boolean | invented, not the organisation's own"
*/
WITH member AS (
    SELECT
        area_id,
        unit_id,
        council_year,
        max(member_count) FILTER (gender = 'women') AS women_count,
        max(suppression_reason) FILTER (gender = 'women') AS women_reason,
        max(member_count) FILTER (gender = 'men') AS men_count,
        max(suppression_reason) FILTER (gender = 'men') AS men_reason,
        max(member_count) FILTER (gender = 'unknown') AS unknown_gender_count,
        max(suppression_reason) FILTER (gender = 'unknown') AS unknown_gender_reason
    FROM fact_user_council_member
    GROUP BY area_id, unit_id, council_year
)
SELECT
    council.unit_id,
    council.unit_name,
    council.administration,
    council.council_kind,
    council.council_year,
    council.has_council,
    CASE WHEN council.has_council THEN council.is_voluntary END AS is_voluntary,
    CASE WHEN council.has_council THEN council.has_other_route END AS has_other_route,
    council.meeting_count,
    member.women_count,
    member.women_reason,
    member.men_count,
    member.men_reason,
    member.unknown_gender_count,
    member.unknown_gender_reason,
    council.provenance = 'example' AS is_example
FROM fact_user_council AS council
LEFT JOIN member USING (area_id, unit_id, council_year)
WHERE council.area_id = $area
    AND council.council_year = coalesce($year::INTEGER, (SELECT max(council_year) FROM fact_user_council WHERE area_id = $area))
ORDER BY council.administration, council.unit_name, council.unit_id
