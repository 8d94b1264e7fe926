import { check } from "../../../lib/check/check";
import type { CheckFinding, CheckReport } from "../../../lib/check/model";
import type { CheckOptions } from "../../../lib/check/options";
import { parseRules } from "../../../lib/check/rules/read-rules";
import { synthesizedChange } from "../../../lib/check/synthesized/changes";
import { synthesizedOrder } from "../../../lib/check/synthesized/order";
import {
  APPLICATION,
  config,
  CONFIG,
  POLICY,
  record,
  RECORD,
  rule,
  tokenChecked,
  TUNNEL,
} from "../../inventory/fixture";

export const TODAY = "2026-11-29";

export type Resources = Record<string, Record<string, object>>;

/** What a host is published with. */
export interface Host {
  /** The policies by name. Without policies, the host is public. */
  readonly policies?: Record<string, object>;
  readonly application?: object;
  readonly isTokenChecked?: boolean;
}

/** Hosts that a tunnel publishes, each with its application and its policies. */
export function estate(hosts: Record<string, Host>, more: Resources = {}): Resources {
  const entries = Object.entries(hosts).map(([hostname, host]) => ({
    hostname,
    host,
    key: hostname.replace(/[^a-z]/g, "_"),
  }));
  const policies = Object.assign({}, ...entries.map(({ host }) => host.policies ?? {})) as Record<string, object>;
  const applications = entries.flatMap(({ hostname, host, key }): [string, object][] => {
    if (host.policies === undefined) return [];
    const references = Object.keys(host.policies).map((name) => ({ id: `\${${POLICY}.${name}.id}` }));
    const destinations = [{ type: "public", uri: hostname }];
    return [[key, { type: "self_hosted", name: hostname, destinations, policies: references, ...host.application }]];
  });
  const rules = entries.map(({ hostname, host, key }) =>
    host.isTokenChecked === true ? tokenChecked(rule(hostname), key) : rule(hostname),
  );
  const records = entries.map(({ hostname, key }): [string, object] => [key, record(hostname)]);
  const resources: Resources = {
    [TUNNEL]: { edge: { name: "edge" } },
    ...(entries.length > 0 && {
      [CONFIG]: { edge: config(rules) },
      [RECORD]: Object.fromEntries(records),
      [APPLICATION]: Object.fromEntries(applications),
      [POLICY]: policies,
    }),
  };
  for (const [type, objects] of Object.entries(more)) resources[type] = { ...resources[type], ...objects };
  return resources;
}

function stacksOf(resource: Resources | undefined) {
  return resource === undefined ? [] : [{ name: "app", terraform: { resource }, dependencies: [], unread: [] }];
}

/** Checks a change. Without a version before, nothing changes. */
export function reportOf(
  after: Resources,
  yaml: string,
  { before = after, ...options }: { before?: Resources; base?: string } & CheckOptions = {},
): CheckReport {
  const { base, ...checkOptions } = options;
  const stacks = stacksOf(after);
  const change = synthesizedChange("app", stacksOf(before), stacks);
  return check(change, synthesizedOrder(change, stacks), {
    rules: rulesOf(yaml),
    ...(base !== undefined && { baseRules: rulesOf(base) }),
    today: TODAY,
    ...checkOptions,
  });
}

export function rulesOf(yaml: string) {
  return parseRules(/^version:/m.test(yaml) ? yaml : `version: 1\n${yaml}`, {
    file: "zero-trust.yaml",
    today: TODAY,
  });
}

/** "id: title" of the findings of some rules. */
export function findings(report: CheckReport, ...rules: CheckFinding["rule"][]): string[] {
  return report.findings.filter((each) => rules.includes(each.rule)).map(({ id, title }) => `${id}: ${title}`);
}

/** "id: title" of the rules that a state breaks. */
export function broken(after: Resources, yaml: string, before?: Resources): string[] {
  return findings(reportOf(after, yaml, before === undefined ? {} : { before }), "rule-broken");
}
