-- Who lives in a place and who may vote there, by age, sex and region of birth: what bodies and dialogues are compared with.
-- What is not known has no row. Sums are made of counts without noise only: noisy parts need not add up (T37).

-- SCB's own tables, in our age groups: a group is known where the ages in it leave no gap. Noisy ages make no total.
CREATE TABLE grouped_cell AS
WITH age_group (age_group, first_age, last_age) AS (
    VALUES ('0-17', 0, 17), ('18-29', 18, 29), ('30-49', 30, 49), ('50-64', 50, 64), ('65+', 65, 120), ('total', 0, 120)
)
SELECT
    make_date(cell.year, 12, 31) AS population_date,
    cell.place_code AS area_code,
    nullif(cell.area_version, 'kommun') AS area_version,
    age_group.age_group,
    cell.birth_region,
    cell.gender,
    sum(cell.residents) AS residents,
    cell.year >= 2025 AS is_noisy,
    cell.format_rank,
    cell.reported_at,
    cell.source_id
FROM raw_population_cell AS cell
JOIN age_group ON cell.age_from >= first_age AND coalesce(cell.age_to, 120) <= last_age
WHERE cell.background = 'total' AND cell.birth_region <> 'unknown' AND (cell.year < 2025 OR age_group.age_group <> 'total')
GROUP BY ALL
HAVING count(cell.residents) = count(*) AND sum(coalesce(cell.age_to, 120) - cell.age_from + 1) = any_value(last_age - first_age + 1)
UNION ALL
SELECT make_date(year, 12, 31), place_code, nullif(area_version, 'kommun'), 'total', birth_region, gender, residents, year >= 2025, format_rank,
    reported_at, source_id
FROM raw_population_cell
WHERE age_from IS NULL AND background = 'total' AND birth_region <> 'unknown' AND residents IS NOT NULL;

-- Whole blocks are chosen between files, so that figures of two files are never mixed.
CREATE TABLE resident_cell AS
WITH candidate AS (
    SELECT population_date, area_code, area_version, age_group, birth_region, gender, residents, is_noisy, format_rank, reported_at, source_id
    FROM raw_population
    WHERE residents IS NOT NULL
    UNION ALL BY NAME
    FROM grouped_cell
)
SELECT * EXCLUDE (format_rank, reported_at)
FROM candidate
QUALIFY rank() OVER (
    PARTITION BY year(population_date), area_code, area_version, birth_region = 'total'
    ORDER BY format_rank, reported_at DESC, source_id
) = 1;

-- Sums that the source does not print: both sexes, then the adults, then everybody.
INSERT INTO resident_cell
SELECT population_date, area_code, area_version, age_group, birth_region, 'total', sum(residents), false, min(source_id)
FROM resident_cell
GROUP BY population_date, area_code, area_version, age_group, birth_region
HAVING list_sort(list(gender)) = ['men', 'women'] AND NOT bool_or(is_noisy);

INSERT INTO resident_cell
SELECT population_date, area_code, area_version, '18+', birth_region, gender, sum(residents), false, min(source_id)
FROM resident_cell
WHERE age_group NOT IN ('total', '0-17')
GROUP BY population_date, area_code, area_version, birth_region, gender
HAVING list_sort(list(age_group)) = ['18-29', '30-49', '50-64', '65+'] AND NOT bool_or(is_noisy);

INSERT INTO resident_cell
SELECT population_date, area_code, area_version, 'total', birth_region, gender, sum(residents), false, min(source_id)
FROM resident_cell
WHERE age_group IN ('total', '0-17', '18+')
GROUP BY population_date, area_code, area_version, birth_region, gender
HAVING list_sort(list(age_group)) = ['0-17', '18+'] AND NOT bool_or(is_noisy);

-- The same counts under the names they are asked for by. An adult age group belongs to both bases. Some of the age groups
-- would pass for all of them, so they are here together or not at all.
CREATE TABLE resident_count AS
WITH named (age_group, base, dimension, category) AS (
    VALUES
        ('total', 'all', 'all', 'total'),
        ('0-17', 'all', 'age', '0-17'),
        ('18-29', 'all', 'age', '18-29'),
        ('30-49', 'all', 'age', '30-49'),
        ('50-64', 'all', 'age', '50-64'),
        ('65+', 'all', 'age', '65+'),
        ('18+', '18+', 'all', 'total'),
        ('18-29', '18+', 'age', '18-29'),
        ('30-49', '18+', 'age', '30-49'),
        ('50-64', '18+', 'age', '50-64'),
        ('65+', '18+', 'age', '65+')
)
SELECT
    area_code,
    area_version,
    population_date,
    base,
    CASE WHEN birth_region = 'total' THEN dimension ELSE 'birth_region' END AS dimension,
    CASE WHEN birth_region = 'total' THEN category ELSE birth_region END AS category,
    gender,
    residents,
    is_noisy,
    source_id
FROM resident_cell
JOIN named USING (age_group)
WHERE birth_region = 'total' OR dimension = 'all'
QUALIFY dimension <> 'age'
    OR count(*) OVER (PARTITION BY area_code, area_version, population_date, base, dimension, gender) = CASE base WHEN 'all' THEN 5 ELSE 4 END;

-- Municipalities, and counties or the country where the source prints them.
CREATE TABLE place_resident AS
SELECT
    area_code AS place_id,
    population_date,
    base,
    dimension,
    category,
    gender,
    residents,
    'published' AS basis,
    is_noisy,
    source_id
FROM resident_count
WHERE area_version IS NULL AND area_code IN (SELECT area_id FROM dim_area);

-- Parts of municipalities, where every RegSO of the part is known. Which they are is a key of ours.
INSERT INTO place_resident
WITH key AS (
    SELECT
        area_version,
        area_code,
        substr(area_code, 1, 4) || '-' || regexp_replace(lower(strip_accents(part_name)), '[^a-z0-9]+', '-', 'g') AS place_id,
        count(*) OVER (PARTITION BY area_version, place_id) AS regso_count
    FROM raw_population_part
)
SELECT key.place_id, population_date, base, dimension, category, gender, sum(residents), 'inferred', false, min(source_id)
FROM resident_count
JOIN key USING (area_version, area_code)
JOIN dim_area ON dim_area.area_id = key.place_id
GROUP BY key.place_id, population_date, base, dimension, category, gender
HAVING count(*) = any_value(key.regso_count) AND NOT bool_or(is_noisy);

-- Electors: the municipality's as counted; of organisations and parts, those of their districts.
INSERT INTO place_resident
SELECT municipality_code, election.election_date, 'eligible', 'all', 'total', 'total', eligible_count, 'published', false, source_id
FROM fact_municipality_turnout AS fact
JOIN dim_election AS election USING (election_id)
WHERE election.election_type = 'KF' AND fact.counting_stage = 'final';

INSERT INTO place_resident
SELECT
    place.area_id,
    election.election_date,
    'eligible',
    'all',
    'total',
    'total',
    sum(fact.eligible_count),
    -- Which districts an organisation has is its own word; which a part has is, as a rule, inferred.
    CASE WHEN area.area_level = 'stadsdelsomrade' OR bool_and(district.part_basis = 'official') THEN 'summed' ELSE 'inferred' END,
    false,
    min(fact.source_id)
FROM area_district AS place
JOIN dim_area AS area USING (area_id)
JOIN dim_election AS election USING (area_version)
JOIN fact_turnout AS fact USING (election_id, district_code)
JOIN dim_district AS district ON district.area_version = place.area_version AND district.district_code = place.district_code
WHERE area.area_level <> 'kommun' AND election.election_type = 'KF'
GROUP BY place.area_id, area.area_level, election.election_date
HAVING bool_and(fact.counting_stage = 'final');

-- Sums of the parts of a place, where all of them are known.
CREATE TABLE parts_summed AS
WITH part AS (
    SELECT area_id, parent_area_id, count(*) OVER (PARTITION BY parent_area_id) AS part_count
    FROM dim_area
    WHERE area_level IN ('kommundel', 'stadsdel')
)
SELECT
    part.parent_area_id AS place_id,
    parent.area_level,
    population_date,
    base,
    dimension,
    category,
    gender,
    sum(residents) AS residents,
    min(source_id) AS source_id
FROM place_resident AS fact
JOIN part ON part.area_id = fact.place_id
JOIN dim_area AS parent ON parent.area_id = part.parent_area_id
WHERE base <> 'eligible'
GROUP BY part.parent_area_id, parent.area_level, population_date, base, dimension, category, gender
HAVING count(*) = any_value(part.part_count);

INSERT INTO place_resident
SELECT place_id, population_date, base, dimension, category, gender, residents, 'inferred', false, source_id
FROM parts_summed
WHERE area_level = 'stadsdelsomrade';

-- The total of a municipality is the published one, never a sum. Only the region of birth is, where none is published for it.
INSERT INTO place_resident
SELECT place_id, population_date, base, dimension, category, gender, residents, 'summed', false, source_id
FROM parts_summed
WHERE area_level = 'kommun'
    AND dimension = 'birth_region'
    AND NOT EXISTS (
        FROM place_resident AS known
        WHERE known.place_id = parts_summed.place_id AND known.base = parts_summed.base AND known.dimension = 'birth_region'
    );

-- The parts as a breakdown of the place they lie in.
INSERT INTO place_resident
SELECT part.parent_area_id, population_date, base, 'area', part.area_id, gender, residents, basis, is_noisy, source_id
FROM place_resident AS fact
JOIN dim_area AS part ON part.area_id = fact.place_id
WHERE part.area_level IN ('kommundel', 'stadsdel') AND fact.dimension = 'all';

-- Counties and the country, where all their municipalities are known and nothing is printed for them.
INSERT INTO place_resident
WITH member AS (
    SELECT county_code AS place_id, code, count(*) OVER (PARTITION BY county_code) AS member_count
    FROM raw_municipality
    UNION ALL
    SELECT '00', code, count(*) OVER ()
    FROM raw_municipality
)
SELECT member.place_id, population_date, base, dimension, category, gender, sum(residents), 'summed', false, min(source_id)
FROM place_resident AS fact
JOIN member ON member.code = fact.place_id
WHERE dimension <> 'area'
    AND NOT EXISTS (
        FROM place_resident AS known
        WHERE known.place_id = member.place_id AND year(known.population_date) = year(fact.population_date)
            AND known.base = fact.base AND known.dimension = fact.dimension
    )
GROUP BY member.place_id, population_date, base, dimension, category, gender
HAVING count(*) = any_value(member.member_count) AND NOT bool_or(is_noisy);

CREATE TABLE fact_resident AS
SELECT
    place_id,
    year(population_date)::INTEGER AS population_year,
    base,
    dimension,
    category,
    gender,
    residents::INTEGER AS resident_count,
    population_date,
    basis,
    is_noisy,
    source_id
FROM place_resident;

CREATE TABLE fact_reference_value AS
SELECT measure, category, gender, year::INTEGER AS reference_year, value_share, value_number, source_id
FROM raw_reference_value;
