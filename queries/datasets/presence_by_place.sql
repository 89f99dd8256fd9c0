/*
title = "Presence by part, kind of place and who came; parts where nobody has been are there too"
grain = ["part_area_id", "place_type", "actor_kind"]
source_tables = ["fact_presence", "dim_area"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[columns]
part_area_id = "text | part; '' for what is on line, unknown or no part of today"
part_name = "text? | name of the part; null for ''"
part_occasion_count = "integer | occasions in the part in all; 0 = nobody has been there"
place_type = "text | school, association, meeting_place, event, social_media, digital or other"
type_order = "integer | order to show them in"
actor_kind = "text | elected, party or youth_league"
occasion_count = "integer | occasions in the register; 0 = none"
counted_count = "integer | of them, occasions where women and men were counted"
women_count = "integer? | women among those who represented, where counted; null when no occasion was"
men_count = "integer? | men, likewise"
unknown_count = "integer? | those whose sex is not known, likewise"
is_example = "boolean | invented, not the organisation's own"
*/
WITH own AS (
    SELECT *, coalesce(part_area_id, '') AS place, women_count IS NOT NULL AND men_count IS NOT NULL AS is_counted
    FROM fact_presence
    WHERE area_id = $area
),
frame AS (
    SELECT part.area_id AS place, place_type, actor_kind
    FROM dim_area AS part
    CROSS JOIN unnest(['school', 'association', 'meeting_place', 'event', 'other']) AS types (place_type)
    CROSS JOIN unnest(['elected', 'party', 'youth_league']) AS actors (actor_kind)
    WHERE part.parent_area_id = $area AND part.area_level IN ('kommundel', 'stadsdel') AND EXISTS (FROM own)
    UNION
    SELECT place, place_type, actor_kind FROM own
),
counted AS (
    SELECT
        frame.place,
        frame.place_type,
        frame.actor_kind,
        count(own.presence_id)::INTEGER AS occasion_count,
        count(*) FILTER (own.is_counted)::INTEGER AS counted_count,
        sum(own.women_count) FILTER (own.is_counted)::INTEGER AS women_count,
        sum(own.men_count) FILTER (own.is_counted)::INTEGER AS men_count,
        sum(coalesce(own.unknown_count, 0)) FILTER (own.is_counted)::INTEGER AS unknown_count
    FROM frame
    LEFT JOIN own USING (place, place_type, actor_kind)
    GROUP BY frame.place, frame.place_type, frame.actor_kind
)
SELECT
    counted.place AS part_area_id,
    part.area_name AS part_name,
    (sum(counted.occasion_count) OVER (PARTITION BY counted.place))::INTEGER AS part_occasion_count,
    counted.place_type,
    list_position(
        ['school', 'association', 'meeting_place', 'event', 'social_media', 'digital', 'other'], counted.place_type
    )::INTEGER AS type_order,
    counted.actor_kind,
    counted.occasion_count,
    counted.counted_count,
    CASE WHEN counted.occasion_count = 0 THEN 0 ELSE counted.women_count END AS women_count,
    CASE WHEN counted.occasion_count = 0 THEN 0 ELSE counted.men_count END AS men_count,
    CASE WHEN counted.occasion_count = 0 THEN 0 ELSE counted.unknown_count END AS unknown_count,
    (SELECT bool_or(provenance = 'example') FROM own) AS is_example
FROM counted
LEFT JOIN dim_area AS part ON part.area_id = counted.place
ORDER BY counted.place = '', part_name, counted.place, type_order, counted.actor_kind
