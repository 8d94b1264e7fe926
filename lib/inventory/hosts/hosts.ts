import { EdgeOf, HostReach, hostReach } from "./host-reach";
import {
  ANY_HOSTNAME,
  audiencesOf,
  hostnameOf,
  publishedHostnames,
  recordName,
  recordLookup,
  requiresToken,
  routeLookup,
  tunnelTarget,
} from "./ingress-matching";
import type { HostAccessEntry, HostEntry, PolicyEntry, Protection, RouteEntry } from "../model";
import { policiesOf } from "./policies";
import type { RoutedTunnel } from "./tunnels";
import { isBelowUniversalSsl } from "../../core/addresses/hostname";
import { COMMENT_PREFIXES } from "../../core/comment";
import { push } from "../../core/push";
import { block, literalText, text, Values } from "../../core/terraform/values";
import { nameOf, ofType, Resolve, TerraformObject } from "../terraform/objects";

/** @internal A host together with the objects that define it. */
export interface JudgedHost extends HostReach {
  readonly entry: HostEntry;
  readonly tunnelId: string;
  /** The addresses of the tunnel's configurations. */
  readonly configurations: string[];
  readonly rules: Values[];
  readonly record?: TerraformObject;
  /** The names of the other tunnels with a rule for the host, if no DNS record selects one of them. */
  readonly otherTunnels: string[];
}

/**
 * Returns the hosts of tunnels. A name that another tunnel has a rule for belongs to that tunnel.
 *
 * @param some those whose hosts are returned
 * @internal
 */
export function judgedHosts(
  some: RoutedTunnel[],
  tunnels: RoutedTunnel[],
  objects: TerraformObject[],
  resolve: Resolve,
  edgeOf: EdgeOf,
): JudgedHost[] {
  const records = ofType(objects, "cloudflare_dns_record");
  const recordOf = recordLookup(records);
  const servedBy = new Map<string, RoutedTunnel[]>();
  for (const tunnel of tunnels) {
    for (const hostname of new Set(tunnel.rules.map(hostnameOf))) push(servedBy, hostname, tunnel);
  }
  const namesTo = new Map<unknown, string[]>();
  for (const record of records) push(namesTo, record.values.content, recordName(record));
  const estate: Estate = { objects, resolve, edgeOf, recordOf, servedBy };
  const unserved = edgeOf(undefined).hostnames.filter((hostname) => !servedBy.has(hostname));
  return some.flatMap((tunnel) =>
    hostsOf(tunnel, [...unserved, ...(namesTo.get(tunnelTarget(tunnel.entry.id)) ?? [])], estate),
  );
}

/** What the hosts of all tunnels share. */
interface Estate {
  readonly objects: TerraformObject[];
  readonly resolve: Resolve;
  readonly edgeOf: EdgeOf;
  readonly recordOf: (hostname: string) => TerraformObject | undefined;
  /** The tunnels that have a rule for a name. */
  readonly servedBy: ReadonlyMap<string, readonly RoutedTunnel[]>;
}

/** @param otherNames the names that a wildcard or the catch-all rule of the tunnel may serve */
function hostsOf(tunnel: RoutedTunnel, otherNames: string[], estate: Estate): JudgedHost[] {
  const { objects, resolve, recordOf, servedBy } = estate;
  const edge = estate.edgeOf(tunnel.account);
  const routesTo = routeLookup(tunnel.rules);
  const { id, address, name, configurations } = tunnel.entry;
  return publishedHostnames(tunnel.rules, otherNames).map((hostname) => {
    const rules = routesTo(hostname);
    const reach = hostReach(hostname, rules, edge);
    const { application } = reach;
    const declared = declaredRecord(tunnel, hostname);
    const found = recordOf(hostname);
    // A record that is managed elsewhere takes precedence over a wildcard record.
    const record = declared !== undefined && found !== undefined && recordName(found) !== hostname ? undefined : found;
    const otherTunnels = record === undefined ? tunnelsOf(hostname, servedBy, tunnel) : [];
    const policies = application === undefined ? [] : policiesOf(application, resolve, edge.access);
    const access = accessOf(application, policies, rules, declared ?? record?.values);
    const entry: HostEntry = {
      hostname,
      url: `https://${hostname}`,
      tunnel: { ...(address !== undefined && { address }), name },
      routes: rules.map((rule) => routeEntry(rule, objects)),
      ...(record !== undefined && { dnsRecord: record.address }),
      access,
      protection: protectionOf(reach),
      notes: [
        ...accessNotes(access),
        ...terminalNotes(application),
        ...nameNotes(hostname, rules),
        ...recordNotes(hostname, record, declared, resolve),
        ...otherTunnels.map((other) => `Tunnel ${other} serves this host as well.`),
      ],
    };
    return { entry, tunnelId: id, configurations, rules, record, otherTunnels, ...reach };
  });
}

function routeEntry(rule: Values, objects: TerraformObject[]): RouteEntry {
  const path = literalText(rule.path);
  const service = text(rule.service) ?? "?";
  const reference = /^\$\{(.+)\.\w+\}$/.exec(service)?.[1];
  const origin = reference === undefined ? undefined : objects.find(({ address }) => address === reference);
  return {
    ...(path !== undefined && { path }),
    service,
    ...(origin !== undefined && { origin: `${origin.type.replace(/^[^_]+_/, "")} ${nameOf(origin)}` }),
    ...(path !== undefined && /^\^.*[^\\]\$$/.test(path) && { exact: true }),
  };
}

function accessOf(
  application: TerraformObject | undefined,
  policies: PolicyEntry[],
  rules: Values[],
  described: Values | undefined,
): HostAccessEntry {
  if (application !== undefined) return { kind: "policies", application: application.address, policies };
  if (requiresToken(rules)) {
    const reason = reasonOf(described, COMMENT_PREFIXES.existing);
    const aud = [...new Set(rules.flatMap(audiencesOf))].join(", ");
    return { kind: "existing", aud, ...(reason !== undefined && { reason }) };
  }
  const reason = reasonOf(described, COMMENT_PREFIXES.public);
  return reason === undefined ? { kind: "none" } : { kind: "public", reason };
}

/** The reason that the comment of a host contains after a prefix. */
function reasonOf(described: Values | undefined, prefix: string): string | undefined {
  const comment = literalText(described?.comment) ?? "";
  return comment.startsWith(prefix) && comment.length > prefix.length ? comment.slice(prefix.length) : undefined;
}

function protectionOf(reach: HostReach): Protection {
  const { application, connectorTokenCheck, layers, unverified, unknown, state } = reach;
  return {
    ...(application !== undefined && { application: application.address }),
    connectorTokenCheck,
    layers,
    unverified,
    unknown: unknown.map(({ words }) => words),
    state,
  };
}

function accessNotes(access: HostAccessEntry): string[] {
  const isClosed = access.kind === "policies" && access.policies.length === 0;
  return isClosed ? ["The application has no policy, so it denies all users."] : [];
}

function terminalNotes(application: TerraformObject | undefined): string[] {
  const type = text(application?.values.type) ?? "";
  return ["ssh", "vnc"].includes(type) ? [`Browsers show a terminal for ${type.toUpperCase()}.`] : [];
}

function nameNotes(hostname: string, rules: Values[]): string[] {
  const notes: string[] = [];
  if (hostname !== ANY_HOSTNAME && hostname.includes("*") && requiresToken(rules)) {
    notes.push("Access covers one label. The connector returns 403 for deeper names.");
  }
  const scheme = rules.map(({ service }) => /^(tcp|ssh|rdp|smb):/.exec(text(service) ?? "")?.[1]).find(Boolean);
  if (scheme !== undefined) {
    notes.push(`Connect with: cloudflared access ${scheme} --hostname ${hostname} --url localhost:<port>`);
  }
  return notes;
}

function recordNotes(
  hostname: string,
  record: TerraformObject | undefined,
  declared: Values | undefined,
  resolve: Resolve,
): string[] {
  if (record === undefined) {
    if (declared === undefined) return hostname === ANY_HOSTNAME ? [] : ["No DNS record was found for this host."];
    const reason = literalText(declared.record) ?? "";
    return [
      `The DNS record is managed elsewhere: ${reason}`,
      ...certificateNotes(hostname, declared, text(declared.zone)),
    ];
  }
  const name = text(record.values.name) ?? "";
  // Constructs write the zone and the certificate of a deep host into the comment of its record.
  const comment = block(record.values["//"]);
  const zone = text(comment.zone) ?? zoneNameOf(record, resolve);
  return [
    ...(name === hostname ? [] : [`The DNS record of ${name} resolves this name.`]),
    ...certificateNotes(hostname, name === hostname ? comment : {}, zone),
  ];
}

function certificateNotes(hostname: string, { certificate }: Values, zone: string | undefined): string[] {
  if (zone === undefined || !isBelowUniversalSsl(hostname, zone) || text(certificate) !== undefined) return [];
  return [`Universal SSL covers one label below ${zone}. This host needs its own certificate.`];
}

/** What the configuration of the tunnel contains for a host whose DNS record is managed elsewhere. */
function declaredRecord({ comments }: RoutedTunnel, hostname: string): Values | undefined {
  return Object.hasOwn(comments, hostname) ? block(comments[hostname]) : undefined;
}

function tunnelsOf(hostname: string, servedBy: Estate["servedBy"], except: RoutedTunnel): string[] {
  const others = (servedBy.get(hostname) ?? []).filter((each) => each !== except);
  return hostname === ANY_HOSTNAME ? [] : others.map(({ entry }) => entry.name);
}

function zoneNameOf(record: TerraformObject, resolve: Resolve): string | undefined {
  const reference = /^\$\{((?:data\.)?cloudflare_zones?\.[\w-]+)\.(?:zone_id|result\[0\]\.id)\}$/;
  const id = (text(record.values.zone_id) ?? "").replace(reference, "${$1.id}");
  const zone = resolve(id)?.values ?? {};
  return text(zone.name) ?? text(block(zone.filter).name);
}
