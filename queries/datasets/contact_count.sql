/*
title = "Contacts with residents that are over, by type and kind, and how many have had feedback"
grain = ["contact_type", "classification"]
source_tables = ["fact_dialogue_feedback", "fact_dialogue"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation whose register it is"

[params.year]
type = "integer"
optional = true
meaning = "Year the dialogue was closed; all years when left out"

[columns]
contact_type = "text | meeting, dialogue or conversation"
type_order = "integer | their order"
classification = "text | kind of dialogue; total: the whole type"
contact_count = "integer | contacts that are over"
answered_count = "integer | of them, those with feedback of some kind"
answered_share = "number | answered_count / contact_count"
is_example = "boolean | invented, not the organisation's own"
*/
WITH contact AS (
    SELECT
        CASE WHEN dialogue.classification IN ('meeting', 'conversation') THEN dialogue.classification ELSE 'dialogue' END AS contact_type,
        dialogue.classification,
        feedback.first_date,
        feedback.provenance
    FROM fact_dialogue_feedback AS feedback
    JOIN fact_dialogue AS dialogue USING (area_id, dialogue_id)
    WHERE feedback.area_id = $area AND ($year::INTEGER IS NULL OR year(feedback.closed_date) = $year)
)
SELECT
    contact_type,
    list_position(['meeting', 'dialogue', 'conversation'], contact_type) AS type_order,
    coalesce(classification, 'total') AS classification,
    count(*) AS contact_count,
    count(first_date) AS answered_count,
    count(first_date) / count(*) AS answered_share,
    bool_or(provenance = 'example') AS is_example
FROM contact
GROUP BY GROUPING SETS ((contact_type), (contact_type, classification))
ORDER BY type_order, coalesce(contact.classification, 'total') = 'total' DESC, contact_count DESC, 3
