import { connectionFacts, queryFacts, sameIn } from "./facts";
import { MatchContext, PolicyStep, stepOf } from "./matching";
import type { GatewayPolicyData, PrivateEstate, PrivateTarget } from "./model";
import { ANY_PRIVATE_APPLICATION, denies, POST_RESOLUTION_FIELDS, UNFILTERED_PROTOCOL } from "./readings";
import { comparisonsIn } from "../expression/syntax";
import { and, Formula, not, or } from "../users/formula";

/** @internal The users whom a list of policies allows, and how it was evaluated. */
export interface PolicyEvaluation<P extends GatewayPolicyData = GatewayPolicyData> {
  readonly users: Formula;
  /** The policies in the order of their evaluation, without those that match no user. */
  readonly steps: readonly PolicyStep<P>[];
}

/** @internal The users whom the first policy that matches allows. A user whom no policy matches is allowed. */
export function usersAllowed(steps: readonly PolicyStep[]): Formula {
  return steps.reduceRight<Formula>(
    (rest, { policy, match }) => (denies(policy.action) ? and(not(match), rest) : or(match, rest)),
    true,
  );
}

/**
 * Evaluates network policies.
 *
 * @param policies policies of any type, in ascending order of precedence
 * @internal
 */
export function networkSteps<P extends GatewayPolicyData>(
  policies: readonly P[],
  context: MatchContext,
): PolicyStep<P>[] {
  if (context.facts["net.protocol"] === UNFILTERED_PROTOCOL) return [];
  return stepsOf(
    policies.filter(({ builder }) => builder === "l4"),
    context,
  );
}

/**
 * Evaluates DNS policies: those that Gateway evaluates before the resolution, and then the others.
 *
 * @param policies policies of any type, in ascending order of precedence
 * @internal
 */
export function dnsSteps<P extends GatewayPolicyData>(policies: readonly P[], context: MatchContext): PolicyStep<P>[] {
  return stepsOf(inDnsOrder(policies), context);
}

/** @internal The DNS policies in the order of their evaluation. */
export function inDnsOrder<P extends GatewayPolicyData>(policies: readonly P[]): P[] {
  const dns = policies.filter(({ builder }) => builder === "dns");
  const late = new Set(dns.filter(isPostResolution));
  return [...dns.filter((policy) => !late.has(policy)), ...late];
}

function isPostResolution({ traffic }: GatewayPolicyData): boolean {
  return traffic !== undefined && comparisonsIn(traffic).some(({ field }) => POST_RESOLUTION_FIELDS.test(field));
}

function stepsOf<P extends GatewayPolicyData>(policies: readonly P[], context: MatchContext): PolicyStep<P>[] {
  return policies
    .filter(({ enabled }) => enabled !== false)
    .map((policy) => stepOf(policy, context))
    .filter(({ match }) => match !== false);
}

/** @internal The users whom the network policies allow to connect to a target. */
export function networkEvaluation(
  target: PrivateTarget,
  estate: PrivateEstate,
  hasApplication?: boolean,
): PolicyEvaluation {
  const application = hasApplication === undefined ? undefined : hasApplication ? [ANY_PRIVATE_APPLICATION] : [];
  return evaluation(
    networkSteps(estate.policies, {
      facts: { ...connectionFacts(target), "access.private_app": application },
      same: sameIn(estate),
      directory: estate.directory,
      initialAddress: target.name !== undefined,
    }),
  );
}

/** @internal The users for whom the DNS policies allow a name to be resolved. */
export function dnsEvaluation(name: string, estate: PrivateEstate): PolicyEvaluation {
  const { policies, directory } = estate;
  return evaluation(dnsSteps(policies, { facts: queryFacts(name), same: sameIn(estate), directory }));
}

function evaluation(evaluated: PolicyStep[]): PolicyEvaluation {
  return { users: usersAllowed(evaluated), steps: evaluated };
}
