// The console's pages, kept as they are on the server.
"use strict";
