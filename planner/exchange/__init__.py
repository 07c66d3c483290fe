"""What leaves and enters the program as files other programs read: tables as CSV, the snapshot inside a PDF."""
