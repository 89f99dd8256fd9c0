-- The citizen survey: its questions, which of our measures rest on surveys, and SCB's answers by group (empty until fetched).
CREATE TABLE dim_survey_item AS
SELECT
    kpi_id,
    row_number() OVER (ORDER BY "row")::INTEGER AS item_order,
    theme,
    name_sv,
    name_en,
    question,
    array_to_string(answers_counted, '|') AS answers_counted,
    array_to_string(answers_left_out, '|') AS answers_left_out,
    wording_basis,
    indicator_id,
    clause,
    first_year::INTEGER AS first_year,
    array_to_string(break_years, '|') AS break_years,
    scb_table,
    source_id
FROM raw_survey_item;

CREATE TABLE dim_survey_indicator AS
SELECT indicator_id, own_kpi_id, kpi_id, source_id
FROM raw_survey_indicator;

-- SCB names a question in words of its own; it is one of ours where the words are those of the question or of the key figure.
CREATE TABLE fact_survey_group AS
WITH worded AS (
    SELECT kpi_id, trim(area_slug(question), '-') AS slug FROM dim_survey_item
    UNION
    SELECT kpi_id, trim(area_slug(name_sv), '-') FROM dim_survey_item
)
SELECT
    worded.kpi_id,
    answer.question_label,
    answer.place_code AS place_id,
    answer.year::INTEGER AS survey_year,
    answer.dimension,
    answer.category,
    answer.high_pct / 100 AS high_share,
    answer.margin_pct / 100 AS margin_share,
    answer.answers::INTEGER AS answer_count,
    answer.source_id
FROM raw_survey_answer AS answer
JOIN dim_area ON dim_area.area_id = answer.place_code
LEFT JOIN worded ON worded.slug = trim(area_slug(answer.question_label), '-')
QUALIFY row_number() OVER (
    PARTITION BY answer.question_label, place_id, survey_year, answer.dimension, answer.category
    ORDER BY answer.format_rank, answer.high_pct IS NULL, answer.source_id
) = 1;
