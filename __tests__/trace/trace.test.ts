import { ENGINEER, FALLBACK, NAME, Network, trace, verdict } from "./fixture";
import { Question } from "../../lib/trace/index";
import {
  allow,
  block,
  connector,
  DEFAULT_PROFILE,
  DEPLOYMENT,
  hostnameRoute,
  HOSTNAME_ROUTE,
  id,
  policy,
  POLICY,
  PROFILE,
  profile,
  resolver,
  route,
  ROUTE,
  TUNNEL,
  VIRTUAL_NETWORK,
} from "../inventory/network/fixture";

const LAB = id(VIRTUAL_NETWORK, "lab");
const TO_PODS = "net.dst.ip in {10.10.0.0/16}";

/** What an edit makes of the trace. */
function after(edit: (resource: Network) => void, question: Partial<Question> = {}): string {
  return verdict(trace(edit, question));
}

test("a name that all agree on connects, hop by hop", () => {
  const { outcome, hops, notes } = trace();
  expect(outcome).toBe("connects");
  expect(notes).toEqual([]);
  expect(hops.map(({ at, decided, by }) => [at, decided, ...by])).toEqual([
    ["device profile", "profile engineers", `${PROFILE}.engineers`],
    ["local domains", "no: the device asks Gateway", `${PROFILE}.engineers`],
    ["resolver policy", "resolve 10", `${POLICY}.dev`],
    ["resolver", "10.10.0.0/16 through tunnel dev in the account's default virtual network", `${ROUTE}.dev`],
    ["connector", "yes, over QUIC", `${DEPLOYMENT}.dev`],
    ["route", "10.10.0.0/16 through tunnel dev", `${ROUTE}.dev`],
    ["split tunnel", "yes", `${PROFILE}.engineers`],
    ["network policies", "yes: policy allow 10 allows it", `${POLICY}.allow`],
  ]);
});

describe("each link that breaks has its own code", () => {
  const breaks: Record<string, (resource: Network) => void> = {
    "local domains NameKeptLocal": (r) => (r[FALLBACK].engineers.domains = [{ suffix: "internal" }]),
    "DNS policies NameBlocked": (r) =>
      (r[POLICY].dns = policy("dns", "block", 1, { traffic: 'any(dns.domains[*] == "internal")' })),
    "resolver policy NameUnresolved": (r) => delete r[POLICY].dev,
    "resolver ResolverUnrouted": (r) => (r[ROUTE].dev.virtual_network_id = LAB),
    "connector ConnectorWithoutQuic": (r) => (r[DEPLOYMENT].dev = connector("dev", "http2")),
    "split tunnel AnswerKeptLocal": (r) => (r[PROFILE].engineers.exclude = [{ address: "10.0.0.0/8" }]),
    "network policies ConnectionBlocked": (r) => delete r[POLICY].allow,
  };

  test.each(Object.entries(breaks))("%s", (code, edit) => {
    const broken = trace(edit);
    expect(verdict(broken)).toBe(`broken: ${code}`);
    expect(broken.hops.at(-1)).toMatchObject({ status: "broken", fix: expect.stringMatching(/.{20}/) });
  });

  // The answer's own links, where the resolver is reached another way.
  const viaLab = (r: Network) => {
    r[POLICY].dev = resolver(10, 'dns.fqdn matches "dev"', "10.10.0.10", { vnet_id: LAB });
    r[ROUTE].twin.tunnel_id = id(TUNNEL, "dev");
  };

  test("route AnswerUnrouted", () => {
    expect(after((r) => (viaLab(r), delete r[ROUTE].dev))).toBe("broken: route AnswerUnrouted");
  });

  test("route AnswerMisrouted: the device's virtual network leads to another cluster's pods of the same address", () => {
    expect(after((r) => (viaLab(r), (r[ROUTE].dev.tunnel_id = id(TUNNEL, "prod"))))).toBe(
      "broken: route AnswerMisrouted",
    );
  });

  test("and in a virtual network of another place, which is known by its id", () => {
    const office = "f70ff985-a4ef-4643-bbbc-4a0ed4fc8415";
    const edit = (r: Network) => {
      r[POLICY].dev = resolver(10, 'dns.fqdn matches "dev"', "10.10.0.10", { vnet_id: office });
      r[ROUTE].dev.virtual_network_id = office;
    };
    expect(after(edit, { virtualNetwork: office })).toBe("connects");
    expect(after(edit)).toBe("broken: route AnswerUnrouted");
  });

  test("and in the virtual network of the name it connects", () => {
    const edit = (r: Network) => (viaLab(r), delete r[ROUTE].dev);
    expect(after(edit, { virtualNetwork: "lab" })).toBe("connects");
    expect(after(edit, { virtualNetwork: LAB })).toBe("connects");
  });
});

describe("the device", () => {
  const other = { email: "b@example.com", groups: ["sales"] };

  test("takes the first profile that matches", () => {
    const both = (r: Network) =>
      (r[PROFILE].first = profile(1, { name: "sales", match: 'identity.email == "b@example.com"' }));
    expect(trace(both).hops[0].decided).toBe("profile engineers");
    expect(trace(both, { person: other }).hops[0].decided).toBe("profile sales");
  });

  test("takes the profile that is named", () => {
    const both = (r: Network) => (r[PROFILE].first = profile(1, { name: "sales" }));
    expect(trace(both, { profile: "engineers" }).hops[0].decided).toBe("profile engineers");
  });

  test("without a profile takes the account's default one, and what that holds is assumed", () => {
    const { hops, notes } = trace(() => {}, { person: other });
    expect(hops[0]).toMatchObject({ status: "ok", decided: "the account's default profile" });
    expect(notes).toEqual([
      "the account's default profile is not defined here: Cloudflare's default lists are assumed",
    ]);
    expect(hops.at(-1)).toMatchObject({ code: "NameKeptLocal" });
  });

  test("takes the default profile that is defined", () => {
    const own = (r: Network) => {
      (r as any)[DEFAULT_PROFILE] = { all: { exclude: [] } };
      (r as any)[`${DEFAULT_PROFILE}_local_domain_fallback`] = { all: { domains: [] } };
    };
    expect(after(own, { person: other })).toBe("broken: network policies ConnectionBlocked");
    expect(after(own, { profile: "the account's default profile" })).toBe("connects");
  });

  test("has Cloudflare's lists where its profile leaves them out", () => {
    expect(after((r) => delete r[FALLBACK].engineers)).toBe("broken: local domains NameKeptLocal");
    const { notes, hops } = trace((r) => delete r[PROFILE].engineers.exclude);
    expect(hops.at(-1)).toMatchObject({ code: "AnswerKeptLocal" });
    expect(notes).toEqual(["profile engineers says nothing of its split tunnel: Cloudflare's default list is assumed"]);
  });

  test("may match in a way that nobody tells", () => {
    const match = 'os.version == "1"';
    expect(after((r) => (r[PROFILE].engineers.match = match))).toBe("unknown: device profile");
  });

  const include =
    (...entries: object[]) =>
    (r: Network) => {
      delete r[PROFILE].engineers.exclude;
      r[PROFILE].engineers.include = entries;
    };

  test.each([
    [[{ address: "10.10.0.0/16" }], "connects"],
    [[{ address: "10.10.0.0/17" }, { address: "10.10.128.0/17" }], "connects"],
    [[{ address: "10.10.0.0/17" }], "broken: split tunnel AnswerKeptLocal"],
    [[{ address: "10.0.0.0/8" }], "connects"],
    [[{ address: "10.20.0.0/16" }], "broken: split tunnel AnswerKeptLocal"],
    [[{ host: "*.example.internal" }], "connects"],
    [[{ host: "example.internal" }], "broken: split tunnel AnswerKeptLocal"],
  ])("in include mode sends what is in the list: %j", (entries, expected) => {
    expect(after(include(...entries))).toBe(expected);
  });

  test.each([
    (r: Network) => (r[PROFILE].engineers.exclude = "${var.list}"),
    (r: Network) => (r[PROFILE].engineers.exclude = [{ address: "${var.range}" }]),
    (r: Network) => include({ address: "10.20.0.0/16" }, { address: "${var.range}" })(r),
  ])("may have entries that only Terraform knows", (edit) => {
    expect(after(edit)).toBe("unknown: split tunnel");
  });

  test("need not know entries that change nothing", () => {
    const exclude = [{ address: "${var.range}" }, { address: "10.0.0.0/8" }];
    expect(after((r) => (r[PROFILE].engineers.exclude = exclude))).toBe("broken: split tunnel AnswerKeptLocal");
    expect(after(include({ address: "10.10.0.0/16" }, { address: "${var.range}" }))).toBe("connects");
  });

  test("may keep domains local that only Terraform knows", () => {
    expect(after((r) => (r[FALLBACK].engineers.domains = "${var.domains}"))).toBe("unknown: local domains");
    expect(after((r) => (r[FALLBACK].engineers.domains = [{ suffix: "${var.a}" }, { suffix: "internal" }]))).toBe(
      "broken: local domains NameKeptLocal",
    );
  });

  test.each([{ address: "10.10.3.0/24" }, { address: "10.0.0.0/8" }, { host: "*.example.internal" }, { host: NAME }])(
    "in exclude mode keeps what is in the list: %j",
    (entry) =>
      expect(after((r) => (r[PROFILE].engineers.exclude = [entry]))).toBe("broken: split tunnel AnswerKeptLocal"),
  );
});

describe("DNS policies", () => {
  const dns = (action: string, precedence: number, more: object = {}) =>
    policy("dns", action, precedence, { traffic: 'any(dns.domains[*] == "example.internal")', ...more });

  test("are asked in their order", () => {
    expect(after((r) => Object.assign(r[POLICY], { a: dns("allow", 1), b: dns("block", 2) }))).toBe("connects");
    expect(after((r) => (r[POLICY].b = dns("block", 2, { traffic: 'dns.fqdn == "other.internal"' })))).toBe("connects");
  });

  test("may block for what nobody tells", () => {
    const traffic = "any(dns.security_category[*] in {21})";
    expect(after((r) => (r[POLICY].b = dns("block", 2, { traffic })))).toBe("unknown: DNS policies");
    expect(after((r) => (r[POLICY].b = dns("allow", 2, { traffic })))).toBe("connects");
    expect(after((r) => Object.assign(r[POLICY], { a: dns("allow", 1, { traffic }), b: dns("block", 2) }))).toBe(
      "unknown: DNS policies",
    );
  });

  test("answer in place of the resolvers", () => {
    const override = (...ips: string[]) => dns("override", 1, { rule_settings: { override_ips: ips } });
    const edit =
      (...ips: string[]) =>
      (r: Network) => (delete r[POLICY].dev, (r[POLICY].o = override(...ips)));
    expect(after(edit("10.10.7.7"))).toBe("connects");
    expect(after(edit("10.30.7.7"))).toBe("broken: route AnswerUnrouted");
    const host = dns("override", 1, { rule_settings: { override_host: "other.example" } });
    expect(after((r) => (r[POLICY].o = host))).toBe("unknown: route");
  });
});

describe("resolver policies", () => {
  test("are asked in their order", () => {
    const catchAll = (precedence: number) => (r: Network) =>
      (r[POLICY].all = resolver(precedence, 'dns.fqdn matches "internal$"', "10.99.0.10"));
    expect(after(catchAll(1))).toBe("broken: resolver ResolverUnrouted");
    expect(after(catchAll(99))).toBe("connects");
  });

  test("that are disabled are none", () => {
    expect(after((r) => (r[POLICY].dev.enabled = false))).toBe("broken: resolver policy NameUnresolved");
  });

  test("may match in a way that is not read", () => {
    const traffic = "any(dns.domains[*] in $0a1b-2c3d)";
    expect(after((r) => (r[POLICY].all = resolver(1, traffic, "10.99.0.10")))).toBe("unknown: resolver policy");
    const only = trace((r) => (r[POLICY].dev = resolver(1, traffic, "10.10.0.10")));
    expect(verdict(only)).toBe("unknown: resolver policy");
    expect(only.hops.at(-1)!.at).toBe("network policies");
  });

  test("that name several resolvers need one of them", () => {
    const two = (r: Network) =>
      r[POLICY].dev.rule_settings.dns_resolvers.ipv4.push({ ip: "10.99.0.10", route_through_private_network: true });
    const { outcome, notes } = trace(two);
    expect(outcome).toBe("connects");
    expect(notes).toEqual(["resolver 10.99.0.10 of policy resolve 10 is not routed: the others answer"]);
  });

  test("tell where a resolver is routed instead", () => {
    const broken = trace((r) => (r[ROUTE].dev.virtual_network_id = LAB)).hops.at(-1)!;
    expect(broken.decided).toBe(
      "no route of the account's default virtual network leads to 10.10.0.10; virtual network lab has one",
    );
  });

  test("need the private network for a private address", () => {
    const open = trace(
      (r) => (r[POLICY].dev.rule_settings.dns_resolvers.ipv4[0].route_through_private_network = false),
    );
    expect(verdict(open)).toBe("broken: resolver ResolverUnrouted");
    expect(open.hops.at(-1)).toMatchObject({ fix: expect.stringContaining("route_through_private_network") });
  });

  test("with a public resolver leave the address to whoever knows it", () => {
    const open = (r: Network) => {
      const [server] = r[POLICY].dev.rule_settings.dns_resolvers.ipv4;
      Object.assign(server, { ip: "203.0.113.53", route_through_private_network: false });
    };
    expect(after(open)).toBe("unknown: route");
    expect(after(open, { answers: ["10.10.3.3"] })).toBe("connects");
  });
});

describe("connectors", () => {
  test("that are not in sight may speak QUIC", () => {
    expect(after((r) => delete r[DEPLOYMENT].dev)).toBe("unknown: connector");
    expect(after((r) => (r[DEPLOYMENT].dev = connector("dev", "${var.protocol}")))).toBe("unknown: connector");
  });

  test("get any query, so all of a tunnel's have to speak it", () => {
    expect(after((r) => (r[DEPLOYMENT].slow = connector("dev", "http2")))).toBe(
      "broken: connector ConnectorWithoutQuic",
    );
  });
});

describe("answers", () => {
  test("are what the resolver's tunnel routes, without resolvers", () => {
    const dedicated = (r: Network) => (r[ROUTE].resolver = route("10.40.0.53/32"));
    const edit = (r: Network) => {
      dedicated(r);
      r[POLICY].dev = resolver(10, 'dns.fqdn matches "dev"', "10.40.0.53");
    };
    const hop = trace(edit).hops.find(({ at }) => at === "route")!;
    expect(hop.asked).toBe("what does the account's default virtual network do with 10.10.0.0/16?");
  });

  test("that are assumed have to work for one, those that are said for each", () => {
    const more = (r: Network) => (r[ROUTE].more = route("10.11.0.0/16", { virtual_network_id: LAB }));
    expect(after(more)).toBe("unknown: route");
    expect(after(more, { answers: ["10.10.3.3"] })).toBe("connects");
    expect(after(more, { answers: ["10.10.3.3", "10.11.3.3"] })).toBe("broken: route AnswerUnrouted");
  });

  test("of which only a part is routed are lost in part", () => {
    const { hops } = trace(() => {}, { answers: ["10.10.0.0/15"] });
    expect(hops.at(-1)).toMatchObject({
      code: "AnswerUnrouted",
      decided: expect.stringContaining("leads to 10.11.0.0/16"),
    });
  });

  test("take the longest prefix", () => {
    const narrower = (r: Network) => (r[ROUTE].narrow = route("10.10.3.0/24", {}, "prod"));
    expect(after(narrower, { answers: ["10.10.3.3"] })).toBe("broken: route AnswerMisrouted");
    expect(after(narrower, { answers: ["10.10.4.4"] })).toBe("connects");
  });
});

describe("network policies", () => {
  test("let those in whom they name, and say whom when nobody is named", () => {
    const { outcome, hops, notes } = trace(() => {}, { person: undefined });
    expect(outcome).toBe("connects");
    expect(notes).toEqual(["a device that takes profile engineers is assumed: whose it is, is not said"]);
    expect(hops.at(-1)!.decided).toBe(
      'yes, for any(identity.groups.name[*] in {"engineers"}) (policy allow 10); policy block 20 blocks everybody else',
    );
  });

  test("may keep out some, and say whom when nobody is named", () => {
    const contractors = { identity: 'any(identity.groups.name[*] in {"contractors"})' };
    const { outcome, hops } = trace((r) => (r[POLICY] = { dev: r[POLICY].dev, no: block(1, TO_PODS, contractors) }), {
      person: undefined,
    });
    expect(outcome).toBe("connects");
    expect(hops.at(-1)!.decided).toBe(
      'yes, but not for any(identity.groups.name[*] in {"contractors"}) (policy block 1)',
    );
    const listed = block(1, "net.dst.ip in $0a1b");
    expect(after((r) => (r[POLICY] = { dev: r[POLICY].dev, no: listed }), { person: undefined })).toBe(
      "unknown: network policies",
    );
  });

  test("block whom they do not name", () => {
    const person = { email: "b@example.com", groups: [] };
    expect(after(() => {}, { person, profile: "engineers" })).toBe("broken: network policies ConnectionBlocked");
  });

  test("depend on what is not said of a person", () => {
    const person = { email: "b@example.com" };
    expect(after(() => {}, { person, profile: "engineers" })).toBe("unknown: network policies");
  });

  test("of which it is not known what they allow leave it open, whoever asks", () => {
    const edit = (r: Network) => (r[POLICY].allow.traffic = "net.dst.ip in $0a1b");
    expect(after(edit, { person: undefined })).toBe("unknown: network policies");
  });

  test("without any, everybody gets in", () => {
    const { hops } = trace((r) => (delete r[POLICY].allow, delete r[POLICY].block));
    expect(hops.at(-1)!.decided).toContain("Gateway allows what none blocks");
  });

  test("of a part of the answer are told by part", () => {
    const edit = (r: Network) => (r[POLICY].first = block(1, "net.dst.ip in {10.10.128.0/17}"));
    expect(after(edit)).toBe("unknown: network policies");
    expect(after(edit, { answers: ["10.10.1.1"] })).toBe("connects");
    expect(after(edit, { answers: ["10.10.130.1"] })).toBe("broken: network policies ConnectionBlocked");
  });
});

describe("hostname routes", () => {
  const routed =
    (hostname: string, more: (r: Network) => void = () => {}) =>
    (r: Network) => {
      delete r[POLICY].dev;
      (r as any)[HOSTNAME_ROUTE] = { web: hostnameRoute(hostname) };
      more(r);
    };
  const ABOVE = "shop.svc.dev.k8s.example.internal";

  test("lead to the tunnel, whatever the CIDRs behind it", () => {
    const found = trace(routed(NAME, (r) => (r[ROUTE] = {})));
    expect(found.outcome).toBe("connects");
    expect(found.hops.map(({ at }) => at)).toEqual([
      "device profile",
      "local domains",
      "hostname route",
      "split tunnel",
      "connector",
      "network policies",
    ]);
  });

  test("cover one label", () => {
    expect(after(routed(ABOVE))).toBe("connects");
    expect(after(routed(`*.${ABOVE}`))).toBe("connects");
    const broken = trace(routed("svc.dev.k8s.example.internal")).hops.at(-1);
    expect(broken).toMatchObject({
      code: "NameUnresolved",
      decided: expect.stringContaining("takes one label below it, and this is 2"),
    });
  });

  test("take the name's own before the one above", () => {
    const both = routed(ABOVE, (r) => ((r as any)[HOSTNAME_ROUTE].own = hostnameRoute(NAME, "prod")));
    expect(trace(both).hops[2].decided).toContain("tunnel prod");
  });

  test("break at their own links", () => {
    expect(after(routed(NAME, (r) => (r[FALLBACK].engineers.domains = [{ suffix: "internal" }])))).toBe(
      "broken: local domains NameKeptLocal",
    );
    expect(after(routed(NAME, (r) => (r[DEPLOYMENT].dev = connector("dev", "http2"))))).toBe(
      "broken: connector ConnectorWithoutQuic",
    );
    const sni = `any(net.sni.domains[*] == "${ABOVE}")`;
    expect(after(routed(NAME, (r) => (r[POLICY].sni = block(1, sni))))).toBe(
      "broken: network policies ConnectionBlocked",
    );
    const gated = routed(NAME, (r) =>
      Object.assign(r[POLICY], { in: allow(1, sni, { identity: r[POLICY].allow.identity }), out: block(2, sni) }),
    );
    expect(after(gated)).toBe("connects");
    expect(after(gated, { person: { groups: [] }, profile: "engineers" })).toBe(
      "broken: network policies ConnectionBlocked",
    );
  });

  test("need the range of their stand-ins in the tunnel", () => {
    const local = routed(NAME, (r) => (r[PROFILE].engineers.exclude = [{ address: "100.64.0.0/10" }]));
    expect(after(local)).toBe("unknown: split tunnel");
    expect(after(local, { initialResolvedRanges: ["100.80.0.0/16"] })).toBe("broken: split tunnel AnswerKeptLocal");
    expect(after(local, { initialResolvedRanges: ["172.64.128.0/20"] })).toBe("connects");
    const both = { initialResolvedRanges: ["172.64.128.0/20", "100.80.0.0/16"] };
    expect(after(local, both)).toBe("broken: split tunnel AnswerKeptLocal");
    const nothing = routed(NAME, (r) => {
      delete r[PROFILE].engineers.exclude;
      r[PROFILE].engineers.include = [{ address: "10.0.0.0/8" }];
    });
    expect(after(nothing)).toBe("broken: split tunnel AnswerKeptLocal");
  });

  test("leave it open whether policies see the address behind them", () => {
    const edit = routed(NAME, (r) => delete r[POLICY].allow);
    expect(after(edit, { answers: ["10.10.3.3"] })).toBe("unknown: network policies");
  });
});

test("routes that are not read are told of", () => {
  const { notes } = trace((r) => (r[ROUTE].odd = route("${var.cidr}")));
  expect(notes).toEqual([expect.stringContaining(`${ROUTE}.odd`)]);
});

test("several accounts are not told apart, and that is told", () => {
  const { notes } = trace((r) => {
    r[ROUTE].dev.account_id = "a";
    r[POLICY].dev.account_id = "b";
  });
  expect(notes).toEqual(["accounts a and b are read as if they were one"]);
});

describe("a question", () => {
  test("may be spelled as people spell names", () => {
    expect(trace(() => {}, { fqdn: `${NAME.toUpperCase()}.` })).toMatchObject({ fqdn: NAME, outcome: "connects" });
  });

  test.each([
    [{ fqdn: "https://web.example" }, "has a scheme"],
    [{ fqdn: "*.example.internal" }, "stands for many names"],
    [{ answers: ["10.10.0.1/16"] }, '"10.10.0.1/16" is no address'],
    [{ virtualNetwork: "nowhere" }, 'there is no virtual network "nowhere"; expected "lab"'],
    [{ profile: "nobody" }, 'there is no device profile "nobody"; expected "engineers"'],
  ])("that makes no sense is refused: %j", (question, message) => {
    expect(() => trace(() => {}, question)).toThrow(message);
    expect(() => trace(() => {}, question)).toThrow("TraceQuestionInvalid");
  });
});

test("who is not said to be anybody in particular is still asked for by name", () => {
  expect(trace(() => {}, { person: ENGINEER }).hops.at(-1)!.asked).toBe(
    "may a@example.com in engineers connect to 10.10.0.0/16?",
  );
  expect(after((r) => (r[POLICY].allow.traffic = `${TO_PODS} and net.dst.port in {80}`))).toBe(
    "unknown: network policies",
  );
});
