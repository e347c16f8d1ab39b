# Read after each project() of llama-cpp-python's build, whose CMakeLists.txt forces this to ON.
set(LLAMA_BUILD_COMMON OFF CACHE BOOL "" FORCE)
