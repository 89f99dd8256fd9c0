-- What elected members do and where they are, and what they say in interviews. Counts in the registers, and never names.

CREATE TABLE fact_activity AS
SELECT area_id, body_id, year::INTEGER AS activity_year, kind, gender, count AS count_value, provenance, source_id
FROM raw_register_activity;

-- Who comes for a party comes in public: the few of an occasion are told as they are.
CREATE TABLE fact_presence AS
SELECT presence.area_id, presence_id, date AS presence_date, place_type, place AS place_name, part.part_area_id,
    area_code AS area_written, actor_kind, coalesce(party, '') AS party, open_meeting AS is_open_meeting, women::INTEGER AS women_count,
    men::INTEGER AS men_count, "unknown"::INTEGER AS unknown_count, provenance, source_id
FROM raw_register_presence AS presence
LEFT JOIN register_part AS part ON part.area_id = presence.area_id AND part.slug = area_slug(presence.area_code);

-- Those interviewed by whether they brought a theme up. All together only where every sex of the year's interviews is there.
CREATE TABLE fact_interview_theme AS
WITH told AS (
    SELECT area_id, year::INTEGER AS interview_year, theme, gender, provenance, mentions AS yes, interviews - mentions AS no
    FROM raw_register_interview_themes
),
long AS (
    SELECT area_id, interview_year, theme, gender, provenance, said, persons
    FROM told
    UNPIVOT (persons FOR said IN (yes, no))
),
sexes AS (
    SELECT area_id, interview_year, count(DISTINCT gender) AS sex_count
    FROM told
    GROUP BY area_id, interview_year
)
SELECT area_id, interview_year, theme, coalesce(said, 'total') AS said, coalesce(gender, 'total') AS gender,
    CASE WHEN gender IS NOT NULL OR count(DISTINCT gender) = any_value(sex_count) THEN sum(persons)::INTEGER END AS person_count,
    min(provenance) AS provenance
FROM long
JOIN sexes USING (area_id, interview_year)
GROUP BY area_id, interview_year, theme, CUBE (said, gender);
