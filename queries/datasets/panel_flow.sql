/*
title = "Who joined and who left the panel, year by year and by sex"
grain = ["flow_year", "direction", "gender"]
source_tables = ["fact_panel_flow"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[columns]
flow_year = "integer | year"
direction = "text | joined or left"
gender = "text | women, men, other, unknown or total"
person_count = "integer? | persons; null where hidden"
is_suppressed = "boolean | the number is hidden"
suppression_reason = "text? | why it is hidden"
is_example = "boolean | invented, not the organisation's own"
*/
SELECT flow_year, direction, gender, person_count, is_suppressed, suppression_reason, provenance = 'example' AS is_example
FROM fact_panel_flow
WHERE area_id = $area
ORDER BY flow_year, direction, gender
