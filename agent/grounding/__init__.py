"""What is asked, and what is true. Knows no language model."""
