/*
title = "How many still wait, day by day, for feedback, for a public page, or for a decision to be carried out"
grain = ["day_count"]
source_tables = ["fact_waiting_curve"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[params.clock]
type = "text"
default = "answer"
allowed = ["answer", "results", "handling", "effect", "page", "decision"]
meaning = "What is waited for: feedback of any kind, one of the three promises, a public page, or that a decision is carried out"

[params.year]
type = "integer"
optional = true
meaning = "Year the dialogue was closed or the decision taken; all years when left out"

[params.category]
type = "text"
default = "total"
meaning = "Kind of dialogue or body, or total"

[columns]
day_count = "integer | days: 0, 30, 90, 180, 365, 730 and those on which something happened"
at_risk_count = "integer | still waiting and followed just before that day"
ended_count = "integer | those whose waiting is over by then"
waiting_share = "number | Kaplan and Meier's estimate of those who still wait; what is not over is followed to the last day of the register"
ci_low_share = "number? | lower limit, 95 percent, log-log; null while all or none wait"
ci_high_share = "number? | upper limit"
item_count = "integer | dialogues or decisions in all"
median_days_value = "number? | first day on which at most half wait; null while more than half do"
median_low_days_value = "number? | lower limit of that; null where not reached"
median_high_days_value = "number? | upper limit; null where not reached"
is_example = "boolean | invented, not the organisation's own"
*/
SELECT
    day_count,
    at_risk_count,
    ended_count,
    waiting_share,
    ci_low_share,
    ci_high_share,
    item_count,
    median_days_value,
    median_low_days_value,
    median_high_days_value,
    provenance = 'example' AS is_example
FROM fact_waiting_curve
WHERE area_id = $area AND clock = $clock AND period = coalesce($year::VARCHAR, 'total') AND category = $category
ORDER BY day_count
