-- What those who took part in a dialogue were told afterwards, and how long that and the carrying out of decisions took.
-- Curves are made of register_waiting in Python. Definitions: aterkoppling_* and beslut_* in queries/indicators.

-- One row for each dialogue that is over, seen from the last day the register of feedback tells about. Where there is no such
-- register nothing is known, and there is no row. A day after that one is a plan and has not happened.
CREATE TABLE fact_dialogue_feedback AS
WITH kept AS (
    SELECT area_id, kept_date AS reference_date, provenance
    FROM gathered_register
    WHERE kind = 'feedback'
),
closed AS (
    SELECT
        dialogue.area_id, dialogue.dialogue_id, kept.reference_date, coalesce(dialogue.end_date, dialogue.start_date) AS closed_date,
        dialogue.decision_reference, dialogue.report_url,
        -- 'example' comes before 'own': where either register is invented, so is what they say together.
        least(dialogue.provenance, kept.provenance) AS provenance
    FROM fact_dialogue AS dialogue
    JOIN kept USING (area_id)
    WHERE coalesce(dialogue.status, 'held') = 'held' AND coalesce(dialogue.end_date, dialogue.start_date) <= kept.reference_date
),
promise AS (
    SELECT closed.area_id, closed.dialogue_id, promise, url, outcome, reason,
        list_position(['results', 'handling', 'effect'], promise) AS place,
        CASE WHEN given_date <= closed.reference_date THEN given_date END AS given_date
    FROM fact_feedback
    JOIN closed USING (area_id, dialogue_id)
),
told AS (
    SELECT
        area_id, dialogue_id,
        min(given_date) AS first_date,
        min(given_date) FILTER (promise = 'results') AS results_date,
        min(given_date) FILTER (promise = 'handling') AS handling_date,
        min(given_date) FILTER (promise = 'effect') AS effect_date,
        min(url) FILTER (promise = 'results') AS results_url,
        -- The last promise that says it.
        arg_max(outcome, place) FILTER (outcome IS NOT NULL) AS outcome,
        arg_max(reason, place) FILTER (reason IS NOT NULL) AS reason
    FROM promise
    GROUP BY area_id, dialogue_id
),
decided AS (
    SELECT area_id, dialogue_id, arg_min(decision_id, (decided_date, decision_id)) AS decision_id
    FROM fact_decision
    WHERE dialogue_id IS NOT NULL AND step IS NOT NULL
    GROUP BY area_id, dialogue_id
)
SELECT
    closed.area_id, closed.dialogue_id, closed.reference_date, closed.closed_date,
    told.first_date, told.results_date, told.handling_date, told.effect_date, told.outcome, told.reason,
    coalesce(closed.report_url, told.results_url) AS page_url,
    decided.decision_id, coalesce(closed.decision_reference, decided.decision_id) AS decision_reference,
    closed.provenance
FROM closed
LEFT JOIN told USING (area_id, dialogue_id)
LEFT JOIN decided USING (area_id, dialogue_id);

-- Everything that is waited for: from which day, how many days so far, and whether the waiting is over. What was told before the
-- dialogue was closed took no days.
CREATE TABLE register_waiting AS
WITH asked AS (
    SELECT feedback.*, dialogue.classification
    FROM fact_dialogue_feedback AS feedback
    JOIN fact_dialogue AS dialogue USING (area_id, dialogue_id)
),
waiting AS (
    SELECT area_id, 'answer' AS clock, classification AS category, closed_date AS from_date, first_date AS to_date, reference_date, provenance
    FROM asked
    UNION ALL
    SELECT area_id, 'results', classification, closed_date, results_date, reference_date, provenance
    FROM asked
    UNION ALL
    SELECT area_id, 'handling', classification, closed_date, handling_date, reference_date, provenance
    FROM asked
    UNION ALL
    SELECT area_id, 'effect', classification, closed_date, effect_date, reference_date, provenance
    FROM asked
    UNION ALL
    -- A page is published on the day the results are told. Where that day is not known, neither is the waiting.
    SELECT area_id, 'page', classification, closed_date, CASE WHEN page_url IS NOT NULL THEN results_date END, reference_date, provenance
    FROM asked
    WHERE page_url IS NULL OR results_date IS NOT NULL
    UNION ALL
    -- What has been evaluated was carried out by then.
    SELECT area_id, 'decision', coalesce(body_id, ''), decided_date,
        CASE WHEN step IN ('done', 'evaluated') THEN least(done_date, evaluated_date) END, reference_date, provenance
    FROM fact_decision
    WHERE step IS NOT NULL
)
SELECT area_id, clock, category, year(from_date)::VARCHAR AS period, provenance, to_date IS NOT NULL AS is_over,
    greatest(coalesce(to_date, reference_date) - from_date, 0) AS days
FROM waiting;
