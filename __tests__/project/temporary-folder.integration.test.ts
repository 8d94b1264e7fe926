import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { inScratch } from "../../scripts/scratch";
import { TemporaryFolder } from "../support/jest/temporary-folder";

const tmpdirOfChild = () =>
  execFileSync(process.execPath, ["-p", 'require("node:os").tmpdir()'], { encoding: "utf8" }).trim();

describe("the temporary directory of a test run", () => {
  test("is a folder of the run, in workers and in child processes", () => {
    expect(path.basename(tmpdir())).toMatch(/^zt-/);
    expect(tmpdirOfChild()).toBe(tmpdir());
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
