-- Dialogues that a decision rests on, and whether they came while it could still be influenced. Definition: tidig_dialog_andel in
-- queries/indicators. A dialogue names its decision, or the register of decisions names the dialogue.
CREATE TABLE fact_dialogue_decision AS
WITH registered AS (
    SELECT
        area_id,
        dialogue_id,
        arg_min(decision_id, (decided_date, decision_id)) AS decision_id,
        arg_min(title, (decided_date, decision_id)) AS title,
        min(decided_date) AS decided_date,
        min(provenance) AS provenance
    FROM fact_decision
    WHERE dialogue_id IS NOT NULL
    GROUP BY area_id, dialogue_id
),
linked AS (
    SELECT
        dialogue.area_id,
        dialogue.dialogue_id,
        dialogue.start_date,
        dialogue.stage,
        coalesce(dialogue.decision_reference, registered.decision_id) AS decision_reference,
        registered.title AS decision_title,
        coalesce(dialogue.decision_date, registered.decided_date) AS decision_date,
        -- 'example' comes before 'own': where either register is invented, so is what they say together.
        least(dialogue.provenance, coalesce(registered.provenance, dialogue.provenance)) AS provenance
    FROM fact_dialogue AS dialogue
    LEFT JOIN registered USING (area_id, dialogue_id)
    WHERE coalesce(dialogue.status, 'held') = 'held'
        AND (dialogue.decision_reference IS NOT NULL OR dialogue.decision_date IS NOT NULL OR registered.decision_id IS NOT NULL)
)
SELECT
    area_id,
    dialogue_id,
    decision_reference,
    decision_title,
    decision_date,
    CASE
        -- What is decided already cannot be influenced, whatever the stage says.
        WHEN start_date >= decision_date OR stage IN ('before_decision', 'after_decision', 'follow_up') THEN 'late'
        WHEN stage IN ('early', 'proposal') THEN 'early'
        ELSE 'unknown'
    END AS timing,
    provenance
FROM linked;
