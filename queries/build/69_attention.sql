-- Groups and parts that the organisation has set out for special attention. Invented ones never stand beside real dialogues.
CREATE TABLE fact_attention AS
SELECT
    flagged.area_id,
    flagged.dimension,
    CASE flagged.dimension WHEN 'area' THEN coalesce(part.part_area_id, flagged.category) ELSE flagged.category END AS category,
    flagged.category AS category_written,
    flagged.barrier,
    flagged.reviewed_date,
    flagged.provenance,
    flagged.source_id
FROM raw_register_attention AS flagged
JOIN gathered_register AS held
    ON held.area_id = flagged.area_id AND held.kind = 'dialogues' AND held.provenance = flagged.provenance
LEFT JOIN register_part AS part ON part.area_id = flagged.area_id AND part.slug = area_slug(flagged.category);
