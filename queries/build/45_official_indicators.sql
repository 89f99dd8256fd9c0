-- Key figures of Kolada with their margins, and SCB's elected by party and sex. Official and open; empty until they are fetched.
CREATE TABLE dim_kpi AS
SELECT kpi_id, title, description, theme, unit, has_gender, share_of
FROM raw_kpi
WHERE margin_of IS NULL
QUALIFY row_number() OVER (PARTITION BY kpi_id ORDER BY title IS NULL, source_id) = 1;

CREATE TABLE fact_official_indicator AS
WITH chosen AS (
    SELECT *
    FROM raw_indicator_value
    QUALIFY row_number() OVER (PARTITION BY kpi_id, place_code, year, gender ORDER BY format_rank, value IS NULL, source_id) = 1
),
margin AS (
    SELECT margin_of AS kpi_id, place_code, year, gender, value
    FROM chosen
    JOIN (SELECT DISTINCT kpi_id, margin_of FROM raw_kpi WHERE margin_of IS NOT NULL) USING (kpi_id)
)
SELECT
    chosen.kpi_id,
    chosen.place_code AS place_id,
    chosen.year::INTEGER AS indicator_year,
    chosen.gender,
    -- Percent at the source.
    chosen.value / CASE dim_kpi.unit WHEN 'share' THEN 100 ELSE 1 END AS indicator_value,
    margin.value / CASE dim_kpi.unit WHEN 'share' THEN 100 ELSE 1 END AS uncertainty_value,
    -- A copy has the figure of its election. One that differs was measured anew and stands for its own year.
    (CASE WHEN original.value <> chosen.value THEN chosen.year ELSE chosen.measured_year END)::INTEGER AS measured_year,
    chosen.measured_year <> chosen.year AND coalesce(original.value = chosen.value, true) AS is_repeated,
    chosen.status,
    chosen.source_id
FROM chosen
JOIN dim_kpi USING (kpi_id)
JOIN dim_area ON dim_area.area_id = chosen.place_code
LEFT JOIN margin USING (kpi_id, place_code, year, gender)
LEFT JOIN chosen AS original
    ON original.kpi_id = chosen.kpi_id
    AND original.place_code = chosen.place_code
    AND original.gender = chosen.gender
    AND original.year = chosen.measured_year;

-- Municipal councils only.
CREATE TABLE fact_elected_official AS
SELECT place_code AS place_id, party_abbr AS party, gender, year::INTEGER AS indicator_year, elected::INTEGER AS elected_count, source_id
FROM raw_elected_official
JOIN dim_area ON dim_area.area_id = raw_elected_official.place_code
WHERE election_type = 'KF'
QUALIFY rank() OVER (PARTITION BY place_code, year ORDER BY format_rank, source_id) = 1;
