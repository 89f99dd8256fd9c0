-- The citizens' panel, counted: waves, members and answers. Weights and what is worked out of them: spegel/build/panel.py.

CREATE TABLE fact_panel_wave AS
SELECT
    wave.area_id,
    wave.wave_id,
    (row_number() OVER (PARTITION BY wave.area_id ORDER BY wave.start_date, wave.wave_id))::INTEGER AS wave_number,
    wave.panel,
    wave.title,
    wave.start_date,
    wave.end_date,
    wave.invited::INTEGER AS invited_count,
    wave.started::INTEGER AS started_count,
    wave.completed::INTEGER AS completed_count,
    wave.mode,
    wave.recruitment,
    wave.weight_method,
    wave.results_date,
    wave.results_url,
    wave.results_note,
    register.kept_date AS reference_date,
    wave.provenance,
    wave.source_id
FROM raw_register_panel_waves AS wave
LEFT JOIN gathered_register AS register ON register.area_id = wave.area_id AND register.kind = 'panel_waves';

-- Members, numbered: a number is quicker to count by than a pseudonym, and goes nowhere.
CREATE TABLE panel_member AS
SELECT
    member.area_id,
    member.respondent_id,
    row_number() OVER (ORDER BY member.area_id, member.respondent_id) AS member_number,
    member.gender,
    coalesce(member.age_group, 'unknown') AS age,
    CASE WHEN member.area_code IS NULL THEN 'unknown' ELSE coalesce(part.part_area_id, 'other') END AS area,
    coalesce(member.education, 'unknown') AS education,
    coalesce(member.birth_region, 'unknown') AS birth_region,
    member.joined_date,
    member.left_date,
    member.provenance
FROM raw_register_panel_respondents AS member
LEFT JOIN register_part AS part ON part.area_id = member.area_id AND part.slug = area_slug(member.area_code);

-- Every question of a wave. A scale of ten steps is a scale of ten also where nobody chose the last one, so the number of steps is
-- the next that scales have. Steps that are not numbers make no scale.
CREATE TABLE panel_question AS
WITH asked AS (
    SELECT
        area_id,
        wave_id,
        question_id,
        max(question_text) AS question_text,
        max(question_type) AS question_type,
        bool_and(answer_value IS NOT NULL) FILTER (answer_code IS NOT NULL) AS is_number,
        min(answer_value) AS lowest,
        max(answer_value) AS highest,
        any_value(provenance) AS provenance
    FROM raw_register_panel_answers
    GROUP BY area_id, wave_id, question_id
),
ends AS (
    SELECT *, least(1, min(lowest) OVER question) AS first_step, max(highest) OVER question AS last_given
    FROM asked
    WINDOW question AS (PARTITION BY area_id, question_id)
)
SELECT
    area_id,
    wave_id,
    question_id,
    question_text,
    question_type,
    first_step,
    coalesce(list_filter([3, 4, 5, 7, 10], lambda step: step >= last_given)[1], last_given) AS last_step,
    coalesce(question_type = 'scale' AND is_number, false) AS is_scale,
    provenance
FROM ends;

-- Low, middle and high. Of ten steps as in the citizen survey of Statistics Sweden: 1-4, 5-7 and 8-10. Of others the lower
-- and the upper part, with the steps in the very middle for themselves.
CREATE MACRO step_class(step, first_step, last_step) AS
    CASE
        WHEN first_step = 1 AND last_step = 10 THEN CASE WHEN step <= 4 THEN 'low' WHEN step <= 7 THEN 'middle' ELSE 'high' END
        WHEN (step - first_step) / (last_step - first_step) < 0.4 THEN 'low'
        WHEN (step - first_step) / (last_step - first_step) > 0.6 THEN 'high'
        ELSE 'middle'
    END;

CREATE TABLE fact_panel_question AS
SELECT
    answer.area_id,
    answer.wave_id,
    answer.question_id,
    coalesce(answer.answer_code, '') AS answer_code,
    any_value(question.question_text) AS question_text,
    any_value(question.question_type) AS question_type,
    CASE WHEN any_value(question.is_scale) THEN any_value((question.last_step - question.first_step + 1)::INTEGER) END AS step_count,
    coalesce(any_value(question.is_scale AND question.first_step = 1 AND question.last_step = 10), false) AS has_index,
    max(CASE WHEN question.question_type IS DISTINCT FROM 'text' THEN answer.answer_label END) AS answer_label,
    max(CASE WHEN question.question_type IS DISTINCT FROM 'text' THEN answer.answer_value END) AS answer_value,
    max(CASE WHEN question.is_scale AND answer.answer_code IS NOT NULL THEN
        step_class(answer.answer_value, question.first_step, question.last_step)
    END) AS answer_class,
    any_value(answer.provenance) AS provenance
FROM raw_register_panel_answers AS answer
JOIN panel_question AS question USING (area_id, wave_id, question_id)
WHERE question.question_type IS DISTINCT FROM 'text' OR answer.answer_code IS NULL
GROUP BY answer.area_id, answer.wave_id, answer.question_id, coalesce(answer.answer_code, '');

-- One row an answer. A person who chose several is once in the base (`is_base`). Free text and no answer are not counted.
CREATE TABLE panel_answer AS
SELECT
    answer.area_id,
    answer.wave_id,
    answer.question_id,
    answer.answer_code,
    CASE WHEN question.is_scale THEN step_class(answer.answer_value, question.first_step, question.last_step) END AS answer_class,
    answer.answer_value,
    member.member_number,
    row_number() OVER (PARTITION BY answer.wave_id, answer.question_id, member.member_number ORDER BY answer.answer_code) = 1 AS is_base,
    answer.weight AS own_weight
FROM raw_register_panel_answers AS answer
JOIN panel_question AS question USING (area_id, wave_id, question_id)
JOIN panel_member AS member USING (area_id, respondent_id)
WHERE answer.answer_code IS NOT NULL AND question.question_type IS DISTINCT FROM 'text';

-- Those who answered a wave, with the weight of the register where it has one.
CREATE TABLE panel_person AS
SELECT answer.area_id, answer.wave_id, member.member_number, max(answer.weight) AS own_weight
FROM (SELECT DISTINCT area_id, wave_id, respondent_id, weight FROM raw_register_panel_answers) AS answer
JOIN panel_member AS member USING (area_id, respondent_id)
GROUP BY answer.area_id, answer.wave_id, member.member_number;

-- How many gave each answer, by one characteristic at a time. A scale is told in its classes, and answer by answer for all
-- together only: coarser numbers are better than hidden ones. Those who answered nothing are outside.
CREATE TABLE fact_panel_answer AS
WITH coded AS (
    SELECT area_id, wave_id, question_id, answer_class AS answer_code, 'total' AS parent_code, member_number
    FROM panel_answer
    WHERE answer_class IS NOT NULL
    UNION ALL
    SELECT area_id, wave_id, question_id, answer_code, coalesce(answer_class, 'total'), member_number
    FROM panel_answer
    UNION ALL
    SELECT area_id, wave_id, question_id, 'total', NULL, member_number
    FROM panel_answer
    WHERE is_base
),
counted AS (
    SELECT
        coded.area_id,
        coded.wave_id,
        coded.question_id,
        coded.answer_code,
        coded.parent_code,
        member.gender,
        member.age,
        member.area,
        member.education,
        member.birth_region,
        count(*)::INTEGER AS answer_count
    FROM coded
    JOIN panel_member AS member USING (member_number)
    GROUP BY GROUPING SETS (
        (coded.area_id, coded.wave_id, coded.question_id, coded.answer_code, coded.parent_code),
        (coded.area_id, coded.wave_id, coded.question_id, coded.answer_code, coded.parent_code, member.gender),
        (coded.area_id, coded.wave_id, coded.question_id, coded.answer_code, coded.parent_code, member.age),
        (coded.area_id, coded.wave_id, coded.question_id, coded.answer_code, coded.parent_code, member.area),
        (coded.area_id, coded.wave_id, coded.question_id, coded.answer_code, coded.parent_code, member.education),
        (coded.area_id, coded.wave_id, coded.question_id, coded.answer_code, coded.parent_code, member.birth_region)
    )
),
found AS (
    SELECT
        area_id,
        wave_id,
        question_id,
        answer_code,
        parent_code,
        CASE
            WHEN gender IS NOT NULL THEN 'gender'
            WHEN age IS NOT NULL THEN 'age'
            WHEN area IS NOT NULL THEN 'area'
            WHEN education IS NOT NULL THEN 'education'
            WHEN birth_region IS NOT NULL THEN 'birth_region'
            ELSE 'all'
        END AS dimension,
        coalesce(gender, age, area, education, birth_region, 'total') AS category,
        answer_count
    FROM counted
    WHERE parent_code IS NULL OR parent_code = 'total' OR coalesce(gender, age, area, education, birth_region) IS NULL
)
-- Also what nobody of a group answered: a row that is not there would say so.
SELECT area_id, wave_id, question_id, answer.answer_code, answer.parent_code, dimension, category,
    coalesce(found.answer_count, 0) AS answer_count, wave.provenance
FROM (SELECT area_id, wave_id, question_id, dimension, category FROM found WHERE answer_code = 'total') AS base
JOIN (SELECT area_id, wave_id, question_id, answer_code, parent_code FROM found WHERE dimension = 'all') AS answer
    USING (area_id, wave_id, question_id)
JOIN fact_panel_wave AS wave USING (area_id, wave_id)
LEFT JOIN found USING (area_id, wave_id, question_id, answer_code, dimension, category)
WHERE dimension = 'all' OR answer.parent_code IS NULL OR answer.parent_code = 'total';

-- Members on the first day of a wave: those who answered it, those active who did not, and those who have answered nothing that
-- began in the twelve months up to it. Ages are told of women and of men: with the few others beside them a total by age would
-- have to be hidden.
CREATE TABLE panel_present AS
WITH present AS (
    SELECT
        wave.area_id,
        wave.wave_id,
        wave.wave_number,
        member.member_number,
        CASE
            WHEN bool_or(coalesce(answered.wave_id = wave.wave_id, false)) THEN 'answered'
            WHEN count(answered.wave_id) > 0 THEN 'silent'
            ELSE 'passive'
        END AS state
    FROM fact_panel_wave AS wave
    JOIN panel_member AS member ON member.area_id = wave.area_id
        AND coalesce(member.joined_date <= wave.start_date, true)
        AND coalesce(member.left_date > wave.start_date, true)
    LEFT JOIN (
        SELECT person.member_number, person.wave_id, start_date
        FROM panel_person AS person
        JOIN fact_panel_wave USING (area_id, wave_id)
    ) AS answered ON answered.member_number = member.member_number
        AND answered.start_date <= wave.start_date AND answered.start_date > wave.start_date - INTERVAL 12 MONTH
    GROUP BY wave.area_id, wave.wave_id, wave.wave_number, member.member_number
)
SELECT present.*, gender, age, area, education, birth_region
FROM present
JOIN panel_member USING (member_number, area_id);

CREATE TABLE panel_counted AS
WITH stated AS (
    SELECT *, state AS counted_state FROM panel_present
    UNION ALL SELECT *, 'active' FROM panel_present WHERE state <> 'passive'
    UNION ALL SELECT *, 'total' FROM panel_present
),
counted AS (
    SELECT area_id, wave_id, counted_state AS state, 'all' AS dimension, 'total' AS category, gender, count(*) AS person_count
    FROM stated GROUP BY ALL
    UNION ALL SELECT area_id, wave_id, counted_state, 'all', 'total', 'total', count(*) FROM stated GROUP BY ALL
    UNION ALL SELECT area_id, wave_id, counted_state, 'age', age, gender, count(*) FROM stated WHERE gender IN ('women', 'men') GROUP BY ALL
    UNION ALL SELECT area_id, wave_id, counted_state, 'area', area, 'total', count(*) FROM stated GROUP BY ALL
    UNION ALL SELECT area_id, wave_id, counted_state, 'education', education, 'total', count(*) FROM stated GROUP BY ALL
    UNION ALL SELECT area_id, wave_id, counted_state, 'birth_region', birth_region, 'total', count(*) FROM stated GROUP BY ALL
)
SELECT area_id, wave_id, dimension, category, gender, state.state, state.parent_state,
    coalesce(counted.person_count, 0)::INTEGER AS person_count, wave.provenance
FROM (SELECT area_id, wave_id, dimension, category, gender FROM counted WHERE state = 'total') AS base
CROSS JOIN (
    VALUES ('total', NULL), ('active', 'total'), ('passive', 'total'), ('answered', 'active'), ('silent', 'active')
) AS state (state, parent_state)
JOIN fact_panel_wave AS wave USING (area_id, wave_id)
LEFT JOIN counted USING (area_id, wave_id, dimension, category, gender, state);

CREATE TABLE fact_panel_member AS
SELECT * FROM panel_counted WHERE dimension IN ('all', 'age', 'area');

-- With the totals of all, which both tables tell.
CREATE TABLE fact_panel_member_background AS
SELECT * EXCLUDE (gender) FROM panel_counted WHERE dimension IN ('education', 'birth_region') OR (dimension = 'all' AND gender = 'total');

-- Who came and who left, year by year and by sex.
CREATE TABLE fact_panel_flow AS
WITH moved AS (
    SELECT area_id, 'joined' AS direction, year(joined_date)::INTEGER AS flow_year, gender, provenance
    FROM panel_member
    WHERE joined_date IS NOT NULL
    UNION ALL
    SELECT area_id, 'left', year(left_date)::INTEGER, gender, provenance
    FROM panel_member
    WHERE left_date IS NOT NULL
)
SELECT area_id, direction, flow_year, coalesce(gender, 'total') AS gender, count(*)::INTEGER AS person_count, min(provenance) AS provenance
FROM moved
GROUP BY GROUPING SETS ((area_id, direction, flow_year, gender), (area_id, direction, flow_year));

-- Of the members who answered the first wave, who answered each later one. Told as rounded shares of large groups only.
CREATE TABLE panel_kept AS
SELECT first_wave.area_id, first_wave.wave_id AS first_wave_id, later.wave_id, first_wave.gender, first_wave.age,
    person.member_number IS NOT NULL AS is_kept, later.provenance
FROM panel_present AS first_wave
JOIN fact_panel_wave AS later ON later.area_id = first_wave.area_id AND later.wave_number > 1
LEFT JOIN panel_person AS person ON person.wave_id = later.wave_id AND person.member_number = first_wave.member_number
WHERE first_wave.wave_number = 1 AND first_wave.state = 'answered';

-- Themes of free text, coded by an official, of women and of men; with totals the few others would hide them. A theme of fewer than ten
-- is nowhere: its words could be a person's. Those who are all together have at least one of the others.
CREATE TABLE fact_panel_theme AS
WITH coded AS (
    SELECT theme.area_id, theme.wave_id, theme.question_id, theme.theme, member.member_number, member.gender
    FROM raw_register_panel_themes AS theme
    JOIN panel_member AS member USING (area_id, respondent_id)
    WHERE member.gender IN ('women', 'men')
    QUALIFY count(*) OVER (PARTITION BY theme.area_id, theme.wave_id, theme.question_id, theme.theme) >= 10
),
named AS (
    SELECT area_id, wave_id, question_id, theme, member_number, gender
    FROM coded
    UNION
    SELECT area_id, wave_id, question_id, 'total', member_number, gender
    FROM coded
),
counted AS (
    SELECT area_id, wave_id, question_id, theme, gender, count(*) AS person_count
    FROM named
    GROUP BY ALL
)
SELECT base.*, sex.gender, coalesce(counted.person_count, 0)::INTEGER AS person_count, wave.provenance
FROM (SELECT DISTINCT area_id, wave_id, question_id, theme FROM counted) AS base
CROSS JOIN (VALUES ('women'), ('men')) AS sex (gender)
JOIN fact_panel_wave AS wave USING (area_id, wave_id)
LEFT JOIN counted USING (area_id, wave_id, question_id, theme, gender);

-- The adults a wave is held against: of the nearest year there are figures of, by one characteristic at a time. Where the adults of
-- the parts are not known the residents of all ages stand in for them, and the base says so; for no other characteristic, since
-- children are spread over the parts about as adults are, but are far more often born in Sweden.
CREATE TABLE fact_panel_population AS
WITH whole AS (
    SELECT resident.*
    FROM fact_resident AS resident
    LEFT JOIN (SELECT parent_area_id, count(*) AS part_count FROM dim_area GROUP BY parent_area_id) AS part
        ON part.parent_area_id = resident.place_id
    WHERE ((base = '18+' AND dimension IN ('all', 'age', 'area', 'birth_region')) OR (base = 'all' AND dimension = 'area'))
        AND gender IN ('women', 'men', 'total')
        AND category NOT IN ('unknown', 'other')
    QUALIFY count(*) OVER (PARTITION BY place_id, population_year, base, dimension, gender)
        = CASE dimension WHEN 'all' THEN 1 WHEN 'age' THEN 4 WHEN 'birth_region' THEN 3 ELSE part.part_count END
),
nearest AS (
    SELECT wave.area_id, wave.wave_id, whole.base, whole.dimension, whole.gender, whole.population_year
    FROM fact_panel_wave AS wave
    JOIN (SELECT DISTINCT place_id, base, dimension, gender, population_year FROM whole) AS whole ON whole.place_id = wave.area_id
    QUALIFY row_number() OVER (
        PARTITION BY wave.area_id, wave.wave_id, whole.dimension, whole.gender
        ORDER BY whole.base, abs(whole.population_year - year(wave.start_date)), whole.population_year
    ) = 1
)
SELECT nearest.area_id, nearest.wave_id, nearest.dimension, whole.category, nearest.gender, nearest.base AS population_base,
    nearest.population_year, whole.resident_count AS population_count, whole.source_id
FROM nearest
JOIN whole ON whole.place_id = nearest.area_id AND whole.base = nearest.base AND whole.dimension = nearest.dimension
    AND whole.gender = nearest.gender AND whole.population_year = nearest.population_year;
