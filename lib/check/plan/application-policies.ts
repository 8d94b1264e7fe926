import { list, text, Values } from "../../core/terraform/values";
import type { NotUnderstood, ResourceChange } from "../model";

const POLICY = "cloudflare_zero_trust_access_policy";
const APPLICATION = "cloudflare_zero_trust_access_application";

/**
 * Adds policies that name their application, as in version 4 of the provider, to the policies of the application. The
 * application refers to a policy before and after the apply, because the policy has an effect as soon as it exists.
 *
 * @internal
 */
export function withApplicationPolicies(changes: readonly ResourceChange[]): {
  readonly changes: ResourceChange[];
  readonly notUnderstood: NotUnderstood[];
} {
  const byApplication = new Map<string, Attached[]>();
  for (const change of changes) {
    for (const isAfter of [false, true]) {
      const object = isAfter ? change.after : change.before;
      const application = object?.type === POLICY && !object.data ? text(object.values.application_id) : undefined;
      if (object === undefined || application === undefined) continue;
      const attached = { id: text(object.values.id) ?? "", precedence: object.values.precedence, isAfter };
      byApplication.set(application, [...(byApplication.get(application) ?? []), attached]);
    }
  }
  if (byApplication.size === 0) return { changes: [...changes], notUnderstood: [] };
  const found = new Set<string>();
  const merged = changes.map((change) => {
    const isApplication = [change.before, change.after].some((each) => each?.type === APPLICATION && !each.data);
    if (!isApplication) return change;
    const side = (key: "before" | "after") => {
      const object = change[key];
      const id = text(object?.values.id) ?? "";
      const attached = byApplication.get(id);
      if (object === undefined || attached === undefined) return {};
      found.add(id);
      return { [key]: { ...object, values: withPolicies(object.values, attached, key === "after") } };
    };
    return { ...change, ...side("before"), ...side("after") };
  });
  return { changes: merged, notUnderstood: changes.flatMap((change) => withoutApplication(change, found)) };
}

interface Attached {
  readonly id: string;
  readonly precedence: unknown;
  readonly isAfter: boolean;
}

function withPolicies(values: Values, attached: readonly Attached[], isAfter: boolean): Values {
  const byId = new Map<string, Attached>();
  for (const each of attached) {
    if (!byId.has(each.id) || each.isAfter === isAfter) byId.set(each.id, each);
  }
  const added = [...byId.values()].map(({ id, precedence }) => ({ id, precedence }));
  return { ...values, policies: [...list(values.policies), ...added] };
}

function withoutApplication({ address, before, after }: ResourceChange, found: ReadonlySet<string>): NotUnderstood[] {
  const isMissing = [before, after].some((object) => {
    const application = object?.type === POLICY && !object.data ? text(object.values.application_id) : undefined;
    return application !== undefined && !found.has(application) && !application.startsWith("unknown:");
  });
  return isMissing
    ? [{ address, where: "application_id", why: "the plan does not contain the application of the policy" }]
    : [];
}
