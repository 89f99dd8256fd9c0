-- Other key figures. Those without a number of answers are published ones; the others are surveys of our own, and protected.

CREATE TABLE register_figure AS
SELECT
    figure.area_id,
    kpi_id,
    -- The organisation under its own code or name, else one of its parts, else as it is written.
    CASE
        WHEN area_slug(place_written) IN (area_slug(own.area_id), area_slug(own.area_name)) THEN own.area_id
        ELSE coalesce(part.part_area_id, place_written)
    END AS place_id,
    CASE WHEN place_id = part.part_area_id THEN own.area_id END AS parent_place_id,
    year::INTEGER AS indicator_year,
    gender,
    coalesce(dimension, 'all') AS dimension,
    coalesce(category, 'total') AS category,
    title,
    measurement_year::INTEGER AS measured_year,
    value AS indicator_value,
    uncertainty AS uncertainty_value,
    n::INTEGER AS answer_count,
    unit,
    status,
    source AS source_written,
    figure.provenance,
    source_id
FROM raw_register_indicators AS figure
JOIN dim_area AS own ON own.area_id = figure.area_id
LEFT JOIN register_part AS part ON part.area_id = figure.area_id AND part.slug = area_slug(place_written);

-- A place that is written in two ways is one place. Groups always have a number of answers: the register demands it.
CREATE TABLE fact_indicator AS
SELECT area_id, kpi_id, place_id, indicator_year, gender, max(title) AS title, max(measured_year) AS measured_year,
    max(indicator_value) AS indicator_value, max(uncertainty_value) AS uncertainty_value, max(unit) AS unit, max(status) AS status,
    max(source_written) AS source_written, min(provenance) AS provenance, min(source_id) AS source_id
FROM register_figure
WHERE answer_count IS NULL AND dimension = 'all'
GROUP BY area_id, kpi_id, place_id, indicator_year, gender;

CREATE TABLE register_survey AS
SELECT area_id, kpi_id, place_id, min(parent_place_id) AS parent_place_id, indicator_year, gender, dimension, category, max(title) AS title, max(measured_year) AS measured_year,
    max(indicator_value) AS indicator_value, max(uncertainty_value) AS uncertainty_value, max(answer_count) AS answer_count,
    max(unit) AS unit, max(status) AS status, min(provenance) AS provenance
FROM register_figure
WHERE answer_count IS NOT NULL
GROUP BY area_id, kpi_id, place_id, indicator_year, gender, dimension, category;

CREATE TABLE fact_indicator_survey AS
SELECT *
FROM register_survey
WHERE dimension NOT IN ('birth_region', 'education');

-- Region of birth and education keep the higher threshold. The row of all is here too, since the groups lie inside it.
CREATE TABLE fact_indicator_background AS
SELECT *
FROM register_survey
WHERE dimension IN ('birth_region', 'education')
    OR (
        dimension = 'all' AND (area_id, kpi_id, place_id, indicator_year) IN (
            SELECT (area_id, kpi_id, place_id, indicator_year)
            FROM register_survey
            WHERE dimension IN ('birth_region', 'education')
        )
    );
