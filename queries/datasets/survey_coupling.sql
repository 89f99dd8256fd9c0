/*
title = "Measures that rest on surveys, and which of them the citizen survey asks, with wording and margin"
grain = ["indicator_id"]
source_tables = ["dim_survey_indicator", "dim_survey_item"]

[columns]
indicator_id = "text | measure of ours that rests on a survey"
own_kpi_id = "text | its name in the register of own surveys"
kpi_id = "text? | its question in the citizen survey; null where the survey does not ask it"
question = "text? | the question as it is put; null where only the title is known, or nothing"
is_mapped = "boolean | the citizen survey asks it in words that are known, and its margin is published"
mapped_count = "integer | measures that are mapped"
indicator_count = "integer | measures that rest on surveys"
undersokning_koppling_share = "number? | mapped of all that rest on surveys"
source_id = "text | source"
*/
WITH listed AS (
    -- Every question of the survey has a key figure for its margin; the title alone is no wording.
    SELECT measure.*, item.question, coalesce(item.wording_basis = 'description', false) AS is_mapped
    FROM dim_survey_indicator AS measure
    LEFT JOIN dim_survey_item AS item USING (kpi_id)
)
SELECT
    indicator_id,
    own_kpi_id,
    kpi_id,
    CASE WHEN is_mapped THEN question END AS question,
    is_mapped,
    (count(*) FILTER (WHERE is_mapped) OVER ())::INTEGER AS mapped_count,
    (count(*) OVER ())::INTEGER AS indicator_count,
    count(*) FILTER (WHERE is_mapped) OVER () / count(*) OVER () AS undersokning_koppling_share,
    source_id
FROM listed
ORDER BY indicator_id
