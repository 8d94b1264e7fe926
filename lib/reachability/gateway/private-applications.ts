import type { PrivateApplication, PrivateDestination, PrivateEstate, PrivateTarget } from "./model";
import { UNFILTERED_PROTOCOL } from "./readings";
import { contains } from "../../core/addresses/cidr";
import { accessMatches } from "../../core/addresses/hostname";
import { admissionOf } from "../access/application";
import { Directory, EMPTY_DIRECTORY } from "../access/model";
import { Formula, or } from "../users/formula";

/**
 * The Access applications that protect a target. An application of the name is used instead of those of its address,
 * which is documented. The order among hostnames is that of public destinations. The order among ranges, ports,
 * protocols and virtual networks is not documented, so all applications that match are returned.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/applications/non-http/self-hosted-private-app/
 * @internal
 */
export function applicationsOf(
  target: PrivateTarget,
  { privateApplications = [] }: Pick<PrivateEstate, "privateApplications">,
): PrivateApplication[] {
  const covering = (isCovered: (destination: PrivateDestination) => boolean) =>
    privateApplications.filter(({ destinations }) =>
      destinations.some((each) => isCovered(each) && isWithinLimits(target, each)),
    );
  const names = [target.name, target.serverName].filter((each) => typeof each === "string");
  const candidates = [
    covering(({ hostname = "" }) => names.includes(hostname)),
    covering(({ hostname = "" }) => names.some((name) => accessMatches(hostname, name))),
    covering(({ cidr }) => cidr !== undefined && contains(cidr, target.destination)),
  ];
  return candidates.find(({ length }) => length > 0) ?? [];
}

/** An unknown port or protocol of the target is not protected by an application for some of them. */
function isWithinLimits(target: PrivateTarget, { ports, protocol, virtualNetwork }: PrivateDestination): boolean {
  const { port } = target;
  return (
    (ports === undefined || (port !== undefined && ports.from <= port && port <= ports.to)) &&
    (protocol === undefined ? target.protocol !== UNFILTERED_PROTOCOL : protocol === target.protocol) &&
    (virtualNetwork === undefined || virtualNetwork === target.virtualNetwork)
  );
}

/**
 * The users whom the applications of a target admit. It is undocumented which of several applies, so that the users of
 * each of them count.
 *
 * @internal
 */
export function usersAdmitted(
  applications: readonly PrivateApplication[],
  directory: Directory = EMPTY_DIRECTORY,
): Formula {
  if (applications.length === 0) return true;
  return or(
    ...applications.map(({ application }) => {
      const { withToken, withoutToken } = admissionOf(application, directory);
      return or(withToken, withoutToken);
    }),
  );
}
