import { DefaultDeviceProfile, SplitTunnel } from "../../lib/device";
import { accountSettings } from "../../lib/device/account-settings";
import { ACCOUNT, messages, OTHER_ACCOUNT, problems, resourceAt, stackWithProvider } from "../support/stack";

const reach = { cidrs: ["10.10.0.0/16"], zones: ["dev.example.internal"] };
let stack = stackWithProvider();
beforeEach(() => (stack = stackWithProvider()));

test("manages the default profile and its fallback list, when asked by this name", () => {
  new DefaultDeviceProfile(stack, "everybody", { account: ACCOUNT, reach, splitTunnel: SplitTunnel.include() });
  const { include, ...rest } = resourceAt(stack, "everybody");
  expect(rest).toEqual({ account_id: ACCOUNT.accountId, service_mode_v2: { mode: "warp" } });
  expect(include).toContainEqual({ address: "10.10.0.0/16", description: "private network" });
  const { domains } = resourceAt(stack, "everybody/LocalDomainFallback");
  expect(domains).toContainEqual({ suffix: "local" });
  expect(domains).not.toContainEqual({ suffix: "internal" });
  expect(problems(stack)).toEqual([]);
});

test("excludes by default", () => {
  new DefaultDeviceProfile(stack, "everybody", { account: ACCOUNT, reach });
  expect(resourceAt(stack, "everybody").exclude).toContainEqual({ address: "10.0.0.0/13", description: "private" });
});

test("refuses a second one of the account, and what a profile would refuse", () => {
  new DefaultDeviceProfile(stack, "everybody", { account: ACCOUNT, reach });
  new DefaultDeviceProfile(stack, "theirs", { account: OTHER_ACCOUNT, reach });
  const localDomains = [{ suffix: "internal" }];
  new DefaultDeviceProfile(stack, "again", { account: ACCOUNT, reach, localDomains });
  expect(problems(stack)).toEqual(["again DefaultDeviceProfileTwice", "again ZoneSwallowedByLocalDomain"]);
  expect(messages(stack)[0]).toContain("also managed by stack/everybody");
});

test("says what the account must hold where nobody manages it here", () => {
  const musts = accountSettings(reach).map(({ where, must }) => `${where}: ${must}`);
  expect(musts).toEqual([
    "cloudflare_zero_trust_device_settings: Gateway proxy TCP and UDP on (gateway_proxy_enabled, gateway_udp_proxy_enabled)",
    "device enrollment permissions: a rule that lets these people enroll",
    "cloudflare_zero_trust_device_default_profile: client mode Traffic and DNS (service_mode_v2.mode = warp)",
    "cloudflare_zero_trust_device_default_profile: a split tunnel that sends 10.10.0.0/16 through the tunnel",
    "cloudflare_zero_trust_device_default_profile_local_domain_fallback: no internal",
  ]);
  expect(accountSettings({ cidrs: [], zones: ["dev.example.com"] })).toHaveLength(3);
});
