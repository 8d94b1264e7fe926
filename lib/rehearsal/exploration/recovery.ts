import type { Recording } from "./recording";
import { terraformCommand } from "../../core/terraform/binary";
import { blocks, text, Values } from "../../core/terraform/values";
import { objectsOf } from "../../inventory/terraform/objects";
import type { CloudObject } from "../cloud/object";
import type { ApplyResult, Rehearsal } from "../terraform/rehearsal";
import type { RehearsedStack, Step, Transition } from "../terraform/step";
import type { TerraformRun } from "../terraform/terraform";

/** @internal A manual action after which an apply can converge. */
export interface Recovery {
  /** The action in reports, including resource addresses. Complete once the recovery has run. */
  readonly description: string;
  /** Performs the action, and returns the results of Terraform. The last result decides whether it converged. */
  run(recording: Recording): Promise<Pick<TerraformRun, "outcome">[]>;
}

/** The maximum number of imports, each followed by an apply. */
const IMPORT_ROUNDS = 5;

/**
 * Returns the recoveries that apply to the errors of the last apply, least invasive first.
 *
 * @param rehearsal in the state after the last apply
 * @internal
 */
export function recoveriesFor(rehearsal: Rehearsal, transition: Transition, last: ApplyResult): Recovery[] {
  const { before, after } = transition;
  const stacks = [...after.stacks, ...before.stacks];
  const tainted = taintedIn(rehearsal, stacks);
  const unrecorded = unrecordedIn(rehearsal, stacks, last);
  const hasConnections = last.journal.some(({ refusal }) => refusal?.code === "TunnelHasConnections");
  return [
    ...(hasConnections ? [stopConnectors(rehearsal, after)] : []),
    ...(tainted.length > 0 ? [untaint(rehearsal, after, tainted)] : []),
    ...(unrecorded.length > 0 ? [importObjects(rehearsal, stacks, after, { tainted, unrecorded })] : []),
    revert(before, after),
  ];
}

function stopConnectors(rehearsal: Rehearsal, after: Step): Recovery {
  return {
    description: "stop the connectors, apply",
    run: async (recording) => {
      rehearsal.hasLiveConnections = false;
      return [await recording.apply("apply without connectors", after)];
    },
  };
}

function untaint(rehearsal: Rehearsal, after: Step, tainted: Located[]): Recovery {
  return {
    description: `${tainted.map(({ address }) => `${terraformCommand()} untaint ${address}`).join(", ")}, apply`,
    run: async (recording) => {
      for (const { stack, address } of tainted) await rehearsal.commands.untaint(stack, address);
      return [await recording.apply("apply after untaint", after)];
    },
  };
}

function importObjects(
  rehearsal: Rehearsal,
  stacks: RehearsedStack[],
  after: Step,
  { tainted, unrecorded }: { readonly tainted: Located[]; readonly unrecorded: Unrecorded[] },
): Recovery {
  const alsoTainted = tainted.filter(({ address }) => !unrecorded.some((each) => each.address === address));
  const imported = [...unrecorded];
  return {
    get description() {
      return `${imported.map(({ address }) => `${terraformCommand()} import ${address}`).join(", ")}, apply`;
    },
    run: async (recording) => {
      for (const { stack, address } of alsoTainted) await rehearsal.commands.untaint(stack, address);
      const runs: ApplyResult[] = [];
      // A killed apply can leave several such objects, and Terraform reports a dependent one only after its dependency.
      for (let next = unrecorded; next.length > 0; next = unrecordedIn(rehearsal, stacks, runs.at(-1)!)) {
        recording.begin("import");
        for (const { stack, address, object } of next) await rehearsal.commands.import(stack, address, object.id);
        if (runs.length > 0) imported.push(...next);
        runs.push(await recording.apply("apply after import", after));
        if (runs.length === IMPORT_ROUNDS) break;
      }
      return runs;
    },
  };
}

function revert(before: Step, after: Step): Recovery {
  return {
    description: `revert the change, apply, restore the change, apply (${before.name}, then ${after.name})`,
    run: async (recording) => [
      await recording.apply("apply the previous version", before),
      await recording.apply("apply again", after),
    ],
  };
}

/** A resource in a stack. */
interface Located {
  readonly stack: RehearsedStack;
  readonly address: string;
}

function taintedIn(rehearsal: Rehearsal, stacks: RehearsedStack[]): Located[] {
  return [...rehearsal.save().states].flatMap(([name, state]) => {
    const stack = stacks.find((each) => each.name === name);
    if (stack === undefined || state === undefined) return [];
    return blocks((JSON.parse(state) as Values).resources).flatMap((resource) =>
      blocks(resource.instances)
        .filter(({ status, deposed }) => status === "tainted" && deposed === undefined)
        .map((instance) => ({ stack, address: addressOf(resource, instance.index_key) })),
    );
  });
}

function addressOf({ module, type, name }: Values, key: unknown): string {
  const address = [text(module), type, name].filter((part) => part !== undefined).join(".");
  return key === undefined || key === null ? address : `${address}[${JSON.stringify(key)}]`;
}

/** A resource whose object exists, but is not in the state. */
interface Unrecorded extends Located {
  readonly object: CloudObject;
}

/** The objects whose creation was refused because they exist: the answer of an earlier creation was lost. */
function unrecordedIn(rehearsal: Rehearsal, stacks: RehearsedStack[], last: ApplyResult): Unrecorded[] {
  const errors = last.diagnostics.filter(({ severity, address }) => severity === "error" && address !== undefined);
  const refused = last.journal.filter(
    ({ operation, refusal }) => operation === "create" && refusal?.code === "AlreadyExists",
  );
  return refused.flatMap(({ type, name, refusal }) => {
    const object = rehearsal.cloud.ofType(type).find((each) => each.name === name);
    const error = errors.find(({ summary, address }) => summary === refusal!.message && address!.includes(`${type}.`));
    const address = error?.address;
    const stack = stacks.find(({ terraform }) => address !== undefined && defines(terraform, address));
    return object === undefined || address === undefined || stack === undefined ? [] : [{ stack, address, object }];
  });
}

function defines(terraform: Values, address: string): boolean {
  const resource = address.replace(/\[.*$/, "");
  return objectsOf(terraform).some((object) => !object.data && object.address === resource);
}
