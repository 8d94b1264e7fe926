import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { App } from "cdktf";
import { IReachable } from "../../lib/core/interfaces";
import { DeviceProfile, DeviceProfileProps, LocalDomain, SplitTunnel } from "../../lib/device";
import { defaultPrecedence } from "../../lib/device/precedence";
import { graph } from "../../lib/testing/graph";
import { ACCOUNT, messages, OTHER_ACCOUNT, problems, resourceAt, stackWithProvider } from "../support/stack";

const engineers = { deviceMatch: 'any(identity.groups.name[*] in {"engineers"})' };
let stack = stackWithProvider();
beforeEach(() => (stack = stackWithProvider()));

const reaching = (...cidrs: string[]): IReachable => ({
  account: ACCOUNT,
  cidrs,
  zones: ["dev.k8s.example.internal"],
});
const profile = (props: Partial<DeviceProfileProps> = {}, id = "engineers") =>
  new DeviceProfile(stack, id, { account: ACCOUNT, match: engineers, reach: reaching("10.10.0.0/16"), ...props });
const fallback = () => resourceAt(stack, "engineers/LocalDomainFallback");

test("DeviceProfile renders every attribute that has an account default", () => {
  profile();
  const { exclude, ...rest } = resourceAt(stack, "engineers");
  expect(rest).toEqual({
    account_id: ACCOUNT.accountId,
    name: "engineers",
    description: "Private networks through the tunnel; removed from local domain fallback: internal",
    enabled: true,
    match: 'any(identity.groups.name[*] in {"engineers"})',
    precedence: defaultPrecedence("engineers"),
    service_mode_v2: { mode: "warp" },
  });
  expect(exclude).toContainEqual({ address: "10.0.0.0/13", description: "private" });
  expect(problems(stack)).toEqual([]);
});

test("DeviceProfile renders the fallback list without the suffixes that contain a reachable zone", () => {
  const { resource } = profile({
    localDomains: [{ suffix: "office.example.com", dnsServers: ["192.0.2.53"], description: "office" }],
  });
  const { domains, ...rest } = fallback();
  expect(rest).toEqual({
    account_id: ACCOUNT.accountId,
    policy_id: `\${cloudflare_zero_trust_device_custom_profile.${resource.friendlyUniqueId}.id}`,
  });
  expect(domains).toContainEqual({ suffix: "office.example.com", dns_server: ["192.0.2.53"], description: "office" });
  expect(domains).toContainEqual({ suffix: "local" });
  expect(domains).not.toContainEqual({ suffix: "internal" });
});

test("DeviceProfile reads `reach` at the end of the synthesis, because a fleet can grow", () => {
  const reach = { account: ACCOUNT, cidrs: ["10.10.0.0/16"], zones: ["dev.example.internal"] };
  const made = profile({ reach, splitTunnel: SplitTunnel.include() });
  expect(made.removedSuffixes).toEqual(["internal"]);
  expect(resourceAt(stack, "engineers").include).toHaveLength(9);
  reach.cidrs.push("10.20.0.0/16");
  reach.zones.push("cluster.local");
  expect(made.removedSuffixes).toEqual(["internal", "local"]);
  expect(resourceAt(stack, "engineers").include).toContainEqual({
    address: "10.20.0.0/16",
    description: "private network",
  });
  expect(resourceAt(stack, "engineers").exclude).toBeUndefined();
  expect(resourceAt(stack, "engineers").description).toMatch(/; removed from local domain fallback: internal, local$/);
  expect(fallback().domains).not.toContainEqual({ suffix: "local" });
  reach.cidrs.push("10.20.0.1/16");
  expect(problems(stack)).toEqual(["engineers CidrInvalid"]);
});

test("DeviceProfile renders the name, the precedence and the description, and escapes Terraform templates", () => {
  const reach = { account: ACCOUNT, cidrs: [], zones: [] };
  profile({
    reach,
    name: "Eng ${x}",
    precedence: 7,
    description: "of %{ all",
    match: { deviceMatch: 'os.name == "${"' },
  });
  expect(resourceAt(stack, "engineers")).toMatchObject({
    name: "Eng $${x}",
    precedence: 7,
    description: "of %%{ all",
    match: 'os.name == "$${"',
  });
});

test("DeviceProfile keeps its default precedence when another profile is added", () => {
  const alone = profile().precedence;
  stack = stackWithProvider();
  profile({}, "sre");
  expect(profile().precedence).toBe(alone);
});

describe("DeviceProfile.precedence", () => {
  test.each([0, -1, 1.5, NaN])("fails when the precedence is %d", (precedence) => {
    profile({ precedence });
    expect(problems(stack)).toEqual(["engineers PrecedenceInvalid"]);
  });

  test("fails when another profile of the account uses it, in any stack of the app", () => {
    profile({ precedence: 7 });
    const elsewhere = stackWithProvider("other", App.of(stack));
    const props = { match: engineers, precedence: 7 };
    new DeviceProfile(elsewhere, "other", {
      account: OTHER_ACCOUNT,
      reach: { ...reaching(), account: OTHER_ACCOUNT },
      ...props,
    });
    new DeviceProfile(elsewhere, "same", { account: ACCOUNT, reach: reaching(), ...props });
    expect(problems(stack)).toEqual([]);
    expect(problems(elsewhere)).toEqual(["same PrecedenceTaken"]);
    expect(messages(elsewhere)[0]).toContain("precedence 7 is already used by stack/engineers");
  });

  test("fails when two profiles have the same name, and accepts an explicit precedence for one", () => {
    profile({ name: "Engineers" });
    profile({ name: "Engineers" }, "again");
    profile({ name: "Engineers", precedence: 12 }, "numbered");
    expect(problems(stack)).toEqual(["again PrecedenceTaken"]);
  });
});

describe("DeviceProfile validation", () => {
  test.each([
    ["has no selector", undefined, "no selector"],
    ["is empty", " ", "empty"],
    ["has more than 10,000 characters", "x".repeat(10_001), "10001 characters"],
  ])("fails when the match %s", (_, deviceMatch, words) => {
    profile({ match: { deviceMatch } });
    expect(problems(stack)).toEqual(["engineers DeviceMatchInvalid"]);
    expect(messages(stack)[0]).toContain(words);
  });

  test("fails when `reach` belongs to another account", () => {
    profile({ reach: { ...reaching("10.10.0.0/16"), account: OTHER_ACCOUNT } });
    expect(problems(stack)).toEqual(["engineers AccountMismatch"]);
  });

  test("fails when a reachable zone is not a valid name", () => {
    profile({ reach: { account: ACCOUNT, cidrs: [], zones: ["*.Example."] } });
    expect(problems(stack)).toEqual(["engineers HostnameInvalid"]);
  });

  test("fails when custom entries exclude a reachable destination from the tunnel", () => {
    profile({
      splitTunnel: SplitTunnel.exclude({ keepLocal: [{ address: "10.0.0.0/8" }] }),
      localDomains: [{ suffix: "internal" }],
    });
    expect(problems(stack)).toEqual(["engineers ReachableKeptLocal", "engineers ZoneSwallowedByLocalDomain"]);
  });

  test("fails when an escape hatch adds the second list", () => {
    const { resource } = profile();
    resource.putInclude([{ address: "10.10.0.0/16" }]);
    expect(problems(stack)).toEqual(["engineers SplitTunnelModesMixed"]);
  });

  test("fails when the account is not valid, or the id results in an invalid Terraform name", () => {
    const account = { ...ACCOUNT, accountId: "no" };
    profile({ account, reach: { ...reaching(), account } }, "1st");
    expect(problems(stack)).toEqual(["1st AccountIdInvalid", "1st ConstructIdInvalid"]);
  });
});

test("DeviceProfile accepts at most 1,000 entries of both lists in total", () => {
  const cidrs = Array.from({ length: 1000 }, (_, i) => `8.${Math.floor(i / 128)}.${(i % 128) * 2}.0/24`);
  const reach = (count: number) => ({ account: ACCOUNT, cidrs: cidrs.slice(0, count), zones: [] });
  const splitTunnel = SplitTunnel.include();
  const account = { ...ACCOUNT, initialResolvedRanges: [] };
  profile({ account, reach: reach(1000 - 5 - 14), splitTunnel }); // the team's host and addresses, the fallback list
  expect(problems(stack)).toEqual([]);
  profile({ account, reach: reach(1000 - 5 - 13), splitTunnel }, "more");
  expect(problems(stack)).toEqual(["more DeviceProfileTooLong"]);
  expect(messages(stack)[0]).toContain("987 split tunnel entries and 14 local domains");
});

test("DeviceProfile uses the provider of the account and honors node.addDependency", () => {
  const provider = new CloudflareProvider(stack, "other", { alias: "other" });
  const first = profile({ account: { ...ACCOUNT, provider } });
  profile({}, "sre").node.addDependency(first);
  expect(resourceAt(stack, "engineers").provider).toBe("cloudflare.other");
  expect(fallback().provider).toBe("cloudflare.other");
  expect(graph(stack).edges).toContain("sre => engineers");
});

describe("DeviceProfile properties at run time", () => {
  test.each(["account", "match", "reach"])("fails when the required property %s is missing", (name) => {
    expect(() => profile({ [name]: undefined })).toThrow(`DeviceProfile: "${name}" is required.`);
  });

  test.each(["account", "cidrs", "zones"])("fails when `reach` has no %s", (name) => {
    const reach: IReachable = { ...reaching(), [name]: undefined };
    expect(() => profile({ reach })).toThrow(`DeviceProfile.reach: "${name}" is required.`);
  });

  test.each<[string, () => unknown]>([
    ["splitTunnel", () => profile({ splittunnel: SplitTunnel.include() } as object)],
    ["dnsServers", () => profile({ localDomains: [{ suffix: "example.com", dnsServer: [] } as LocalDomain] })],
    ["keepLocal", () => SplitTunnel.exclude({ keeplocal: [] } as object)],
    ["entries", () => SplitTunnel.include({ entires: [] } as object)],
    ["address", () => SplitTunnel.exclude({ keepLocal: [{ adress: "192.0.2.1" } as object] })],
  ])("fails when a property is misspelled, and suggests %s", (name, make) => {
    expect(make).toThrow(`Did you mean "${name}"?`);
  });
});
