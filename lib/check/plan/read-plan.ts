import { createHash } from "node:crypto";
import { blockOf, keyText } from "../address";
import { withApplicationPolicies } from "./application-policies";
import { currentValues } from "./current-values";
import { PlanError } from "./errors";
import { PlanEntry, plannedEntries, plannedStateEntries, priorEntries, requirePlan } from "./plan-json";
import { PlanInstance, PlanModel } from "./plan-model";
import { RecordNames } from "./record-names";
import { currentName } from "./resource-names";
import { unreadRules } from "./selectors";
import { isUnknown } from "./sources";
import { unsupportedReason } from "./supported-types";
import { UnknownValues } from "./unknown-values";
import { terraformCommand } from "../../core/terraform/binary";
import { block, blocks, isValues, list, text, Values } from "../../core/terraform/values";
import type { TerraformObject } from "../../inventory/terraform/objects";
import type { ChangeSet, NotUnderstood, PlannedAction, Provenance, ResourceChange } from "../model";

/**
 * Reads a plan from the output of `terraform show -json PLAN` or `tofu show -json PLAN`.
 *
 * @param json the text of the output
 * @param name the stack or the file
 * @throws PlanError PlanUnreadable, PlanErrored
 * @internal
 */
export function parsePlan(json: string, name: string): ChangeSet {
  return readPlan(parsedPlan(json, name), name, json);
}

/**
 * Parses the output of `terraform show -json PLAN` or `tofu show -json PLAN`.
 *
 * @throws PlanError PlanUnreadable, PlanErrored
 * @internal
 */
export function parsedPlan(json: string, name: string): Values {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new PlanError(
      "PlanUnreadable",
      `"${name}" is not a Terraform plan in JSON: ${(error as Error).message}. Create the file with ` +
        `\`${terraformCommand()} show -json PLAN\`, and make sure that no wrapper adds lines to the output.`,
    );
  }
  return requirePlan(parsed, name);
}

/**
 * Reads a plan that is already parsed.
 *
 * @param json the parsed output of `terraform show -json PLAN`
 * @param name the stack or the file
 * @param source the text of the output, whose digest identifies the plan
 * @throws PlanError PlanUnreadable, PlanErrored
 * @internal
 */
export function readPlan(json: unknown, name: string, source: string = JSON.stringify(json)): ChangeSet {
  const plan = requirePlan(json, name);
  const entries = entriesOf(plan);
  const model = new PlanModel(plan, entries);
  const unknown = new UnknownValues(model, plan);
  const read = model.instances.map((instance) => readInstance(instance, unknown));
  const changes = read.flatMap((each) => each.changes);
  const named = withRecordNames(changes);
  const merged = withApplicationPolicies(named.changes);
  return {
    name,
    changes: withInlinePolicies(merged.changes).map(escaped),
    notUnderstood: distinct([
      ...incompleteness(plan, name),
      ...unreadEntries(plan, model),
      ...read.flatMap((each) => each.notUnderstood),
      ...named.notUnderstood,
      ...merged.notUnderstood,
      ...merged.changes.flatMap(unsupported),
    ]),
    provenance: provenanceOf(plan, source),
  };
}

/** The planned changes, the objects that the plan leaves out, such as with -target, and the data sources. */
function entriesOf(plan: Values): PlanEntry[] {
  const planned = plannedEntries(plan);
  const seen = new Set(planned.filter(({ deposed }) => deposed === undefined).map(({ address }) => address));
  const others: PlanEntry[] = [];
  for (const entry of [...priorEntries(plan), ...plannedStateEntries(plan).filter(({ data }) => data)]) {
    if (seen.has(entry.address)) continue;
    seen.add(entry.address);
    others.push(entry);
  }
  return [...planned, ...others];
}

interface ReadInstance {
  readonly changes: readonly ResourceChange[];
  readonly notUnderstood: readonly NotUnderstood[];
}

function readInstance(instance: PlanInstance, unknown: UnknownValues): ReadInstance {
  const { entry, address } = instance;
  const objectOf = (values: Values): TerraformObject => objectFrom(instance, values);
  const resolved = entry.after === undefined ? undefined : unknown.resolve(instance);
  const before = entry.before && objectOf(entry.before);
  const isSame = entry.actions.length === 1 && entry.actions[0] === "no-op" && !isUnknown(entry.afterUnknown);
  const after = isSame && before !== undefined ? before : resolved && objectOf(resolved.values);
  const place = { address: entry.address, block: blockOf(address) };
  const deposed = entry.deposed === undefined ? {} : { deposed: entry.deposed };
  if (entry.data) {
    const object = after ?? before;
    const change = { ...place, action: "no-op" as const, before: before ?? object, after: object };
    return { changes: object === undefined ? [] : [change], notUnderstood: resolved?.notUnderstood ?? [] };
  }
  const actions = entry.actions.join(",");
  const sides = { ...(before && { before }), ...(after && { after }) };
  // The object stays, although Terraform no longer manages it.
  const forgotten: ResourceChange[] = before ? [{ ...place, ...deposed, action: "forget", before, after: before }] : [];
  if (actions === "forget") return { changes: forgotten, notUnderstood: [] };
  if (actions === "create,forget" || actions === "forget,create") {
    const created: ResourceChange = { ...place, action: "create", ...(after && { after }) };
    return { changes: [created, ...forgotten], notUnderstood: resolved?.notUnderstood ?? [] };
  }
  const known = Object.hasOwn(ACTIONS, actions) ? ACTIONS[actions] : undefined;
  return {
    changes: [{ ...place, ...deposed, action: known ?? guessedAction(entry), ...sides }],
    notUnderstood: [
      ...(resolved?.notUnderstood ?? []),
      ...(known === undefined
        ? [{ address: entry.address, where: WHOLE, why: `the planned action "${actions}" is not supported` }]
        : []),
    ],
  };
}

const WHOLE = "the whole object";

const ACTIONS: Readonly<Record<string, PlannedAction>> = {
  "no-op": "no-op",
  create: "create",
  update: "update",
  delete: "delete",
  "delete,create": "delete-create",
  "create,delete": "create-delete",
};

function guessedAction({ before, after }: PlanEntry): PlannedAction {
  if (before === undefined) return "create";
  return after === undefined ? "delete" : "update";
}

function objectFrom({ entry, address }: PlanInstance, values: Values): TerraformObject {
  const type = objectType(entry, values);
  const current = currentValues(type, entry.type, values);
  return {
    address: entry.address,
    type,
    name: entry.name + keyText(address.key),
    data: entry.data,
    values: { ...current, id: text(current.id) ?? `${entry.address}.id` },
  };
}

/** Version 4 of the provider has one type for the default profile and the others. */
function objectType(entry: PlanEntry, values: Values): string {
  const type = currentName(entry.type);
  const isDefault =
    (type === `${CUSTOM_PROFILE}` && values.default === true) ||
    (type === `${CUSTOM_PROFILE}_local_domain_fallback` && type !== entry.type && text(values.policy_id) === undefined);
  return isDefault ? type.replace("_custom_", "_default_") : type;
}

const CUSTOM_PROFILE = "cloudflare_zero_trust_device_custom_profile";

function withRecordNames(changes: readonly ResourceChange[]): {
  readonly changes: ResourceChange[];
  readonly notUnderstood: NotUnderstood[];
} {
  const objects = changes.flatMap(({ before, after }) => [before, after].flatMap((each) => each ?? []));
  const names = new RecordNames(objects);
  const notUnderstood: NotUnderstood[] = [];
  const absolute = (object: TerraformObject): TerraformObject => {
    if (object.type !== "cloudflare_dns_record" || object.data) return object;
    const name = names.absolute(object.values);
    if (name !== undefined) return { ...object, values: { ...object.values, name } };
    if (text(object.values.name) !== undefined) {
      const why = "the name is relative, and the plan does not contain the name of the zone";
      notUnderstood.push({ address: object.address, where: "name", why });
    }
    return object;
  };
  return { changes: changes.map((change) => mapSides(change, absolute)), notUnderstood };
}

/** A policy that an application defines itself has an id in the state, to which no object belongs. */
function withInlinePolicies(changes: readonly ResourceChange[]): ResourceChange[] {
  const objects = changes.flatMap(({ before, after }) => [before, after].flatMap((each) => each ?? []));
  const isPolicy = ({ type, data }: TerraformObject) => type === "cloudflare_zero_trust_access_policy" && !data;
  const ids = new Set(objects.filter(isPolicy).map(({ values }) => values.id));
  const inline = (policy: unknown): unknown => {
    if (!isValues(policy) || ids.has(policy.id) || text(policy.decision) === undefined) return policy;
    const { id: _, ...values } = policy;
    return list(policy.include).length === 0 ? policy : values;
  };
  return changes.map((change) =>
    mapSides(change, (object) =>
      object.type === "cloudflare_zero_trust_access_application" && Array.isArray(object.values.policies)
        ? { ...object, values: { ...object.values, policies: object.values.policies.map(inline) } }
        : object,
    ),
  );
}

function unsupported({ address, before, after }: ResourceChange): NotUnderstood[] {
  const object = after ?? before;
  if (object === undefined || object.data) return [];
  const why = unsupportedReason(object.type, object.values);
  if (why !== undefined) return [{ address, where: WHOLE, why }];
  if (!/^cloudflare_zero_trust_access_(policy|group|application)$/.test(object.type)) return [];
  return [before, after].flatMap((each) =>
    each === undefined ? [] : unreadRules(each.values).map((place) => ({ address, ...place })),
  );
}

/** What the plan itself lacks. */
function incompleteness(plan: Values, name: string): NotUnderstood[] {
  const found: NotUnderstood[] = [];
  if (isIncomplete(plan)) {
    found.push({
      address: name,
      where: "the whole plan",
      why: "the plan is incomplete, because of -target or of deferred changes, so that another apply is necessary",
    });
  }
  for (const { resource_change: change, reason } of blocks(plan.deferred_changes)) {
    const address = text(block(change).address) ?? name;
    found.push({ address, where: WHOLE, why: `the change is deferred: ${text(reason) ?? "unknown reason"}` });
  }
  for (const { address } of blocks(plan.action_invocations)) {
    const action = text(address) ?? name;
    if (/(^|\.)cloudflare_/.test(action)) {
      found.push({ address: action, where: "the whole action", why: "actions of the provider are not supported" });
    }
  }
  return found;
}

/** OpenTofu, and Terraform before 1.8, do not record it. A complete plan has an entry for each object of the state. */
function isIncomplete(plan: Values): boolean {
  if (typeof plan.complete === "boolean") return !plan.complete;
  const planned = new Set(plannedEntries(plan).map(({ address }) => address));
  return priorEntries(plan).some(({ address, data }) => !data && !planned.has(address));
}

function unreadEntries(plan: Values, model: PlanModel): NotUnderstood[] {
  const read = new Set(model.instances.map(({ entry }) => entry.address));
  return blocks(plan.resource_changes)
    .map(({ address }) => text(address) ?? "?")
    .filter((address) => !read.has(address))
    .map((address) => ({ address, where: WHOLE, why: "the entry of `resource_changes` is not readable" }));
}

/** In Terraform JSON, "${" begins an expression. The values of a plan contain none. */
function escaped(change: ResourceChange): ResourceChange {
  return mapSides(change, (object) => ({ ...object, values: literal(object.values) as Values }));
}

/** An object that does not change stays one object, so that readers evaluate it once. */
function mapSides(change: ResourceChange, map: (object: TerraformObject) => TerraformObject): ResourceChange {
  const before = change.before && map(change.before);
  const after = change.after === change.before ? before : change.after && map(change.after);
  return { ...change, ...(before && { before }), ...(after && { after }) };
}

function literal(value: unknown): unknown {
  if (typeof value === "string") return value.includes("{") ? value.replace(/([$%])\{/g, "$1$1{") : value;
  if (Array.isArray(value)) return value.map(literal);
  if (!isValues(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, literal(each)]));
}

function distinct(all: readonly NotUnderstood[]): NotUnderstood[] {
  return [...new Map(all.map((each) => [JSON.stringify([each.address, each.where, each.why]), each])).values()];
}

const DEFAULT_REGISTRY = "registry.opentofu.org/";

/** Both write their version as `terraform_version`. Only Terraform records completeness, and only since 1.8. */
function productOf(plan: Values): Pick<Provenance, "product"> {
  if (typeof plan.complete === "boolean") return { product: "Terraform" };
  const providers = blocks(Object.values(block(block(plan.configuration).provider_config)));
  const isOpenTofu = providers.some((each) => text(each.full_name)?.startsWith(DEFAULT_REGISTRY) === true);
  return isOpenTofu ? { product: "OpenTofu" } : {};
}

function provenanceOf(plan: Values, source: string): Provenance {
  const version = text(plan.terraform_version);
  const providers = blocks(Object.values(block(block(plan.configuration).provider_config))).flatMap((each) => {
    // The configuration contains constraints. Only an exact one is a version.
    const exact = /^\s*=?\s*(\d+\.\d+\.\d+\S*)\s*$/.exec(text(each.version_constraint) ?? "")?.[1];
    return exact === undefined ? [] : [[text(each.name) ?? "?", exact] as const];
  });
  return {
    digest: createHash("sha256").update(source).digest("hex"),
    ...(version !== undefined && { ...productOf(plan), terraformVersion: version }),
    ...(providers.length > 0 && { providers: Object.fromEntries(providers) }),
  };
}
