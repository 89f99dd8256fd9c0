/*
title = "The version of the figures"
grain = ["version"]
source_tables = ["meta_build"]

[columns]
version = "text | spegel-<data date>-<hash of inputs>"
data_date = "date | day of the latest election in it"
inputs_sha256 = "text | checksum of all inputs and of the code that reads them"
product_version = "text | version of the product"
*/
SELECT version, data_date, inputs_sha256, product_version
FROM meta_build
ORDER BY version
