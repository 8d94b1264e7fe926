import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { inScratch, makeTemporary } from "../../scripts/scratch";
import { TemporaryFolder } from "../support/jest/temporary-folder";

const tmpdirOfChild = () =>
  execFileSync(process.execPath, ["-p", 'require("node:os").tmpdir()'], { encoding: "utf8" }).trim();

describe("the temporary directory of a test run", () => {
  test("is a folder of the run, in workers and in child processes", () => {
    expect(path.basename(tmpdir())).toMatch(/^zt-/);
    expect(tmpdirOfChild()).toBe(tmpdir());
  });

  test("is removed by a later run if its own run was killed", () => {
    inScratch((scratch) => {
      const dead = spawnSync(process.execPath, ["-e", ""]).pid;
      const [killed, running, other] = [`zt-${dead}-abc123`, `zt-${process.ppid}-abc123`, `zt-other-${dead}`];
      for (const name of [killed, running, other]) mkdirSync(path.join(scratch, name));
      writeFileSync(path.join(scratch, killed, "left-behind"), "");
      const own = path.basename(makeTemporary("zt-", scratch));
      expect(readdirSync(scratch).sort()).toEqual([running, other, own].sort());
    });
  });

  test("is removed with everything in it, and the previous one is restored", () => {
    inScratch((scratch) => {
      const before = process.env.TMPDIR;
      process.env.TMPDIR = scratch;
      try {
        const folder = new TemporaryFolder();
        expect(process.env.TMPDIR).toBe(folder.path);
        writeFileSync(path.join(folder.path, "left-behind"), "");
        folder.remove();
        expect(existsSync(folder.path)).toBe(false);
        expect(process.env.TMPDIR).toBe(scratch);
        expect(readdirSync(scratch)).toEqual([]);
      } finally {
        process.env.TMPDIR = before;
      }
    });
  });
});
