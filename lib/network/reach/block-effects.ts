import type { PolicyInApp, RegisteredPolicy } from "./registered";
import { connectionFacts, queryFacts, sameIn } from "../../reachability/gateway/facts";
import type { PolicyStep } from "../../reachability/gateway/matching";
import type { PrivateEstate, PrivateTarget } from "../../reachability/gateway/model";
import { dnsSteps, networkSteps, usersAllowed } from "../../reachability/gateway/policies";
import { denies } from "../../reachability/gateway/readings";
import { and, not, or } from "../../reachability/users/formula";
import { findUser } from "../../reachability/users/search";

/** @internal The effect of a policy that blocks a part of the traffic to its destinations. */
export interface BlockEffect {
  readonly block: RegisteredPolicy;
  /** The policy that allows users of the block before it. Undefined if the block decides for some users. */
  readonly allow?: RegisteredPolicy;
}

/**
 * Returns the effects of the narrow blocks on one target. A block has an effect if it blocks a user whom no earlier
 * policy decides about, and whom no later policy blocks.
 *
 * @param known the blocks that are known to have an effect on another target
 * @internal
 */
export function narrowBlockEffects(
  policies: readonly PolicyInApp[],
  target: PrivateTarget,
  estate: PrivateEstate,
  known: ReadonlySet<RegisteredPolicy>,
): BlockEffect[] {
  const same = sameIn(estate);
  const connections = { facts: connectionFacts(target), same, initialAddress: target.name !== undefined };
  return [
    ...effectsIn(networkSteps(policies, connections), known),
    ...(target.name === undefined
      ? []
      : effectsIn(dnsSteps(policies, { facts: queryFacts(target.name), same }), known)),
  ];
}

function effectsIn(steps: PolicyStep<PolicyInApp>[], known: ReadonlySet<RegisteredPolicy>): BlockEffect[] {
  return steps.flatMap(({ policy: { policy: block }, match }, i): BlockEffect[] => {
    if (!block.isNarrowBlock || known.has(block)) return [];
    const earlier = steps.slice(0, i);
    const undecided = and(match, not(or(...earlier.map((each) => each.match))));
    if (findUser(and(undecided, usersAllowed(steps.slice(i + 1)))) !== undefined) return [{ block }];
    const allowing = earlier.find(
      (each) => !denies(each.policy.action) && findUser(and(match, each.match)) !== undefined,
    );
    return allowing === undefined ? [] : [{ block, allow: allowing.policy.policy }];
  });
}
