"""Downloads official files into a folder. The build never downloads; it reads that folder."""
