/*
title = "Themes that elected members brought up when interviewed"
grain = ["interview_year", "theme", "gender"]
source_tables = ["fact_interview_theme"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[columns]
interview_year = "integer | year of the interviews"
theme = "text | theme of the closed list interview_theme, coded by the official"
theme_order = "integer | those that most brought up first; hidden numbers last"
gender = "text | women, men, other, unknown or total"
mention_count = "integer? | persons who brought it up; null where hidden"
interview_count = "integer? | persons interviewed; null where hidden"
suppression_reason = "text? | why mention_count is hidden; null where it is not"
is_example = "boolean | invented, not the organisation's own"
*/
WITH told AS (
    SELECT
        interview_year,
        theme,
        gender,
        max(person_count) FILTER (said = 'yes') AS mention_count,
        max(person_count) FILTER (said = 'total') AS interview_count,
        max(suppression_reason) FILTER (said = 'yes') AS suppression_reason,
        bool_or(provenance = 'example') AS is_example
    FROM fact_interview_theme
    WHERE area_id = $area
    GROUP BY interview_year, theme, gender
),
rank_of AS (
    SELECT interview_year, theme,
        row_number() OVER (
            PARTITION BY interview_year
            ORDER BY max(mention_count) FILTER (gender = 'total') DESC NULLS LAST, theme
        )::INTEGER AS theme_order
    FROM told
    GROUP BY interview_year, theme
)
SELECT interview_year, theme, theme_order, gender, mention_count, interview_count, suppression_reason, is_example
FROM told
JOIN rank_of USING (interview_year, theme)
ORDER BY interview_year DESC, theme_order, gender
