const { rmSync } = require("node:fs");

/** Removes what the run left in its temporary directory. */
module.exports = () => {
  const { directory, before } = globalThis.__TEMPORARY_DIRECTORY__;
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  rmSync(directory, { recursive: true, force: true });
};
