/*
title = "Share of those who answered the panel's first wave that answered each later one, by sex and age"
grain = ["wave_id", "dimension", "category", "gender"]
source_tables = ["fact_panel_retention", "fact_panel_wave", "fact_panel_member"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[columns]
wave_id = "text | a later wave than the first"
wave_number = "integer | its place among the waves"
start_date = "date | opened"
dimension = "text | all or age"
category = "text | total or age group"
gender = "text | women, men or total"
first_count = "integer? | members who answered the first wave; null where hidden"
stayed_share = "number? | panel_kvarvaro in whole percent; null under fifty, and where fewer than five stayed or went"
ci_low_share = "number? | lower limit, 95 percent, Wilson"
ci_high_share = "number? | upper limit"
is_example = "boolean | invented, not the organisation's own"
*/
WITH first_wave AS (
    SELECT member.dimension, member.category, member.gender, member.person_count
    FROM fact_panel_member AS member
    JOIN fact_panel_wave AS wave USING (area_id, wave_id)
    WHERE member.area_id = $area AND wave.wave_number = 1 AND member.state = 'answered'
),
-- An age of both sexes is told where women and men are.
first_of_all AS (
    SELECT * FROM first_wave
    UNION ALL
    SELECT dimension, category, 'total', CASE WHEN count(person_count) = count(*) THEN sum(person_count)::INTEGER END
    FROM first_wave
    WHERE dimension = 'age'
    GROUP BY dimension, category
)
SELECT
    kept.wave_id,
    wave.wave_number,
    wave.start_date,
    kept.dimension,
    kept.category,
    kept.gender,
    first_of_all.person_count AS first_count,
    kept.stayed_share,
    kept.ci_low_share,
    kept.ci_high_share,
    kept.provenance = 'example' AS is_example
FROM fact_panel_retention AS kept
JOIN fact_panel_wave AS wave USING (area_id, wave_id)
LEFT JOIN first_of_all ON first_of_all.dimension = kept.dimension AND first_of_all.category = kept.category
    AND first_of_all.gender = kept.gender
WHERE kept.area_id = $area
ORDER BY wave.wave_number, kept.dimension, kept.category, kept.gender
