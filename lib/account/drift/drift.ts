import { connectorFindings } from "./connectors";
import { hostFindings, protectionFindings } from "./hosts";
import type { DriftFinding, DriftReport, NotCompared } from "./model";
import { objectFindings } from "./objects";
import { recordFindings } from "./records";
import { routeFindings } from "./routes";
import { settingFindings } from "./settings";
import { compare, text } from "../../core/terraform/values";
import type { Finding, Inventory, InventoryOptions, SynthesizedStack } from "../../inventory";
import { gradeOf, inventories } from "../../inventory";
import { requiredSettings } from "../../inventory/network/account-settings";
import type { PrivateNetwork } from "../../inventory/network/model";
import { privateNetworksOf } from "../../inventory/network/read";
import { areOtherAccounts } from "../../inventory/terraform/accounts";
import { cloudflaredIn, connectorsOf } from "../../inventory/terraform/connectors";
import { attributeOf, TerraformObject } from "../../inventory/terraform/objects";
import { objectsOfStacks } from "../../inventory/terraform/stacks";
import { AccountInventory, accountInventory } from "../inventory";
import { KEYED_TYPES } from "../match/keys";
import { Matches, matchObjects } from "../match/match";
import type { Account, AccountObject } from "../model";
import { TUNNEL } from "../read/collections";

/** @internal The options of `accountReport` and `driftReport`. */
export interface DriftOptions extends InventoryOptions {
  /** The current date. */
  readonly today: Date;
}

/** @internal Lists what an account exposes. */
export function accountReport(account: Account, { today, ...options }: DriftOptions): DriftReport {
  const found = accountInventory(account, options);
  const connectors = account.tunnels.flatMap((each) => connectorFindings(each, { today, isNotice: true }));
  const findings = [...exposures(account, found, isWeakness), ...connectors];
  return { account, hosts: found.hosts, findings: sorted(findings), notCompared: [] };
}

/** @internal Compares an account with an app, and lists what the account exposes. */
export function driftReport(
  stacks: SynthesizedStack[],
  account: Account,
  { today, ...options }: DriftOptions,
): DriftReport {
  const app = objectsOfStacks(stacks);
  const matches = matchObjects(app, account);
  const found = accountInventory(account, options, commentsOf(matches));
  const inApp = inventories(stacks, options);
  const findings = [
    ...exposures(account, found, isNoticeFor(inApp, matches)),
    ...hostFindings(matches),
    ...protectionFindings(inApp, found.hosts),
    ...objectFindings(matches, account),
    ...routeFindings(matches, account),
    ...account.tunnels.flatMap((each) => connectorFindings(each, expectationOf(each.tunnel, app, matches, today))),
    ...settingFindings(networksIn(app, account).flatMap(requiredSettings), account),
  ];
  return { account, hosts: found.hosts, findings: sorted(findings), notCompared: notComparedIn(app, matches) };
}

/** The private networks of an app that belong to the account. */
function networksIn(app: TerraformObject[], { id }: Account): PrivateNetwork[] {
  return privateNetworksOf(app).filter((network) => !areOtherAccounts(network.account, id));
}

/** What an account exposes. */
function exposures(
  account: Account,
  { hosts, findings }: AccountInventory,
  isNotice: (finding: Finding) => boolean,
): DriftFinding[] {
  return [
    ...findings.map((each): DriftFinding => ({ ...each, isNotice: isNotice(each) })),
    ...recordFindings(account, hosts, findings),
  ];
}

function isWeakness({ code }: Finding): boolean {
  return gradeOf(code) !== "exposure";
}

/**
 * A weakness of a host or an object of the app is a finding unless the app has the same one. Those of the rest of the
 * account are notices.
 */
function isNoticeFor(app: Inventory[], matches: Matches): (finding: Finding) => boolean {
  const known = new Set(app.flatMap(({ findings }) => findings.map(({ about, code }) => `${code} ${about}`)));
  const own = new Set<string>();
  const addressInApp = new Map<string, string>();
  for (const { hostname } of app.flatMap(({ hosts }) => hosts)) own.add(hostname);
  for (const match of matches.all) {
    if (match.kind === "matched") addressInApp.set(match.found.address, match.object.address.replace(/^.*\//, ""));
  }
  return (finding) => {
    const { code, about } = finding;
    const address = addressInApp.get(about);
    const isOwn = own.has(about) || address !== undefined;
    return isWeakness(finding) && (!isOwn || known.has(`${code} ${address ?? about}`));
  };
}

/** The API stores no comments of Terraform, in which constructs declare why a host has no record or application. */
function commentsOf({ all }: Matches): (object: AccountObject) => unknown {
  const comments = new Map<AccountObject, unknown>();
  for (const match of all) {
    if (match.kind === "matched") comments.set(match.found, match.object.values["//"]);
  }
  return (object) => comments.get(object);
}

function expectationOf(tunnel: AccountObject, app: TerraformObject[], { all }: Matches, today: Date) {
  const own = all.find(
    (match) => match.kind === "matched" && match.found.id === tunnel.id && match.object.type === TUNNEL,
  );
  const connectors = own === undefined ? [] : connectorsOf(app)(attributeOf(own.object, "id"));
  const images = connectors.flatMap(({ values }) => text(cloudflaredIn(values)[0]?.image) ?? []);
  const release = images.map((image) => /:(\d{4}\.\d+\.\d+)/.exec(image)?.[1]).find(Boolean);
  return { today, isNotice: own === undefined, ...(release !== undefined && { release }) };
}

/** The types that may decide who reaches what. */
const DECIDING = /^cloudflare_(?:zero_trust_(?:access|tunnel|gateway|network)_|record$|load_balancer)/;

/** Exceptions: keys for SSH, and what only a page shows. */
const NEUTRAL = /_(?:short_lived_certificate|custom_page|token)$/;

function notComparedIn(app: TerraformObject[], { all }: Matches): NotCompared[] {
  const others = app.filter(({ type, data }) => !data && type.startsWith("cloudflare_") && !KEYED_TYPES.includes(type));
  return [
    ...all.flatMap((match) =>
      match.kind === "unknown"
        ? [{ about: match.object.address, why: match.why, matters: match.isElsewhere !== true }]
        : [],
    ),
    ...others.map(({ address, type }) => ({
      about: address,
      why: `the type ${type} is not compared`,
      matters: DECIDING.test(type) && !NEUTRAL.test(type),
    })),
  ].sort((a, b) => compare(a.about, b.about));
}

/** Those that set the exit code first, and exposures first among them. */
function sorted(findings: DriftFinding[]): DriftFinding[] {
  const rank = ({ code, isNotice }: DriftFinding) =>
    isNotice ? 2 : code === "HostExposed" || code === "RouteExposed" ? 0 : 1;
  return [...findings].sort(
    (a, b) =>
      rank(a) - rank(b) || compare(a.about, b.about) || compare(a.code, b.code) || compare(a.message, b.message),
  );
}
