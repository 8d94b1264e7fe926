import { parseCidr } from "../../../lib/core/addresses/cidr";
import type { PrivateTarget } from "../../../lib/reachability/gateway/model";
import { applicationsOf } from "../../../lib/reachability/gateway/private-applications";
import { privateDestinations } from "../../../lib/reachability/gateway/private-destinations";

type Destinations = Record<string, Record<string, unknown>>;

interface Flow extends Partial<PrivateTarget> {
  readonly hostname?: string;
  readonly address?: string;
}

/** The applications that cover a connection. Undefined stands for none. */
function covering(
  applications: Destinations,
  { hostname, address = "192.0.2.9", ...flow }: Flow,
): (string | undefined)[] {
  const privateApplications = Object.entries(applications).map(([name, values]) => ({
    name,
    destinations: privateDestinations({ destinations: [{ type: "private", ...values }] }),
    application: { policies: [], allowedProviders: [] },
  }));
  const target: PrivateTarget = {
    destination: parseCidr(address)!,
    port: 443,
    protocol: "tcp",
    virtualNetwork: "default",
    name: hostname,
    ...flow,
  };
  const found = applicationsOf(target, { privateApplications }).map(({ name }) => name);
  return found.length === 0 ? [undefined] : found;
}

const wiki = { A: { hostname: "wiki.internal" }, B: { cidr: "10.0.0.1" } };
const ssh = { A: { cidr: "10.0.0.0/24", port_range: "22" } };
const ports = { A: { cidr: "10.0.0.0/24", port_range: "8000-8100" } };
const udp = { A: { cidr: "10.0.0.0/24", l4_protocol: "udp" } };
const network = { A: { cidr: "10.0.0.0/24", vnet_id: "staging" } };
const names = { A: { hostname: "*.internal" }, B: { hostname: "wiki.internal" } };
const ranges = { A: { cidr: "10.0.0.0/8" }, B: { cidr: "10.0.0.0/24" } };

describe("applicationsOf", () => {
  test.each<[string, Destinations, Flow, (string | undefined)[]]>([
    ["a hostname precedes its address", wiki, { hostname: "wiki.internal", address: "10.0.0.1" }, ["A"]],
    ["a connection to the address is covered by the range", wiki, { address: "10.0.0.1" }, ["B"]],
    ["another port is not covered", ssh, { address: "10.0.0.5" }, [undefined]],
    ["the same port is covered", ssh, { address: "10.0.0.5", port: 22 }, ["A"]],
    ["a port in a range of ports is covered", ports, { address: "10.0.0.5", port: 8100 }, ["A"]],
    ["a port behind a range of ports is not covered", ports, { address: "10.0.0.5", port: 8101 }, [undefined]],
    ["another protocol is not covered", udp, { address: "10.0.0.5" }, [undefined]],
    ["another virtual network is not covered", network, { address: "10.0.0.5" }, [undefined]],
    ["the same virtual network is covered", network, { address: "10.0.0.5", virtualNetwork: "staging" }, ["A"]],
    ["a hostname precedes a wildcard", names, { hostname: "wiki.internal" }, ["B"]],
    ["a wildcard covers other hostnames", names, { hostname: "other.internal" }, ["A"]],
    ["a name without an application is covered by its address", ranges, { hostname: "x", address: "10.1.0.1" }, ["A"]],
    ["both of two nested ranges may decide", ranges, { address: "10.0.0.1" }, ["A", "B"]],
    ["another address is not covered", ranges, { address: "192.0.2.1" }, [undefined]],
  ])("%s", (_, applications, flow, expected) => {
    expect(covering(applications, flow)).toEqual(expected);
  });

  it("does not count a public destination or an unknown value", () => {
    const destinations = [{ uri: "wiki.internal" }, { type: "private", cidr: "${local.cidr}" }];
    expect(privateDestinations({ destinations })).toEqual([]);
    expect(privateDestinations({ type: "infrastructure", destinations: ranges.A })).toEqual([]);
  });
});
