-- How many different persons took part in dialogues in a year, by where they live and sex: rackvidd in queries/indicators. Nobody is
-- followed from dialogue to dialogue here; the organisation counts them itself. Invented ones never stand beside real dialogues.
CREATE TABLE fact_reach AS
WITH unique_participant AS (
    SELECT
        counted.area_id,
        counted.year::INTEGER AS reach_year,
        coalesce(part.part_area_id, 'other') AS place_id,
        counted.gender,
        counted.count AS persons,
        counted.provenance
    FROM raw_register_unique_participants AS counted
    JOIN gathered_register AS held
        ON held.area_id = counted.area_id AND held.kind = 'dialogues' AND held.provenance = counted.provenance
    LEFT JOIN register_part AS part ON part.area_id = counted.area_id AND part.slug = area_slug(counted.area_code)
)
SELECT
    area_id,
    reach_year,
    coalesce(place_id, 'total') AS place_id,
    coalesce(gender, 'total') AS gender,
    sum(persons)::INTEGER AS unique_count,
    min(provenance) AS provenance
FROM unique_participant
GROUP BY area_id, reach_year, CUBE (place_id, gender);
