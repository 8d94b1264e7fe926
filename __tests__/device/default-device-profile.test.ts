import { DefaultDeviceProfile, SplitTunnel } from "../../lib/device";
import { ACCOUNT, messages, OTHER_ACCOUNT, problems, resourceAt, stackWithProvider } from "../support/stack";

const reach = { account: ACCOUNT, cidrs: ["10.10.0.0/16"], zones: ["dev.example.internal"] };
let stack = stackWithProvider();
beforeEach(() => (stack = stackWithProvider()));

test("DefaultDeviceProfile manages the default profile and its fallback list", () => {
  new DefaultDeviceProfile(stack, "default", { account: ACCOUNT, reach, splitTunnel: SplitTunnel.include() });
  const { include, lifecycle, ...rest } = resourceAt(stack, "default");
  expect(rest).toEqual({ account_id: ACCOUNT.accountId, service_mode_v2: { mode: "warp" } });
  expect(lifecycle).toEqual({ replace_triggered_by: [expect.stringMatching(/^terraform_data\.default_Mode_\w+$/)] });
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

test.each([
  ["exclude", SplitTunnel.exclude(), "include", SplitTunnel.include()],
  ["include", SplitTunnel.include(), "exclude", SplitTunnel.exclude()],
] as const)("DefaultDeviceProfile is replaced on a change from %s to %s", (before, splitTunnel, after, other) => {
  const modeOf = (mode: SplitTunnel) => {
    stack = stackWithProvider();
    new DefaultDeviceProfile(stack, "default", { account: ACCOUNT, reach, splitTunnel: mode });
    return [resourceAt(stack, "default/Mode").triggers_replace, Object.keys(resourceAt(stack, "default"))];
  };
  expect(modeOf(splitTunnel)).toEqual([{ mode: before }, expect.arrayContaining([before])]);
  expect(modeOf(other)).toEqual([{ mode: after }, expect.arrayContaining([after])]);
});

test("DefaultDeviceProfile is not replaced when entries of its list change", () => {
  const triggers = [SplitTunnel.exclude(), SplitTunnel.exclude({ keepLocal: [{ address: "192.0.2.0/24" }] })].map(
    (splitTunnel) => {
      stack = stackWithProvider();
      new DefaultDeviceProfile(stack, "default", { account: ACCOUNT, reach, splitTunnel });
      return resourceAt(stack, "default/Mode").triggers_replace;
    },
  );
  expect(triggers).toEqual([{ mode: "exclude" }, { mode: "exclude" }]);
});

test("DefaultDeviceProfile is replaced when an Aspect changes the mode", () => {
  const { resource } = new DefaultDeviceProfile(stack, "default", { account: ACCOUNT, reach });
  resource.resetExclude();
  resource.putInclude([{ address: "10.10.0.0/16" }]);
  expect(resourceAt(stack, "default/Mode").triggers_replace).toEqual({ mode: "include" });
});

test("fails when an account has two default profiles, and when a local domain contains a reachable zone", () => {
  new DefaultDeviceProfile(stack, "default", { account: ACCOUNT, reach });
  new DefaultDeviceProfile(stack, "other", { account: OTHER_ACCOUNT, reach: { ...reach, account: OTHER_ACCOUNT } });
  const localDomains = [{ suffix: "internal" }];
  new DefaultDeviceProfile(stack, "again", { account: ACCOUNT, reach, localDomains });
  expect(problems(stack)).toEqual(["again DefaultDeviceProfileTwice", "again ZoneSwallowedByLocalDomain"]);
  expect(messages(stack)[0]).toContain("already managed by stack/default");
});
