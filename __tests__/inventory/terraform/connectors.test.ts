import { inventory } from "../../../lib/inventory";
import { privateNetworks } from "../../../lib/inventory/network/read";
import { connectorsOf, tunnelIdsIn } from "../../../lib/inventory/terraform/connectors";
import { objectsOf } from "../../../lib/inventory/terraform/objects";

const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";
const TOKEN = `${TUNNEL}_token`;

/** Two tunnels. A Deployment refers to one of them through the Secret of its token. */
const terraform = {
  resource: {
    [TUNNEL]: { a: { name: "a" }, b: { name: "b" } },
    kubernetes_secret: { s: { metadata: { name: "token" }, data: { token: `\${data.${TOKEN}.a.token}` } } },
    kubernetes_deployment: {
      c: {
        metadata: { name: "cloudflared" },
        spec: {
          template: {
            spec: {
              container: [
                {
                  image: "cloudflare/cloudflared:2026.8.2",
                  env: [{ value_from: { secret_key_ref: { name: "${kubernetes_secret.s.metadata[0].name}" } } }],
                },
              ],
            },
          },
        },
      },
    },
  },
  data: { [TOKEN]: { a: { tunnel_id: `\${${TUNNEL}.a.id}` } } },
};

describe("connectorsOf", () => {
  test("finds a workload that refers to its tunnel through other objects", () => {
    const connectors = connectorsOf(objectsOf(terraform));
    expect(connectors(`\${${TUNNEL}.a.id}`).map(({ address }) => address)).toEqual(["kubernetes_deployment.c"]);
    expect(connectors(`\${${TUNNEL}.b.id}`)).toEqual([]);
  });

  test("gives the summary and the trace the same answer", () => {
    const stack = { name: "dev", terraform };
    const expected = [
      ["a", ["kubernetes_deployment.c"]],
      ["b", []],
    ];
    const named = (tunnels: { name: string; connectors: { address: string }[] }[]) =>
      tunnels.map(({ name, connectors }) => [name, connectors.map(({ address }) => address)]);
    expect(named(inventory(stack).tunnels)).toEqual(expected);
    expect(named(privateNetworks([stack])[0].tunnels)).toEqual(expected);
  });
});

test("tunnelIdsIn() includes tunnels that only a configuration or a route refers to", () => {
  const resource = {
    [`${TUNNEL}_config`]: { c: { tunnel_id: "configured" } },
    [`${TUNNEL}_route`]: { r: { tunnel_id: "routed" } },
    cloudflare_zero_trust_network_hostname_route: { h: { tunnel_id: "routed" } },
  };
  expect(tunnelIdsIn(objectsOf({ resource }))).toEqual(["configured", "routed"]);
});
