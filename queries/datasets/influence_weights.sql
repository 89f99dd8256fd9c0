/*
title = "The weights behind the index of influence: what a post weighs, kind of body by kind of body and role by role"
grain = ["classification", "role"]
source_tables = ["fact_post", "fact_seat"]

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

[columns]
classification = "text | kind of body; companies and advisory councils left out"
role = "text | post; substitutes have no weight"
scheme = "text | the scheme chosen"
weight_value = "number? | weight of a post: kronor a year on average in the scheme arvode, else points; null where no fee is known"
weight_share = "number? | weight of these posts by the weight of all, 0-1"
post_count = "integer | posts held"
missing_fee_count = "integer | posts whose fee is not known"
is_missing = "boolean | posts without a weight in the scheme chosen, because their fee is not known"
is_example = "boolean | invented, not the organisation's own"
*/
WITH day AS (
    SELECT coalesce($reference_date::DATE, max(reference_date)) AS reference_date
    FROM fact_seat
    WHERE area_id = $area
),

post AS (
    SELECT
        fact.classification,
        fact.role,
        sum(fact.post_count)::INTEGER AS post_count,
        sum(fact.missing_fee_count)::INTEGER AS missing_fee_count,
        sum(fact.fee_value) AS fee_value,
        min(fact.provenance) AS provenance
    FROM fact_post AS fact
    JOIN day USING (reference_date)
    WHERE fact.area_id = $area
        AND fact.dimension = 'all'
        AND fact.classification NOT IN ('company', 'advisory')
        AND fact.role NOT IN ('substitute', 'co_opted')
    GROUP BY fact.classification, fact.role
),

weighed AS (
    SELECT
        *,
        CASE $scheme
            WHEN 'arvode' THEN fee_value / nullif(post_count - missing_fee_count, 0)
            WHEN 'lika' THEN 1
            WHEN 'roller' THEN CASE WHEN role = 'chair' THEN 3 WHEN role LIKE '%vice_chair' THEN 2 ELSE 1 END
            WHEN 'egen' THEN CASE
                WHEN NOT isfinite($chair_weight::DOUBLE + $vice_weight::DOUBLE + $member_weight::DOUBLE) THEN NULL
                WHEN least($chair_weight::DOUBLE, $vice_weight::DOUBLE, $member_weight::DOUBLE) < 0 THEN NULL
                WHEN role = 'chair' THEN $chair_weight::DOUBLE
                WHEN role LIKE '%vice_chair' THEN $vice_weight::DOUBLE
                ELSE $member_weight::DOUBLE
            END
        END::DOUBLE AS weight_value,
        CASE $scheme WHEN 'arvode' THEN post_count - missing_fee_count ELSE post_count END AS weighed_count
    FROM post
)

SELECT
    classification,
    role,
    $scheme AS scheme,
    weight_value,
    weight_value * weighed_count / nullif(sum(weight_value * weighed_count) OVER (), 0) AS weight_share,
    post_count,
    missing_fee_count,
    $scheme = 'arvode' AND missing_fee_count > 0 AS is_missing,
    provenance = 'example' AS is_example
FROM weighed
ORDER BY
    list_position(['council', 'executive', 'committee', 'sub_committee', 'drafting', 'audit'], classification),
    list_position(['chair', 'first_vice_chair', 'second_vice_chair', 'vice_chair', 'member', 'auditor'], role),
    classification,
    role
