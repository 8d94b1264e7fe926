import { IConstruct } from "constructs";
import { nameInAll, tooComplex } from "./hostname-pattern";
import { TooComplex } from "./overlap";
import { Traffic } from "./traffic";
import { Problem } from "../core/errors";
import { Registry } from "../core/registry";

/** @internal A policy, as it is compared with the other policies of its account. */
export interface RegisteredPolicy {
  readonly construct: IConstruct;
  readonly traffic: Traffic;
  readonly precedence: number;
  /** Whether the caller set the precedence. */
  readonly explicit: boolean;
}

const POLICIES = new Registry<RegisteredPolicy>();

/**
 * Registers a policy with the account's policies of the same policy builder, across all stacks of the app.
 *
 * @returns the policies that were registered before
 * @internal
 */
export function register(policy: RegisteredPolicy, accountId: string, builder: string): RegisteredPolicy[] {
  const registered = POLICIES.collect(policy.construct, `${accountId}/${builder}`);
  const others = [...registered];
  registered.push(policy);
  return others;
}

/** @internal Cloudflare rejects a duplicate precedence, but only during the apply. */
export function validateUniquePrecedence(policy: RegisteredPolicy, others: RegisteredPolicy[]): Problem[] {
  const { precedence } = policy;
  const holder = others.find((other) => other.precedence === precedence);
  if (holder === undefined) return [];
  const derived = policy.explicit ? "" : " (derived from the construct path)";
  const { path } = holder.construct.node;
  const message =
    `precedence ${precedence}${derived} is already used by ${path}. Set a different \`precedence\` on one of ` +
    "the two policies.";
  return [{ code: "PrecedenceTaken", message }];
}

/** @internal If several policies match a name, their order decides which resolver answers, so both must set it. */
export function validateNoOverlap(policy: RegisteredPolicy, others: RegisteredPolicy[]): Problem[] {
  return others
    .filter((other) => !(policy.explicit && other.explicit))
    .flatMap((other) => overlapProblem(policy, other) ?? []);
}

function overlapProblem(policy: RegisteredPolicy, other: RegisteredPolicy): Problem | undefined {
  const { path } = other.construct.node;
  const conditions = [...policy.traffic._conditions, ...other.traffic._conditions];
  if (conditions.some(({ subject }) => subject === "raw")) {
    return overlap(
      `this policy and ${path} may match the same name, because Traffic.raw is not analyzed. Set ` +
        "`precedence` on both.",
    );
  }
  const patterns = (negated: boolean) =>
    conditions.flatMap((condition) => (!!condition.negated === negated ? (condition.names ?? []) : []));
  const within = patterns(false);
  try {
    const name = nameInAll(within, patterns(true));
    if (name === undefined) return undefined;
    return overlap(
      `this policy and ${path} both match "${name}". Set \`precedence\` on both, or make their traffic disjoint.`,
    );
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error;
    return {
      code: "HostnamePatternTooComplex",
      message: `${tooComplex(...within)}, or set \`precedence\` on this policy and on ${path}.`,
    };
  }
}

function overlap(message: string): Problem {
  return { code: "ResolverPoliciesOverlap", message };
}
