import {
  ANY_HOSTNAME,
  audiencesOf,
  Coverage,
  coverageOf,
  destinationsOf,
  hostnameOf,
  isLockedByConnector,
  lockState,
  publishedHostnames,
  recordName,
  recordOf,
  routesOf,
  tunnelTarget,
} from "./ingress-matching";
import type { HostAccessEntry, HostEntry, Locks, PolicyEntry, RouteEntry } from "../model";
import { policiesOf } from "./policies";
import type { RoutedTunnel } from "./tunnels";
import { isWithin, labelCount } from "../../core/addresses/hostname";
import { nameOf, ofType, Resolve, TerraformObject } from "../terraform/objects";
import { block, literalText, text, Values } from "../terraform/values";

/** @internal Defines a host together with what was found for it. */
export interface JudgedHost extends Coverage {
  readonly entry: HostEntry;
  readonly tunnelId: string;
  readonly rules: Values[];
  readonly record?: TerraformObject;
}

/** @internal The hosts of one tunnel, of all that there are. */
export function judgedHosts(
  tunnel: RoutedTunnel,
  tunnels: RoutedTunnel[],
  objects: TerraformObject[],
  resolve: Resolve,
): JudgedHost[] {
  const destinations = destinationsOf(ofType(objects, "cloudflare_zero_trust_access_application"));
  const records = ofType(objects, "cloudflare_dns_record");
  const { id, address, name } = tunnel.entry;
  const ofOthers = new Set(tunnels.flatMap((each) => (each === tunnel ? [] : each.rules.map(hostnameOf))));
  const spokenOf = [
    ...destinations.map((each) => each.hostname).filter((each) => !ofOthers.has(each)),
    ...records.filter(({ values }) => values.content === tunnelTarget(id)).map(recordName),
  ];
  return publishedHostnames(tunnel.rules, spokenOf).map((hostname) => {
    const rules = routesOf(hostname, tunnel.rules);
    const coverage = coverageOf(hostname, destinations);
    const record = recordOf(hostname, records);
    const policies = coverage.application === undefined ? [] : policiesOf(coverage.application, resolve);
    const access = accessOf(coverage.application, policies, rules, record);
    const entry: HostEntry = {
      hostname,
      url: `https://${hostname}`,
      tunnel: { ...(address !== undefined && { address }), name },
      routes: rules.map((rule) => routeEntry(rule, objects)),
      ...(record !== undefined && { dnsRecord: record.address }),
      access,
      locks: locksOf(hostname, coverage.application, policies, rules),
      notes: [...accessNotes(access), ...nameNotes(hostname, rules), ...recordNotes(hostname, record, resolve)],
    };
    return { entry, tunnelId: id, rules, record, ...coverage };
  });
}

function routeEntry(rule: Values, objects: TerraformObject[]): RouteEntry {
  const path = literalText(rule.path);
  const service = text(rule.service) ?? "?";
  const reference = /^\$\{(.+)\.\w+\}$/.exec(service)?.[1];
  const origin = objects.find(({ address }) => address === reference);
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
  if (isLockedByConnector(rules)) {
    const reason = commentOf(record, "Access elsewhere: ");
    const aud = [...new Set(rules.flatMap(audiencesOf))].join(", ");
    return { kind: "existing", aud, ...(reason !== undefined && { reason }) };
  }
  const reason = commentOf(record, "public: ");
  return reason === undefined ? { kind: "none" } : { kind: "public", reason };
}

/** What a record says of its host behind such a word. */
function commentOf(record: TerraformObject | undefined, word: string): string | undefined {
  const comment = literalText(record?.values.comment) ?? "";
  return comment.startsWith(word) && comment.length > word.length ? comment.slice(word.length) : undefined;
}

function locksOf(
  hostname: string,
  application: TerraformObject | undefined,
  policies: PolicyEntry[],
  rules: Values[],
): Locks {
  const connector = isLockedByConnector(rules);
  const opening = policies.filter(({ anyone }) => anyone);
  // Names deeper than one label reach the tunnel by its wildcard, and not the application by its own.
  const deeperNamesOpen = hostname.includes("*") && !connector;
  return {
    ...(application !== undefined && { edge: application.address }),
    connector,
    state: lockState(
      application !== undefined && opening.length === 0 && !deeperNamesOpen,
      // Whoever gets in by allow has the token that the connector asks for; bypass gives none.
      connector && opening.every(({ decision }) => decision === "bypass"),
    ),
  };
}

function accessNotes(access: HostAccessEntry): string[] {
  const isClosed = access.kind === "policies" && access.policies.length === 0;
  return isClosed ? ["its application has no policy: nobody gets in"] : [];
}

function nameNotes(hostname: string, rules: Values[]): string[] {
  const notes: string[] = [];
  if (hostname !== ANY_HOSTNAME && hostname.includes("*") && isLockedByConnector(rules)) {
    notes.push("one label deep, as Access covers it: the connector answers 403 to deeper names");
  }
  const scheme = rules.map(({ service }) => /^(tcp|ssh|rdp|smb):/.exec(text(service) ?? "")?.[1]).find(Boolean);
  if (scheme !== undefined) {
    notes.push(`reach it with: cloudflared access ${scheme} --hostname ${hostname} --url localhost:<port>`);
  }
  return notes;
}

function recordNotes(hostname: string, record: TerraformObject | undefined, resolve: Resolve): string[] {
  if (record === undefined) return hostname === ANY_HOSTNAME ? [] : ["no DNS record for it in this stack"];
  const notes: string[] = [];
  const name = text(record.values.name) ?? "";
  if (name !== hostname) notes.push(`its name resolves by the record of ${name}`);
  const zone = zoneNameOf(record, resolve);
  if (zone !== undefined && isWithin(hostname, zone) && labelCount(hostname) > labelCount(zone) + 1) {
    notes.push(`Universal SSL ends one label below ${zone}: it needs a certificate of its own`);
  }
  return notes;
}

function zoneNameOf(record: TerraformObject, resolve: Resolve): string | undefined {
  const zone = resolve(text(record.values.zone_id) ?? "")?.values ?? {};
  return text(zone.name) ?? text(block(zone.filter).name);
}
