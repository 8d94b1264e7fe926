import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { App } from "cdktf";
import { IReachable } from "../../lib/core/interfaces";
import { DeviceProfile, DeviceProfileProps, SplitTunnel } from "../../lib/device";
import { defaultPrecedence } from "../../lib/device/precedence";
import { graph } from "../../lib/testing/graph";
import { ACCOUNT, messages, OTHER_ACCOUNT, problems, resourceAt, stackWithProvider } from "../support/stack";

const engineers = { deviceMatch: 'any(identity.groups.name[*] in {"engineers"})' };
let stack = stackWithProvider();
beforeEach(() => (stack = stackWithProvider()));

const reaching = (...cidrs: string[]): IReachable => ({ cidrs, zones: ["dev.k8s.example.internal"] });
const profile = (props: Partial<DeviceProfileProps> = {}, id = "engineers") =>
  new DeviceProfile(stack, id, { account: ACCOUNT, match: engineers, reach: reaching("10.10.0.0/16"), ...props });
const fallback = () => resourceAt(stack, "engineers/LocalDomainFallback");

test("renders a profile that leaves nothing to the account's defaults", () => {
  profile();
  const { exclude, ...rest } = resourceAt(stack, "engineers");
  expect(rest).toEqual({
    account_id: ACCOUNT.accountId,
    name: "engineers",
    description: "Private networks through the tunnel; not local: internal",
    enabled: true,
    match: 'any(identity.groups.name[*] in {"engineers"})',
    precedence: defaultPrecedence("engineers"),
    service_mode_v2: { mode: "warp" },
  });
  expect(exclude).toContainEqual({ address: "10.0.0.0/13", description: "private" });
  expect(problems(stack)).toEqual([]);
});

test("renders its fallback list, without the suffix that swallows what is reached", () => {
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

test("reads what it reaches at the end: a fleet grows after the profile is made", () => {
  const reach = { cidrs: ["10.10.0.0/16"], zones: ["dev.example.internal"] };
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
  expect(resourceAt(stack, "engineers").description).toMatch(/; not local: internal, local$/);
  expect(fallback().domains).not.toContainEqual({ suffix: "local" });
  reach.cidrs.push("10.20.0.1/16");
  expect(problems(stack)).toEqual(["engineers CidrInvalid"]);
});

test("takes a name, a precedence and a description, and keeps them from Terraform's templates", () => {
  const reach = { cidrs: [], zones: [] };
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

test("keeps a default precedence when another profile comes", () => {
  const alone = profile().precedence;
  stack = stackWithProvider();
  profile({}, "sre");
  expect(profile().precedence).toBe(alone);
});

describe("precedence", () => {
  test.each([0, -1, 1.5, NaN])("refuses %d", (precedence) => {
    profile({ precedence });
    expect(problems(stack)).toEqual(["engineers PrecedenceInvalid"]);
  });

  test("refuses that of another profile of the account, in any stack of the app", () => {
    profile({ precedence: 7 });
    const elsewhere = stackWithProvider("other", App.of(stack));
    const props = { match: engineers, reach: reaching(), precedence: 7 };
    new DeviceProfile(elsewhere, "theirs", { account: OTHER_ACCOUNT, ...props });
    new DeviceProfile(elsewhere, "ours", { account: ACCOUNT, ...props });
    expect(problems(stack)).toEqual([]);
    expect(problems(elsewhere)).toEqual(["ours PrecedenceTaken"]);
    expect(messages(elsewhere)[0]).toContain("precedence 7 is that of stack/engineers");
  });

  test("refuses a name twice, which collides, and takes another precedence for it", () => {
    profile({ name: "Engineers" });
    profile({ name: "Engineers" }, "again");
    profile({ name: "Engineers", precedence: 12 }, "numbered");
    expect(problems(stack)).toEqual(["again PrecedenceTaken"]);
  });
});

describe("refuses", () => {
  test.each([
    ["no selector", undefined, "no selector"],
    ["an empty match", " ", "empty"],
    ["a match of more than 10,000 characters", "x".repeat(10_001), "10001 characters"],
  ])("%s", (_, deviceMatch, words) => {
    profile({ match: { deviceMatch } });
    expect(problems(stack)).toEqual(["engineers DeviceMatchInvalid"]);
    expect(messages(stack)[0]).toContain(words);
  });

  test("what it reaches in another account", () => {
    profile({ reach: { ...reaching("10.10.0.0/16"), account: OTHER_ACCOUNT } });
    expect(problems(stack)).toEqual(["engineers AccountMismatch"]);
  });

  test("a zone that is no name", () => {
    profile({ reach: { cidrs: [], zones: ["*.Example."] } });
    expect(problems(stack)).toEqual(["engineers HostnameInvalid"]);
  });

  test("its own entries that keep from the tunnel what is reached", () => {
    profile({
      splitTunnel: SplitTunnel.exclude({ keepLocal: [{ address: "10.0.0.0/8" }] }),
      localDomains: [{ suffix: "internal" }],
    });
    expect(problems(stack)).toEqual(["engineers ReachableKeptLocal", "engineers ZoneSwallowedByLocalDomain"]);
  });

  test("both lists, which an escape hatch can bring", () => {
    const { resource } = profile();
    resource.putInclude([{ address: "10.10.0.0/16" }]);
    expect(problems(stack)).toEqual(["engineers SplitTunnelModesMixed"]);
  });

  test("a broken account, and an id that makes no Terraform name", () => {
    profile({ account: { ...ACCOUNT, accountId: "no" } }, "1st");
    expect(problems(stack)).toEqual(["1st AccountIdInvalid", "1st ConstructIdInvalid"]);
  });
});

test("takes 1,000 entries of both lists together, and no more", () => {
  const cidrs = Array.from({ length: 1000 }, (_, i) => `8.${Math.floor(i / 128)}.${(i % 128) * 2}.0/24`);
  const reach = (count: number) => ({ cidrs: cidrs.slice(0, count), zones: [] });
  const splitTunnel = SplitTunnel.include();
  const account = { ...ACCOUNT, initialResolvedRanges: [] };
  profile({ account, reach: reach(1000 - 5 - 14), splitTunnel }); // the team's host and addresses, the fallback list
  expect(problems(stack)).toEqual([]);
  profile({ account, reach: reach(1000 - 5 - 13), splitTunnel }, "more");
  expect(problems(stack)).toEqual(["more DeviceProfileTooLong"]);
  expect(messages(stack)[0]).toContain("987 split tunnel entries and 14 local domains");
});

test("uses the account's provider, and waits for what it was told to", () => {
  const provider = new CloudflareProvider(stack, "other", { alias: "other" });
  const first = profile({ account: { ...ACCOUNT, provider } });
  profile({}, "sre").node.addDependency(first);
  expect(resourceAt(stack, "engineers").provider).toBe("cloudflare.other");
  expect(fallback().provider).toBe("cloudflare.other");
  expect(graph(stack).edges).toContain("sre => engineers");
});
