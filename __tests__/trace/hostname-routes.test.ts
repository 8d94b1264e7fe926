import { after, FALLBACK, NAME, Network, trace } from "./fixture";
import {
  allow,
  block,
  connector,
  DEPLOYMENT,
  hostnameRoute,
  HOSTNAME_ROUTE,
  POLICY,
  PROFILE,
  ROUTE,
} from "../inventory/network/fixture";

describe("traced hostname routes", () => {
  const routed =
    (hostname: string, more: (r: Network) => void = () => {}) =>
    (r: Network) => {
      delete r[POLICY].dev;
      (r as any)[HOSTNAME_ROUTE] = { web: hostnameRoute(hostname) };
      more(r);
    };
  const ABOVE = "shop.svc.dev.k8s.example.internal";

  test("reach the tunnel without a CIDR route", () => {
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
      decided: expect.stringContaining("covers one label below it, but the name has 2"),
    });
  });

  test("prefer the route of the name to the one above", () => {
    const both = routed(ABOVE, (r) => ((r as any)[HOSTNAME_ROUTE].own = hostnameRoute(NAME, "prod")));
    expect(trace(both).hops[2].decided).toContain("tunnel prod");
  });

  test("break at local domains, connector and network policies", () => {
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

  test("require the range of initial resolved IPs in the tunnel", () => {
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

  test("report unknown if policies treat the real address differently", () => {
    const edit = routed(NAME, (r) => delete r[POLICY].allow);
    expect(after(edit, { answers: ["10.10.3.3"] })).toBe("unknown: network policies");
  });
});
