/*
title = "Waves of the citizens' panel: how it was recruited, who answered, and when it was told the result"
grain = ["wave_id"]
source_tables = ["fact_panel_wave", "fact_panel_weighting", "fact_panel_question"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[columns]
wave_id = "text | wave"
wave_number = "integer | its place among the waves, 1 the first"
panel = "text | name of the panel"
title = "text | what the wave was about"
start_date = "date | opened"
end_date = "date? | closed"
mode = "text? | web, paper, phone or mixed"
recruitment = "text? | random, open, targeted or mixed"
is_self_recruited = "boolean | anything but a random sample, or not said"
invited_count = "integer | invited"
started_count = "integer? | began"
completed_count = "integer? | finished"
response_share = "number? | panel_svarsfrekvens: finished by invited"
ci_low_share = "number? | lower limit, 95 percent, Wilson"
ci_high_share = "number? | upper limit"
question_count = "integer | questions, free text counted"
method = "text? | raked, own or unweighted; null where nobody answered"
results_date = "date? | the panel was told the result"
results_url = "text? | where"
results_note = "text? | what it was told"
results_days = "integer? | days from closing until then"
waiting_days = "integer? | not told yet: days from closing to reference_date"
reference_date = "date? | last day the register tells about"
is_latest = "boolean | the latest wave"
is_example = "boolean | invented, not the organisation's own"
*/
WITH wave AS (
    SELECT *,
        completed_count / nullif(invited_count, 0) AS response_share,
        -- Wilson's interval: 3.84 is the square of 1.96, of a 95 percent interval.
        (response_share + 3.841458820694124 / (2 * invited_count)) / (1 + 3.841458820694124 / invited_count) AS middle,
        sqrt(3.841458820694124 * (response_share * (1 - response_share) / invited_count + 3.841458820694124 / (4 * invited_count ** 2)))
            / (1 + 3.841458820694124 / invited_count) AS reach
    FROM fact_panel_wave
    WHERE area_id = $area
),
question AS (
    SELECT wave_id, count(DISTINCT question_id) AS question_count
    FROM fact_panel_question
    WHERE area_id = $area
    GROUP BY wave_id
)
SELECT
    wave.wave_id,
    wave.wave_number,
    wave.panel,
    wave.title,
    wave.start_date,
    wave.end_date,
    wave.mode,
    wave.recruitment,
    coalesce(wave.recruitment <> 'random', true) AS is_self_recruited,
    wave.invited_count,
    wave.started_count,
    wave.completed_count,
    wave.response_share,
    CASE WHEN response_share IS NOT NULL THEN greatest(0, middle - reach) END AS ci_low_share,
    CASE WHEN response_share IS NOT NULL THEN least(1, middle + reach) END AS ci_high_share,
    coalesce(question.question_count, 0) AS question_count,
    weighting.method,
    wave.results_date,
    wave.results_url,
    wave.results_note,
    date_diff('day', wave.end_date, wave.results_date)::INTEGER AS results_days,
    CASE WHEN wave.results_date IS NULL AND wave.reference_date >= wave.end_date
        THEN date_diff('day', wave.end_date, wave.reference_date)::INTEGER
    END AS waiting_days,
    wave.reference_date,
    wave.wave_number = max(wave.wave_number) OVER () AS is_latest,
    wave.provenance = 'example' AS is_example
FROM wave
LEFT JOIN question USING (wave_id)
LEFT JOIN fact_panel_weighting AS weighting ON weighting.area_id = wave.area_id AND weighting.wave_id = wave.wave_id
ORDER BY wave.wave_number DESC
