import { IConstruct } from "constructs";
import { nameInAll, tooComplex } from "./hostname-pattern";
import { TooComplex } from "./overlap";
import { Traffic } from "./traffic";
import { Problem } from "../core/errors";

/** @internal One policy as the others of its account see it. */
export interface RegisteredPolicy {
  readonly construct: IConstruct;
  readonly traffic: Traffic;
  readonly precedence: number;
  /** Whether the caller said the precedence. */
  readonly deliberate: boolean;
}

const policies = new WeakMap<IConstruct, Map<string, RegisteredPolicy[]>>();

/**
 * Puts a policy beside those that its account has in the app, of the same policy builder.
 *
 * @returns those that were there before
 * @internal
 */
export function register(policy: RegisteredPolicy, accountId: string, builder: string): RegisteredPolicy[] {
  const { root } = policy.construct.node;
  const ofApp = policies.get(root) ?? new Map<string, RegisteredPolicy[]>();
  policies.set(root, ofApp);
  const key = `${accountId}/${builder}`;
  const others = ofApp.get(key) ?? [];
  ofApp.set(key, [...others, policy]);
  return others;
}

/** @internal Cloudflare refuses a precedence that another policy has, and only when it is applied. */
export function validateUniquePrecedence(policy: RegisteredPolicy, others: RegisteredPolicy[]): Problem[] {
  const { precedence } = policy;
  const holder = others.find((other) => other.precedence === precedence);
  if (holder === undefined) return [];
  const whose = policy.deliberate ? "" : ", which its path makes,";
  return [
    {
      code: "PrecedenceTaken",
      message: `precedence ${precedence}${whose} is that of ${holder.construct.node.path}; give one of them another \`precedence\``,
    },
  ];
}

/** @internal Which resolver answers a name that several policies match depends on their order, so both must say it. */
export function validateNoOverlap(policy: RegisteredPolicy, others: RegisteredPolicy[]): Problem[] {
  return others
    .filter((other) => !(policy.deliberate && other.deliberate))
    .flatMap((other) => overlapProblem(policy, other) ?? []);
}

function overlapProblem(policy: RegisteredPolicy, other: RegisteredPolicy): Problem | undefined {
  const { path } = other.construct.node;
  const conditions = [...policy.traffic._conditions, ...other.traffic._conditions];
  const wayOut = "give both a `precedence`, or make them disjoint";
  if (conditions.some(({ subject }) => subject === "raw")) {
    return overlap(
      `whether this and ${path} match one name is not known, since Traffic.raw is not read; give both a \`precedence\``,
    );
  }
  const patterns = (negated: boolean) =>
    conditions.flatMap((condition) => (!!condition.negated === negated ? (condition.names ?? []) : []));
  const [within, without] = [patterns(false), patterns(true)];
  try {
    const name = nameInAll(within, without);
    return name === undefined ? undefined : overlap(`this and ${path} both match the name "${name}"; ${wayOut}`);
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error;
    return {
      code: "HostnamePatternTooComplex",
      message: `${tooComplex(...within)}, or give this and ${path} a \`precedence\``,
    };
  }
}

function overlap(message: string): Problem {
  return { code: "ResolverPoliciesOverlap", message };
}
