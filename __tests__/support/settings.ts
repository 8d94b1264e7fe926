import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const VARIABLES = ["CLOUDFLARE_ACCOUNT_ID", "CLOUDFLARE_TEAM_NAME", "CLOUDFLARE_ZONE_ID", "CLOUDFLARE_ZONE_NAME"];

/** Hides the account settings of the environment and of cdktf.json from the tests of a file. */
export function withoutSettings(): void {
  const project = process.cwd();
  const saved = VARIABLES.map((name) => [name, process.env[name]] as const);
  let folder: string;
  const forget = () => {
    for (const name of VARIABLES) delete process.env[name];
    rmSync("cdktf.json", { force: true });
  };
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "settings-"));
    process.chdir(folder);
    forget();
  });
  beforeEach(forget);
  afterAll(() => {
    for (const [name, value] of saved) if (value !== undefined) process.env[name] = value;
    process.chdir(project);
    rmSync(folder, { recursive: true });
  });
}
