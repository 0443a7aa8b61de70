"""What the mentor knows: from sources to passages, from a question to a cited reply."""
