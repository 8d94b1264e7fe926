import { requestOf } from "./targets";
import { keyword, list, text, Values } from "../../core/terraform/values";
import { nameOf, TerraformObject } from "../../inventory/terraform/objects";
import { PublicDestinations, publicDestinations } from "../../reachability/access/destinations";
import type { Reach } from "../../rehearsal/checks/exposure";

const PREFIX = "cloudflare_zero_trust_access_";
/** The duration of an application that specifies none. */
const DEFAULT = "24h";

/** @internal A session that is longer than permitted, or whose duration is not known. */
export interface LongSession {
  readonly duration: string;
  /** `application "wiki"`, or `policy "staff"`. */
  readonly source: string;
  readonly isKnown: boolean;
}

/** @internal The first session of the applications of some requests that is longer than a number of minutes. */
export function longSession(
  objects: readonly TerraformObject[],
  reaches: readonly Reach[],
  minutes: number,
): LongSession | undefined {
  const applications = objects.filter(({ type, data }) => type === `${PREFIX}application` && !data);
  const destinations = new PublicDestinations(applications.flatMap((each) => publicDestinations(each, each.values)));
  const covering = new Set(
    reaches.flatMap((each) => {
      const { hostname, path } = requestOf(each);
      return destinations.at(hostname, path).filter((application) => application !== undefined);
    }),
  );
  for (const application of covering) {
    for (const session of sessionsOf(application, objects)) {
      const length = minutesOf(session.duration);
      if (length === undefined || length > minutes) return { ...session, isKnown: length !== undefined };
    }
  }
  return undefined;
}

/** The duration of a policy replaces that of its application. */
function sessionsOf(
  application: TerraformObject,
  objects: readonly TerraformObject[],
): Pick<LongSession, "duration" | "source">[] {
  const own = {
    duration: text(application.values.session_duration) ?? DEFAULT,
    source: `application "${nameOf(application)}"`,
  };
  return list(application.values.policies).flatMap((written) => {
    const id = typeof written === "string" ? written : text((written as Values).id);
    const policy = objects.find(
      ({ type, values }) => type === `${PREFIX}policy` && id !== undefined && values.id === id,
    );
    const values = policy?.values ?? (typeof written === "string" ? {} : (written as Values));
    if (["bypass", "deny"].includes(keyword(values.decision) ?? "")) return [];
    const duration = text(values.session_duration);
    if (duration === undefined) return [own];
    return [
      { duration, source: `policy "${policy === undefined ? (text(values.name) ?? "inline") : nameOf(policy)}"` },
    ];
  });
}

const MINUTES: Record<string, number> = { h: 60, m: 1, s: 1 / 60, ms: 1 / 60_000 };

/** The minutes of a duration such as "1h30m". Undefined if it is not one. */
function minutesOf(duration: string): number | undefined {
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== duration) return undefined;
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * MINUTES[unit], 0);
}
