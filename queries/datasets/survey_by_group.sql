/*
title = "Answers to the citizen survey by sex, age, education and place in the municipality, as SCB publishes them"
grain = ["question_label", "survey_year", "dimension", "category"]
source_tables = ["fact_survey_group"]

[params.municipality_code]
type = "text"
default_from = "profile.municipality"
meaning = "Municipality, four digits"

[params.kpi_id]
type = "text"
optional = true
meaning = "One question, by its key figure in Kolada"

[columns]
kpi_id = "text? | key figure with the same question; null where the words are others"
question_label = "text | what SCB calls the question"
survey_year = "integer | year of the survey"
is_latest = "boolean | the latest survey with the question"
dimension = "text | all, gender, age, education or place"
category = "text | total or group"
high_share = "number? | who give a high mark; null where SCB gives none"
margin_share = "number? | half width of the margin"
answer_count = "integer? | answers it stands on; null where SCB gives none"
source_id = "text | source"
*/
SELECT
    kpi_id,
    question_label,
    survey_year,
    survey_year = max(survey_year) OVER (PARTITION BY question_label) AS is_latest,
    dimension,
    category,
    high_share,
    margin_share,
    answer_count,
    source_id
FROM fact_survey_group
WHERE place_id = $municipality_code AND ($kpi_id IS NULL OR kpi_id = $kpi_id)
ORDER BY
    question_label,
    survey_year,
    list_position(['all', 'gender', 'age', 'education', 'place'], dimension),
    list_position(
        ['total', 'women', 'men', '18-29', '30-49', '50-64', '65+', 'short', 'upper_secondary', 'post_secondary', 'centre', 'locality',
            'outside'],
        category
    )
