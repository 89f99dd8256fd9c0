-- RegSO whose borders are loaded, of areas that have dialogues: all of a municipality, and those of an organisation's parts. The latest
-- division of a municipality is drawn, from one file; residents are those of the same division (T25).
CREATE TABLE regso_area AS
WITH own_part AS (
    SELECT DISTINCT
        key.area_code,
        dim_area.parent_area_id AS area_id
    FROM raw_population_part AS key
    JOIN dim_area
        ON dim_area.area_id = substr(key.area_code, 1, 4) || '-' || regexp_replace(lower(strip_accents(key.part_name)), '[^a-z0-9]+', '-', 'g')
    JOIN dim_area AS parent ON parent.area_id = dim_area.parent_area_id AND parent.area_level = 'stadsdelsomrade'
),

border AS (
    SELECT area_version, area_code, area_name, geometry, source_id
    FROM raw_regso_geometry
    QUALIFY rank() OVER (PARTITION BY substr(area_code, 1, 4) ORDER BY area_version DESC, reported_at DESC, source_id) = 1
),

placed AS (
    SELECT dim_area.area_id, border.*
    FROM border
    JOIN dim_area ON dim_area.area_id = substr(border.area_code, 1, 4) AND dim_area.area_level = 'kommun'
    UNION ALL
    SELECT own_part.area_id, border.*
    FROM border
    JOIN own_part USING (area_code)
),

resident AS (
    SELECT area_version, area_code, residents::INTEGER AS resident_count, population_date
    FROM resident_count
    WHERE base = 'all' AND dimension = 'all' AND gender = 'total' AND area_version IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY area_version, area_code ORDER BY population_date DESC) = 1
)

SELECT placed.*, resident.resident_count, resident.population_date
FROM placed
LEFT JOIN resident USING (area_version, area_code)
WHERE placed.area_id IN (SELECT area_id FROM fact_dialogue);
