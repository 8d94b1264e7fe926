import { inEvaluationOrder } from "./policy-order";
import { isExpression } from "../../core/terraform/expressions";
import { block, blocks, isValues, keyword, list, text, Values } from "../../core/terraform/values";
import { AccessEvaluator } from "../../reachability/access/access-evaluator";
import type {
  AccessApplicationData,
  AccessPolicyData,
  AccessRules,
  Directory,
  Selector,
} from "../../reachability/access/model";
import { admitsAnyone } from "../../reachability/access/open-providers";
import type { EdgeApplication } from "../../reachability/access/public-reach";
import type { UnmatchedSetting } from "../../reachability/access/unmatched-requests";
import type { PrivateApplication } from "../../reachability/gateway/model";
import { privateDestinations } from "../../reachability/gateway/private-destinations";
import { attribute } from "../../reachability/users/attribute";
import { Formula, has } from "../../reachability/users/formula";
import { isInAccount } from "../terraform/accounts";
import { attributeOf, nameOf, ofType, Resolve, TerraformObject } from "../terraform/objects";

const PREFIX = "cloudflare_zero_trust_";
const APPLICATION = `${PREFIX}access_application`;

/** @internal The Access objects of an estate, as `lib/reachability` reads them. */
export interface AccessData {
  /** What is known of the objects that selectors refer to. */
  readonly directory: Directory;
  /** Evaluates each combination of policies once. */
  readonly evaluator: AccessEvaluator;
  /** The applications, without data sources. */
  readonly applications: readonly TerraformObject[];
  /**
   * Whether an account denies requests to hosts without an application. It does not if nothing is known.
   *
   * @param account the account of the host; undefined if it is unknown, so that the setting of any account counts
   */
  unmatchedIn(account: string | undefined): UnmatchedSetting;
  /** The policies and the identity providers of an application. */
  applicationOf(application: TerraformObject): AccessApplicationData;
  /** The application as Cloudflare evaluates it for a public request. The same application is the same object. */
  edgeApplicationOf(application: TerraformObject): EdgeApplication;
  /** The users who can get a token for an audience. It is unknown for an application that is managed elsewhere. */
  usersWithToken(audience: string): Formula;
  /**
   * The applications that protect private destinations.
   *
   * @param account the account of the destinations; undefined if there is only one
   */
  privateApplications(account?: string): PrivateApplication[];
}

/** @internal The options of `accessDataOf`. */
export interface AccessDataOptions {
  /**
   * Whether an id or an audience is known to belong to no object, such as a deleted one. Such a policy or group matches
   * no user, and no user gets a token for such an audience.
   *
   * @default - an object that is not found is managed elsewhere
   */
  readonly isAbsent?: (id: string) => boolean;
  /**
   * Whether the account declares that its identity providers admit only its own users.
   *
   * @default false
   */
  readonly ownUsersOnly?: boolean;
  /**
   * Whether selectors refer to objects by their addresses in place of their ids. An object that is created again has
   * another id, although the same users match it.
   *
   * @default false
   */
  readonly byAddress?: boolean;
}

/**
 * Reads the Access policies, groups and applications, and the identity providers, lists, posture checks and service
 * tokens to which they refer.
 *
 * @param resolve finds the object of an id or a reference
 * @internal
 */
export function accessDataOf(
  objects: TerraformObject[],
  resolve: Resolve,
  options: AccessDataOptions = {},
): AccessData {
  return new Reader(objects, resolve, options);
}

class Reader implements AccessData {
  public readonly directory: Directory;
  public readonly evaluator: AccessEvaluator;
  public readonly applications: readonly TerraformObject[];
  private readonly settings: readonly TerraformObject[];
  private readonly isAbsent: (id: string) => boolean;
  private readonly byAddress: boolean;
  private readonly referred = new Map<string, TerraformObject>();
  private readonly byAudience: ReadonlyMap<string, TerraformObject>;
  /** Equal policies must be the same object, so that applications that share them are evaluated once. */
  private readonly policies = new Map<TerraformObject | string, AccessPolicyData>();
  private readonly read = new Map<TerraformObject, AccessApplicationData>();
  private readonly edge = new Map<TerraformObject, EdgeApplication>();

  public constructor(
    objects: TerraformObject[],
    private readonly resolve: Resolve,
    { isAbsent = () => false, ownUsersOnly = false, byAddress = false }: AccessDataOptions,
  ) {
    this.isAbsent = isAbsent;
    this.byAddress = byAddress;
    this.applications = ofType(objects, APPLICATION);
    this.byAudience = new Map(this.applications.map((each) => [attributeOf(each, "aud"), each]));
    this.settings = ofType(objects, `${PREFIX}organization`);
    this.directory = this.directoryOf(ownUsersOnly);
    this.evaluator = new AccessEvaluator(this.directory);
  }

  public applicationOf(application: TerraformObject): AccessApplicationData {
    const known = this.read.get(application) ?? {
      policies: this.policiesOf(application),
      allowedProviders: list(application.values.allowed_idps)
        .flatMap((id) => text(id) ?? [])
        .map((id) => this.referenceTo(id)),
    };
    this.read.set(application, known);
    return known;
  }

  public edgeApplicationOf(application: TerraformObject): EdgeApplication {
    const known = this.edge.get(application) ?? {
      audience: attributeOf(application, "aud"),
      admission: this.evaluator.admissionOf(this.applicationOf(application)),
      // What only Terraform can evaluate may be true.
      preflightBypass: Boolean(application.values.options_preflight_bypass),
    };
    this.edge.set(application, known);
    return known;
  }

  public usersWithToken(audience: string): Formula {
    const application = this.byAudience.get(audience);
    if (application !== undefined) return this.edgeApplicationOf(application).admission.withToken;
    if (this.isAbsent(audience)) return false;
    const words = `with a token for audience ${audience}`;
    return has(attribute("unread", `token ${audience}`, "unknown", words, `without a token for audience ${audience}`));
  }

  public unmatchedIn(account: string | undefined): UnmatchedSetting {
    const settings = this.settings.filter((each) => isInAccount(each, account));
    return {
      deny: settings.some(({ values }) => values.deny_unmatched_requests === true),
      exemptZones: settings.flatMap(({ values }) =>
        list(values.deny_unmatched_requests_exempted_zone_names).flatMap((zone) => text(zone) ?? []),
      ),
    };
  }

  public privateApplications(account?: string): PrivateApplication[] {
    return this.applications.flatMap((application) => {
      const destinations = isInAccount(application, account) ? privateDestinations(application.values) : [];
      if (destinations.length === 0) return [];
      return [{ name: nameOf(application), destinations, application: this.applicationOf(application) }];
    });
  }

  /** In the order of their evaluation. */
  private policiesOf({ values }: TerraformObject): AccessPolicyData[] {
    if (typeof values.policies === "string") return [this.opaque(values.policies)];
    return inEvaluationOrder(values.policies).flatMap((each) => this.policyOf(each) ?? []);
  }

  private policyOf(written: Values): AccessPolicyData | undefined {
    const id = text(written.id);
    if (id === undefined) return this.policyData(written, text(written.name) ?? "inline policy");
    const object = this.resolve(id);
    if (object === undefined && this.isAbsent(id)) return undefined;
    if (object === undefined || object.data) return this.opaque(id);
    const known = this.policies.get(object) ?? this.policyData(object.values, nameOf(object));
    this.policies.set(object, known);
    return known;
  }

  private opaque(id: string): AccessPolicyData {
    const known = this.policies.get(id) ?? { name: isExpression(id) ? id.slice(2, -1) : id };
    this.policies.set(id, known);
    return known;
  }

  private policyData(values: Values, name: string): AccessPolicyData {
    const decision = keyword(values.decision);
    return { name, ...(decision !== undefined && { decision }), rules: this.rulesOf(values) };
  }

  private rulesOf(values: Values): AccessRules {
    return accessRules(values, (id) => this.referenceTo(id));
  }

  /** A group is not compared by its reference but by its rules, and two versions of it can exist at the same time. */
  private referenceTo(id: string): string {
    const object = this.byAddress ? this.resolve(id) : undefined;
    if (object === undefined || (object.type === `${PREFIX}access_group` && !object.data)) return id;
    this.referred.set(object.address, object);
    return object.address;
  }

  private find(reference: string): TerraformObject | undefined {
    return this.referred.get(reference) ?? this.resolve(reference);
  }

  private directoryOf(ownUsersOnly: boolean): Directory {
    const find = (id: string, type: string) => {
      const object = this.find(id);
      return object?.type === `${PREFIX}${type}` ? object : undefined;
    };
    const typeOf = (id: string, type: string) => {
      const written = typeIn(find(id, type)?.values ?? {});
      return written === undefined || isExpression(written) ? undefined : written;
    };
    const groups = new Map<TerraformObject, AccessRules>();
    return {
      ownUsersOnly,
      group: (id) => {
        const group = find(id, "access_group");
        if (group === undefined) return this.isAbsent(id) ? NO_RULES : undefined;
        if (group.data) return undefined;
        const rules = groups.get(group) ?? this.rulesOf(group.values);
        groups.set(group, rules);
        return rules;
      },
      providerType: (id) => typeOf(id, "access_identity_provider"),
      admitsAnyone: (id) => {
        const provider = find(id, "access_identity_provider");
        return provider !== undefined && providerAdmitsAnyone(provider.values);
      },
      postureType: (id) => typeOf(id, "device_posture_rule"),
      listItems: (id) => {
        const object = find(id, "list");
        return object === undefined && this.isAbsent(id) ? [] : itemsOf(object);
      },
      application: (id) => {
        const application = find(id, "access_application");
        return application === undefined || application.data ? undefined : this.applicationOf(application);
      },
      nameOf: (id) => {
        const object = this.find(id);
        return object === undefined ? undefined : nameOf(object);
      },
    };
  }
}

/** What the author declared takes precedence over what the settings show. */
function providerAdmitsAnyone(values: Values): boolean {
  const { ownUsersOnly } = block(values["//"]);
  return typeof ownUsersOnly === "boolean" ? !ownUsersOnly : admitsAnyone(typeIn(values) ?? "", block(values.config));
}

/** The type of an identity provider or a posture check, which Terraform accepts in any letter case. */
function typeIn({ type }: Values): string | undefined {
  const written = keyword(type);
  return written === "azuread" ? "azureAD" : written;
}

const NO_RULES: AccessRules = { include: [], require: [], exclude: [] };

/**
 * The rules of a policy or a group.
 *
 * @param referenceTo what a selector contains in place of an id
 * @internal
 */
export function accessRules(values: Values, referenceTo: (id: string) => string = (id) => id): AccessRules {
  const read = (rules: unknown) => selectorsOf(rules, referenceTo);
  return { include: read(values.include), require: read(values.require), exclude: read(values.exclude) };
}

function selectorsOf(rules: unknown, referenceTo: (id: string) => string): Selector[] {
  // Nothing is known of an expression in place of the rules.
  if (typeof rules === "string") return [{ name: rules, value: {} }];
  return blocks(rules)
    .flatMap((rule) => Object.entries(rule))
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => selectorOf(name, value, referenceTo));
}

/** The keys of a selector that refer to an object. Two references are equal if their texts are. */
const REFERENCES = new Set(["id", "token_id", "integration_uid", "app_uid", "identity_provider_id", "account_id"]);

/** A selector with a value that only Terraform can evaluate gets a name that is not known, with the value in it. */
function selectorOf(name: string, value: unknown, referenceTo: (id: string) => string): Selector {
  if (typeof value === "string") return { name: `${name} ${value}`, value: {} };
  const written = Object.entries(isValues(value) ? value : block(value)).map(([key, each]): [string, unknown] =>
    REFERENCES.has(key) && typeof each === "string" ? [key, referenceTo(each)] : [key, each],
  );
  const opaque = written.flatMap(([key, each]) =>
    !REFERENCES.has(key) && typeof each === "string" && isExpression(each) ? [each] : [],
  );
  return { name: [name, ...opaque].join(" "), value: Object.fromEntries(written) };
}

/** The items of a list. Undefined if some are not known. */
function itemsOf(object: TerraformObject | undefined): string[] | undefined {
  if (object === undefined || object.data || !Array.isArray(object.values.items)) return undefined;
  const items = blocks(object.values.items).map(({ value }) => text(value));
  const known = items.flatMap((item) => (item === undefined || isExpression(item) ? [] : item));
  return known.length === items.length ? known : undefined;
}
