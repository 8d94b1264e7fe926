import { edited } from "./app";
import { explore, ExplorationOptions, Moment, privateRoutes, publishedHosts, Step } from "../../lib/rehearsal";

/** Parsed Terraform JSON, and what is taken out of it. */
export type Edit = (terraform: any) => void;

/** What somebody applies one after the other, and how thoroughly it is tried. */
export interface Program {
  readonly says: string;
  readonly steps: Step[];
  /** Taken away from the twin as well: what else would hold the host closed. */
  readonly without?: readonly Edit[];
  readonly options: ExplorationOptions;
  /** Only names count that a record of these steps leads to. */
  readonly byRecords?: true;
  /** As if the connector asked for no token: the edge alone. */
  readonly ignoreConnectorLock?: true;
  /** What is judged. @default - published hosts */
  readonly judged?: "private routes";
}

/** One clause of the safety contract, taken away. */
export interface Mutant {
  readonly name: string;
  readonly clause: string;
  readonly program: Program;
  readonly edit: Edit;
  /** What holds it all the same, so that nothing opens: Terraform, or Cloudflare. */
  readonly keptBy?: string;
}

export const bodies = (terraform: any, type: string): any[] => Object.values(terraform.resource?.[type] ?? {});
export const names = (terraform: any, type: string): string[] => Object.keys(terraform.resource?.[type] ?? {});

export const withoutDependsOn =
  (type: string): Edit =>
  (terraform) =>
    bodies(terraform, type).forEach((body) => delete body.depends_on);
export const withoutFlag =
  (type: string): Edit =>
  (terraform) =>
    bodies(terraform, type).forEach((body) => delete body.lifecycle);

/** The first open moment of a program with a clause taken away. */
export async function catches({ program, edit, keptBy }: Mutant): Promise<Moment | undefined> {
  try {
    return await firstOpen(program, edit);
  } catch (error) {
    // What Cloudflare refuses for ever opens nothing.
    if (keptBy !== undefined && (error as { code?: string }).code === "RehearsalDoesNotConverge") return undefined;
    throw error;
  }
}

/** The first open moment of the same program with every clause in its place. */
export async function catchesTwin(program: Program): Promise<Moment | undefined> {
  return firstOpen(program);
}

/** The steps as they are applied. */
export function stepsOf({ steps: whole, without = [] }: Program, ...more: Edit[]): Step[] {
  return whole.map((step) => edited(step, (terraform) => [...without, ...more].forEach((each) => each(terraform))));
}

async function firstOpen(program: Program, ...edits: Edit[]): Promise<Moment | undefined> {
  const { byRecords = false, ignoreConnectorLock = false, judged, options } = program;
  const hosts = publishedHosts({ resolveEverything: !byRecords, ignoreConnectorLock });
  const kinds = [judged === "private routes" ? privateRoutes() : hosts];
  for await (const { moments } of explore(stepsOf(program, ...edits), { ...options, kinds })) {
    const open = moments.find(({ locks }) => locks === "open");
    if (open !== undefined) return open;
  }
  return undefined;
}
