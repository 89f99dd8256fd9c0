/*
title = "Share of influence, of seats and of the population, by group and under several sets of weights"
grain = ["is_substitute", "category", "scheme"]
source_tables = ["fact_post", "fact_resident", "fact_seat", "reference_place"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register is asked for"

[params.reference_date]
type = "date"
optional = true
meaning = "Day of reference_date_list; the latest when not given"

[params.scheme]
type = "text"
allowed = ["arvode", "lika", "roller", "egen"]
default = "arvode"
meaning = "Weights chosen: yearly fees, one for each post, 3 for chairs 2 for vice chairs 1 for members, or three of your own"

[params.chair_weight]
type = "number"
default = 3.0
meaning = "Weight of a chair in the scheme egen, 0 or more"

[params.vice_weight]
type = "number"
default = 2.0
meaning = "Weight of a vice chair in the scheme egen, 0 or more"

[params.member_weight]
type = "number"
default = 1.0
meaning = "Weight of another member in the scheme egen, 0 or more"

[params.dimension]
type = "text"
allowed = ["gender", "age"]
default = "gender"
meaning = "Groups: gender or age"

[columns]
is_substitute = "boolean | substitutes, who have no weight and stand apart"
category = "text | group; unknown stands outside the shares"
scheme = "text | arvode, lika, roller, and egen where it is chosen; '' for substitutes"
is_chosen = "boolean | the scheme chosen"
index_share = "number? | weight of the group's posts by the weight of all, 0-1; null where no weight is known"
seat_share = "number? | posts by all posts, 0-1"
population_share = "number? | by residents 18 and over, 0-1; null where not known"
low_share = "number? | least index_share of the group under the schemes shown"
high_share = "number? | the largest"
post_count = "integer | posts of the group in political bodies; companies and advisory councils left out"
missing_fee_count = "integer | posts among them whose fee is not known: they have no weight in the scheme arvode"
is_example = "boolean | invented, not the organisation's own"
*/
WITH day AS (
    SELECT coalesce($reference_date::DATE, max(reference_date)) AS reference_date
    FROM fact_seat
    WHERE area_id = $area
),

post AS (
    SELECT
        fact.role = 'substitute' AS is_substitute,
        CASE $dimension WHEN 'gender' THEN fact.gender ELSE fact.category END AS category,
        CASE WHEN fact.role = 'chair' THEN 'chair' WHEN fact.role LIKE '%vice_chair' THEN 'vice' ELSE 'member' END AS rank,
        fact.post_count,
        fact.fee_value,
        fact.missing_fee_count,
        fact.provenance
    FROM fact_post AS fact
    JOIN day USING (reference_date)
    WHERE fact.area_id = $area
        AND fact.dimension = CASE $dimension WHEN 'gender' THEN 'all' ELSE $dimension END
        AND fact.classification NOT IN ('company', 'advisory')
        AND fact.role <> 'co_opted'
),

scheme AS (
    SELECT unnest(['arvode', 'lika', 'roller']) AS scheme, 3.0 AS chair, 2.0 AS vice, 1.0 AS member
    UNION ALL
    SELECT 'egen', $chair_weight::DOUBLE, $vice_weight::DOUBLE, $member_weight::DOUBLE
    WHERE $scheme = 'egen'
        AND isfinite($chair_weight::DOUBLE + $vice_weight::DOUBLE + $member_weight::DOUBLE)
        AND least($chair_weight::DOUBLE, $vice_weight::DOUBLE, $member_weight::DOUBLE) >= 0
),

expected AS (
    SELECT category FROM post WHERE NOT is_substitute
    UNION
    SELECT unnest(CASE $dimension WHEN 'gender' THEN ['women', 'men'] ELSE ['18-29', '30-49', '50-64', '65+'] END)
),

weighed AS (
    SELECT
        expected.category,
        scheme.scheme,
        coalesce(sum(post.post_count), 0)::INTEGER AS post_count,
        coalesce(sum(post.missing_fee_count), 0)::INTEGER AS missing_fee_count,
        sum(CASE scheme.scheme
            WHEN 'arvode' THEN post.fee_value
            WHEN 'lika' THEN post.post_count
            ELSE post.post_count * CASE post.rank WHEN 'chair' THEN scheme.chair WHEN 'vice' THEN scheme.vice ELSE scheme.member END
        END) AS weight
    FROM expected
    CROSS JOIN scheme
    LEFT JOIN post ON post.category = expected.category AND NOT post.is_substitute
    GROUP BY expected.category, scheme.scheme
),

shared AS (
    SELECT
        *,
        CASE WHEN category <> 'unknown' THEN
            coalesce(weight, 0) / nullif(sum(weight) FILTER (WHERE category <> 'unknown') OVER (PARTITION BY scheme), 0)
        END AS index_share,
        CASE WHEN category <> 'unknown' THEN
            post_count / nullif(sum(post_count) FILTER (WHERE category <> 'unknown') OVER (PARTITION BY scheme), 0)
        END AS seat_share
    FROM weighed
),

substitute AS (
    SELECT category, sum(post_count)::INTEGER AS post_count, sum(missing_fee_count)::INTEGER AS missing_fee_count
    FROM post
    WHERE is_substitute
    GROUP BY category
),

resident AS (
    SELECT
        CASE $dimension WHEN 'gender' THEN fact.gender ELSE fact.category END AS category,
        fact.resident_count / sum(fact.resident_count) OVER () AS population_share
    FROM reference_place AS place
    JOIN day USING (reference_date)
    JOIN fact_resident AS fact
        ON fact.place_id = place.reference_place_id
        AND fact.population_year = place.population_year
        AND fact.base = place.base
        AND fact.dimension = CASE place.dimension WHEN 'gender' THEN 'all' ELSE place.dimension END
        AND (fact.gender = 'total') = (place.dimension <> 'gender')
    WHERE place.area_id = $area AND place.base = '18+' AND place.dimension = $dimension
)

SELECT
    found.is_substitute,
    found.category,
    found.scheme,
    found.scheme = $scheme AS is_chosen,
    found.index_share,
    found.seat_share,
    resident.population_share,
    min(found.index_share) OVER (PARTITION BY found.is_substitute, found.category) AS low_share,
    max(found.index_share) OVER (PARTITION BY found.is_substitute, found.category) AS high_share,
    found.post_count,
    found.missing_fee_count,
    (SELECT min(provenance) = 'example' FROM post) AS is_example
FROM (
    SELECT false AS is_substitute, category, scheme, index_share, seat_share, post_count, missing_fee_count FROM shared
    UNION ALL
    SELECT true, category, '', NULL,
        CASE WHEN category <> 'unknown' THEN post_count / sum(post_count) FILTER (WHERE category <> 'unknown') OVER () END,
        post_count, missing_fee_count
    FROM substitute
) AS found
LEFT JOIN resident USING (category)
WHERE EXISTS (FROM post)
ORDER BY
    found.is_substitute,
    found.category = 'unknown',
    list_position(['women', 'men', 'other', 'unknown'], found.category),
    found.category,
    list_position(['arvode', 'lika', 'roller', 'egen'], found.scheme)
