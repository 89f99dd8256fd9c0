-- Registers of the organisations, counted: no row here is a person. Rules and roles: queries/public.toml.

-- Who held the posts on 1 January of each year, and on the latest day that somebody took one. A person has one seat in a body,
-- whatever the number of rows about it that day: the highest role, and the row begun last for who has just changed party.
-- A body that is gone has no seats.
CREATE TABLE register_seat AS
WITH span AS (
    SELECT area_id, min(start_date) AS first_date, max(start_date) AS latest_date
    FROM raw_register_elected
    GROUP BY area_id
),
moment AS (
    SELECT area_id, make_date(unnest(generate_series(year(first_date) + 1, year(latest_date))), 1, 1) AS reference_date
    FROM span
    UNION
    SELECT area_id, latest_date FROM span
)
SELECT
    elected.* EXCLUDE (start_date, end_date, end_reason),
    moment.reference_date,
    dayofyear(moment.reference_date) = 1 AND year(moment.reference_date) % 4 = 3 AS is_first_of_term,
    CASE WHEN elected.role IN ('substitute', 'co_opted') THEN elected.role ELSE 'ordinary' END AS seat_kind,
    CASE
        WHEN birth_year IS NULL THEN 'unknown'
        WHEN year(moment.reference_date) - birth_year < 18 THEN '0-17'
        WHEN year(moment.reference_date) - birth_year < 30 THEN '18-29'
        WHEN year(moment.reference_date) - birth_year < 50 THEN '30-49'
        WHEN year(moment.reference_date) - birth_year < 65 THEN '50-64'
        ELSE '65+'
    END AS age_group,
    CASE WHEN area_code IS NULL THEN 'unknown' ELSE coalesce(part.part_area_id, 'other') END AS part_area_id,
    coalesce(body.classification, 'unknown') AS classification,
    body.parent_body_id
FROM raw_register_elected AS elected
JOIN moment
    ON moment.area_id = elected.area_id
    AND elected.start_date <= moment.reference_date
    AND coalesce(elected.end_date >= moment.reference_date, true)
LEFT JOIN dim_body AS body ON body.area_id = elected.area_id AND body.body_id = elected.body_id
LEFT JOIN register_part AS part ON part.area_id = elected.area_id AND part.slug = area_slug(elected.area_code)
WHERE coalesce(moment.reference_date <= body.dissolution_date, true)
QUALIFY row_number() OVER (
    PARTITION BY elected.area_id, elected.body_id, elected.person_id, moment.reference_date
    ORDER BY
        list_position(
            ['chair', 'first_vice_chair', 'second_vice_chair', 'vice_chair', 'member', 'auditor', 'substitute', 'co_opted'], elected.role
        ),
        elected.start_date DESC,
        elected.on_behalf_of
) = 1;

-- Elected persons are public: sex, party, age and part of the municipality are shown in full. Region of birth and education are not.
CREATE TABLE fact_seat AS
SELECT area_id, body_id, reference_date, role, coalesce(on_behalf_of, '') AS party, gender, count(*)::INTEGER AS seat_count,
    min(provenance) AS provenance
FROM register_seat
GROUP BY ALL;

-- Everybody elected in the sense of SCB, one row a person and day: members and substitutes of council, executive, committees and
-- drafting committees, and auditors. Companies and advisory councils are left out. What one row tells and another does not is told.
CREATE TABLE register_elected_person AS
SELECT
    area_id,
    reference_date,
    person_id,
    bool_and(seat_kind = 'substitute') AS is_substitute,
    count(*)::INTEGER AS post_count,
    count(*) FILTER (seat_kind = 'ordinary')::INTEGER AS ordinary_count,
    coalesce(min(nullif(gender, 'unknown')), 'unknown') AS gender,
    min(age_group) AS age_group,
    min(part_area_id) AS part_area_id,
    min(provenance) AS provenance
FROM register_seat
WHERE seat_kind <> 'co_opted' AND classification IN ('council', 'executive', 'committee', 'drafting', 'audit')
GROUP BY area_id, reference_date, person_id;

-- By sex, age, sex and age, and part: body by body and for all elected persons together (body ''), a group without a seat too. In a
-- body, or among substitutes, of fewer than eleven the split by age or part would point at persons: there it is not told.
CREATE TABLE fact_seat_group AS
WITH person AS (
    SELECT area_id, body_id, reference_date, seat_kind = 'substitute' AS is_substitute, gender, age_group, part_area_id, provenance
    FROM register_seat
    WHERE seat_kind <> 'co_opted'
    UNION ALL
    SELECT area_id, '', reference_date, is_substitute, gender, age_group, part_area_id, provenance
    FROM register_elected_person
),
size AS (
    SELECT *, least(held_count, coalesce(max(held_count) FILTER (NOT is_substitute) OVER (
        PARTITION BY area_id, body_id, reference_date
    ), 0)) < 11 AS is_small
    FROM (
        SELECT area_id, body_id, reference_date, is_substitute, count(*)::INTEGER AS held_count, min(provenance) AS provenance
        FROM person
        GROUP BY area_id, body_id, reference_date, is_substitute
    )
),
counted AS (
    SELECT area_id, body_id, reference_date, is_substitute, 'gender' AS dimension, gender AS category, '' AS gender, count(*) AS persons
    FROM person
    GROUP BY ALL
    UNION ALL
    SELECT area_id, body_id, reference_date, is_substitute, 'age', age_group, '', count(*)
    FROM person
    GROUP BY ALL
    UNION ALL
    SELECT area_id, body_id, reference_date, is_substitute, 'gender_age', age_group, gender, count(*)
    FROM person
    GROUP BY ALL
    UNION ALL
    SELECT area_id, body_id, reference_date, is_substitute, 'area', part_area_id, '', count(*)
    FROM person
    GROUP BY ALL
),
expected AS (
    SELECT NULL AS area_id, 'gender' AS dimension, unnest(['women', 'men']) AS category, '' AS gender
    UNION ALL
    SELECT NULL, 'age', unnest(['18-29', '30-49', '50-64', '65+']), ''
    UNION ALL
    SELECT NULL, 'gender_age', unnest(['18-29', '30-49', '50-64', '65+']), 'women'
    UNION ALL
    SELECT NULL, 'gender_age', unnest(['18-29', '30-49', '50-64', '65+']), 'men'
    UNION ALL
    SELECT DISTINCT area_id, 'area', part_area_id, '' FROM register_part
),
cell AS (
    SELECT size.area_id, body_id, reference_date, is_substitute, dimension, category, gender
    FROM size
    JOIN expected ON coalesce(expected.area_id = size.area_id, true)
    UNION
    SELECT counted.* EXCLUDE (persons)
    FROM counted
    JOIN size USING (area_id, body_id, reference_date, is_substitute)
    WHERE dimension = 'gender' OR NOT is_small
),
told AS (
    SELECT
        cell.*,
        dimension <> 'gender' AND is_small AS is_suppressed,
        category = 'unknown' OR gender = 'unknown' OR (dimension = 'area' AND category = 'other') AS is_outside,
        CASE WHEN dimension = 'gender' OR NOT is_small THEN coalesce(persons, 0)::INTEGER END AS seat_count,
        held_count,
        provenance
    FROM cell
    JOIN size USING (area_id, body_id, reference_date, is_substitute)
    LEFT JOIN counted USING (area_id, body_id, reference_date, is_substitute, dimension, category, gender)
)
SELECT
    *,
    sum(seat_count) FILTER (NOT is_outside) OVER (PARTITION BY area_id, body_id, reference_date, is_substitute, dimension)::INTEGER AS known_count,
    CASE WHEN is_suppressed THEN 'small_body' END AS suppression_reason
FROM told;

-- Once a term, since two counts a year apart would tell about those few who came and went in between. Only bodies with at least
-- twenty ordinary seats held: elected persons are public, where they were born is not. Who sits where is known by name, so of two
-- counts with nearly the same members, of one body in two terms or of two bodies, only the first or the larger is told: the
-- difference would be those few.
CREATE TABLE fact_seat_background AS
WITH seat AS (
    SELECT *, count(*) OVER (PARTITION BY area_id, body_id, reference_date) AS held_count
    FROM register_seat
    WHERE seat_kind = 'ordinary' AND is_first_of_term
    QUALIFY held_count >= 20
),
nearly_the_same AS (
    SELECT seat.area_id, seat.body_id, seat.reference_date
    FROM seat
    JOIN seat AS other
        ON other.area_id = seat.area_id
        AND other.person_id = seat.person_id
        AND (other.reference_date, -other.held_count, other.body_id) < (seat.reference_date, -seat.held_count, seat.body_id)
    GROUP BY seat.area_id, seat.body_id, seat.reference_date, seat.held_count, other.body_id, other.reference_date, other.held_count
    HAVING seat.held_count - count(*) BETWEEN 1 AND 9 OR other.held_count - count(*) BETWEEN 1 AND 9
),
long AS (
    SELECT area_id, body_id, reference_date, unnest(['birth_region', 'education']) AS dimension,
        unnest([coalesce(birth_region, 'unknown'), coalesce(education, 'unknown')]) AS category, provenance
    FROM seat
    ANTI JOIN nearly_the_same USING (area_id, body_id, reference_date)
)
SELECT area_id, body_id, reference_date, dimension, coalesce(category, 'total') AS category, count(*)::INTEGER AS seat_count,
    min(provenance) AS provenance
FROM long
GROUP BY GROUPING SETS (
    (area_id, body_id, reference_date, dimension, category),
    (area_id, body_id, reference_date, dimension)
);

-- Attendance: who was present and who spoke at each dialogue. Those not stated are the category unknown. What was not counted
-- is null, never 0.
CREATE TABLE register_attendance AS
WITH told AS (
    SELECT area_id, dialogue_id, 'present' AS measure, dimension, category, count AS persons
    FROM raw_register_attendance
    UNION ALL
    SELECT area_id, dialogue_id, 'present', dimension, 'unknown', max(missing_count)
    FROM raw_register_attendance
    GROUP BY area_id, dialogue_id, dimension
    HAVING max(missing_count) > 0
    UNION ALL
    SELECT area_id, dialogue_id, 'speaking', dimension, category, speaking_count
    FROM raw_register_attendance
    WHERE speaking_count IS NOT NULL
),
part AS (
    SELECT area_id, dialogue_id, measure, dimension, category, sum(persons)::INTEGER AS person_count
    FROM told
    GROUP BY area_id, dialogue_id, measure, dimension, category
),
dimension_total AS (
    -- Languages do not add up: one person may have several.
    SELECT area_id, dialogue_id, measure, dimension, 'total' AS category,
        CASE WHEN count(*) = count(person_count) THEN sum(person_count)::INTEGER END AS person_count
    FROM part
    WHERE dimension <> 'language'
    GROUP BY area_id, dialogue_id, measure, dimension
),
room AS (
    -- The room as the dialogue's own row tells it, or else as the count of sexes does.
    SELECT area_id, dialogue_id, 'present' AS measure, 'all' AS dimension, 'total' AS category,
        coalesce(dialogue.attendees, total.person_count)::INTEGER AS person_count
    FROM raw_register_dialogues AS dialogue
    LEFT JOIN (SELECT * FROM dimension_total WHERE dimension = 'gender' AND measure = 'present') AS total USING (area_id, dialogue_id)
)
SELECT found.*, dialogue.provenance
FROM (
    SELECT * FROM part
    UNION ALL SELECT * FROM dimension_total
    UNION ALL SELECT * FROM room
) AS found
JOIN raw_register_dialogues AS dialogue USING (area_id, dialogue_id);

CREATE TABLE fact_attendance AS
SELECT area_id, dialogue_id, measure, dimension, category, person_count, provenance
FROM register_attendance
WHERE dimension NOT IN ('birth_region', 'education', 'language', 'gender_age');  -- Sex by age is fact_attendance_cross.

CREATE TABLE fact_attendance_background AS
SELECT area_id, dialogue_id, measure, dimension, category, person_count, provenance
FROM register_attendance
WHERE dimension IN ('birth_region', 'education', 'language');

CREATE TABLE fact_budget_voter AS
SELECT area_id, instance, dimension, coalesce(category, 'total') AS category, sum(count)::INTEGER AS voter_count, min(provenance) AS provenance
FROM raw_register_budget_voters
WHERE dimension <> 'language'
GROUP BY GROUPING SETS ((area_id, instance, dimension, category), (area_id, instance, dimension));

CREATE TABLE fact_user_council_member AS
WITH long AS (
    SELECT area_id, unit_id, year::INTEGER AS council_year, provenance, gender, member_count
    FROM (
        SELECT *, members_women AS women, members_men AS men, members_unknown AS unknown
        FROM raw_register_user_councils
    )
    UNPIVOT (member_count FOR gender IN (women, men, unknown))
)
SELECT area_id, coalesce(unit_id, 'all') AS unit_id, council_year, coalesce(gender, 'total') AS gender, sum(member_count)::INTEGER AS member_count,
    min(provenance) AS provenance
FROM long
GROUP BY GROUPING SETS (
    (area_id, unit_id, council_year, gender),
    (area_id, unit_id, council_year),
    (area_id, council_year, gender),
    (area_id, council_year)
);

CREATE TABLE fact_staff AS
SELECT area_id, measurement_date, coalesce(administration, 'total') AS administration, coalesce(level, 'total') AS level,
    coalesce(gender, 'total') AS gender, sum(count)::INTEGER AS staff_count, min(provenance) AS provenance
FROM raw_register_staff
WHERE age_group IS NULL AND birth_region IS NULL
GROUP BY area_id, measurement_date, CUBE (administration, level, gender);
