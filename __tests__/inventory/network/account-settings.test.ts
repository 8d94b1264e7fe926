import {
  DEFAULT_PROFILE,
  hostnameRoute,
  HOSTNAME_ROUTE,
  POLICY,
  PROFILE,
  id,
  resolver,
  route,
  ROUTE,
  TUNNEL,
} from "./fixture";
import { inventory } from "../../../lib/inventory/index";

const settings = (resource: object) =>
  inventory({ name: "dev", terraform: { resource: { [TUNNEL]: { dev: {} }, ...resource } } }).accountSettings.map(
    ({ where, required }) => `${where}: ${required}`,
  );
const WITHOUT_A_PROFILE = [
  "cloudflare_zero_trust_device_settings: Gateway proxy enabled for TCP and UDP (gateway_proxy_enabled, gateway_udp_proxy_enabled)",
  "device enrollment permissions: a rule that allows these users to enroll",
];
const MODE = `${DEFAULT_PROFILE}: client mode Traffic and DNS (service_mode_v2.mode = warp)`;

test("requires nothing of an account without private networks", () => {
  expect(settings({})).toEqual([]);
});

test("requires proxies, enrollment and the default profile for routes, and omits the addresses of resolvers", () => {
  const pods = route("10.10.0.0/16");
  const names = resolver(1, 'dns.fqdn == "a.example"', "10.99.0.10");
  expect(settings({ [ROUTE]: { pods, dns: route("10.99.0.10/32") }, [POLICY]: { names } })).toEqual([
    ...WITHOUT_A_PROFILE,
    MODE,
    `${DEFAULT_PROFILE}: a split tunnel list that sends 10.10.0.0/16 through the tunnel`,
  ]);
});

test("requires the removal of suffixes that another profile omits, or that contain a routed name", () => {
  const fallback = { policy_id: id(PROFILE, "engineers"), domains: [{ suffix: "local" }, { suffix: "test" }] };
  const engineers = { name: "engineers", precedence: 1, match: 'identity.email == "a@example.com"' };
  const profiles = { [PROFILE]: { engineers }, [`${PROFILE}_local_domain_fallback`]: { engineers: fallback } };
  const last = (resource: object) => settings(resource).at(-1);
  expect(last({ [HOSTNAME_ROUTE]: { web: hostnameRoute("web.example.internal") } })).toBe(
    `${DEFAULT_PROFILE}_local_domain_fallback: no internal`,
  );
  const removed = last({ [ROUTE]: { pods: route("10.10.0.0/16") }, ...profiles });
  expect(removed).toMatch(/_local_domain_fallback: no corp, .*internal, /);
  expect(removed).not.toMatch(/\blocal\b(?!_)|test/);
});

test("requires nothing of a default profile that the stack defines", () => {
  expect(settings({ [ROUTE]: { pods: route("10.10.0.0/16") }, [DEFAULT_PROFILE]: { all: {} } })).toEqual(
    WITHOUT_A_PROFILE,
  );
});
