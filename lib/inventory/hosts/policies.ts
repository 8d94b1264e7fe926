import { urisOf } from "./ingress-matching";
import type { ApplicationEntry, PolicyEntry } from "../model";
import { isAnyone, accessRulesOf, whoIs } from "./access-rules";
import { isExpression } from "../../core/terraform/expressions";
import { nameOf, Resolve, TerraformObject } from "../terraform/objects";
import { blocks, list, text, Values } from "../terraform/values";

/** @internal The policies of an application, in the order in which Access evaluates them. */
export function policiesOf(application: TerraformObject, resolve: Resolve): PolicyEntry[] {
  const { policies } = application.values;
  if (typeof policies === "string") return [opaque(policies)];
  const written = list(policies).flatMap((policy) => (typeof policy === "string" ? { id: policy } : blocks(policy)));
  return (written as Values[]).sort((a, b) => precedence(a) - precedence(b)).map((policy) => policyOf(policy, resolve));
}

/** Cloudflare keeps the order of policies without a precedence, and so does a stable sort. */
function precedence(policy: Values): number {
  return typeof policy.precedence === "number" ? policy.precedence : 0;
}

function policyOf(written: Values, resolve: Resolve): PolicyEntry {
  const id = text(written.id);
  if (id === undefined) return entry(written, text(written.name) ?? "inline policy", undefined, resolve);
  const object = resolve(id);
  return object === undefined || object.data
    ? opaque(id)
    : entry(object.values, nameOf(object), object.address, resolve);
}

function entry(values: Values, name: string, address: string | undefined, resolve: Resolve): PolicyEntry {
  const decision = text(values.decision);
  const rules = accessRulesOf(values, resolve);
  return {
    ...(address !== undefined && { address }),
    name,
    decision,
    ...rules,
    who: whoIs(decision, rules),
    opaque: false,
    anyone: decision !== "deny" && isAnyone(values, resolve),
  };
}

function opaque(id: string): PolicyEntry {
  const who = `policy ${isExpression(id) ? id.slice(2, -1) : id}, managed elsewhere`;
  return { id, name: id, include: [], require: [], exclude: [], who, opaque: true, anyone: false };
}

/** @internal Describes an application and what it covers. */
export function applicationEntry(application: TerraformObject, resolve: Resolve): ApplicationEntry {
  const others = blocks(application.values.destinations).flatMap(
    ({ hostname, cidr }) => text(hostname) ?? text(cidr) ?? [],
  );
  return {
    address: application.address,
    name: nameOf(application),
    destinations: [...urisOf(application), ...others],
    policies: policiesOf(application, resolve),
  };
}
