import { remoteStatesIn, requireSource } from "./remote-states";
import type { StateServer } from "./state-server";
import type { RehearsedStack } from "./step";
import { block, blocks, isValues, Values } from "../../core/terraform/values";
import { bodiesOf } from "../plugin-protocol/references";

/** @internal Values of data sources, by address, such as "data.http.motd". */
export type DataAnswers = Readonly<Record<string, Values>>;

/** @internal What a run of Terraform changes in a stack. */
export interface Adjustments {
  /** The server that stores the states. */
  readonly states: StateServer;
  /** All stacks. */
  readonly stacks: RehearsedStack[];
  /** The values of data sources. */
  readonly data: DataAnswers;
  /** Whether everything is destroyed, which `prevent_destroy` must not prevent. */
  readonly isDestroy: boolean;
}

/** @internal The override file of a stack. Terraform merges it into the files of the stack. */
export function overrideOf({ name, terraform }: RehearsedStack, adjustments: Adjustments): Values {
  const { states, stacks, data, isDestroy } = adjustments;
  const remote = remoteStatesIn(terraform, stacks).map((each): Body => [
    "terraform_remote_state",
    each.name,
    { backend: "http", config: states.backendOf(requireSource(each, stacks)) },
  ]);
  const answered = bodiesOf(terraform.data).flatMap(([type, each]): Body[] => {
    const answer = data[`data.${type}.${each}`];
    return answer === undefined ? [] : [[type, each, literal(answer) as Values]];
  });
  const unprotected = (isDestroy ? protectedResources(terraform) : []).map(([type, each]): Body => [
    type,
    each,
    { lifecycle: { prevent_destroy: false } },
  ]);
  return {
    terraform: { backend: { http: states.backendOf(name) } },
    ...section("data", [...remote, ...answered]),
    ...section("resource", unprotected),
  };
}

type Body = [type: string, name: string, body: Values];

/** @internal The resources with `prevent_destroy`. */
export function protectedResources(terraform: Values): Body[] {
  return bodiesOf(terraform.resource).filter(([, , { lifecycle }]) => block(lifecycle).prevent_destroy === true);
}

/** @internal The resources with provisioners, which are not executed. */
export function provisionedResources(terraform: Values): Body[] {
  return bodiesOf(terraform.resource).filter(([, , { provisioner }]) => provisioner !== undefined);
}

/** @internal The content of a file without provisioners and some sections. */
export function withoutUnsupported(content: string, omitted: string[]): string {
  const isAffected = content.includes('"provisioner"') || omitted.some((key) => content.includes(`"${key}"`));
  // Numbers above 2^53 would change if the file were written again.
  return isAffected ? JSON.stringify(supported(JSON.parse(content) as Values, omitted)) : content;
}

function supported(terraform: Values, omitted: string[]): Values {
  for (const key of omitted) delete terraform[key];
  for (const [, , body] of provisionedResources(terraform)) delete body.provisioner;
  return terraform;
}

/** @internal The configuration with the answers, from which the schema of the data sources is inferred. */
export function withAnswers(terraform: Values, data: DataAnswers): Values {
  const answered = bodiesOf(terraform.data).flatMap(([type, name]): Body[] => {
    const answer = data[`data.${type}.${name}`];
    return answer === undefined ? [] : [[type, name, answer]];
  });
  if (answered.length === 0) return terraform;
  return { ...terraform, data: [...blocks(terraform.data), section("data", answered).data] };
}

function section(key: string, bodies: Body[]): Values {
  const types = new Map<string, Values>();
  for (const [type, name, body] of bodies) types.set(type, { ...types.get(type), [name]: body });
  return bodies.length === 0 ? {} : { [key]: Object.fromEntries(types) };
}

/** Values in which Terraform finds no expression. */
function literal(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/[$%]\{/g, (start) => start[0] + start);
  if (Array.isArray(value)) return value.map(literal);
  if (!isValues(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, literal(each)]));
}
