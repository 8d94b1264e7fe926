#!/usr/bin/env node
"use strict";

const { existsSync } = require("node:fs");
const path = require("node:path");

// npx caches a missing bin target permanently, so this file is committed and the compiled code is loaded only here.
const main = path.join(__dirname, "../lib/cli/main.js");
if (existsSync(main)) {
  require(main);
} else {
  process.stderr.write(
    "cdktf-zero-trust: lib is not compiled. Run `npm run compile`, or use `npm run cli -- --help`, which needs no compilation.\n",
  );
  process.exitCode = 2;
}
