import { combine, Finding, Found, partsByTunnel } from "./connection";
import { evaluateEgress, EgressVerdict, PodConnection } from "./egress-rules";
import type { Hop } from "./model";
import { shown, unique } from "./phrases";
import { Asked } from "./query";
import type { Cidr } from "../core/addresses/cidr";
import { tunnelName } from "../inventory/network/labels";
import type { NetworkRoute, PodEgress, PrivateConnector, PrivateNetwork } from "../inventory/network/model";

/** A part of the addresses, and the tunnel whose connectors connect to it. */
interface Part {
  readonly cidr: Cidr;
  readonly tunnel: string;
}

/** @internal Determines whether the connectors' NetworkPolicies allow connections to the addresses of the name. */
export function* askEgress(asked: Asked, cidrs: Cidr[], assumed: boolean, notes: string[]): Generator<Hop> {
  const parts = cidrs.flatMap((cidr) => partsByTunnel(asked, cidr));
  yield* askEgressOf(asked, parts, assumed, notes);
}

/** @internal The same for the connectors of one tunnel, to which a hostname is routed. */
export function* askEgressThrough(asked: Asked, tunnel: string, notes: string[]): Generator<Hop> {
  const { network, answers } = asked;
  if (answers !== undefined) {
    const parts = answers.map((cidr) => ({ cidr, tunnel }));
    yield* askEgressOf(asked, parts, false, notes);
  } else if (connectorsIn(network, tunnel).some(({ egress }) => isLimited(egress))) {
    notes.push("The address of the name is not specified, so the connector's NetworkPolicy is not evaluated.");
  }
}

function* askEgressOf(asked: Asked, parts: Part[], assumed: boolean, notes: string[]): Generator<Hop> {
  const { network, port, protocol = "TCP" } = asked;
  const connections = parts.map(({ cidr, tunnel }) => ({ tunnel, connection: { destination: cidr, protocol, port } }));
  const evaluated = evaluate(network, connections);
  if (evaluated.length === 0) return;
  const cidrs = evaluated.map(({ cidr }) => cidr);
  const question = `Can the pods of ${tunnels(network, evaluated)} connect to ${shown(cidrs)} ${overText({ protocol, port })}?`;
  addNotes(notes, evaluated);
  yield* combine("egress to address", question, evaluated, assumed);
}

/** @internal Determines whether the connectors' NetworkPolicies allow DNS queries to the resolvers. */
export function* askResolverEgress(
  network: PrivateNetwork,
  routed: { readonly resolver: Cidr; readonly port: number; readonly route: NetworkRoute }[],
  notes: string[],
): Generator<Hop> {
  const connections = routed.map(({ resolver, port, route: { tunnel } }) => ({
    tunnel,
    connection: { destination: resolver, protocol: "UDP" as const, port },
  }));
  const evaluated = evaluate(network, connections);
  if (evaluated.length === 0) return;
  const ports = unique(evaluated.map(({ port }) => port)).join(", ");
  const cidrs = evaluated.map(({ cidr }) => cidr);
  const question = `Can the pods of ${tunnels(network, evaluated)} connect to ${shown(cidrs)} on UDP port ${ports}?`;
  const failed = evaluated.filter(({ broken }) => broken !== undefined);
  if (failed.length > 0 && failed.length < routed.length) {
    notes.push(`The connector cannot connect to resolver ${shown(failed.map(({ cidr }) => cidr))}. The others answer.`);
  }
  const passed = evaluated.filter(({ broken }) => broken === undefined);
  // One resolver that answers is enough.
  const relevant = failed.length === routed.length ? failed : passed;
  addNotes(notes, passed);
  if (relevant.length > 0) yield* combine("egress to resolver", question, relevant, false);
}

type Evaluated = Finding & { readonly tunnel: string; readonly port?: number; readonly note?: string };

function addNotes(notes: string[], evaluated: Evaluated[]): void {
  const found = unique(evaluated.flatMap(({ note }) => note ?? []));
  notes.push(...found.filter((note) => !notes.includes(note)));
}

/** One finding for each connection. Connectors that do not run in Kubernetes have no NetworkPolicy. */
function evaluate(
  network: PrivateNetwork,
  connections: { readonly tunnel: string; readonly connection: PodConnection }[],
): Evaluated[] {
  return connections.flatMap(({ tunnel, connection }) => {
    const connectors = connectorsIn(network, tunnel);
    const found = connectors.flatMap(({ egress }) => (egress === undefined ? [] : foundBy(egress, connection)));
    if (found.length === 0) return [];
    const { destination: cidr, port } = connection;
    const each = { cidr, tunnel, port };
    const failed = found.filter(({ broken }) => broken !== undefined);
    const by = unique(found.flatMap((one) => one.by));
    if (failed.length > 0 && failed.length < connectors.length) {
      const decided = `Unknown. It depends on the connector that receives the connection. ${failed[0].decided}`;
      return { ...each, by, decided, unknown: true };
    }
    const [first] = [...failed, ...found.filter(({ unknown }) => unknown), ...found];
    return { ...each, ...first, by };
  });
}

function foundBy(egress: PodEgress, connection: PodConnection): Found & { readonly note?: string } {
  const verdict = evaluateEgress(egress, connection);
  const { destination } = connection;
  const names = egress.policies.map(({ name }) => name);
  const policies = `NetworkPolic${names.length > 1 ? "ies" : "y"} ${names.join(", ")}`;
  const by = [...egress.policies.map(({ address }) => address), ...egress.unread];
  switch (verdict.outcome) {
    case "unrestricted":
      return { decided: "Yes. No NetworkPolicy in the connector's stack restricts the egress of its pods.", by };
    case "allowed": {
      const cover = `${policies} ${names.length > 1 ? "allow" : "allows"} ${shown(verdict.covering)}`;
      return { decided: `Yes. ${cover}.`, by, ...(!verdict.coversPods && { note: podNote(verdict) }) };
    }
    case "unknown":
      return { decided: `Unknown. ${unknownText(policies, connection, verdict)}`, by, unknown: true };
    case "denied":
      return {
        decided: `No. No rule of ${policies} allows ${shown([destination])} ${overText(connection)}.`,
        by,
        broken: { code: "EgressDenied", fix: `${remedy(destination)} ${POD_REMEDY}` },
      };
  }
}

const POD_REMEDY =
  "If it contains pods or Services of the connector's cluster, its namespaces must be in namespaces of the KubernetesConnector.";

function remedy(destination: Cidr): string {
  const cidr = shown([destination]);
  return `Route ${cidr} with the Tunnel of this connector, in any stack of its app, or add it to allowEgress of the KubernetesConnector.`;
}

function unknownText(
  policies: string,
  connection: PodConnection,
  { reasons, covering, partial }: EgressVerdict,
): string {
  if (covering.length > 0 || partial) return reasons.join(" ");
  return [
    `No CIDR of ${policies} allows it ${overText(connection)}.`,
    ...reasons,
    `To allow it by address: ${remedy(connection.destination)}`,
  ].join(" ");
}

function podNote({ covering }: EgressVerdict): string {
  return (
    `The connector's NetworkPolicy allows ${shown(covering)} by address only. If it contains pods or Services of the ` +
    "connector's cluster, most network plugins also require a rule that selects the pods, which KubernetesConnector " +
    "adds for namespaces. See docs/network-policy.md."
  );
}

function overText({ protocol, port }: Pick<PodConnection, "protocol" | "port">): string {
  return port === undefined ? `over ${protocol}` : `on ${protocol} port ${port}`;
}

function connectorsIn({ tunnels: all }: PrivateNetwork, id: string): PrivateConnector[] {
  return all.find((tunnel) => tunnel.id === id)?.connectors ?? [];
}

function isLimited(egress: PodEgress | undefined): boolean {
  return egress !== undefined && egress.policies.length + egress.unread.length > 0;
}

function tunnels(network: PrivateNetwork, parts: { readonly tunnel: string }[]): string {
  return unique(parts.map(({ tunnel }) => tunnelName(network, tunnel))).join(", ");
}
