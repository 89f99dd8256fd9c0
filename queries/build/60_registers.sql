-- Registers of the organisations, row by row: what is public in them. Everything about persons is counted in 61.
-- raw_register_<kind>: the columns of data/registers/<kind>.toml, with area_id, source_id and provenance (own or example).

-- Areas are written as codes or names; what is no part of today, such as a part that has been redrawn, stays as it is written.
CREATE MACRO area_slug(words) AS regexp_replace(lower(strip_accents(words)), '[^a-z0-9]+', '-', 'g');

CREATE TABLE register_part AS
SELECT parent_area_id AS area_id, area_id AS part_area_id, area_slug(area_name) AS slug
FROM dim_area
WHERE area_level IN ('kommundel', 'stadsdel')
UNION
SELECT parent_area_id, area_id, area_slug(area_id)
FROM dim_area
WHERE area_level IN ('kommundel', 'stadsdel');

CREATE TABLE dim_body AS
SELECT area_id, body_id, name AS body_name, classification, parent_id AS parent_body_id, seats::INTEGER AS seat_count,
    substitute_seats::INTEGER AS substitute_count, founding_date, dissolution_date, row_number() OVER (
        PARTITION BY area_id
        ORDER BY
            list_position(
                ['council', 'executive', 'committee', 'sub_committee', 'drafting', 'advisory', 'company', 'audit'], classification
            ),
            name,
            body_id
    )::INTEGER AS body_order, provenance, source_id
FROM raw_register_bodies;

CREATE TABLE fact_fee AS
SELECT area_id, body_id, role, start_date, end_date, yearly_fee_sek AS yearly_fee_value, meeting_fee_sek AS meeting_fee_value, provenance,
    source_id
FROM raw_register_fees;

CREATE TABLE fact_dialogue AS
SELECT
    dialogue.area_id,
    dialogue_id,
    title,
    classification,
    status,
    start_time::DATE AS start_date,
    strftime(start_time, '%H:%M') AS start_clock,
    end_time::DATE AS end_date,
    strftime(end_time, '%H:%M') AS end_clock,
    purpose,
    target_group,
    mandate,
    stage,
    feedback_owner,
    parties,
    organization,
    owner,
    part.part_area_id,
    area_code AS area_written,
    area_version AS area_version_written,
    location,
    latitude AS lat,
    longitude AS lon,
    channel,
    recruitment,
    invited::INTEGER AS invited_count,
    registered::INTEGER AS registered_count,
    contributions::INTEGER AS contributions_count,
    in_plan AS is_in_plan,
    decision_reference,
    decision_date,
    report_url,
    provenance,
    source_id
FROM raw_register_dialogues AS dialogue
LEFT JOIN register_part AS part ON part.area_id = dialogue.area_id AND part.slug = area_slug(dialogue.area_code);

CREATE TABLE fact_feedback AS
SELECT area_id, feedback_id, dialogue_id, proposal_id, promise, promised_date, given_date, owner, channel, progress / 100 AS progress_share,
    status, outcome, reason, url, provenance, source_id
FROM raw_register_feedback;

-- How far a decision has come on the last day the register tells about; later days are plans.
CREATE TABLE fact_decision AS
SELECT decision.area_id, decision_id, title, body_id, decided_date, due_date, started_date, done_date, evaluated_date, owner,
    amount_sek AS amount_value, part.part_area_id, area_code AS area_written, dialogue_id, register.kept_date AS reference_date,
    CASE
        WHEN decided_date > register.kept_date THEN NULL
        WHEN evaluated_date <= register.kept_date THEN 'evaluated'
        WHEN done_date <= register.kept_date THEN 'done'
        WHEN started_date <= register.kept_date THEN 'started'
        ELSE 'taken'
    END AS step,
    decision.provenance, source_id
FROM raw_register_decisions AS decision
LEFT JOIN gathered_register AS register ON register.area_id = decision.area_id AND register.kind = 'decisions'
LEFT JOIN register_part AS part ON part.area_id = decision.area_id AND part.slug = area_slug(decision.area_code);

-- The text of a proposal is not published: it is free text by a resident.
CREATE TABLE fact_proposal AS
SELECT proposal.area_id, proposal_id, reference, title, category AS subject, submitted_date, channel, part.part_area_id,
    area_code AS area_written, supports::INTEGER AS supports_count, state, decided_date, decided_by, answer, answered_date, provenance,
    source_id
FROM raw_register_proposals AS proposal
LEFT JOIN register_part AS part ON part.area_id = proposal.area_id AND part.slug = area_slug(proposal.area_code);

CREATE TABLE fact_budget_project AS
SELECT project.area_id, instance, project_id, name AS project_name, budget AS budget_value, cost AS cost_value, category AS subject,
    part.part_area_id, district AS area_written, votes::INTEGER AS votes_count, selected AS is_selected, provenance, source_id
FROM raw_register_budget_projects AS project
LEFT JOIN register_part AS part ON part.area_id = project.area_id AND part.slug = area_slug(project.district);

CREATE TABLE fact_user_council AS
SELECT area_id, unit_id, year::INTEGER AS council_year, unit AS unit_name, administration, kind AS council_kind, has_council, is_voluntary,
    has_other_route, meetings::INTEGER AS meeting_count, provenance, source_id
FROM raw_register_user_councils;

-- Views are counted by month, area and subject: a single case with its place and time could point at a home.
CREATE TABLE fact_view AS
SELECT
    view.area_id,
    date_trunc('month', requested_datetime)::DATE AS month_date,
    coalesce(part.part_area_id, '') AS part_area_id,
    service_name,
    count(*)::INTEGER AS case_count,
    count(*) FILTER (status = 'open')::INTEGER AS open_count,
    count(*) FILTER (status = 'closed_unsolved')::INTEGER AS unsolved_count,
    count(days_to_response)::INTEGER AS answered_count,
    median(days_to_response) AS response_days_value,
    median(days_open) FILTER (status <> 'open') AS closed_days_value,
    min(provenance) AS provenance
FROM raw_register_views AS view
LEFT JOIN register_part AS part ON part.area_id = view.area_id AND part.slug = area_slug(view.area_code)
GROUP BY view.area_id, month_date, coalesce(part.part_area_id, ''), service_name;

CREATE TABLE meta_register AS
SELECT area_id, kind, provenance, row_count::INTEGER AS row_count, import_count::INTEGER AS import_count, imported_date
FROM gathered_register;
