import { Admission, UNPROTECTED } from "./application";
import { CoveringApplication, TokenCheck, usersAccepted, usersReaching } from "./token-check";
import type { UnmatchedRequest } from "./unmatched-requests";
import { Attribute, attribute } from "../users/attribute";
import { and, attributesOf, Formula, has, or } from "../users/formula";
import { Certainty, findStranger, User } from "../users/search";

/** @internal The application of a request, with the settings that matter at the edge. */
export interface EdgeApplication extends CoveringApplication {
  /** `options_preflight_bypass`: OPTIONS requests reach the origin without a token. */
  readonly preflightBypass: boolean;
}

/** @internal A kind of request to one path of a public host. Access evaluates each kind in its own way. */
export type RequestKind = "regular" | "preflight" | "grpc";

/** @internal What decides about a request to one path of a public host. */
export interface PublicTarget {
  readonly kind: RequestKind;
  /** The applications that may cover the request. `undefined` stands for none. */
  readonly applications: readonly (EdgeApplication | undefined)[];
  /** What happens to the request if no application covers it. */
  readonly unmatched: UnmatchedRequest;
  /** Whether the zone accepts gRPC. Undefined if it is not known. */
  readonly grpc?: boolean;
  readonly check: TokenCheck;
  /** The users who can get a token for an audience. */
  readonly usersWithToken: (audience: string) => Formula;
}

/** @internal A layer of protection by itself, as if the other one were absent. */
export interface Layer {
  /** The users who pass it. */
  readonly users: Formula;
  /** A stranger who passes it. Undefined if the layer protects. */
  readonly stranger?: User;
  /** Whether no stranger passes it, whatever the values of unknown attributes are. */
  readonly isVerified: boolean;
  /** The conditions on which it depends and that are not known here. */
  readonly unknown: readonly Attribute[];
}

/** @internal Who reaches the origin of a public host. */
export interface PublicReach {
  /** The users who may reach the origin: under at least one reading, if several applications may decide. */
  readonly users: Formula;
  /** The users who surely reach it: under every reading. */
  readonly certainUsers: Formula;
  /** The Access application, or the setting that denies requests without one. */
  readonly edge: Layer;
  /** The token check of the connector. */
  readonly connector: Layer;
  /** The conditions that are not known here, such as "in Access group 1234", and readings that are not documented. */
  readonly unknown: readonly string[];
}

/** @internal Computes who reaches the origin with a request. */
export function publicReach(target: PublicTarget): PublicReach {
  const { applications, check, usersWithToken } = target;
  const covering = applications.flatMap((each) =>
    admissionsAt(each, target).map((admission) => ({ audience: each?.audience ?? "", admission })),
  );
  const reaching = covering.map((each) => usersReaching(each, check, usersWithToken));
  const edge = layerOf(or(...covering.flatMap(({ admission }) => [admission.withToken, admission.withoutToken])));
  const connector = layerOf(usersAccepted(check, usersWithToken));
  const conditions = [...edge.unknown, ...connector.unknown].map(({ words }) => words);
  return {
    users: or(...reaching),
    certainUsers: and(...reaching),
    edge,
    connector,
    unknown: [...new Set([...conditions, ...openQuestions(target)])],
  };
}

/** The users whom the edge admits, in several ways if it is not documented which of them is right. */
function admissionsAt(application: EdgeApplication | undefined, target: PublicTarget): readonly Admission[] {
  if (target.kind === "grpc") return [grpcAdmission(target.grpc)];
  if (application === undefined) return UNMATCHED[target.unmatched];
  return [target.kind === "preflight" ? preflightAdmission(application) : application.admission];
}

const NO_USER: Admission = { withToken: false, withoutToken: false };

const UNMATCHED: Record<UnmatchedRequest, readonly Admission[]> = {
  admitted: [UNPROTECTED],
  denied: [NO_USER],
  unknown: [UNPROTECTED, NO_USER],
};

/**
 * "gRPC traffic will be ignored by Access if gRPC is enabled" in the zone; otherwise the edge answers 403. Cloudflare
 * does not support gRPC to public hosts of a tunnel, which does not mean that it refuses the requests.
 *
 * @see https://developers.cloudflare.com/network/grpc-connections/
 */
function grpcAdmission(enabled: boolean | undefined): Admission {
  return { withToken: false, withoutToken: enabled ?? has(GRPC_ENABLED) };
}

const GRPC_ENABLED = attribute("unread", "grpc", "unknown", "if the zone accepts gRPC", "if the zone refuses gRPC");

/**
 * With the bypass, every OPTIONS request reaches the origin without a token. Without it, Access refuses OPTIONS
 * requests or answers them itself. The documentation considers requests of browsers, which contain no cookie. For those
 * with a cookie the policies count here.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/cors/
 */
function preflightAdmission({ preflightBypass, admission }: EdgeApplication): Admission {
  return preflightBypass ? UNPROTECTED : admission;
}

/** Hosts that share their policies share these formulas. */
const layers = new WeakMap<object, Layer>();

function layerOf(users: Formula): Layer {
  if (typeof users === "boolean") return evaluateLayer(users);
  const layer = layers.get(users) ?? evaluateLayer(users);
  layers.set(users, layer);
  return layer;
}

function evaluateLayer(users: Formula): Layer {
  const stranger = findStranger(users, Certainty.CERTAIN);
  const unknown = attributesOf(users).filter(({ trust }) => trust === "unknown");
  const isPossible = unknown.length > 0 && findStranger(users, Certainty.POSSIBLE) !== undefined;
  return { users, stranger, isVerified: stranger === undefined && !isPossible, unknown };
}

/** The readings that are not documented. */
function openQuestions({ kind, applications, unmatched }: PublicTarget): string[] {
  if (kind === "grpc") return [];
  const questions: string[] = [];
  if (applications.length > 1) questions.push("which of several applications covers the request");
  if (applications.includes(undefined) && unmatched === "unknown") {
    questions.push("whether the account denies requests to other paths of a host with an application");
  }
  return questions;
}
