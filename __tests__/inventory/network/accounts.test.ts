import { block, DEFAULT_PROFILE, id, POLICY, route, ROUTE, TUNNEL } from "./fixture";
import { inventory } from "../../../lib/inventory/index";
import { privateNetworks } from "../../../lib/inventory/network/read";

const [ONE, TWO] = ["1".repeat(32), "2".repeat(32)];
const ANYONE = "all enrolled devices (no policy matches)";
const TO_PODS = "net.dst.ip in {10.10.0.0/16}";

/** The same route in two accounts. */
const resourcesOf = (one: string, two: string) => ({
  [TUNNEL]: { one: { account_id: one, name: "one" }, two: { account_id: two, name: "two" } },
  [ROUTE]: {
    one: route("10.10.0.0/16", { account_id: one }, "one"),
    two: route("10.10.0.0/16", { account_id: two }, "two"),
  },
  [POLICY]: { block: { ...block(1, TO_PODS), account_id: one } },
});
const read = (resource: object) => inventory({ name: "app", terraform: { resource } });

describe("the private networks of two accounts", () => {
  test("are read one by one", () => {
    const { privateRoutes, findings } = read(resourcesOf(ONE, TWO));
    expect(privateRoutes.map(({ virtualNetwork, who }) => [virtualNetwork, ...who])).toEqual([
      ["the default virtual network of account 11111111", "no device (policy block 1)"],
      ["the default virtual network of account 22222222", ANYONE],
    ]);
    expect(findings.map(({ code, about }) => `${code} ${about}`)).toEqual([`RouteExposed ${ROUTE}.two`]);
  });

  test("have tunnels and policies of their own", () => {
    const networks = privateNetworks([{ name: "app", terraform: { resource: resourcesOf(ONE, TWO) } }]);
    expect(
      networks.map(({ account, tunnels, policies, notes }) => [account, tunnels.length, policies.length, notes]),
    ).toEqual([
      [ONE, 1, 1, []],
      [TWO, 1, 0, []],
    ]);
  });

  test("are one if the app has one account", () => {
    const { privateRoutes } = read(resourcesOf(ONE, ONE));
    expect(privateRoutes.map(({ virtualNetwork }) => virtualNetwork)).toEqual(
      Array(2).fill("the account's default virtual network"),
    );
  });

  test("are told apart by references, with a note that these may have the same value", () => {
    const resource = resourcesOf("${var.one}", "${var.two}");
    const networks = privateNetworks([{ name: "app", terraform: { resource } }]);
    expect(networks.map(({ account }) => account)).toEqual(["${var.one}", "${var.two}"]);
    expect(networks[0].notes).toEqual([
      "Only Terraform can evaluate whether ${var.one} and ${var.two} are different accounts. They are taken to be.",
    ]);
    expect(read(resource).privateRoutes[0].virtualNetwork).toBe("the default virtual network of account var.one");
  });

  test("require settings of both accounts", () => {
    const proxies = { gateway_proxy_enabled: true, gateway_udp_proxy_enabled: true };
    const { accountSettings } = read({
      ...resourcesOf(ONE, TWO),
      [DEFAULT_PROFILE]: { one: { account_id: ONE } },
      cloudflare_zero_trust_device_settings: { one: { account_id: ONE, ...proxies } },
    });
    const settings = accountSettings.map(
      ({ where, setBy }) => `${where.replace("cloudflare_zero_trust_", "")}: ${setBy}`,
    );
    expect(settings).toEqual([
      "device_settings of account 11111111: cloudflare_zero_trust_device_settings.one",
      "device enrollment permissions of account 11111111: undefined",
      "device_settings of account 22222222: undefined",
      "device enrollment permissions of account 22222222: undefined",
      "device_default_profile of account 22222222: undefined",
      "device_default_profile of account 22222222: undefined",
    ]);
  });
});

describe("the hosts of two accounts", () => {
  const HOST = "app.example.com";
  const publishing = (application: string) => ({
    [TUNNEL]: { edge: { account_id: ONE, name: "edge" } },
    [`${TUNNEL}_config`]: {
      edge: {
        account_id: ONE,
        tunnel_id: id(TUNNEL, "edge"),
        config: { ingress: [{ hostname: HOST, service: "http://web" }] },
      },
    },
    cloudflare_zero_trust_access_application: {
      app: {
        account_id: application,
        type: "self_hosted",
        domain: HOST,
        policies: [{ decision: "allow", include: [{ email_domain: { domain: "example.com" } }] }],
      },
    },
  });
  const stateOf = (resource: object) => read(resource).hosts.map(({ protection }) => protection.state);

  test("are protected only by the applications of their own account", () => {
    expect(stateOf(publishing(ONE))).toEqual(["one layer"]);
    expect(stateOf(publishing(TWO))).toEqual(["exposed"]);
  });

  test("may be protected by an application whose account only Terraform can evaluate", () => {
    expect(stateOf(publishing("${var.account}"))).toEqual(["one layer"]);
  });

  test("are protected only by the setting of their own organization", () => {
    const denying = (account_id: string) => ({
      ...publishing(TWO),
      cloudflare_zero_trust_organization: { all: { account_id, deny_unmatched_requests: true } },
    });
    expect(stateOf(denying(ONE))).toEqual(["one layer"]);
    expect(stateOf(denying(TWO))).toEqual(["exposed"]);
  });
});
