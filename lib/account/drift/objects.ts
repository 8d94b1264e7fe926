import type { DriftFinding } from "./model";
import { blocks, list, text, Values } from "../../core/terraform/values";
import { accessRulesOf, whoIs } from "../../inventory/hosts/access-rules";
import { resolverOf, TerraformObject } from "../../inventory/terraform/objects";
import { Difference, differencesOf, valueText } from "../match/differences";
import type { Match, Matches } from "../match/match";
import { isKnown } from "../match/references";
import type { Account, AccountObject } from "../model";
import { ACCESS_POLICY, APPLICATION, TUNNEL } from "../read/collections";

const GROUP = "cloudflare_zero_trust_access_group";
const RULES = ["include", "require", "exclude", "decision"];

/** @internal Finds the objects of an app that are missing in its account, or that have other values there. */
export function objectFindings({ all, references }: Matches, account: Account): DriftFinding[] {
  const resolve = resolverOf([...account.objects]);
  return all.flatMap((match): DriftFinding[] => {
    const about = match.object.address;
    const found = (code: DriftFinding["code"], message: string): DriftFinding => ({
      code,
      about,
      message,
      isNotice: false,
    });
    switch (match.kind) {
      case "missing":
        return [found("ObjectMissing", missingText(match))];
      case "ambiguous": {
        const names = match.candidates.map(({ address, id }) => `${address} (${id})`).join(", ");
        return [found("ObjectAmbiguous", `Several objects can be this one: ${names}.`)];
      }
      case "unknown":
        return [];
      case "matched": {
        // The hosts of a configuration are compared one by one.
        if (match.object.type === `${TUNNEL}_config`) return [];
        const differences = differencesOf(match.object, match.found, references);
        const bypasses = addedBypasses(
          match.object,
          match.found,
          references.resolved(match.object.values) as Values,
          resolve,
        );
        return [
          ...bypasses.map((message) => found("BypassAdded", message)),
          ...describe(match.object, match.found, differences, { references, resolve }).map((message) =>
            found("ObjectChanged", message),
          ),
        ];
      }
    }
  });
}

function missingText({ conflict }: Extract<Match, { readonly kind: "missing" }>): string {
  const missing = "The account contains no such object.";
  return conflict === undefined ? missing : `${missing} ${conflict.address} (${conflict.id}) has its place.`;
}

interface Context {
  readonly references: Matches["references"];
  readonly resolve: ReturnType<typeof resolverOf>;
}

function describe(
  object: TerraformObject,
  found: AccountObject,
  differences: Difference[],
  { references, resolve }: Context,
): string[] {
  const hasRules = object.type === ACCESS_POLICY || object.type === GROUP;
  const isRule = ({ path }: Difference) => hasRules && RULES.includes(path.replace(/[.[].*/, ""));
  const isPolicy = ({ path }: Difference) => object.type === APPLICATION && /^policies\b/.test(path);
  const others = differences
    .filter((each) => !isRule(each) && !isPolicy(each))
    .map(
      ({ path, inApp, inAccount }) =>
        `${path} is ${valueText(inAccount)} in the account and ${valueText(inApp)} in the app.`,
    );
  const inApp = references.resolved(object.values) as Values;
  const who = (values: Values) => whoIs(text(values.decision), accessRulesOf(values, resolve));
  return [
    ...(differences.some(isRule)
      ? [`It matches ${who(found.values)} in the account, and ${who(known(inApp))} in the app.`]
      : []),
    ...(differences.some(isPolicy)
      ? [
          `Its policies are ${policyNames(found.values, resolve)} in the account, and ${policyNames(inApp, resolve)} in the app.`,
        ]
      : []),
    ...others,
  ];
}

function known(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => isKnown(value)));
}

function policyNames({ policies }: Values, resolve: Context["resolve"]): string {
  const names = list(policies).map((each) => {
    const { id, name } = (typeof each === "string" ? { id: each } : (blocks(each)[0] ?? {})) as Values;
    return text(name) ?? resolve(text(id) ?? "")?.name ?? text(id) ?? "(known after apply)";
  });
  return names.length === 0 ? "none" : names.join(", ");
}

/** The bypass policies of an application that the app does not contain. */
function addedBypasses(
  { type }: TerraformObject,
  found: AccountObject,
  inApp: Values,
  resolve: Context["resolve"],
): string[] {
  if (type !== APPLICATION) return [];
  const written = new Set(blocks(inApp.policies).map(({ id, name }) => text(id) ?? text(name)));
  return blocks(found.values.policies).flatMap((policy) => {
    const id = text(policy.id);
    const values = (id === undefined ? policy : resolve(id)?.values) ?? policy;
    const name = text(values.name) ?? id ?? "?";
    if (text(values.decision) !== "bypass" || written.has(id ?? name)) return [];
    return [
      `Policy ${name} lets ${accessRulesOf(values, resolve).include.join(" or ") || "no user"} pass without login (bypass).`,
    ];
  });
}
