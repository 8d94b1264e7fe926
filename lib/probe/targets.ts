import type { ProbePath, ProbeTarget } from "./model";
import { literalPath, servedAt, UNKNOWN_PATH } from "./paths";
import { preflightOf } from "./preflight";
import { serviceTokensOf } from "./service-tokens";
import { isExpression } from "../core/terraform/expressions";
import { block, compare, literalText, text, Values } from "../core/terraform/values";
import { AccessData, accessDataOf } from "../inventory/hosts/access-data";
import { Edge, edgeOf } from "../inventory/hosts/host-reach";
import { routesOf, ruleLookup } from "../inventory/hosts/ingress-matching";
import { configurationsOf, ConfiguredTunnel, configuredTunnels, rulesOf } from "../inventory/hosts/tunnels";
import { inventoryOf } from "../inventory/inventory";
import type { HostEntry } from "../inventory/model";
import { ofType, Resolve, resolverOf, TerraformObject } from "../inventory/terraform/objects";

/** @internal The objects whose hosts are probed, and those of other stacks to which they refer. */
export interface ProbeView {
  readonly name: string;
  readonly own: TerraformObject[];
  readonly others?: TerraformObject[];
}

/** @internal What the objects declare about each published host, sorted by hostname. */
export function probeTargets({ name, own, others = [] }: ProbeView): ProbeTarget[] {
  const all = [...own, ...others];
  const resolve = resolverOf([...others, ...own]);
  const access = accessDataOf(all, resolve);
  const estate: Estate = {
    // Another stack can have an object with the same address.
    byAddress: new Map([...others, ...own].map((each) => [each.address, each])),
    resolve,
    access,
    edge: edgeOf(access),
    tunnels: configuredTunnels(all, resolve).map((tunnel) => ({ ...tunnel, rulesFor: ruleLookup(tunnel.rules) })),
    team: teamOfOrganization(all),
  };
  return inventoryOf(name, own, others).hosts.map((host) => targetOf(host, estate));
}

/** @internal One target for each hostname. Several tunnels can serve a host, and the strictest declaration counts. */
export function distinctTargets(targets: readonly ProbeTarget[]): ProbeTarget[] {
  const byName = new Map<string, ProbeTarget>();
  for (const target of targets) {
    const known = byName.get(target.hostname);
    byName.set(target.hostname, known === undefined ? target : merged(known, target));
  }
  return [...byName.values()].sort((a, b) => compare(a.hostname, b.hostname));
}

function merged(a: ProbeTarget, b: ProbeTarget): ProbeTarget {
  const strict = a.expected === "denied" ? a : b;
  const paths = [...strict.paths, ...a.paths, ...b.paths];
  return {
    ...strict,
    teams: [...new Set([...a.teams, ...b.teams])],
    paths: [...new Map(paths.map((each) => [each.path, each])).values()],
    tcp: a.tcp || b.tcp,
    notes: [...new Set([...a.notes, ...b.notes])],
  };
}

/** @internal The tunnel configurations whose hosts only Terraform can evaluate, as clauses. */
export function unreadConfigurations(objects: TerraformObject[]): string[] {
  return configurationsOf(objects).flatMap((configuration) => {
    const { address, values } = configuration;
    const repeated = ["count", "for_each", "dynamic"].find((name) => name in values);
    const isRead = rulesOf(configuration).length > 0;
    if (repeated === undefined && (isRead || values.config === undefined)) return [];
    return [`${address} is not understood: only a plan shows its hosts; use probe --plan-json`];
  });
}

interface Estate {
  readonly byAddress: ReadonlyMap<string, TerraformObject>;
  readonly resolve: Resolve;
  readonly access: AccessData;
  readonly edge: Edge;
  readonly tunnels: (ConfiguredTunnel & { readonly rulesFor: ReturnType<typeof ruleLookup> })[];
  readonly team?: string;
}

function targetOf(host: HostEntry, { byAddress, resolve, access, edge, tunnels, team }: Estate): ProbeTarget {
  const { hostname } = host;
  const named = tunnels.filter(({ name }) => name === host.tunnel.name);
  const tunnel = named.find(({ object }) => (object?.address ?? "") === (host.tunnel.address ?? "")) ?? named[0];
  const rules = tunnel?.rulesFor(hostname) ?? [];
  const own = routesOf(hostname, rules);
  const application = byAddress.get(host.protection.application ?? "");
  const isPublic = host.access.kind === "public";
  const paths = pathsOf(own, edge.destinations.pathsOf(hostname));
  const preflight = application === undefined ? undefined : preflightOf(application.values);
  const teams = own
    .map((rule) => text(block(block(rule.origin_request).access).team_name))
    .filter((name) => name !== undefined && !isExpression(name)) as string[];
  return {
    hostname,
    expected: isPublic ? "public" : "denied",
    teams: [...new Set([...teams, ...(teams.length === 0 && team !== undefined ? [team] : [])])],
    paths: paths.literal.map((path): ProbePath => ({ path, served: servedAt(hostname, path, rules) })),
    tcp: own.some(({ service }) => /^(tcp|ssh|rdp|smb|bastion|socks-proxy)\b/.test(text(service) ?? "")),
    ...(preflight !== undefined && { preflight }),
    serviceTokens: application === undefined ? [] : serviceTokensOf(application, access, resolve),
    notes: paths.patterns.map((regex) => `The path ${regex} is a pattern and is not requested.`),
  };
}

/** The root, the paths of the rules and of the applications, and one that nothing serves. */
function pathsOf(
  rules: readonly Values[],
  ofApplications: readonly string[],
): { readonly literal: string[]; readonly patterns: string[] } {
  const regexes = rules.flatMap(({ path }) => literalText(path) ?? []);
  const literal = regexes.flatMap((regex) => literalPath(regex) ?? []);
  // An application covers what its pattern matches, so any text represents it.
  const covered = ofApplications.map((path) => path.replaceAll("*", "probe"));
  return {
    literal: [...new Set(["/", ...literal, ...covered, UNKNOWN_PATH])].filter((path) => /^\/[!-~]*$/.test(path)),
    patterns: regexes.filter((regex) => literalPath(regex) === undefined),
  };
}

const TEAM_DOMAIN = /^([a-z0-9-]+)\.cloudflareaccess\.com$/i;

/** The team name of the organization, for hosts whose connector does not check the token. */
function teamOfOrganization(objects: TerraformObject[]): string | undefined {
  const domains = ofType(objects, "cloudflare_zero_trust_organization").map(({ values }) => text(values.auth_domain));
  return domains.flatMap((domain) => TEAM_DOMAIN.exec(domain ?? "")?.[1] ?? [])[0];
}
