#!/usr/bin/env node
"use strict";

// This file is committed because npx caches the missing target of a `bin` entry permanently.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const main = join(__dirname, "../lib/cli/main.js");
if (existsSync(main)) {
  require(main);
} else {
  process.stderr.write(
    "cdktf-zero-trust: the command is not compiled. Run `npm run compile` first,\n" +
      "or run `npm run cli -- <command>` inside the repository, which needs no compilation.\n",
  );
  process.exitCode = 2;
}
