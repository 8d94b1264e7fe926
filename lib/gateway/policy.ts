import {
  ZeroTrustGatewayPolicy,
  ZeroTrustGatewayPolicyRuleSettings,
} from "@cdktf/provider-cloudflare/lib/zero-trust-gateway-policy";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { validateNoOverlap, register, validateUniquePrecedence } from "./account-policies";
import { Identity } from "./identity";
import { GatewayPolicyProps } from "./policy-props";
import { defaultPrecedence } from "./precedence";
import { Subject, Traffic } from "./traffic";
import { Problem, report } from "../core/errors";
import { validateOwnership } from "../core/owner";
import { validatePrecedence } from "../core/precedence";
import { registerIn } from "../core/registry";
import { create } from "../core/terraform/create";
import { honourDependencies } from "../core/terraform/dependencies";
import { guardAttributes } from "../core/terraform/guarded-attributes";
import { validateResourceName } from "../core/terraform/resources";

/** @internal The policy builders, by their names in the provider's `filters`. */
export const BUILDERS = {
  dns: { kind: "gatewayDnsPolicies", subject: "names" },
  l4: { kind: "gatewayNetworkPolicies", subject: "connections" },
  dns_resolver: { kind: "gatewayResolverPolicies", subject: "names" },
} as const;

/** What an Aspect can change of a policy that allows or blocks: texts, and what a blocked user is shown. */
const FREE_ATTRIBUTES = [
  "name",
  "description",
  "ruleSettings.blockPage",
  "ruleSettings.blockPageEnabled",
  "ruleSettings.blockReason",
  "ruleSettings.notificationSettings",
];

/** @internal The attributes that depend on the kind of policy. */
export interface PolicyOfBuilder {
  readonly builder: keyof typeof BUILDERS;
  readonly action: string;
  /** Whether the policy blocks. By default, blocking policies are evaluated after all others. */
  readonly blocks: boolean;
  readonly identity?: Identity;
  readonly ruleSettings?: ZeroTrustGatewayPolicyRuleSettings;
}

/** @internal Creates the policy's resource and validates the common properties. */
export function gatewayPolicy(
  scope: Construct,
  props: GatewayPolicyProps,
  own: PolicyOfBuilder,
): ZeroTrustGatewayPolicy {
  const { account, traffic, name = scope.node.id, description = name } = props;
  const { builder, identity } = own;
  const precedence = props.precedence ?? defaultPrecedence(scope.node.path, own.blocks);
  const policy = { construct: scope, traffic, precedence, explicit: props.precedence !== undefined };
  const others = register(policy, account.accountId, builder);
  const resource = create(ZeroTrustGatewayPolicy, scope, "Resource", {
    provider: registerIn(scope, account, BUILDERS[builder].kind),
    accountId: account.accountId,
    name,
    description,
    enabled: true, // the provider's default is false
    action: own.action,
    filters: [builder],
    precedence,
    traffic: traffic._expression,
    identity: identity?._identity,
    devicePosture: identity?._devicePosture,
    ruleSettings: own.ruleSettings,
  });
  const wrong = [...traffic._problems, ...validatePolicySubject(traffic, builder), ...(identity?._problems ?? [])];
  const precedenceProblems = validatePrecedence(precedence);
  report(
    scope,
    ...validateResourceName(resource),
    ...validatePolicyText("name", name),
    ...validatePolicyText("description", props.description),
    ...traffic._owners.flatMap((owner) => validateOwnership(scope, account, owner)),
    ...wrong,
    ...precedenceProblems,
    ...(precedenceProblems.length === 0 ? validateUniquePrecedence(policy, others) : []),
    ...(builder === "dns_resolver" && wrong.length === 0 ? validateNoOverlap(policy, others.filter(isSound)) : []),
  );
  if (builder !== "dns_resolver") guardAttributes(scope, resource, FREE_ATTRIBUTES);
  honourDependencies(scope);
  return resource;
}

function isSound({ traffic }: { traffic: Traffic }): boolean {
  return traffic._problems.length === 0;
}

/** Cloudflare stores an empty text as null, and Terraform then plans a permanent change. */
function validatePolicyText(what: string, text: string | undefined): Problem[] {
  if (text === undefined || Token.isUnresolved(text) || text.trim() !== "") return [];
  return [{ code: "GatewayPolicyInvalid", message: `the ${what} is empty. Set a text, or omit it.` }];
}

function validatePolicySubject(traffic: Traffic, builder: keyof typeof BUILDERS): Problem[] {
  const expected: Subject = BUILDERS[builder].subject;
  const other = traffic._conditions.find(({ subject }) => subject !== expected && subject !== "raw");
  if (other === undefined) return [];
  const message =
    expected === "names"
      ? `condition ${other.written} matches connections, but this policy matches DNS queries. Use Traffic.host or ` +
        "Traffic.domains."
      : `condition ${other.written} matches DNS queries, but this policy matches connections. Use ` +
        "Traffic.destination, " +
        "Traffic.port, Traffic.virtualNetwork, Traffic.sniHost or Traffic.sniDomains.";
  return [{ code: "TrafficMisplaced", message }];
}
