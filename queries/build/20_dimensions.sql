-- Elections that have results, areas and the districts inside them.
CREATE TABLE dim_election AS
SELECT
    election_id,
    election_type,
    election_date,
    year(election_date)::INTEGER AS election_year,
    'valdistrikt' || year(election_date) AS area_version
FROM raw_election
WHERE election_id IN (
    SELECT election_id FROM chosen_total
    UNION ALL SELECT election_id FROM chosen_block
    UNION ALL SELECT election_id FROM raw_group_turnout
);

CREATE TABLE dim_organisation AS
SELECT
    organisation_id,
    area_id,
    name_sv,
    name_en,
    part_level,
    default_election_type
FROM raw_organisation;

-- The part of a municipality a district belongs to, from a curated key: area on a map is not people (T24).
CREATE TABLE district_part AS
SELECT
    area_version,
    district_code,
    substr(district_code, 1, 4) AS municipality_code,
    substr(district_code, 1, 4) || '-' || regexp_replace(lower(strip_accents(area_name)), '[^a-z0-9]+', '-', 'g') AS area_id,
    area_level,
    area_name,
    CASE WHEN basis = 'official' THEN 'official' ELSE 'inferred' END AS part_basis
FROM raw_district_area;

CREATE TABLE dim_area AS
WITH part AS (
    SELECT area_id, area_level, area_name, municipality_code
    FROM district_part
    GROUP BY ALL
)
SELECT '00' AS area_id, 'riket' AS area_level, 'Sverige' AS area_name, NULL AS municipality_code, NULL AS county_code,
    NULL AS parent_area_id, true AS has_late_votes
UNION ALL
SELECT DISTINCT county_code, 'lan', county_name, NULL, county_code, '00', true
FROM raw_municipality
UNION ALL
SELECT code, 'kommun', name, code, county_code, county_code, true
FROM raw_municipality
UNION ALL
SELECT organisation.area_id, 'stadsdelsomrade', organisation.area_name, municipality.code, municipality.county_code, municipality.code, false
FROM raw_organisation AS organisation
JOIN raw_municipality AS municipality ON municipality.code = organisation.municipality_code
WHERE organisation.area_id <> organisation.municipality_code
UNION ALL
SELECT part.area_id, part.area_level, part.area_name, part.municipality_code, substr(part.municipality_code, 1, 2),
    coalesce(min(organisation.area_id), part.municipality_code), false
FROM part
LEFT JOIN raw_organisation AS organisation
    ON organisation.municipality_code = part.municipality_code AND organisation.part_level = part.area_level
GROUP BY part.area_id, part.area_level, part.area_name, part.municipality_code;

-- Every district that has results or borders. Names: the latest one known for the code in that version.
CREATE TABLE dim_district AS
WITH result AS (
    SELECT
        election.area_version,
        chosen_result.district_code,
        any_value(chosen_result.municipality_code) AS municipality_code,
        max(chosen_result.district_name) AS district_name
    FROM chosen_result
    JOIN dim_election AS election USING (election_id)
    WHERE chosen_result.kind = 'district'
    GROUP BY election.area_version, chosen_result.district_code
),
district AS (
    SELECT
        area_version,
        district_code,
        coalesce(result.municipality_code, substr(district_code, 1, 4)) AS municipality_code,
        coalesce(result.district_name, geometry.district_name) AS district_name,
        geometry.lon,
        geometry.lat,
        geometry.area_km2
    FROM result
    FULL JOIN prepared_geometry AS geometry USING (area_version, district_code)
)
SELECT
    district.area_version,
    district.district_code,
    district.district_name,
    district.municipality_code,
    part.area_id AS part_area_id,
    part.part_basis,
    coalesce(district.lon, point.lon) AS lon,
    coalesce(district.lat, point.lat) AS lat,
    coalesce(district.area_km2, point.area_km2) AS area_km2
FROM district
LEFT JOIN district_part AS part USING (area_version, district_code)
LEFT JOIN raw_district_point AS point USING (area_version, district_code);

CREATE TABLE area_district AS
WITH whole AS (
    -- A municipality as an area of its own only where all its districts are here.
    SELECT DISTINCT chosen_result.municipality_code, election.area_version
    FROM chosen_result
    JOIN dim_election AS election USING (election_id)
    WHERE chosen_result.is_whole_municipality
)
SELECT district.municipality_code AS area_id, district.area_version, district.district_code
FROM dim_district AS district
JOIN whole USING (municipality_code, area_version)
UNION ALL
SELECT organisation.area_id, district.area_version, district.district_code
FROM raw_organisation AS organisation
JOIN dim_district AS district ON district.municipality_code = organisation.municipality_code
WHERE organisation.area_id <> organisation.municipality_code
    AND len(list_filter(organisation.district_prefixes, lambda prefix: starts_with(district.district_code, prefix))) > 0
UNION ALL
SELECT part_area_id, area_version, district_code
FROM dim_district
WHERE part_area_id IS NOT NULL;
