"""From passages to words: one passage composed, two things compared."""
