"""Where customers come in: website, messengers, terminal, other programs."""
