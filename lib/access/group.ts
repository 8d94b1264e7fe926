import { ZeroTrustAccessGroup } from "@cdktf/provider-cloudflare/lib/zero-trust-access-group";
import { Construct } from "constructs";
import { IAccessGroup } from "./interfaces";
import { anyoneIn, validateRule, selectors } from "./policy";
import { AccessRule, INCLUDE_HINT } from "./rule";
import { Account } from "../core/account";
import { report } from "../core/errors";
import { Owner } from "../core/owner";
import { ACCOUNT_HINT, checkProps, PropNames } from "../core/props";
import { registerIn } from "../core/registry";
import { honourDependencies } from "../core/terraform/dependencies";
import { CREATE_BEFORE_DESTROY, guardLifecycle } from "../core/terraform/lifecycle";
import { validateResourceName } from "../core/terraform/resources";
import { validateUuid } from "../core/uuid";

/** Defines an Access group. */
export interface AccessGroupProps {
  readonly account: Account;
  /** The name people read in the dashboard. @default - the construct's id */
  readonly name?: string;
  /** Who belongs to it: any of these. At least one. */
  readonly include: AccessRule[];
  /** What they must be besides: all of these. @default - nothing */
  readonly require?: AccessRule[];
  /** Who is left out. @default - nobody */
  readonly exclude?: AccessRule[];
}

const PROPS: PropNames<AccessGroupProps> = {
  required: { account: ACCOUNT_HINT, include: INCLUDE_HINT },
  optional: { name: true, require: true, exclude: true },
};

/**
 * Defines an Access group: rules that several policies share.
 *
 * Errors: IdInvalid, PolicyWithoutRule, AccessRuleInvalid, AccountMismatch, StackMismatch.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/identity/users/groups/
 */
export class AccessGroup extends Construct implements IAccessGroup {
  /** Defines a group that another stack or somebody else owns. */
  public static fromGroupId(scope: Construct, id: string, groupId: string): IAccessGroup {
    class ImportedAccessGroup extends Construct implements IAccessGroup {
      public readonly groupId = groupId;
    }
    const group = new ImportedAccessGroup(scope, id);
    report(group, ...validateUuid("groupId", groupId));
    return group;
  }

  public readonly resource: ZeroTrustAccessGroup;
  public readonly groupId: string;
  /** @internal */
  public readonly _owner: Owner;
  /** @internal */
  public readonly _anyone?: string;

  public constructor(scope: Construct, id: string, props: AccessGroupProps) {
    super(scope, id);
    checkProps(this, "AccessGroup", props, PROPS);
    const { account, include, require = [], exclude = [] } = props;
    this._owner = { construct: this, account, importer: "AccessGroup.fromGroupId" };
    this._anyone = anyoneIn(include, require);
    this.resource = new ZeroTrustAccessGroup(this, "Resource", {
      provider: registerIn(this, account, "accessGroups"),
      lifecycle: { ...CREATE_BEFORE_DESTROY },
      accountId: account.accountId,
      name: props.name ?? id,
      include: selectors(include),
      ...(require.length > 0 && { require: selectors(require) }),
      ...(exclude.length > 0 && { exclude: selectors(exclude) }),
    });
    this.groupId = this.resource.id;
    report(this, ...validateResourceName(this.resource), ...validateRule(this, account, include, require, exclude));
    guardLifecycle(this, this.resource);
    honourDependencies(this);
  }
}
