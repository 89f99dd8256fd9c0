/*
title = "Members of the panel still there month by month after they joined, by sex and age"
grain = ["category", "gender", "month_count"]
source_tables = ["fact_panel_staying"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[params.dimension]
type = "text"
default = "all"
allowed = ["all", "age"]
meaning = "All members, or by age group"

[columns]
category = "text | total or age group"
gender = "text | women, men or total; groups of at least 50"
month_count = "integer | months since they joined; only those by which at least five more have left since the one before"
remaining_share = "number | Kaplan and Meier's estimate of those still there, whole percent"
ci_low_share = "number? | lower limit, 95 percent; null while all remain"
ci_high_share = "number? | upper limit"
is_example = "boolean | invented, not the organisation's own"
*/
SELECT category, gender, month_count, remaining_share, ci_low_share, ci_high_share, provenance = 'example' AS is_example
FROM fact_panel_staying
WHERE area_id = $area AND dimension = $dimension
ORDER BY category, gender, month_count
