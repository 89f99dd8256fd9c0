/*
title = "Members remaining month by month after they took their seat, by sex and age"
grain = ["category", "gender", "month_count"]
source_tables = ["fact_leaving_curve"]

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
category = "text | total or age group when the membership began"
gender = "text | women, men, other, unknown or total; groups of at least 10 memberships"
month_count = "integer | months since the membership began"
at_risk_count = "integer | memberships still followed, all terms together"
left_count = "integer | those who have left by then, for whatever reason"
remaining_share = "number | Kaplan and Meier's estimate of those remaining"
ci_low_share = "number? | lower limit, 95 percent: what chance alone could give; null while all or none remain"
ci_high_share = "number? | upper limit"
median_days_value = "number? | days until half have left; null while more than half remain"
is_example = "boolean | invented, not the organisation's own"
*/
SELECT
    category,
    gender,
    month_count,
    at_risk_count,
    left_count,
    remaining_share,
    ci_low_share,
    ci_high_share,
    median_days_value,
    provenance = 'example' AS is_example
FROM fact_leaving_curve
WHERE area_id = $area AND dimension = $dimension
ORDER BY category, gender, month_count
