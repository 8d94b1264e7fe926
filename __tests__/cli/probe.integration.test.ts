import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand, temporaryDirectory, writeTerraform } from "./fixture";
import { config, CONFIG, rule, tokenCheckedBy, TUNNEL } from "../inventory/fixture";
import { login, status } from "../probe/edge";
import { testEdge } from "../probe/fixture";

jest.setTimeout(120_000);

const directory = temporaryDirectory("probe-command-");
const holder = testEdge();
const HOSTS = 300;
const nameOf = (i: number) => `app-${i}.example.com`;

function app(): string {
  const rules = Array.from({ length: HOSTS }, (_, i) => tokenCheckedBy(rule(nameOf(i)), "c0ffee"));
  const resource = { [TUNNEL]: { edge: { name: "edge" } }, [CONFIG]: { edge: config(rules) } };
  return writeTerraform(join(directory.path, "app"), { resource });
}

/** Runs `probe`. Every name leads to the stand-in of the edge. */
function probe(args: string[], connectTo = `:443:127.0.0.1:${holder.edge.port}`) {
  const file = join(directory.path, "ca.pem");
  writeFileSync(file, holder.edge.authority.cert);
  // The tests do not depend on the credentials of the machine.
  const env = { NODE_EXTRA_CA_CERTS: file, CF_ACCESS_CLIENT_ID: "", CF_ACCESS_CLIENT_SECRET: "" };
  return runCommand(["probe", ...args, "--connect-to", connectTo, "--retries", "0"], env);
}

describe("cdktf-zero-trust probe", () => {
  test("probes 300 hosts, and contacts no other name", async () => {
    holder.edge.log.length = 0;
    const { code, stdout } = await probe([app()]);
    expect(stdout).toContain("300 hosts probed: 300 as declared\n");
    expect(code).toBe(0);
    const asked = new Set(holder.edge.log.map((line) => line.replace(/^\w+ ([^/]+).*/, "$1")));
    expect(asked).toEqual(new Set(Array.from({ length: HOSTS }, (_, i) => nameOf(i))));
  });

  test("exits with 1 for a finding, with 3 for a host that is down, and with 2 for an invalid option", async () => {
    holder.edge.host("wiki.example.com", status(200));
    holder.edge.host("app.example.com", login());
    const named = ["--host", "wiki.example.com", "app.example.com", "--team", "example"];
    const [found, down, invalid] = await Promise.all([
      probe(named),
      probe(named, ":443:127.0.0.1:1"),
      probe(["--host", "https://wiki.example.com"]),
    ]);
    expect(found).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("2 hosts probed: 1 as declared, 1 with FINDINGS"),
    });
    expect(down).toMatchObject({ code: 3, stderr: "" });
    expect(invalid).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/^cdktf-zero-trust: ProbeInputInvalid: /),
    });
  });
});
