/*
title = "Who leads: chairs and vice chairs of executive, committees, sub-committees and drafting committees, by sex"
grain = ["gender"]
source_tables = ["fact_post", "fact_seat"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register is asked for"

[params.reference_date]
type = "date"
optional = true
meaning = "Day of reference_date_list; the latest when not given"

[columns]
gender = "text | women, men, other or unknown, which stands outside the shares"
post_count = "integer | ordinary posts in all political bodies; companies and advisory councils left out"
seat_share = "number? | by all whose sex is known, 0-1"
heavy_count = "integer | chairs and vice chairs among them"
heavy_share = "number? | by all of those whose sex is known, 0-1"
gap_pp = "number? | share of the heavy posts minus share of all posts, not rounded"
is_example = "boolean | invented, not the organisation's own"
*/
WITH day AS (
    SELECT coalesce($reference_date::DATE, max(reference_date)) AS reference_date
    FROM fact_seat
    WHERE area_id = $area
),

post AS (
    SELECT
        gender,
        sum(post_count) AS post_count,
        coalesce(sum(post_count) FILTER (
            WHERE role LIKE '%chair' AND classification IN ('executive', 'committee', 'sub_committee', 'drafting')
        ), 0) AS heavy_count,
        min(provenance) AS provenance
    FROM fact_post
    JOIN day USING (reference_date)
    WHERE area_id = $area
        AND dimension = 'all'
        AND role NOT IN ('substitute', 'co_opted')
        AND classification NOT IN ('company', 'advisory')
    GROUP BY gender
),

shared AS (
    SELECT
        gender,
        post_count,
        heavy_count,
        provenance,
        CASE WHEN gender <> 'unknown' THEN post_count / sum(post_count) FILTER (WHERE gender <> 'unknown') OVER () END AS seat_share,
        CASE WHEN gender <> 'unknown' THEN heavy_count / nullif(sum(heavy_count) FILTER (WHERE gender <> 'unknown') OVER (), 0) END
            AS heavy_share
    FROM (
        SELECT * FROM post
        UNION ALL
        SELECT sex.gender, 0, 0, (SELECT min(provenance) FROM post)
        FROM (SELECT unnest(['women', 'men']) AS gender) AS sex
        WHERE EXISTS (FROM post) AND sex.gender NOT IN (SELECT gender FROM post)
    )
)

SELECT
    gender,
    post_count::INTEGER AS post_count,
    seat_share,
    heavy_count::INTEGER AS heavy_count,
    heavy_share,
    100 * (heavy_share - seat_share) AS gap_pp,
    provenance = 'example' AS is_example
FROM shared
ORDER BY list_position(['women', 'men', 'other', 'unknown'], gender)
