"""Everything that knows a language model. Only in here is llama_cpp imported."""
