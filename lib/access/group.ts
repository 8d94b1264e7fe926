import { ZeroTrustAccessGroup } from "@cdktf/provider-cloudflare/lib/zero-trust-access-group";
import { Construct } from "constructs";
import {
  directoryOf,
  groupResourceIdOf,
  isOpenGroup,
  registerAccessObject,
  registerProviders,
  rulesData,
} from "./evaluation";
import { GroupInterlock } from "./group-interlock";
import { IAccessGroup } from "./interfaces";
import { selectors, validateRules } from "./policy";
import { AccessRule, INCLUDE_HINT, RULES } from "./rule";
import { Account } from "../core/account";
import { report } from "../core/errors";
import { Owner } from "../core/owner";
import { ACCOUNT_HINT, checkProps, PropNames } from "../core/props";
import { registerIn } from "../core/registry";
import { create, idOf } from "../core/terraform/create";
import { honourDependencies } from "../core/terraform/dependencies";
import { guardAttributes } from "../core/terraform/guarded-attributes";
import { CREATE_BEFORE_DESTROY, guardLifecycle } from "../core/terraform/lifecycle";
import { validateResourceName } from "../core/terraform/resources";
import { validateUuid } from "../core/uuid";

/** The properties of an Access group. */
export interface AccessGroupProps {
  /** The Cloudflare account. */
  readonly account: Account;
  /**
   * The name of the group in the dashboard.
   *
   * @default - the construct id
   */
  readonly name?: string;
  /** The rules of which a user must match at least one. The list must not be empty. */
  readonly include: AccessRule[];
  /**
   * The rules all of which a user must match in addition.
   *
   * @default - none
   */
  readonly require?: AccessRule[];
  /**
   * The rules none of which a user may match.
   *
   * @default - none
   */
  readonly exclude?: AccessRule[];
}

const PROPS: PropNames<AccessGroupProps> = {
  required: { account: ACCOUNT_HINT, include: INCLUDE_HINT },
  optional: { name: true, require: true, exclude: true },
  kinds: { include: RULES, require: RULES, exclude: RULES },
};

/**
 * An Access group: rules that several policies share.
 *
 * @example
 * const engineers = new AccessGroup(this, "engineers", {
 *   account,
 *   include: [AccessRule.emailDomain("example.com")],
 *   require: [AccessRule.country("JP")],
 * });
 * new AccessPolicy(this, "engineering", { account, include: [AccessRule.group(engineers)] });
 *
 * @throws ValidationError AccessRuleInvalid, AccountMismatch, PolicyWithoutRule, SafetyContractBroken, StackMismatch
 * @see https://developers.cloudflare.com/cloudflare-one/identity/users/groups/
 */
export class AccessGroup extends Construct implements IAccessGroup {
  /**
   * Imports an existing group by its id, a UUID.
   *
   * @throws ValidationError IdInvalid
   */
  public static fromGroupId(scope: Construct, id: string, groupId: string): IAccessGroup {
    class ImportedAccessGroup extends Construct implements IAccessGroup {
      public readonly groupId = groupId;
    }
    const group = new ImportedAccessGroup(scope, id);
    report(group, ...validateUuid("groupId", groupId));
    return group;
  }

  /** The underlying L1 resource. */
  public readonly resource: ZeroTrustAccessGroup;
  /** The id of the group: a UUID. */
  public readonly groupId: string;
  /** @internal */
  public readonly _owner: Owner;

  public constructor(scope: Construct, id: string, props: AccessGroupProps) {
    super(scope, id);
    checkProps(this, "AccessGroup", props, PROPS);
    const { account, include, require = [], exclude = [] } = props;
    this._owner = { construct: this, account, importer: "AccessGroup.fromGroupId" };
    registerProviders(this, [...include, ...require, ...exclude]);
    const rules = rulesData(include, require, exclude);
    const isOpen = isOpenGroup(rules, directoryOf(this, account));
    this.resource = create(ZeroTrustAccessGroup, this, groupResourceIdOf(this, rules, isOpen), {
      provider: registerIn(this, account, "accessGroups"),
      lifecycle: { ...CREATE_BEFORE_DESTROY },
      accountId: account.accountId,
      name: props.name ?? id,
      include: selectors(include),
      ...(require.length > 0 && { require: selectors(require) }),
      ...(exclude.length > 0 && { exclude: selectors(exclude) }),
    });
    this.groupId = idOf(this.resource);
    registerAccessObject(this, this.groupId, { name: id, rules });
    report(this, ...validateResourceName(this.resource), ...validateRules(this, account, include, require, exclude));
    GroupInterlock.of(this).addGroup(this.resource);
    guardLifecycle(this, this.resource);
    guardAttributes(this, this.resource, ["name"]);
    honourDependencies(this);
  }
}
