import type { Recording } from "./recording";
import type { Transition } from "./transition";
import { objectsOf } from "../../inventory/terraform/objects";
import { blocks, isValues, text, Values } from "../../inventory/terraform/values";
import type { CloudObject } from "../cloud/object";
import type { ApplyResult, Rehearsal } from "../terraform/rehearsal";
import type { RehearsedStack, Step } from "../terraform/step";
import type { TerraformRun } from "../terraform/terraform";

/** @internal Defines what people do about a run that does not converge. */
export interface WayOut {
  /** As one would say it, addresses included. */
  readonly name: string;
  /** Answers how the runs of Terraform ended; the last one decides. */
  go(recording: Recording): Promise<Pick<TerraformRun, "outcome">[]>;
}

/** How often something is imported at most. */
const ROUNDS = 5;

/** @internal Those that fit, the gentlest first; the rehearsal stands where the last apply left it. */
export function waysOut(rehearsal: Rehearsal, { before, after }: Transition, last: ApplyResult): WayOut[] {
  const ways: WayOut[] = [];
  const again = async (recording: Recording, run: string, step: Step = after) => recording.apply(run, step);
  const stacks = [...after.stacks, ...before.stacks];

  if (last.journal.some(({ message }) => message?.includes("(1022)"))) {
    ways.push({
      name: "stop the connectors, apply",
      go: async (recording) => {
        rehearsal.hasLiveConnections = false;
        return [await again(recording, "apply without connectors")];
      },
    });
  }

  const tainted = taintedIn(rehearsal, stacks);
  if (tainted.length > 0) {
    ways.push({
      name: `${tainted.map(({ address }) => `terraform untaint ${address}`).join(", ")}, apply`,
      go: async (recording) => {
        for (const { stack, address } of tainted) await rehearsal.untaint(stack, address);
        return [await again(recording, "apply after untaint")];
      },
    });
  }

  const unknown = unknownIn(rehearsal, stacks, last);
  if (unknown.length > 0) {
    const mend = tainted.filter(({ address }) => !unknown.some((each) => each.address === address));
    const imported = [...unknown];
    ways.push({
      get name() {
        return `${imported.map(({ address }) => `terraform import ${address}`).join(", ")}, apply`;
      },
      go: async (recording) => {
        for (const { stack, address } of mend) await rehearsal.untaint(stack, address);
        const runs: ApplyResult[] = [];
        // Behind what is imported there may be more that a kill has left.
        for (let missing = unknown; missing.length > 0; missing = unknownIn(rehearsal, stacks, runs.at(-1)!)) {
          recording.begin("import");
          for (const { stack, address, object } of missing) await rehearsal.import(stack, address, object.id);
          if (runs.length > 0) imported.push(...missing);
          runs.push(await again(recording, "apply after import"));
          if (runs.length === ROUNDS) break;
        }
        return runs;
      },
    });
  }

  ways.push({
    name: `remove it, apply, add it again, apply (back to ${before.name}, and on)`,
    go: async (recording) => [
      await again(recording, "apply what was before", before),
      await again(recording, "apply again"),
    ],
  });
  return ways;
}

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
  const address = [text(module), type, name].filter((word) => word !== undefined).join(".");
  return key === undefined || key === null ? address : `${address}[${JSON.stringify(key)}]`;
}

/** What was refused since it is there already, and Terraform does not know: its creation was not answered. */
function unknownIn(
  rehearsal: Rehearsal,
  stacks: RehearsedStack[],
  last: ApplyResult,
): (Located & { readonly object: CloudObject })[] {
  const errors = last.diagnostics.filter(({ severity, address }) => severity === "error" && address !== undefined);
  const refused = last.journal.filter(({ operation, outcome }) => operation === "create" && outcome === "refused");
  return refused.flatMap(({ type, name, message }) => {
    const object = rehearsal.cloud.ofType(type).find((each) => each.name === name);
    const address = errors.find((each) => each.summary === message && each.address!.includes(`${type}.`))?.address;
    const stack = stacks.find(({ terraform }) => address !== undefined && isWritten(address, terraform));
    return object === undefined || address === undefined || stack === undefined ? [] : [{ stack, address, object }];
  });
}

function isWritten(address: string, terraform: unknown): boolean {
  const written = isValues(terraform) ? objectsOf(terraform) : [];
  return written.some((object) => !object.data && object.address === address.replace(/\[.*$/, ""));
}
