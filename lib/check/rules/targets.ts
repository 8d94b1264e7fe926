import type { RulesFile } from "./model";
import { Cidr, contains, parseCidr, withoutHostBits } from "../../core/addresses/cidr";
import { isDomainName } from "../../core/addresses/hostname";
import type { EvaluatedState } from "../../rehearsal/checks/comparison";
import type { Reach } from "../../rehearsal/checks/exposure";
import type { PrivateRoutesOptions } from "../../rehearsal/checks/private-routes";

/** @internal Targets, as zero-trust.yaml selects them. */
export type RuleTarget = { readonly text: string } & (
  | { readonly kind: "all" }
  | { readonly kind: "range"; readonly cidr: Cidr; readonly port?: number }
  /** A public host or a private name. With `below`, every name below it. */
  | { readonly kind: "name"; readonly name: string; readonly below: boolean; readonly path?: string }
);

const WITH_PORT = /^(?:\[(?<v6>[^\]]+)\]|(?<v4>[\d./]+)):(?<port>\d+)$/;
const SYNTAX = 'use a host, "host/path", "*.domain", a CIDR, "CIDR:port", a private name, or "*"';

/** @internal Reads a target. Returns a clause about the mistake if the text is not a target. */
export function parseTarget(text: string): RuleTarget | string {
  if (text === "*") return { kind: "all", text };
  const { v6, v4, port } = WITH_PORT.exec(text)?.groups ?? {};
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65535)) {
    return `"${text}" has a port that is not between 1 and 65535`;
  }
  const range = v6 ?? v4 ?? text.replace(/^\[(.*)\]$/, "$1");
  const cidr = parseCidr(range);
  if (cidr !== undefined) return { kind: "range", cidr, ...(port !== undefined && { port: Number(port) }), text };
  const wide = range.includes("/") ? withoutHostBits(range) : undefined;
  if (wide !== undefined) return `"${text}" has host bits set; use "${text.replace(range, wide.text)}"`;
  return parseName(text);
}

function parseName(text: string): RuleTarget | string {
  if (text.includes("://")) return `"${text}" has a scheme; ${SYNTAX}`;
  const [host, ...rest] = text.split("/");
  const path = rest.length === 0 || rest.join("/") === "" ? undefined : `/${rest.join("/")}`;
  const below = host.startsWith("*.");
  const name = (below ? host.slice(2) : host).toLowerCase();
  if (/:\d+$/.test(host)) return `"${text}" has a port, which only a CIDR can have`;
  if (!isDomainName(name) || /^[\d.]+$/.test(name)) return `"${text}" is not a target; ${SYNTAX}`;
  if (path?.includes("*") === true) return `"${text}" has a "*" in its path, which covers what is below it already`;
  return { kind: "name", name, below, ...(path !== undefined && { path: path.replace(/\/$/, "") }), text };
}

/** @internal The ranges, ports and names of targets, to be distinguished in private networks. */
export function placesIn(file: RulesFile | undefined): Required<PrivateRoutesOptions> {
  const targets = [
    ...(file?.rules ?? []).flatMap(({ to, except }) => [...to, ...except]),
    ...(file?.tests ?? []).flatMap(({ reaches, cannotReach }) => [...reaches, ...cannotReach]),
  ];
  return {
    ranges: targets.flatMap((each) => (each.kind === "range" ? each.cidr : [])),
    ports: targets.flatMap((each) => (each.kind === "range" ? (each.port ?? []) : [])),
    names: targets.flatMap((each) =>
      each.kind !== "name" || each.path !== undefined ? [] : each.below ? [`any.${each.name}`] : each.name,
    ),
  };
}

/** A request to a public host. */
interface HostRequest {
  readonly hostname: string;
  readonly path: string;
}

/** @internal Finds what the targets of rules match. */
export class TargetMatcher {
  /** @param hostnames the published hosts, with "*" for all other names */
  public constructor(private readonly hostnames: ReadonlySet<string>) {}

  /** What a target matches in a state, among the requests of one host or one route. */
  public matching(target: RuleTarget, state: EvaluatedState, isOwn: (request: string) => boolean): Reach[] {
    const own = [...state.reaches()].filter((each) => each.isResolved && isOwn(each.target));
    const found = own.filter((each) => this.matchesPlace(target, each));
    if (target.kind !== "name" || target.path === undefined) return found;
    return atPath(target.path, found);
  }

  /** Whether a target may match requests of a host. */
  public mayMatchHost(target: RuleTarget, hostname: string): boolean {
    return target.kind === "all" || (target.kind === "name" && this.matchesName(target, hostname));
  }

  /** Whether a target contains everything that a request stands for. */
  public covers(target: RuleTarget, reach: Reach): boolean {
    if (target.kind !== "name" || reach.destination !== undefined) return this.matchesPlace(target, reach);
    const { hostname, path } = requestOf(reach);
    const isCovered = target.below ? hostname.endsWith(`.${target.name}`) : hostname === target.name;
    return isCovered && (target.path === undefined || isWithin(path, target.path));
  }

  private matchesPlace(target: RuleTarget, reach: Reach): boolean {
    const { destination } = reach;
    if (target.kind === "all") return true;
    if (target.kind === "name") {
      if (destination === undefined) return this.matchesName(target, requestOf(reach).hostname);
      if (target.path !== undefined || destination.name === undefined) return false;
      return target.below ? destination.name.endsWith(`.${target.name}`) : destination.name === target.name;
    }
    return (
      destination !== undefined &&
      destination.name === undefined &&
      contains(target.cidr, destination.destination) &&
      (target.port === undefined || target.port === destination.port)
    );
  }

  private matchesName(target: RuleTarget & { readonly kind: "name" }, hostname: string): boolean {
    const { name, below } = target;
    if (below ? hostname.endsWith(`.${name}`) : hostname === name) return true;
    // A host of its own is not reached by a wildcard.
    if (!below && this.hostnames.has(name)) return false;
    if (hostname === "*") return ![...this.hostnames].some((each) => each !== "*" && this.matchesName(target, each));
    return isExampleOf(hostname, below ? `any.${name}` : name);
  }
}

/** Whether a hostname is an example of the names of a wildcard, to which another name belongs as well. */
function isExampleOf(hostname: string, name: string): boolean {
  const labels = name.split(".");
  const deeper = /^any\.deeper\.(.+)$/.exec(hostname)?.[1];
  if (deeper !== undefined) {
    return labels.slice(2).join(".") === deeper || labels.slice(2).join(".").endsWith(`.${deeper}`);
  }
  const parent = /^any\.(.+)$/.exec(hostname)?.[1];
  return parent !== undefined && labels.slice(1).join(".") === parent;
}

/** The requests within a path. If there is none, those that stand for the path. */
function atPath(path: string, reaches: Reach[]): Reach[] {
  const paths = [...new Set(reaches.map((each) => requestOf(each).path))];
  const within = paths.filter((each) => isWithin(each, path));
  const above = paths.filter((each) => each !== "/" && isWithin(path, each)).sort((a, b) => b.length - a.length);
  const others = ["/", "/any-other-path"];
  const chosen = within.length > 0 ? within : above.length > 0 ? above.slice(0, 1) : others;
  return reaches.filter((each) => chosen.includes(requestOf(each).path));
}

function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}/`);
}

/** @internal The request of a host, from its text. All names without a host of their own have the hostname "*". */
export function requestOf({ target }: Pick<Reach, "target">): HostRequest {
  const [, hostname = "", path = "/"] = /^(?:\S+ )?https:\/\/([^/]*)(\/.*)?$/s.exec(target) ?? [];
  return { hostname: hostname === "<any other name>" ? "*" : hostname, path };
}
