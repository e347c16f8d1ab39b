"""One process that owns the weights and serves many conversations with them.

sequence   one reply on its way: tokens in, tokens out (plain values)
scheduler  who is computed in the next step (plain Python, knows no llama_cpp)
kept       conversations between two turns, in the cache or parked beside it
prefix     the business's part of the prompt: computed once, shared, kept on disk
opening    how a file becomes a model and a context
weights    both, over llama.cpp's C interface
line       its end of the socket, heard at all times
pulse      whether the process is alive and gets on, as the server sees it
runner     the loop in the engine's process: decode, sample, check, send
"""
