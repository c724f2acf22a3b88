"""The review page: every decision beside the lines it was made on, to be looked at and changed."""
