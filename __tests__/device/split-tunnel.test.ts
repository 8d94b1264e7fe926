import * as fc from "fast-check";
import { Cidr, mergeCidrs, overlaps, parseCidr, subtractCidrs } from "../../lib/core/addresses/cidr";
import { DEFAULT_EXCLUDE } from "../../lib/core/addresses/cloudflare-defaults";
import { SplitTunnel, SplitTunnelEntry } from "../../lib/device";
import { splitTunnelList, validateSplitTunnel } from "../../lib/device/split-tunnel-list";
import { ACCOUNT } from "../support/stack";

const account = { ...ACCOUNT, initialResolvedRanges: ["100.80.0.0/16"] };
const reaching = (cidrs: string[], zones: string[] = []) => ({ account, cidrs, zones });
const list = (splitTunnel: SplitTunnel, cidrs: string[] = []) =>
  splitTunnelList({ account, reach: reaching(cidrs), splitTunnel });
const addressesOf = (entries: SplitTunnelEntry[]) => entries.flatMap(({ address }) => address ?? []);
const ranges = (texts: string[]) => texts.map((text) => parseCidr(text)!);

describe("SplitTunnel.exclude()", () => {
  test("renders Cloudflare's default list without the initial resolved range, in as few entries as possible", () => {
    expect(addressesOf(list(SplitTunnel.exclude()))).toEqual([
      "10.0.0.0/8",
      "100.64.0.0/12",
      "100.81.0.0/16",
      "100.82.0.0/15",
      "100.84.0.0/14",
      "100.88.0.0/13",
      "100.96.0.0/11",
      "169.254.0.0/16",
      "172.16.0.0/12",
      "192.0.0.0/24",
      "192.168.0.0/16",
      "224.0.0.0/24",
      "240.0.0.0/4",
      "fd00::/8",
      "fe80::/10",
      "ff01::/16",
      "ff02::/15",
      "ff04::/15",
    ]);
  });

  test("removes exactly the reachable CIDRs from the default list", () => {
    const tens = addressesOf(list(SplitTunnel.exclude(), ["10.10.0.0/16"])).filter((text) => text.startsWith("10."));
    expect(tens).toEqual([
      "10.0.0.0/13",
      "10.8.0.0/15",
      "10.11.0.0/16",
      "10.12.0.0/14",
      "10.16.0.0/12",
      "10.32.0.0/11",
      "10.64.0.0/10",
      "10.128.0.0/9",
    ]);
  });

  test("omits IPv4 and IPv6 defaults that are reachable entirely", () => {
    const left = addressesOf(list(SplitTunnel.exclude(), ["10.0.0.0/8", "fd00::/8", "192.168.0.0/16"]));
    expect(left).not.toContain("10.0.0.0/8");
    expect(left.some((text) => text.startsWith("192.168.") || text.startsWith("fd"))).toBe(false);
  });

  test("keeps the whole default list if the account has no initial resolved range", () => {
    const elsewhere = { ...account, initialResolvedRanges: [] };
    const splitTunnel = SplitTunnel.exclude();
    expect(addressesOf(splitTunnelList({ account: elsewhere, reach: reaching([]), splitTunnel }))).toContain(
      "100.64.0.0/10",
    );
  });

  test("describes every entry", () => {
    const splitTunnel = SplitTunnel.exclude({
      keepLocal: [
        { address: "10.5.0.0/16", description: "office" },
        { address: "192.0.1.0/24" },
        { host: "vpn.example.com" },
        { host: "nas.example.com", description: "storage" },
      ],
    });
    const described = new Map(list(splitTunnel).map((entry) => [entry.address ?? entry.host, entry.description]));
    expect(described.get("10.0.0.0/8")).toBe("private, office");
    expect(described.get("192.0.0.0/23")).toBe("IETF protocols, 192.0.1.0/24");
    expect(described.get("172.16.0.0/12")).toBe("private");
    expect([...described].slice(0, 2)).toEqual([
      ["nas.example.com", "storage"],
      ["vpn.example.com", "vpn.example.com"],
    ]);
  });

  test("shortens a description that exceeds Cloudflare's limit", () => {
    const keepLocal = ["a", "b", "c"].map((letter, i) => ({
      address: `10.${i}.0.0/16`,
      description: letter.repeat(60),
    }));
    const [first] = list(SplitTunnel.exclude({ keepLocal }));
    expect(first.description).toHaveLength(100);
    expect(first.description).toMatch(/^private, a+, b+…$/);
  });

  const octet = fc.integer({ min: 0, max: 255 });
  const cidr = fc
    .tuple(fc.constantFrom("10", "100", "172", "192", "8"), octet, octet, fc.integer({ min: 8, max: 32 }))
    .map(([a, b, c, prefix]) => canonical(`${a}.${b}.${c}.0`, prefix));
  const canonical = (address: string, prefix: number) => {
    const bits = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
    const network = Math.floor(bits / 2 ** (32 - prefix)) * 2 ** (32 - prefix);
    return `${[24, 16, 8, 0].map((shift) => Math.floor(network / 2 ** shift) % 256).join(".")}/${prefix}`;
  };
  const texts = (cidrs: Cidr[]) => cidrs.map(({ text }) => text);

  test("renders the minimal, sorted difference of the default list and the reachable CIDRs", () => {
    fc.assert(
      fc.property(fc.array(cidr, { maxLength: 8 }), (cidrs) => {
        const entries = list(SplitTunnel.exclude(), cidrs);
        const excluded = ranges(addressesOf(entries));
        const reached = ranges([...cidrs, "100.80.0.0/16"]);
        const defaults = ranges(DEFAULT_EXCLUDE.map(({ address }) => address!));
        expect(excluded.some((range) => reached.some((each) => overlaps(range, each)))).toBe(false);
        const reachedOfDefaults = reached.flatMap((each) => subtractCidrs([each], subtractCidrs([each], defaults)));
        expect(texts(mergeCidrs([...excluded, ...reachedOfDefaults]))).toEqual(texts(mergeCidrs(defaults)));
        expect(texts(mergeCidrs(excluded))).toEqual(texts(excluded));
        expect(entries.every(({ description }) => description !== undefined && description !== "")).toBe(true);
      }),
    );
  });
});

describe("SplitTunnel.include()", () => {
  test("renders the reachable CIDRs and the destinations that the client requires", () => {
    const splitTunnel = SplitTunnel.include({ identityProviderHosts: ["login.example.com"] });
    expect(list(splitTunnel, ["10.20.0.0/16", "10.10.0.0/16"])).toEqual([
      { host: "example.cloudflareaccess.com", description: "team domain" },
      { host: "login.example.com", description: "identity provider" },
      { address: "10.10.0.0/16", description: "private network" },
      { address: "10.20.0.0/16", description: "private network" },
      { address: "100.80.0.0/16", description: "names routed by hostname" },
      { address: "104.19.194.29/32", description: "team domain" },
      { address: "104.19.195.29/32", description: "team domain" },
      { address: "162.159.36.12/32", description: "block page" },
      { address: "162.159.46.12/32", description: "block page" },
    ]);
  });

  test("merges nested and adjacent ranges", () => {
    const splitTunnel = SplitTunnel.include({ entries: [{ address: "10.11.0.0/16", description: "lab" }] });
    expect(list(splitTunnel, ["10.10.0.0/16", "10.10.4.7"])).toContainEqual({
      address: "10.10.0.0/15",
      description: "private network, lab",
    });
  });

  test("renders every initial resolved range that the account may have", () => {
    const entries = splitTunnelList({ account: ACCOUNT, reach: reaching([]), splitTunnel: SplitTunnel.include() });
    expect(addressesOf(entries)).toEqual(expect.arrayContaining(["100.80.0.0/16", "172.64.128.0/20"]));
  });
});

describe("validateSplitTunnel()", () => {
  const problems = (entry: SplitTunnelEntry, cidrs = ["10.10.0.0/16"], zones = ["dev.example.internal"]) =>
    validateSplitTunnel({
      account,
      reach: reaching(cidrs, zones),
      splitTunnel: SplitTunnel.exclude({ keepLocal: [entry] }),
    });
  const codes = (...args: Parameters<typeof problems>) => problems(...args).map(({ code }) => code);

  test.each<[string, SplitTunnelEntry]>([
    ["has neither an address nor a host", { description: "nothing" }],
    ["has both an address and a host", { address: "192.0.2.1", host: "a.example.com" }],
    ["has host bits set", { address: "192.0.2.1/24" }],
    ["has an invalid address", { address: "everywhere" }],
    ["has a description over 100 characters", { address: "192.0.2.1", description: "x".repeat(101) }],
  ])("refuses an entry that %s", (_, entry) => {
    expect(codes(entry)).toEqual(["SplitTunnelEntryInvalid"]);
  });

  test("refuses a host that is not a valid name, and a token", () => {
    expect(codes({ host: "https://example.com" })).toEqual(["HostnameInvalid"]);
    expect(codes({ address: "${TfToken[TOKEN.1]}" })).toEqual(["TokenNotAllowed"]);
  });

  test.each(["10.10.0.0/16", "10.0.0.0/8", "10.10.7.9", "100.80.3.0/24"])(
    "refuses %s, which excludes a reachable CIDR from the tunnel",
    (address) => {
      const [problem] = problems({ address });
      expect(problem.code).toBe("ReachableKeptLocal");
      expect(problem.message).toContain(`keepLocal contains ${address}, which excludes 10`);
    },
  );

  test.each(["dev.example.internal", "web.dev.example.internal", "*.dev.example.internal", "*.example.internal"])(
    "refuses the host %s, which contains names of a reachable zone",
    (host) => expect(codes({ host })).toEqual(["ReachableKeptLocal"]),
  );

  test.each<SplitTunnelEntry>([
    { address: "10.11.0.0/16" },
    { address: "fd00::/8" },
    { host: "example.internal" }, // only this name
    { host: "*.stg.example.internal" },
    { address: "192.0.2.1", description: "x".repeat(100) },
  ])("accepts %j", (entry) => expect(problems(entry)).toEqual([]));

  test("accepts in include mode an entry that conflicts in exclude mode", () => {
    const splitTunnel = SplitTunnel.include({ entries: [{ address: "10.0.0.0/8" }] });
    expect(validateSplitTunnel({ account, reach: reaching(["10.10.0.0/16"]), splitTunnel })).toEqual([]);
  });

  test("refuses a reachable CIDR with host bits set, in both modes", () => {
    for (const splitTunnel of [SplitTunnel.exclude(), SplitTunnel.include()]) {
      const found = validateSplitTunnel({ account, reach: reaching(["10.10.0.1/16"]), splitTunnel });
      expect(found.map(({ code }) => code)).toEqual(["CidrInvalid"]);
    }
  });
});
