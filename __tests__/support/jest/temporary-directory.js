const { mkdtempSync, realpathSync } = require("node:fs");
const os = require("node:os");
const path = require("node:path");

/** Gives the run a temporary directory of its own: workers and the processes that tests start inherit it. */
module.exports = () => {
  const directory = realpathSync(mkdtempSync(path.join(os.tmpdir(), "cdktf-zero-trust-tests-")));
  globalThis.__TEMPORARY_DIRECTORY__ = { directory, before: process.env.TMPDIR };
  process.env.TMPDIR = directory;
};
