import {
  ANY_HOSTNAME,
  audiencesOf,
  Coverage,
  coverageOf,
  destinationsOf,
  hostnameOf,
  protectionOf,
  publishedHostnames,
  recordName,
  recordLookup,
  requiresToken,
  routesOf,
  tunnelTarget,
} from "./ingress-matching";
import type { HostAccessEntry, HostEntry, PolicyEntry, Protection, ProtectionLayer, RouteEntry } from "../model";
import { policiesOf } from "./policies";
import type { RoutedTunnel } from "./tunnels";
import { isWithin, labelCount } from "../../core/addresses/hostname";
import { COMMENT_PREFIXES } from "../../core/comment";
import { nameOf, ofType, Resolve, TerraformObject } from "../terraform/objects";
import { block, literalText, text, Values } from "../terraform/values";

/** @internal A host together with the objects that define it. */
export interface JudgedHost extends Coverage {
  readonly entry: HostEntry;
  readonly tunnelId: string;
  /** The addresses of the tunnel's configurations. */
  readonly configurations: string[];
  readonly rules: Values[];
  readonly record?: TerraformObject;
}

/** @internal The hosts of one tunnel. A name that another tunnel has a rule for belongs to that tunnel. */
export function judgedHosts(
  tunnel: RoutedTunnel,
  tunnels: RoutedTunnel[],
  objects: TerraformObject[],
  resolve: Resolve,
): JudgedHost[] {
  const destinations = destinationsOf(ofType(objects, "cloudflare_zero_trust_access_application"));
  const records = ofType(objects, "cloudflare_dns_record");
  const recordOf = recordLookup(records);
  const { id, address, name, configurations } = tunnel.entry;
  const ofOthers = new Set(tunnels.flatMap((each) => (each === tunnel ? [] : each.rules.map(hostnameOf))));
  const otherNames = [
    ...destinations.map((each) => each.hostname).filter((each) => !ofOthers.has(each)),
    ...records.filter(({ values }) => values.content === tunnelTarget(id)).map(recordName),
  ];
  return publishedHostnames(tunnel.rules, otherNames).map((hostname) => {
    const rules = routesOf(hostname, tunnel.rules);
    const coverage = coverageOf(hostname, destinations);
    const record = recordOf(hostname);
    const policies = coverage.application === undefined ? [] : policiesOf(coverage.application, resolve);
    const access = accessOf(coverage.application, policies, rules, record);
    const entry: HostEntry = {
      hostname,
      url: `https://${hostname}`,
      tunnel: { ...(address !== undefined && { address }), name },
      routes: rules.map((rule) => routeEntry(rule, objects)),
      ...(record !== undefined && { dnsRecord: record.address }),
      access,
      protection: hostProtection(hostname, coverage.application, policies, rules),
      notes: [...accessNotes(access), ...nameNotes(hostname, rules), ...recordNotes(hostname, record, resolve)],
    };
    return { entry, tunnelId: id, configurations, rules, record, ...coverage };
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
  record: TerraformObject | undefined,
): HostAccessEntry {
  if (application !== undefined) return { kind: "policies", application: application.address, policies };
  if (requiresToken(rules)) {
    const reason = reasonOf(record, COMMENT_PREFIXES.existing);
    const aud = [...new Set(rules.flatMap(audiencesOf))].join(", ");
    return { kind: "existing", aud, ...(reason !== undefined && { reason }) };
  }
  const reason = reasonOf(record, COMMENT_PREFIXES.public);
  return reason === undefined ? { kind: "none" } : { kind: "public", reason };
}

/** The reason that the comment of a DNS record contains after a prefix. */
function reasonOf(record: TerraformObject | undefined, prefix: string): string | undefined {
  const comment = literalText(record?.values.comment) ?? "";
  return comment.startsWith(prefix) && comment.length > prefix.length ? comment.slice(prefix.length) : undefined;
}

function hostProtection(
  hostname: string,
  application: TerraformObject | undefined,
  policies: PolicyEntry[],
  rules: Values[],
): Protection {
  const tokenCheck = requiresToken(rules);
  const opening = policies.filter(({ anyone }) => anyone);
  // Names deeper than one label match the wildcard of the tunnel, but not that of the application.
  const deeperNamesExposed = hostname.includes("*") && !tokenCheck;
  const layers: ProtectionLayer[] = [];
  if (application !== undefined && opening.length === 0 && !deeperNamesExposed) layers.push("Access application");
  // A user who passes an allow policy has the token that the connector requires. A bypass policy issues no token.
  if (tokenCheck && opening.every(({ decision }) => decision === "bypass")) layers.push("connector token check");
  return protectionOf(application, tokenCheck, layers);
}

function accessNotes(access: HostAccessEntry): string[] {
  const isClosed = access.kind === "policies" && access.policies.length === 0;
  return isClosed ? ["The application has no policy, so it denies all users."] : [];
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

function recordNotes(hostname: string, record: TerraformObject | undefined, resolve: Resolve): string[] {
  if (record === undefined) return hostname === ANY_HOSTNAME ? [] : ["No DNS record was found for this host."];
  const notes: string[] = [];
  const name = text(record.values.name) ?? "";
  if (name !== hostname) notes.push(`The DNS record of ${name} resolves this name.`);
  const zone = zoneNameOf(record, resolve);
  if (zone !== undefined && isWithin(hostname, zone) && labelCount(hostname) > labelCount(zone) + 1) {
    notes.push(`Universal SSL covers one label below ${zone}. This host needs its own certificate.`);
  }
  return notes;
}

function zoneNameOf(record: TerraformObject, resolve: Resolve): string | undefined {
  const zone = resolve(text(record.values.zone_id) ?? "")?.values ?? {};
  return text(zone.name) ?? text(block(zone.filter).name);
}
