import type { CidrRoute, NameRoute, PrivateApplication, PrivateEstate, PrivateTarget } from "./model";
import { dnsEvaluation, networkEvaluation, PolicyEvaluation } from "./policies";
import { applicationsOf, usersAdmitted } from "./private-applications";
import { DNS_BLOCK_PROTECTS_HOSTNAME_ROUTE } from "./readings";
import { RouteTable } from "./routes";
import type { Attribute } from "../users/attribute";
import { and, attributesOf, Formula } from "../users/formula";

/** @internal Who reaches a private target, and what decides it. */
export interface PrivateReach<R extends CidrRoute | NameRoute = CidrRoute | NameRoute> {
  /** The route of the target. No user reaches a target without one. */
  readonly route?: R;
  /** The enrolled users who reach the target. `true` is every enrolled device. */
  readonly users: Formula;
  /** The DNS policies for the name of a hostname route. */
  readonly dns?: PolicyEvaluation;
  readonly network: PolicyEvaluation;
  /** The Access applications that protect the target. They are evaluated after all network policies. */
  readonly applications: readonly PrivateApplication[];
  /** The conditions that could not be evaluated, and on which the users depend. */
  readonly unknown: readonly Attribute[];
}

/**
 * Determines who reaches a private target: the DNS policies if it is a name, then its route, then the network policies,
 * then the Access applications.
 *
 * @param table the routes of the estate, for many targets
 * @internal
 */
export function privateReach<C extends CidrRoute, N extends NameRoute>(
  target: PrivateTarget,
  estate: PrivateEstate & { readonly routes: readonly C[]; readonly hostnameRoutes: readonly N[] },
  table = new RouteTable<C, N>(estate),
): PrivateReach<C | N> {
  const route = table.routeOf(target);
  const applications = applicationsOf(target, estate);
  const hasApplication = estate.privateApplications && applications.length > 0;
  const network = networkEvaluation(target, estate, hasApplication);
  const dns = target.name === undefined ? undefined : dnsEvaluation(target.name, estate);
  const users =
    route !== undefined &&
    and(
      dns === undefined || !DNS_BLOCK_PROTECTS_HOSTNAME_ROUTE || dns.users,
      network.users,
      usersAdmitted(applications, estate.directory),
    );
  return {
    ...(route !== undefined && { route }),
    users,
    ...(dns !== undefined && { dns }),
    network,
    applications,
    unknown: attributesOf(users).filter(({ trust }) => trust === "unknown"),
  };
}
