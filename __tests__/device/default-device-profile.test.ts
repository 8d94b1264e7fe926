import { DefaultDeviceProfile, SplitTunnel } from "../../lib/device";
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
