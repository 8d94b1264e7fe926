import type { AccessData } from "./access-data";
import { accessRulesOf, whoIs } from "./access-rules";
import { strangerPassing } from "./host-reach";
import { isExpression } from "../../core/terraform/expressions";
import { blocks, keyword, text, Values } from "../../core/terraform/values";
import type { ApplicationEntry, PolicyEntry } from "../model";
import { inEvaluationOrder } from "./policy-order";
import { publicDestinations } from "../../reachability/access/destinations";
import { nameOf, Resolve, TerraformObject } from "../terraform/objects";

/** @internal The policies of an application, in the order in which Access evaluates them. */
export function policiesOf(application: TerraformObject, resolve: Resolve, access: AccessData): PolicyEntry[] {
  const { policies: evaluated, allowedProviders } = access.applicationOf(application);
  // Both lists are in the order of the evaluation.
  return entriesOf(application, resolve).map((each, i) => ({
    ...each,
    anyone: strangerPassing(evaluated[i], allowedProviders, access) !== undefined,
  }));
}

type Entry = Omit<PolicyEntry, "anyone">;

function entriesOf(application: TerraformObject, resolve: Resolve): Entry[] {
  const { policies } = application.values;
  if (typeof policies === "string") return [opaque(policies)];
  return inEvaluationOrder(policies).map((policy) => policyOf(policy, resolve));
}

function policyOf(written: Values, resolve: Resolve): Entry {
  const id = text(written.id);
  if (id === undefined) return entry(written, text(written.name) ?? "inline policy", undefined, resolve);
  const object = resolve(id);
  return object === undefined || object.data
    ? opaque(id)
    : entry(object.values, nameOf(object), object.address, resolve);
}

function entry(values: Values, name: string, address: string | undefined, resolve: Resolve): Entry {
  const decision = keyword(values.decision);
  const rules = accessRulesOf(values, resolve);
  return {
    ...(address !== undefined && { address }),
    name,
    decision,
    ...rules,
    who: whoIs(decision, rules),
    opaque: false,
  };
}

function opaque(id: string): Entry {
  const who = `policy ${isExpression(id) ? id.slice(2, -1) : id}, managed elsewhere`;
  return { id, name: id, include: [], require: [], exclude: [], who, opaque: true };
}

/** @internal Describes an application and what it covers. */
export function applicationEntry(application: TerraformObject, resolve: Resolve, access: AccessData): ApplicationEntry {
  const uris = publicDestinations(application, application.values).map(({ hostname, path }) => hostname + path);
  const others = blocks(application.values.destinations).flatMap(
    ({ hostname, cidr }) => text(hostname) ?? text(cidr) ?? [],
  );
  return {
    address: application.address,
    name: nameOf(application),
    destinations: [...uris, ...others],
    policies: policiesOf(application, resolve, access),
  };
}
