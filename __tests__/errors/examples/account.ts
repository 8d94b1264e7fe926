import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { accountIdOf } from "../../../lib/account/account-id";
import { writeImports } from "../../../lib/account/adopt/imports-file";
import { connectionFrom } from "../../../lib/account/api/connection";
import { ApiFailure } from "../../../lib/account/api/failure";
import { GapReporter } from "../../../lib/account/read/gaps";
import { drift } from "../../../lib/cli/drift";
import { inScratch } from "../../../scripts/scratch";
import { refusalOf, rejectionOf } from "../messages";

const GAP = { what: "tunnels", path: "accounts/0123456789abcdef0123456789abcdef/cfd_tunnel", types: [] };

/** Lets a request fail, and requires that not every request does. */
function failing(failure: ApiFailure): Promise<string[]> {
  return rejectionOf(async () => {
    const gaps = new GapReporter();
    await gaps.around(GAP, () => Promise.reject(failure));
    gaps.requireLess(1);
  });
}

/** Errors of the commands that read an account. */
export default {
  AccountOptionsInvalid: () => refusalOf(() => accountIdOf("my-company", [], {})) ?? [],
  AccountTokenMissing: () => refusalOf(() => connectionFrom({})) ?? [],
  AccountTokenRejected: () => failing(new ApiFailure("HTTP 401: Invalid API Token (1000)", 401, [1000])),
  AccountUnreachable: () => failing(new ApiFailure("the connection failed: connect ECONNREFUSED 127.0.0.1:443")),
  DriftInputInvalid: () =>
    rejectionOf(() =>
      drift("cdktf.out", { account: true }, { env: {}, stdout: process.stdout, stderr: process.stderr }),
    ),
  ImportsUnwritable: () =>
    inScratch((folder) => {
      const directory = path.join(folder, "stacks/publish");
      mkdirSync(directory, { recursive: true });
      writeFileSync(path.join(directory, "imports.tf.json"), '{"import": []}');
      const messages = refusalOf(() => writeImports({ stack: "publish", directory, imports: [] }, false)) ?? [];
      return messages.map((message) => message.replaceAll(folder, "cdktf.out"));
    }),
};
