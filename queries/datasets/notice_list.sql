/*
title = "What the build noticed in the sources"
grain = ["notice_number"]
source_tables = ["meta_notice", "meta_source"]

[columns]
notice_number = "integer | running number"
source_id = "text? | source it concerns"
source_title = "text? | its title"
rule = "text | key of the text"
details = "text | what fills its blanks, as JSON"
*/
SELECT notice.notice_number, notice.source_id, source.title AS source_title, notice.rule, notice.details
FROM meta_notice AS notice
LEFT JOIN meta_source AS source USING (source_id)
ORDER BY notice.notice_number
