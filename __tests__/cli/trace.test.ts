import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory, writeApp, writeTerraform } from "./fixture";
import { trace } from "../../lib/cli/trace";
import { config, CONFIG, rule } from "../inventory/fixture";
import { POLICY, ROUTE, TUNNEL } from "../inventory/network/fixture";
import { NAME, network } from "../trace/fixture";

const directory = temporaryDirectory("trace-");

const healthy = () => writeTerraform(join(directory.path, "healthy"), { resource: network() });

function blocked(): string {
  const resource = network();
  delete resource[POLICY].allow;
  return writeTerraform(join(directory.path, "blocked"), { resource });
}

describe("trace", () => {
  test("reports a name that connects and one that is broken", () => {
    const fine = trace(healthy(), NAME, { group: ["engineers"] });
    expect(fine).toMatchObject({ code: 0, text: expect.stringContaining(`${NAME}: connects\n`) });
    const broken = trace(blocked(), NAME, { group: ["engineers"] });
    expect(broken).toMatchObject({
      code: 1,
      text: expect.stringContaining("broken at network policies (ConnectionBlocked)"),
    });
  });

  test("exits with 3 if the result is incomplete", () => {
    const { code, text } = trace(healthy(), NAME, { email: "a@example.com", profile: "engineers" });
    expect(code).toBe(3);
    expect(text).toContain("It depends on policy allow 10: identity.groups.name is not");
  });

  test("exits with 3 if a file that is not read may change the result", () => {
    const path = writeTerraform(join(directory.path, "more"), { resource: network() });
    writeFileSync(join(path, "more.tofu"), "");
    const { code, text } = trace(path, NAME, { group: ["engineers"] });
    expect(code).toBe(3);
    expect(text).toContain("more: more.tofu is not understood: it is not in Terraform JSON syntax");
  });

  test("mentions that the name is a published host", () => {
    const resource = { ...network(), [CONFIG]: { dev: config([rule("wiki.example.com")], "dev") } };
    const path = writeTerraform(join(directory.path, "published"), { resource });
    const notes = (name: string) => JSON.parse(trace(path, name, { format: "json" }).text).notes.join();
    const expected = "Stack published publishes wiki.example.com on the internet";
    expect(notes("wiki.example.com")).toContain(expected);
    expect(notes(NAME.replace("dev", "stg"))).not.toContain(expected);
  });

  test("accepts a port", () => {
    const asked = (port: string) => trace(healthy(), NAME, { group: ["engineers"], port }).text;
    expect(asked("8080")).toContain("on TCP port 8080?");
    expect(asked("53/udp")).toContain("on UDP port 53?");
    for (const port of ["0", "99999", "http", "80/icmp"]) {
      expect(() => asked(port)).toThrow(`port: "${port}" is not valid.`);
    }
  });

  test("accepts a user, a virtual network and an address", () => {
    const elsewhere = trace(healthy(), NAME, { group: ["engineers"], virtualNetwork: "lab" });
    expect(elsewhere.text).toContain("broken at route (AnswerMisrouted)");
    const other = trace(healthy(), NAME, { group: ["engineers"], answer: ["10.30.0.1"] });
    expect(other.text).toContain("broken at route (AnswerUnrouted)");
  });

  test("reads the stacks of an app together", () => {
    const { [TUNNEL]: tunnels, [ROUTE]: routes, ...rest } = network();
    const prefix = "cross-stack-output-";
    // The form in which cdktf writes a reference to another stack.
    const remote = (text: string) =>
      text.replace(/\$\{(cloudflare_zero_trust_tunnel_cloudflared)\.(\w+)\.id\}/g, (_, type, name) => {
        return `\${data.terraform_remote_state.cross-stack-reference-input-edge.outputs.${prefix}${type}${name}id}`;
      });
    const outputs = Object.keys(tunnels).map((name) => [
      `${prefix}${TUNNEL}${name}id`,
      { value: `\${${TUNNEL}.${name}.id}` },
    ]);
    const stacks = {
      edge: { resource: { [TUNNEL]: tunnels }, output: Object.fromEntries(outputs) },
      network: JSON.parse(remote(JSON.stringify({ resource: { [ROUTE]: routes, ...rest } }))),
    };
    const path = writeApp(join(directory.path, "app"), stacks);
    const { code, text } = trace(path, NAME, { group: ["engineers"] });
    expect({ code, text }).toMatchObject({ code: 0, text: expect.stringContaining("connects") });
    expect(text).toContain("To tunnel dev (route 10.10.0.0/16).");
    expect(text).toContain(`by: network/${ROUTE}.dev\n`);
  });

  test("renders JSON and a diagram", () => {
    const { schemaVersion, hops, outcome } = JSON.parse(
      trace(blocked(), NAME, { format: "json", group: ["engineers"] }).text,
    );
    expect([schemaVersion, outcome, hops.at(-1).code]).toEqual([1, "broken", "ConnectionBlocked"]);
    expect(trace(healthy(), NAME, { format: "mermaid" }).text).toContain("sequenceDiagram");
  });
});
