import { shapeOf } from "./host-shape";
import { tokensIn } from "./tokens";
import { HostPart, HostParts } from "./without-hosts";
import { tunnelMatches } from "../../core/addresses/hostname";
import { push } from "../../core/push";
import { compare, Values } from "../../core/terraform/values";
import { coversHostname } from "../../reachability/access/wildcards";
import type { RehearsedStack, Step } from "../terraform/step";

/** A host of one stack in one version. */
interface HostVersion {
  readonly shape: string;
  /** Everything that belongs to the host, as it is written. */
  readonly content: string;
}

/** Of hosts that change alike, two are rehearsed, because they show how they affect each other. */
const KEPT = { changed: 2, unchanged: 1 };

/**
 * Reduces versions of an app to hosts that differ in more than names and origins. Of hosts that change alike, two are
 * kept; of hosts that do not change, one. What is removed has a representative with the same references, so that every
 * order and every state of the others is the same as before.
 *
 * @param isWhole whether the versions are also created and destroyed, so that every host changes
 * @internal
 */
export function withRepresentatives(versions: Step[], isWhole: boolean): Step[] {
  const stacks = versions.flatMap((version) => version.stacks);
  if (!stacks.every(({ isSingleFile, terraform }) => isSingleFile === true && isExact(terraform))) return versions;
  const parts = new Map(stacks.map((stack) => [stack, new HostParts(stack.terraform, consumedOutputs(stacks, stack))]));
  const dropped = droppedHosts(versions, parts, isWhole);
  if (dropped.size === 0) return versions;
  return versions.map((version) => ({
    ...version,
    stacks: version.stacks.map((stack): RehearsedStack => {
      const found = new Set<string>();
      const isDropped = (hostname: string) => dropped.has(hostname);
      const terraform = parts.get(stack)!.without(isDropped, ({ hostname }) => found.add(hostname));
      return found.size === 0 ? stack : { ...stack, terraform, isReduced: true, notes: notesOn(stack, found, dropped) };
    }),
  }));
}

/** The hosts that are not rehearsed, each with its representative. */
function droppedHosts(
  versions: Step[],
  parts: ReadonlyMap<RehearsedStack, HostParts>,
  isWhole: boolean,
): Map<string, string> {
  const byVersion = versions.map(({ stacks }) => hostsIn(stacks, parts));
  const hostnames = new Set(byVersion.flatMap(({ hosts }) => [...hosts.keys()]));
  const excluded = new Set(byVersion.flatMap((each) => [...each.excluded]));
  const patterns = [
    ...new Set(versions.flatMap(({ stacks }) => stacks).flatMap(({ terraform }) => patternsIn(terraform))),
  ];
  const classes = { changed: new Map<string, string[]>(), unchanged: new Map<string, string[]>() };
  for (const hostname of [...hostnames].sort(compare)) {
    if (excluded.has(hostname)) continue;
    const found = byVersion.map(({ hosts }) => hosts.get(hostname));
    const isChanged = isWhole || new Set(found.map((each) => each?.content)).size > 1;
    const matching = patterns.filter((each) => coversHostname(each, hostname) || tunnelMatches(each, hostname));
    const key = JSON.stringify([found.map((each) => each?.shape), matching]);
    push(classes[isChanged ? "changed" : "unchanged"], key, hostname);
  }
  const dropped = new Map<string, string>();
  for (const kind of ["changed", "unchanged"] as const) {
    for (const members of classes[kind].values()) {
      for (const hostname of members.slice(KEPT[kind])) dropped.set(hostname, members[0]);
    }
  }
  return dropped;
}

interface Hosts {
  readonly hosts: ReadonlyMap<string, HostVersion>;
  /** The hosts that something else mentions too, or that are in several stacks. */
  readonly excluded: ReadonlySet<string>;
}

function hostsIn(stacks: RehearsedStack[], parts: ReadonlyMap<RehearsedStack, HostParts>): Hosts {
  const hosts = new Map<string, HostVersion>();
  const excluded = new Set<string>();
  for (const stack of stacks) {
    const own = parts.get(stack)!;
    const byHost = new Map<string, HostPart[]>();
    const rest = own.without(
      () => true,
      (part) => push(byHost, part.hostname, part),
    );
    for (const each of stacks) {
      for (const hostname of own.mentionedIn(each === stack ? rest : each.terraform)) excluded.add(hostname);
    }
    for (const [hostname, found] of byHost) {
      const others = found.flatMap(({ value }) => [...own.mentionedIn(value)]).filter((each) => each !== hostname);
      for (const each of others.length > 0 ? [hostname, ...others] : []) excluded.add(each);
      hosts.set(hostname, { shape: `${stack.name}\n${shapeOf(hostname, found)}`, content: JSON.stringify(found) });
    }
  }
  return { hosts, excluded };
}

function notesOn({ name, notes = [] }: RehearsedStack, found: Set<string>, dropped: Map<string, string>): string[] {
  const byRepresentative = new Map<string, number>();
  for (const hostname of found) {
    const representative = dropped.get(hostname)!;
    byRepresentative.set(representative, (byRepresentative.get(representative) ?? 0) + 1);
  }
  const ours = [...byRepresentative].map(([representative, hosts]) =>
    hosts === 1
      ? `stack ${name}: 1 host that differs from ${representative} only in names and origins is not rehearsed`
      : `stack ${name}: ${hosts} hosts that differ from ${representative} only in names and origins are not rehearsed`,
  );
  return [...notes, ...ours];
}

/** The outputs of a stack that other stacks read. */
function consumedOutputs(stacks: RehearsedStack[], stack: RehearsedStack): Set<string> {
  const found = new Set<string>();
  for (const { name, terraform } of stacks) {
    if (name === stack.name) continue;
    for (const [, output] of JSON.stringify(terraform).matchAll(/\.outputs\.([\w-]+)/g)) found.add(output);
  }
  return found;
}

function patternsIn(terraform: Values): string[] {
  return [...tokensIn(terraform)].filter((token) => token.includes("*")).map((each) => each.toLowerCase());
}

/** Whether the numbers of a file are still the same if it is written again. */
function isExact(value: unknown): boolean {
  if (typeof value === "number") return !Number.isInteger(value) || Number.isSafeInteger(value);
  return typeof value !== "object" || value === null || Object.values(value).every(isExact);
}
