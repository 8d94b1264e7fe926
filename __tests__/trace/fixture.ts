import { traceName, Question, Trace } from "../../lib/trace/index";
import {
  allow,
  block,
  connector,
  DEPLOYMENT,
  id,
  POLICY,
  PROFILE,
  profile,
  resolver,
  route,
  ROUTE,
  TUNNEL,
  VIRTUAL_NETWORK,
} from "../inventory/network/fixture";

export const NAME = "web.shop.svc.dev.k8s.example.internal";
export const ENGINEER = { email: "a@example.com", groups: ["engineers"] };
export const FALLBACK = `${PROFILE}_local_domain_fallback`;

/** Two clusters, in which an engineer connects to NAME in the cluster "dev". */
export function network() {
  const lab = id(VIRTUAL_NETWORK, "lab");
  return {
    [TUNNEL]: { dev: { name: "dev" }, prod: { name: "prod" } } as Record<string, any>,
    [VIRTUAL_NETWORK]: { lab: { name: "lab" } } as Record<string, any>,
    [DEPLOYMENT]: { dev: connector("dev"), prod: connector("prod") } as Record<string, any>,
    [ROUTE]: {
      dev: route("10.10.0.0/16"),
      prod: route("10.20.0.0/16", {}, "prod"),
      twin: route("10.10.0.0/16", { virtual_network_id: lab }, "prod"),
    } as Record<string, any>,
    [POLICY]: {
      dev: resolver(10, 'dns.fqdn matches "^(?:[a-z0-9_-]+[.])*dev[.]k8s[.]example[.]internal$"', "10.10.0.10"),
      prod: resolver(20, 'any(dns.domains[*] in {"prod.k8s.example.internal"})', "10.20.0.10"),
      allow: allow(10, "net.dst.ip in {10.10.0.0/16}", { identity: 'any(identity.groups.name[*] in {"engineers"})' }),
      block: block(20, "net.dst.ip in {10.10.0.0/16 10.20.0.0/16}"),
    } as Record<string, any>,
    [PROFILE]: { engineers: profile(10, { exclude: [{ address: "192.168.0.0/16" }] }) } as Record<string, any>,
    [FALLBACK]: { engineers: { policy_id: id(PROFILE, "engineers"), domains: [{ suffix: "corp" }] } } as Record<
      string,
      any
    >,
  };
}

export type Network = ReturnType<typeof network>;

/** Traces NAME in the network after an edit. */
export function trace(edit: (resource: Network) => void = () => {}, question: Partial<Question> = {}): Trace {
  const resource = network();
  edit(resource);
  return traceName([{ name: "dev", terraform: { resource } }], { fqdn: NAME, person: ENGINEER, ...question });
}

/** Returns "outcome", with the station and the code of a broken hop, or the stations of unknown hops. */
export function verdict({ outcome, hops }: Trace): string {
  const words = hops.flatMap((hop) => {
    if (hop.status === "broken") return `${hop.at} ${hop.code}`;
    return hop.status === "unknown" ? hop.at : [];
  });
  return [outcome, ...words].join(": ");
}

/** The verdict of a trace after an edit. */
export function after(edit: (resource: Network) => void, question: Partial<Question> = {}): string {
  return verdict(trace(edit, question));
}
