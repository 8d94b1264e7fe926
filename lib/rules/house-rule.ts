import { Token } from "cdktf";
import { invalid } from "./invalid";
import { YamlValue } from "../check/rules/document";
import type { HouseRule as Rule } from "../check/rules/model";
import { houseRuleOf } from "../check/rules/read-rules";
import { checkProps, PropNames } from "../core/props";
import { literalExpected } from "../core/terraform/resources";
import { ValidationError } from "../core/validation-error";

/** The hosts that a rule permits to be public. */
export interface PublicHostsProps {
  /** Hosts, such as "docs.example.com", with or without a path, and wildcards. */
  readonly hosts: string[];
  /**
   * Targets to which the rule does not apply.
   *
   * @default - none
   */
  readonly except?: string[];
}

/** The users and the targets of a rule. */
export interface UsersRuleProps {
  /** The users: "@example.com", "ann@example.com", "group:NAME" or "token:NAME". */
  readonly users: string[];
  /** The targets: hosts, paths, wildcards, private ranges and names, such as "10.20.30.0/24:5432", or "*". */
  readonly to: string[];
  /**
   * Targets to which the rule does not apply.
   *
   * @default - none
   */
  readonly except?: string[];
}

/** What each request to the targets of a rule must have. At least one requirement is needed. */
export interface RequirementProps {
  /** The targets: hosts, paths, wildcards, private ranges and names, or "*". */
  readonly to: string[];
  /**
   * Targets to which the rule does not apply.
   *
   * @default - none
   */
  readonly except?: string[];
  /**
   * Whether users must log in with the authentication method `mfa`.
   *
   * @default false
   */
  readonly mfa?: boolean;
  /**
   * The longest session, in minutes or hours, such as "30m" or "8h".
   *
   * @default - unlimited
   */
  readonly session?: string;
  /**
   * The number of layers that stop unauthenticated users, 1 or 2: Access application and connector token check.
   *
   * @default - not checked
   */
  readonly layers?: number;
  /**
   * The names of posture checks that the device must pass.
   *
   * @default - none
   */
  readonly posture?: string[];
}

const USERS: PropNames<UsersRuleProps> = {
  required: { users: 'a list of users, such as ["@example.com"]', to: 'a list of targets, such as ["*.example.com"]' },
  optional: { except: true },
};
const PUBLIC: PropNames<PublicHostsProps> = {
  required: { hosts: 'a list of hosts, such as ["docs.example.com"]' },
  optional: { except: true },
};
const REQUIREMENT: PropNames<RequirementProps> = {
  required: { to: 'a list of targets, such as ["*.example.com"]' },
  optional: { except: true, mfa: true, session: true, layers: true, posture: true },
};

/**
 * A rule about who can reach what, with the same meaning as in `zero-trust.yaml`. It is validated when it is created.
 *
 * @example
 * const noContractors = HouseRule.deny("no-contractors-in-production", {
 *   users: ["@contractor.example"],
 *   to: ["*.prod.example.com", "10.20.0.0/16"],
 * });
 * console.log(noContractors.name);
 *
 * @throws ValidationError HouseRuleInvalid, PropMissing, PropUnknown, TokenNotAllowed
 */
export class HouseRule {
  /** Requires that no other host is public than the given ones. */
  public static publicHosts(name: string, props: PublicHostsProps): HouseRule {
    checkProps(undefined, "HouseRule.publicHosts", props, PUBLIC);
    return new HouseRule(name, { public: props.hosts, except: props.except });
  }

  /** Requires that none of the users reaches a target. */
  public static deny(name: string, props: UsersRuleProps): HouseRule {
    checkProps(undefined, "HouseRule.deny", props, USERS);
    return new HouseRule(name, { deny: props.users, to: props.to, except: props.except });
  }

  /** Requires that no other user reaches a target. */
  public static only(name: string, props: UsersRuleProps): HouseRule {
    checkProps(undefined, "HouseRule.only", props, USERS);
    return new HouseRule(name, { only: props.users, to: props.to, except: props.except });
  }

  /** Requires MFA, a short session, layers of protection or posture checks for every request to a target. */
  public static require(name: string, props: RequirementProps): HouseRule {
    checkProps(undefined, "HouseRule.require", props, REQUIREMENT);
    const { to, except, ...requirements } = props;
    return new HouseRule(name, { require: requirements, to, except });
  }

  /** @internal */
  public readonly _rule: Rule;

  private constructor(
    /** The name, which errors and findings contain. */
    public readonly name: string,
    written: object,
  ) {
    const what = `the rule "${name}"`;
    requireLiterals(what, { name, ...written });
    this._rule = houseRuleOf(YamlValue.of({ name, ...written }, (message) => invalid(`${what}: ${message}`)));
  }
}

/** Refuses tokens, which are texts without a meaning before the synthesis. */
function requireLiterals(what: string, value: object): void {
  const texts = JSON.stringify(value);
  if (!Token.isUnresolved(value) && !Token.isUnresolved(texts)) return;
  const problem = literalExpected(`a value of ${what.replace(/"\$\{.*\}"/, "with a token as its name")}`);
  throw new ValidationError([{ ...problem, path: "" }]);
}
