import { ZeroTrustAccessApplication } from "@cdktf/provider-cloudflare/lib/zero-trust-access-application";
import { Construct } from "constructs";
import { policyData } from "./evaluation";
import { IAccessPolicy, IIdentityProvider } from "./interfaces";
import { openPolicies } from "./policy-validation";
import { providerReference } from "./provider-reference";
import { DEFAULT_SESSION_DURATION, validateSessionDuration } from "./session-duration";
import { Account } from "../core/account";
import { validateSingleSetting } from "../core/account-setting";
import { Problem, report } from "../core/errors";
import { validateOwnership } from "../core/owner";
import { ACCOUNT_HINT, checkProps, PropNames } from "../core/props";
import { registerIn } from "../core/registry";
import { create } from "../core/terraform/create";
import { honourDependencies } from "../core/terraform/dependencies";
import { guardAttributes } from "../core/terraform/guarded-attributes";
import { CREATE_BEFORE_DESTROY, guardLifecycle } from "../core/terraform/lifecycle";
import { validateResourceName } from "../core/terraform/resources";
import { UUID, validateUuid } from "../core/uuid";

/** The properties of the device enrollment. */
export interface DeviceEnrollmentProps {
  /** The Cloudflare account. */
  readonly account: Account;
  /** The policies that decide who can enroll a device, in the order of evaluation. */
  readonly policies: IAccessPolicy[];
  /**
   * The name in the dashboard.
   *
   * @default "Device enrollment"
   */
  readonly name?: string;
  /**
   * The identity providers with which users enroll a device, or their ids: at least one.
   *
   * @default - all identity providers of the account
   */
  readonly allowedIdentityProviders?: (string | IIdentityProvider)[];
  /**
   * The duration of a session, such as "8h".
   *
   * @default "24h"
   */
  readonly sessionDuration?: string;
}

const PROPS: PropNames<DeviceEnrollmentProps> = {
  required: { account: ACCOUNT_HINT, policies: "the policies that decide who can enroll a device" },
  optional: { name: true, allowedIdentityProviders: true, sessionDuration: true },
};

/** What an Aspect can change: texts, durations, and the selection of an identity provider. */
const FREE_ATTRIBUTES = ["name", "sessionDuration", "autoRedirectToIdentity", "customPages"];

/**
 * Who can enroll a device with Cloudflare One Client (formerly WARP). By default, every enrolled device reaches every
 * private route of the account.
 *
 * Each account has one such application. If the dashboard has created it, import it before the first apply.
 *
 * @example
 * new DeviceEnrollment(this, "enrollment", { account, policies: [staff] });
 *
 * @throws ValidationError AccountMismatch, AccountSettingTwice, EnrollmentInvalid, IdInvalid, OpenEnrollment,
 * PropMissing, PropUnknown, SafetyContractBroken, SessionDurationInvalid, StackMismatch
 * @see https://developers.cloudflare.com/cloudflare-one/team-and-resources/devices/cloudflare-one-client/deployment/device-enrollment/
 */
export class DeviceEnrollment extends Construct {
  /** The underlying L1 resource. */
  public readonly resource: ZeroTrustAccessApplication;

  public constructor(scope: Construct, id: string, props: DeviceEnrollmentProps) {
    super(scope, id);
    checkProps(this, "DeviceEnrollment", props, PROPS);
    const { account, policies, sessionDuration = DEFAULT_SESSION_DURATION } = props;
    const providers = props.allowedIdentityProviders?.map(providerReference);
    // Cloudflare derives the domain. The provider refuses the attributes of the App Launcher for this type.
    this.resource = create(ZeroTrustAccessApplication, this, "Resource", {
      provider: registerIn(this, account, "accessApplications"),
      lifecycle: { ...CREATE_BEFORE_DESTROY },
      accountId: account.accountId,
      type: "warp",
      name: props.name ?? "Device enrollment",
      policies: policies.map(({ policyId }, index) => ({ id: policyId, precedence: index + 1 })),
      sessionDuration,
      ...(providers !== undefined && { allowedIdps: providers.map((each) => each.id) }),
    });
    report(
      this,
      ...validateResourceName(this.resource),
      ...validateSingleSetting(this, account, "the permissions of device enrollment"),
      ...validateSessionDuration(sessionDuration),
      ...policies.flatMap((policy) => validateOwnership(this, account, policy._owner)),
      ...(providers ?? []).flatMap((each) => [
        ...validateUuid("allowedIdentityProviders", each.id, UUID),
        ...validateOwnership(this, account, each.owner),
      ]),
      ...this.validatePolicies(props),
    );
    guardLifecycle(this, this.resource);
    guardAttributes(this, this.resource, FREE_ATTRIBUTES);
    honourDependencies(this);
  }

  private validatePolicies({ account, policies, allowedIdentityProviders }: DeviceEnrollmentProps): Problem[] {
    const problems = openPolicies(this, account, policies).map((mistake): Problem => ({
      code: "OpenEnrollment",
      message: `${mistake}, so anyone could enroll a device and reach the private routes that allow every device`,
    }));
    if (policies.length === 0) {
      problems.push(invalid("policies is empty, so no user can enroll a device. Add an AccessPolicy."));
    }
    for (const twice of policies.filter((policy, i) => policies.indexOf(policy) < i)) {
      problems.push(invalid(`${twice.node.path} is listed more than once in policies. Remove the duplicate.`));
    }
    for (const policy of policies.filter((each) => this.checksPosture(each))) {
      problems.push(
        invalid(
          `${policy.node.path} requires a posture check, which no device passes before it is enrolled. Use the check in a Gateway policy or an Access policy of a host.`,
        ),
      );
    }
    if (allowedIdentityProviders?.length === 0) {
      problems.push(
        invalid(
          "allowedIdentityProviders is empty, and Cloudflare reads an empty list as all identity providers. List at least one, or omit the property to allow all of them.",
        ),
      );
    }
    return problems;
  }

  private checksPosture(policy: IAccessPolicy): boolean {
    const { rules } = policyData(this, policy);
    if (rules === undefined) return false;
    return [...rules.include, ...rules.require].some(({ name }) => name === "device_posture");
  }
}

function invalid(message: string): Problem {
  return { code: "EnrollmentInvalid", message };
}
