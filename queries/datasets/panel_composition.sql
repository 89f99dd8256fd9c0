/*
title = "How far the members of the panel are from the adults of the municipality, with the verdict"
grain = ["dimension"]
source_tables = ["fact_panel_composition", "fact_panel_wave"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[columns]
as_of_date = "date | first day of the latest wave"
dimension = "text | gender, age, area, education or birth_region"
known_count = "integer? | members whose group is known; null where a group is hidden, or there are no adults to compare with"
unknown_share = "number? | whose group is not known; null where that number is hidden"
tvd_share = "number? | panel_sammansattning; null where a group is hidden"
band_share = "number? | what at least 95 percent of random panels of this size stay within"
verdict = "text | avviker, ryms, for_fa, underlag_saknas, inget_test or dolt"
test_name = "text? | chi2, exact or simulated"
p_value = "number? | of that test"
population_base = "text? | 18+, or all: residents of all ages stand in for the adults of the parts"
population_year = "integer? | year"
is_example = "boolean | invented, not the organisation's own"
*/
SELECT
    wave.start_date AS as_of_date,
    composition.dimension,
    composition.known_count,
    composition.unknown_share,
    composition.tvd_share,
    composition.band_share,
    composition.verdict,
    composition.test_name,
    composition.p_value,
    composition.population_base,
    composition.population_year,
    composition.provenance = 'example' AS is_example
FROM fact_panel_composition AS composition
JOIN fact_panel_wave AS wave USING (area_id, wave_id)
WHERE area_id = $area
QUALIFY wave.wave_number = max(wave.wave_number) OVER ()
ORDER BY composition.dimension
