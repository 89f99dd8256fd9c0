/*
title = "How the answers of each wave of the panel were weighted, or why they were not"
grain = ["wave_id"]
source_tables = ["fact_panel_weighting", "fact_panel_wave", "meta_source"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[columns]
wave_id = "text | wave"
wave_number = "integer | its place among the waves"
method = "text | raked, own (the register's weights) or unweighted"
refusals = "text? | rules for which it was not raked, comma between"
margins = "text? | sex_age, area, birth_region: those used, comma between"
dropped = "text? | margin:rule of those left out, comma between"
merged = "text? | margin:level of levels that were put together, comma between"
population_year = "integer? | year of the residents by sex and age"
population_source = "text? | their source"
round_count = "integer? | rounds of trimming"
trimmed_share = "number? | whose weight was trimmed, whole percent"
left_out_count = "integer? | answered and have no weight, to the nearest ten"
largest_gap_ratio = "number? | largest relative distance left between a margin and its population"
people_count = "integer? | with a weight, to the nearest ten"
effective_count = "integer? | persons in effect (Kish)"
design_effect = "number? | panel_deff: the one by the other"
weight_text = "text? | how the register says that its own weights were made; null where they are not used"
is_example = "boolean | invented, not the organisation's own"
*/
SELECT
    weighting.wave_id,
    wave.wave_number,
    weighting.method,
    weighting.refusals,
    weighting.margins,
    weighting.dropped,
    weighting.merged,
    weighting.population_year,
    source.title AS population_source,
    weighting.round_count,
    weighting.trimmed_share,
    weighting.left_out_count,
    weighting.largest_gap_ratio,
    weighting.people_count,
    weighting.effective_count,
    weighting.design_effect,
    CASE WHEN weighting.method = 'own' THEN wave.weight_method END AS weight_text,
    weighting.provenance = 'example' AS is_example
FROM fact_panel_weighting AS weighting
JOIN fact_panel_wave AS wave USING (area_id, wave_id)
LEFT JOIN meta_source AS source ON source.source_id = weighting.population_source_id
WHERE weighting.area_id = $area
ORDER BY wave.wave_number DESC
