import { readFileSync } from "node:fs";
import path from "node:path";
import { check } from "../../lib/check/check";
import type { PlannedAction } from "../../lib/check/model";
import { readCheckInput } from "../../lib/cli/check-input";

/** One effect of an upgrade on an app that did not change. */
export interface UpgradeEffect {
  /** The path of the construct, or the hostname or the private range. */
  readonly subject: string;
  /** The effect, as a clause. */
  readonly text: string;
}

const LOSSES: Partial<Record<PlannedAction, string>> = {
  delete: "is deleted",
  forget: "is removed from the state",
  "create-delete": "is replaced",
  "delete-create": "is replaced",
};

/**
 * The effects that an upgrade must not have unless it is breaking: deleted and replaced objects, users who gain or lose
 * access, and exposures during the apply.
 *
 * @param before the directory that the last release synthesized
 * @param after the directory that the current version synthesized from the same app
 */
export function upgradeEffects(before: string, after: string): UpgradeEffect[] {
  const { changeSet, order } = readCheckInput(after, { from: before });
  const { accessChanges, findings } = check(changeSet, order);
  const paths = constructPaths(before);
  return [
    ...changeSet.changes.flatMap(({ address, action }): UpgradeEffect[] => {
      const effect = LOSSES[action];
      return effect === undefined ? [] : [{ subject: paths.get(address) ?? address, text: `${address} ${effect}` }];
    }),
    ...accessChanges.map(({ target, who, change, because }) => ({
      subject: target,
      text: `${who} ${change} access to ${target}, because ${because}`,
    })),
    ...findings.filter(({ fails }) => fails).map(({ target, title }) => ({ subject: target, text: title })),
  ];
}

/** The effects that no breaking change of the changelog names. */
export function undeclared(effects: UpgradeEffect[], names: string[]): UpgradeEffect[] {
  return effects.filter(({ subject }) => !names.some((name) => isNamedBy(subject, name)));
}

/** Whether a name is the last part of the path of a construct. A segment "*" matches every segment. */
function isNamedBy(subject: string, name: string): boolean {
  const [segments, parts] = [subject.split("/"), name.split("/")];
  const end = segments.slice(-parts.length);
  return end.length === parts.length && parts.every((part, i) => part === "*" || part === end[i]);
}

/** The path of the construct of each resource, by its address with and without the stack. */
function constructPaths(directory: string): Map<string, string> {
  const { stacks } = readJson(path.join(directory, "manifest.json"));
  return new Map(
    Object.values<any>(stacks).flatMap(({ name, synthesizedStackPath }) => {
      const { resource = {} } = readJson(path.join(directory, synthesizedStackPath));
      return Object.entries<any>(resource).flatMap(([type, resources]) =>
        Object.entries<any>(resources).flatMap(([id, body]): [string, string][] => {
          const construct: string = body["//"]?.metadata?.path;
          return construct === undefined ? [] : ["", `${name}/`].map((prefix) => [`${prefix}${type}.${id}`, construct]);
        }),
      );
    }),
  );
}

function readJson(file: string): any {
  return JSON.parse(readFileSync(file, "utf8"));
}
