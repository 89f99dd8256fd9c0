/*
title = "Whether those who took part got an answer, how soon, and what it rests on: by year and all years together"
grain = ["period"]
source_tables = ["fact_dialogue_feedback", "fact_dialogue", "fact_waiting_curve"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[params.kind]
type = "text"
default = "all"
allowed = ["all", "citizen_dialogue", "forum", "pbl_consultation", "meeting", "conversation", "user_dialogue", "walk", "survey", "other"]
meaning = "Kind of dialogue"

[columns]
period = "text | year the dialogue was closed, or total"
reference_date = "date | last day the register of feedback tells about"
closed_count = "integer | dialogues that are over"
due_count = "integer | of them, those closed at least 30 days before reference_date"
answered_count = "integer | of those, the ones with feedback of any kind"
answered_share = "number? | answered_count / due_count; null while none is due"
with_decision_count = "integer | closed dialogues with a decision they were a basis for"
with_decision_share = "number | with_decision_count / closed_count"
with_page_count = "integer | closed dialogues with a public page of results"
with_page_share = "number | with_page_count / closed_count"
median_days_value = "number? | Kaplan and Meier: days until half had feedback; null while more than half wait"
median_low_days_value = "number? | lower limit of that, 95 percent; null where not reached"
median_high_days_value = "number? | upper limit; null where not reached"
waiting_30_share = "number? | share without feedback after 30 days; null where nobody has been followed that long"
waiting_30_low_share = "number? | lower limit, log-log"
waiting_30_high_share = "number? | upper limit"
waiting_90_share = "number? | the same after 90 days"
waiting_90_low_share = "number? | lower limit, log-log"
waiting_90_high_share = "number? | upper limit"
page_median_days_value = "number? | days until half had a public page; null while more than half wait"
is_example = "boolean | invented, not the organisation's own"
*/
WITH dialogue AS (
    SELECT feedback.*, feedback.closed_date <= feedback.reference_date - 30 AS is_due
    FROM fact_dialogue_feedback AS feedback
    JOIN fact_dialogue AS dialogue USING (area_id, dialogue_id)
    WHERE feedback.area_id = $area AND ($kind = 'all' OR dialogue.classification = $kind)
),
counted AS (
    SELECT
        coalesce(year(closed_date)::VARCHAR, 'total') AS period,
        max(reference_date) AS reference_date,
        count(*) AS closed_count,
        count(*) FILTER (is_due) AS due_count,
        count(first_date) FILTER (is_due) AS answered_count,
        count(decision_reference) AS with_decision_count,
        count(page_url) AS with_page_count,
        bool_or(provenance = 'example') AS is_example
    FROM dialogue
    GROUP BY GROUPING SETS ((year(closed_date)), ())
    HAVING count(*) > 0
),
waiting AS (
    SELECT *
    FROM fact_waiting_curve
    WHERE area_id = $area AND category = CASE $kind WHEN 'all' THEN 'total' ELSE $kind END
)
SELECT
    counted.period,
    counted.reference_date,
    counted.closed_count,
    counted.due_count,
    counted.answered_count,
    counted.answered_count / nullif(counted.due_count, 0) AS answered_share,
    counted.with_decision_count,
    counted.with_decision_count / counted.closed_count AS with_decision_share,
    counted.with_page_count,
    counted.with_page_count / counted.closed_count AS with_page_share,
    answer.median_days_value,
    answer.median_low_days_value,
    answer.median_high_days_value,
    month.waiting_share AS waiting_30_share,
    month.ci_low_share AS waiting_30_low_share,
    month.ci_high_share AS waiting_30_high_share,
    quarter.waiting_share AS waiting_90_share,
    quarter.ci_low_share AS waiting_90_low_share,
    quarter.ci_high_share AS waiting_90_high_share,
    page.median_days_value AS page_median_days_value,
    counted.is_example
FROM counted
LEFT JOIN waiting AS answer ON answer.period = counted.period AND answer.clock = 'answer' AND answer.day_count = 0
LEFT JOIN waiting AS month ON month.period = counted.period AND month.clock = 'answer' AND month.day_count = 30
LEFT JOIN waiting AS quarter ON quarter.period = counted.period AND quarter.clock = 'answer' AND quarter.day_count = 90
LEFT JOIN waiting AS page ON page.period = counted.period AND page.clock = 'page' AND page.day_count = 0
ORDER BY counted.period = 'total' DESC, counted.period DESC
