"""Files a visitor takes home: the table of a view as CSV, and as a workbook that says where it comes from.

`csv(table, about)` and `xlsx(table, about)` give the bytes. Both hold the rows of the view and no others.
"""

from spegel.report.csv_file import write as csv
from spegel.report.xlsx_file import write as xlsx

__all__ = ["csv", "xlsx"]
