/*
title = "The registers of an organisation: own or example, how many rows, when imported"
grain = ["kind"]
source_tables = ["meta_register"]

[params.area]
type = "text"
default_from = "profile.area"
meaning = "Municipality or organisation"

[columns]
kind = "text | register"
provenance = "text | own or example"
is_example = "boolean | invented, not the organisation's own"
row_count = "integer | rows"
import_count = "integer | accepted imports; 0 for an example"
imported_date = "date? | day of the latest import; null for an example"
*/
SELECT kind, provenance, provenance = 'example' AS is_example, row_count, import_count, imported_date
FROM meta_register
WHERE area_id = $area
ORDER BY kind
