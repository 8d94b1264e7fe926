import { DefaultDeviceProfile, SplitTunnel } from "../../lib/device";
import { ACCOUNT, messages, OTHER_ACCOUNT, problems, resourceAt, stackWithProvider } from "../support/stack";

const reach = { account: ACCOUNT, cidrs: ["10.10.0.0/16"], zones: ["dev.example.internal"] };
let stack = stackWithProvider();
beforeEach(() => (stack = stackWithProvider()));

test("DefaultDeviceProfile manages the default profile and its fallback list", () => {
  new DefaultDeviceProfile(stack, "default", { account: ACCOUNT, reach, splitTunnel: SplitTunnel.include() });
  const { include, ...rest } = resourceAt(stack, "default");
  expect(rest).toEqual({ account_id: ACCOUNT.accountId, service_mode_v2: { mode: "warp" } });
  expect(include).toContainEqual({ address: "10.10.0.0/16", description: "private network" });
  const { domains } = resourceAt(stack, "default/LocalDomainFallback");
  expect(domains).toContainEqual({ suffix: "local" });
  expect(domains).not.toContainEqual({ suffix: "internal" });
  expect(problems(stack)).toEqual([]);
});

test("DefaultDeviceProfile uses SplitTunnel.exclude() by default", () => {
  new DefaultDeviceProfile(stack, "default", { account: ACCOUNT, reach });
  expect(resourceAt(stack, "default").exclude).toContainEqual({ address: "10.0.0.0/13", description: "private" });
});

test("fails when an account has two default profiles, and when a local domain contains a reachable zone", () => {
  new DefaultDeviceProfile(stack, "default", { account: ACCOUNT, reach });
  new DefaultDeviceProfile(stack, "other", { account: OTHER_ACCOUNT, reach: { ...reach, account: OTHER_ACCOUNT } });
  const localDomains = [{ suffix: "internal" }];
  new DefaultDeviceProfile(stack, "again", { account: ACCOUNT, reach, localDomains });
  expect(problems(stack)).toEqual(["again DefaultDeviceProfileTwice", "again ZoneSwallowedByLocalDomain"]);
  expect(messages(stack)[0]).toContain("already managed by stack/default");
});
