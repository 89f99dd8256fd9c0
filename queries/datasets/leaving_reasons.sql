/*
title = "Why members left, all terms that are over together"
grain = ["reason", "gender"]
source_tables = ["fact_leaving_reason"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[columns]
reason = "text | resigned, moved, new_post, died, other, unknown or total"
reason_order = "integer | order to show them in"
gender = "text | women, men, other, unknown or total"
left_count = "integer? | members who left for it; null where hidden"
suppression_reason = "text? | why the number is hidden; null where it is not"
is_example = "boolean | invented, not the organisation's own"
*/
SELECT
    reason,
    list_position(['resigned', 'moved', 'new_post', 'died', 'other', 'unknown', 'total'], reason)::INTEGER AS reason_order,
    gender,
    left_count,
    suppression_reason,
    provenance = 'example' AS is_example
FROM fact_leaving_reason
WHERE area_id = $area
ORDER BY reason_order, gender
