-- Posts and their fees, elected persons and their assignments, and the population a body is held against. Stands on 61.

-- Posts by classification, role and sex. By age all classifications stand together: fewer would show the age of persons in small
-- bodies. Companies and advisory councils are not among those.
CREATE TABLE fact_post AS
WITH fee AS (
    SELECT area_id, body_id, role, reference_date, arg_max(yearly_fee_value, start_date) AS fee_value
    FROM fact_fee
    JOIN (SELECT DISTINCT area_id, reference_date FROM register_seat) USING (area_id)
    WHERE start_date <= reference_date AND coalesce(end_date >= reference_date, true)
    GROUP BY area_id, body_id, role, reference_date
),
post AS (
    SELECT seat.area_id, reference_date, classification, role, gender, age_group, fee_value, seat.provenance
    FROM register_seat AS seat
    LEFT JOIN fee USING (area_id, body_id, role, reference_date)
),
long AS (
    SELECT area_id, reference_date, classification, role, 'all' AS dimension, 'total' AS category, gender, fee_value, provenance
    FROM post
    UNION ALL
    SELECT area_id, reference_date, 'all', role, 'age', age_group, gender, fee_value, provenance
    FROM post
    WHERE classification NOT IN ('company', 'advisory')
)
SELECT area_id, reference_date, classification, role, dimension, category, gender, count(*)::INTEGER AS post_count,
    sum(fee_value) AS fee_value, (count(*) - count(fee_value))::INTEGER AS missing_fee_count, min(provenance) AS provenance
FROM long
GROUP BY area_id, reference_date, classification, role, dimension, category, gender;

-- Persons and assignments, never mixed. Rungs: who sits in council and executive, leads (presidium: chair or vice chair of
-- executive, committee, sub-committee or drafting committee), chairs (what stands directly under the council, as SCB counts), and
-- chairs the executive.
CREATE TABLE fact_assignment AS
WITH rung AS (
    SELECT *, unnest(list_filter([
        CASE WHEN classification = 'council' THEN 'council' END,
        CASE WHEN classification = 'executive' THEN 'executive' END,
        CASE WHEN is_leader AND classification IN ('executive', 'committee', 'sub_committee', 'drafting') THEN 'presidium' END,
        CASE WHEN role = 'chair' AND (classification IN ('executive', 'committee') OR (
            classification IN ('sub_committee', 'drafting') AND is_under_council
        )) THEN 'chairs' END,
        CASE WHEN role = 'chair' AND classification = 'executive' THEN 'executive_chair' END
    ], lambda rung: rung IS NOT NULL)) AS rung
    FROM (
        SELECT seat.*, role LIKE '%chair' AS is_leader, coalesce(above.classification = 'council', true) AS is_under_council
        FROM register_seat AS seat
        LEFT JOIN dim_body AS above ON above.area_id = seat.area_id AND above.body_id = seat.parent_body_id
        WHERE seat_kind = 'ordinary'
    )
),
long AS (
    SELECT area_id, reference_date, 'all' AS dimension, 'total' AS category, gender, post_count, provenance
    FROM register_elected_person
    UNION ALL
    SELECT area_id, reference_date, 'kind', 'ordinary', gender, ordinary_count, provenance
    FROM register_elected_person
    WHERE ordinary_count > 0
    UNION ALL
    SELECT area_id, reference_date, 'kind', 'substitute', gender, post_count - ordinary_count, provenance
    FROM register_elected_person
    WHERE post_count > ordinary_count
    UNION ALL
    SELECT area_id, reference_date, 'posts', CASE WHEN post_count < 4 THEN post_count::VARCHAR ELSE '4+' END, gender, post_count, provenance
    FROM register_elected_person
    UNION ALL
    SELECT area_id, reference_date, 'rung', rung, coalesce(min(nullif(gender, 'unknown')), 'unknown'), count(*), min(provenance)
    FROM rung
    GROUP BY area_id, reference_date, rung, person_id
)
SELECT area_id, reference_date, dimension, category, gender, count(*)::INTEGER AS person_count, sum(post_count)::INTEGER AS assignment_count,
    min(provenance) AS provenance
FROM long
GROUP BY area_id, reference_date, dimension, category, gender;

-- What a body is held against on a day: the place itself, or its municipality where the place's own sexes or ages are not known;
-- the latest count up to that day, or else the first there is.
CREATE TABLE reference_place AS
WITH moment AS (
    SELECT area_id, reference_date FROM fact_seat
    UNION
    SELECT area_id, measurement_date FROM fact_staff
),
candidate AS (
    SELECT place_id, base, population_year, max(population_date) AS population_date,
        CASE
            WHEN dimension <> 'all' THEN CASE WHEN dimension = 'age' AND gender <> 'total' THEN 'gender_age' ELSE dimension END
            WHEN gender <> 'total' THEN 'gender'
        END AS cut
    FROM fact_resident
    GROUP BY place_id, base, population_year, cut
)
SELECT moment.area_id, moment.reference_date, candidate.base, candidate.cut AS dimension, candidate.place_id AS reference_place_id,
    candidate.population_year
FROM moment
JOIN dim_area AS area USING (area_id)
JOIN candidate
    ON candidate.place_id = area.area_id
    OR (candidate.place_id = area.municipality_code AND candidate.cut <> 'area')
WHERE candidate.cut IS NOT NULL
QUALIFY row_number() OVER (
    PARTITION BY moment.area_id, moment.reference_date, candidate.base, candidate.cut
    ORDER BY
        candidate.place_id <> area.area_id,
        candidate.population_date > moment.reference_date,
        abs(date_diff('day', candidate.population_date, moment.reference_date))
) = 1;
