/*
title = "Sources of the figures"
grain = ["source_id"]
source_tables = ["meta_source"]

[columns]
source_id = "text | id of the source"
publisher = "text | who publishes it"
title = "text | what it is"
licence = "text | terms"
file_name = "text? | file it was read from; null for the small tables that ship with the product"
sha256 = "text | checksum of what was read"
provenance = "text | official, own or example"
*/
SELECT source_id, publisher, title, licence, file_name, sha256, provenance
FROM meta_source
ORDER BY publisher, title, source_id
