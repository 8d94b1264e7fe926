import {
  APPLICATION,
  application,
  CONFIG,
  config,
  inventoryOf,
  tokenChecked,
  RECORD,
  record,
  rule,
  TUNNEL,
} from "./fixture";
import { inventories, inventory } from "../../lib/inventory";

const HOST = "a.example.com";

describe("inventory", () => {
  test("takes names from the construct paths of cdktf", () => {
    const { tunnels } = inventoryOf({
      [TUNNEL]: { eksdev_1A2B: { "//": { metadata: { path: "dev/eks-dev/Resource" } }, name: "${var.name}" } },
    });
    expect(tunnels[0].name).toBe("eks-dev");
  });

  test("accepts blocks as lists", () => {
    const terraform = {
      resource: [
        { [TUNNEL]: [{ edge: [{ name: "edge" }] }] },
        {
          [CONFIG]: {
            edge: { tunnel_id: `\${${TUNNEL}.edge.id}`, config: [{ ingress: [tokenChecked(rule(HOST), "a")] }] },
          },
        },
        { [APPLICATION]: { a: { ...application(HOST), policies: null } } },
      ],
    };
    expect(inventory({ name: "dev", terraform }).hosts[0].protection.state).toBe("two layers");
  });

  test("does not depend on the order of the input", () => {
    const rules = [tokenChecked(rule(HOST), "a"), rule("b.example.com")];
    const resource = {
      [TUNNEL]: { edge: { name: "edge" } },
      [CONFIG]: { edge: config(rules) },
      [APPLICATION]: { b: application("x.example.com"), a: application(HOST) },
      [RECORD]: { b: record("b.example.com"), a: record(HOST) },
    };
    const reversed = (value: object): object =>
      Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, each]) => [key, value === resource ? reversed(each) : each]),
      );
    expect(inventory({ name: "dev", terraform: { resource: reversed(resource) } })).toEqual(
      inventory({ name: "dev", terraform: { resource } }),
    );
  });

  test("names an origin whose URL only Terraform knows", () => {
    const CLOUD_RUN = "google_cloud_run_v2_service";
    const { hosts } = inventoryOf({
      [CONFIG]: {
        edge: config([rule("a.example.com", `\${${CLOUD_RUN}.admin.uri}`), rule("b.example.com", "${var.b}")]),
      },
      [CLOUD_RUN]: { admin: { name: "admin-of-shop" } },
    });
    expect(hosts.map(({ routes }) => routes[0].origin)).toEqual(["cloud_run_v2_service admin-of-shop", undefined]);
  });

  test("lists nothing for an empty stack", () => {
    expect(inventory({ name: "dev", terraform: {} })).toEqual({
      stack: "dev",
      accounts: [],
      exampleValues: [],
      tunnels: [],
      hosts: [],
      applications: [],
      privateRoutes: [],
      privateNames: [],
      dnsServers: [],
      accountSettings: [],
      findings: [],
    });
  });
});

describe("inventories of an app", () => {
  const ID = "cross-stack-output-tunnel-id";
  const remote = `\${data.terraform_remote_state.cross-stack-reference-input-edge.outputs.${ID}}`;
  const edge = {
    name: "edge",
    terraform: {
      resource: { [TUNNEL]: { edge: { name: "edge", account_id: "0a1b" } } },
      output: { [ID]: { value: `\${${TUNNEL}.edge.id}` } },
    },
  };
  const hosts = {
    name: "hosts",
    terraform: {
      resource: {
        [CONFIG]: { edge: { tunnel_id: remote, config: { ingress: [rule(HOST)] } } },
        [RECORD]: { a: { ...record(HOST), content: `${remote}.cfargotunnel.com` } },
      },
    },
  };

  test("resolve a reference to a tunnel of another stack", () => {
    const [first, second] = inventories([edge, hosts]);
    expect(second.tunnels).toMatchObject([{ address: `edge/${TUNNEL}.edge`, name: "edge" }]);
    expect(second.hosts).toMatchObject([{ hostname: HOST, tunnel: { name: "edge" }, dnsRecord: `${RECORD}.a` }]);
    expect(first).toMatchObject({ accounts: ["0a1b"], tunnels: [{ name: "edge" }], hosts: [] });
    expect(JSON.stringify([first, second])).not.toContain("terraform_remote_state");
  });

  test("resolve a reference inside an expression", () => {
    const length = `\${length(${remote.slice(2, -1)})}`;
    const configurations = { edge: { tunnel_id: length, config: { ingress: [rule(HOST)] } } };
    const [, second] = inventories([edge, { name: "hosts", terraform: { resource: { [CONFIG]: configurations } } }]);
    expect(second.tunnels[0].id).toBe(`\${length(edge/${TUNNEL}.edge.id)}`);
  });

  test("keep a reference to a stack that is not part of the app", () => {
    const [only] = inventories([hosts]);
    expect(only.tunnels[0].id).toBe(remote);
  });

  test("list private routes with the policies of other stacks", () => {
    const network = "10.10.0.0/16";
    const traffic = `net.dst.ip in {${network}}`;
    const policies = { block: { name: "block", enabled: true, filters: ["l4"], action: "block", traffic } };
    const found = inventories([
      { name: "guards", terraform: { resource: { cloudflare_zero_trust_gateway_policy: policies } } },
      { name: "routes", terraform: { resource: { [`${TUNNEL}_route`]: { r: { network, tunnel_id: "0a1b" } } } } },
    ]);
    expect(found.map(({ privateRoutes }) => privateRoutes.map(({ who }) => who))).toEqual([
      [],
      [["no device (policy block)"]],
    ]);
    expect(found.map(({ accountSettings }) => accountSettings.length > 0)).toEqual([false, true]);
  });
});
