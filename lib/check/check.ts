import { accessChangesOf } from "./access-changes";
import { ambiguitiesIn } from "./ambiguities";
import { reportOf } from "./assembly";
import { Examination, Examiner, StateVisit } from "./examination";
import { affectedBy, FindingContext, findingsOf, gainFindings, notUnderstoodFindings } from "./findings";
import type { ChangeSet, CheckFinding, CheckReport, NotUnderstood } from "./model";
import type { CheckOptions } from "./options";
import type { Order } from "./order/order";
import { HouseRules } from "./rules/house-rules";
import { placesIn, requestOf } from "./rules/targets";
import { HostTargets } from "./targets/hosts";
import type { Projection } from "./targets/projection";
import { routeTargets } from "./targets/routes";
import { unreadNetwork } from "./unread-routes";
import { describeEnrolledUser } from "../reachability/gateway/enrolled-users";
import { describeUser } from "../reachability/users/user-text";
import { privateRoutes } from "../rehearsal/checks/private-routes";
import { publishedHosts } from "../rehearsal/checks/published-hosts";

/**
 * Determines what a change exposes, to whom, and whether that holds in every order and after every failure.
 *
 * @param order the order of the apply; undefined if it is not known
 * @internal
 */
export function check(changeSet: ChangeSet, order: Order | undefined, options: CheckOptions = {}): CheckReport {
  const { name, changes, notUnderstood } = changeSet;
  const hosts = publishedHosts({
    resolveEverything: options.assumeForeignRecords === true,
    ignoreTokenCheck: options.ignoreTokenCheck,
  });
  const routes = privateRoutes(placesIn(options.rules));
  const examiner = new Examiner(order);
  const hostTargets = new HostTargets(changes).all();
  const house =
    options.rules && new HouseRules(options.rules, changes, new Set(hostTargets.map(({ target }) => target)));
  const contextOf = ({ projection: { kind, target } }: Pick<Examination, "projection">): FindingContext => ({
    describe: kind === "host" ? describeUser : describeEnrolledUser,
    isOwn: kind === "host" ? isRequestTo(target) : () => true,
    ...(order !== undefined && { order }),
  });
  const examine = (projection: Projection) => {
    const { isOwn } = contextOf({ projection });
    const observe = house && ((visit: StateVisit) => house.visit(projection, isOwn, visit));
    return examiner.examine(projection, projection.kind === "host" ? hosts : routes, observe);
  };
  const examinations = [...hostTargets, ...routeTargets(changes)].map(examine);
  const accessChanges = examinations.flatMap((each) => {
    const { describe, isOwn } = contextOf(each);
    return accessChangesOf(each, isOwn, describe);
  });
  const found = [
    ...examinations.flatMap((each) => {
      const context = contextOf(each);
      const isPermitted = house?.permitsPublic(each, context) === true;
      return findingsOf(each, context).filter(({ rule }) => !isPermitted || !PERMITTED.has(rule));
    }),
    ...(house === undefined ? [] : examinations.flatMap((each) => house.findingsOf(each, contextOf(each)))),
    ...notUnderstoodFindings(
      [...notUnderstood, ...ambiguitiesIn(changes), ...unreadNetwork(changeSet), ...cycleIn(name, order)],
      (address) => affectedBy(address, examinations),
    ),
    // As notes, they would only repeat the access changes.
    ...((options.failOn ?? options.rules?.failOn)?.includes("gain") === true ? gainFindings(accessChanges) : []),
  ];
  return reportOf(changeSet, found, house?.unmatched() ?? [], accessChanges, examinations, options);
}

/** Terraform refuses a plan with a cycle, so nothing about its states would be true. */
function cycleIn(name: string, order: Order | undefined): NotUnderstood[] {
  if (order?.cycle === undefined) return [];
  const calls = order.cycle.map(({ operation, address }) => `${operation} ${address}`).join(", ");
  const why = `Terraform refuses the plan with the error "Cycle", because these calls wait for each other: ${calls}`;
  return [{ address: name, where: "the order of the apply", why }];
}

/** The findings that a rule with `public` permits. */
const PERMITTED: ReadonlySet<CheckFinding["rule"]> = new Set(["public-host", "public-existing"]);

function isRequestTo(hostname: string): (request: string) => boolean {
  return (request) => requestOf({ target: request }).hostname === hostname;
}
