import type { Exposure, Lockout, Reach } from "./exposure";
import { push } from "../../core/push";
import { and, Formula, isSame, not, or } from "../../reachability/users/formula";
import { Certainty, findStranger, gained, User } from "../../reachability/users/search";

/** @internal What is different in a state from both steady states. */
export interface Difference {
  readonly exposures: readonly Exposure[];
  readonly lockouts: readonly Lockout[];
}

/** @internal One state of the cloud, evaluated. */
export class EvaluatedState {
  private readonly byOrigin = new Map<string, Reach>();
  private readonly byTarget = new Map<string, Reach[]>();

  public constructor(reaches: readonly Reach[]) {
    for (const each of reaches) {
      const same = this.byOrigin.get(originKey(each));
      this.byOrigin.set(originKey(each), same === undefined ? each : merged(same, each));
      if (!each.isResolved) continue;
      push(this.byTarget, each.target, each);
    }
  }

  /** Who gets through, once for each target and origin. */
  public reaches(): Iterable<Reach> {
    return this.byOrigin.values();
  }

  /** Who gets through to the same origin by the same request. */
  public same(reach: Reach): Reach | undefined {
    return this.byOrigin.get(originKey(reach));
  }

  /** The targets to which DNS records lead. */
  public targets(): Iterable<string> {
    return this.byTarget.keys();
  }

  /** Whether comments declare why a target is open, or only records of other stacks lead to it. */
  public isAccepted(target: string): boolean {
    return (this.byTarget.get(target) ?? []).every((each) => each.isDeclared ?? each.byForeignRecord ?? false);
  }

  /** The users who get through to any origin of a target. */
  public users(target: string, kind: "users" | "certainUsers"): Formula {
    return or(...(this.byTarget.get(target) ?? []).map((each) => each[kind]));
  }
}

function originKey({ target, origin }: Reach): string {
  return `${target}\n${origin}`;
}

/** The same origin by two ways, such as two tunnels of the same name. */
function merged(a: Reach, b: Reach): Reach {
  const { byForeignRecord: _, ...rest } = a;
  return {
    ...rest,
    ...(a.byForeignRecord && b.byForeignRecord && { byForeignRecord: true as const }),
    users: or(a.users, b.users),
    certainUsers: or(a.certainUsers, b.certainUsers),
    isResolved: a.isResolved || b.isResolved,
    layers: a.layers.map((layer, i) => or(layer, b.layers[i] ?? true)),
  };
}

/** @internal Compares the states of a transition with its steady states. */
export class Comparison {
  private readonly differences = new Map<EvaluatedState, Difference>();
  /** The users whom one of the steady states allows, by target and origin. */
  private readonly allowed = new Map<string, Formula>();
  /** The users whom both steady states allow, by target. */
  private readonly expected = new Map<string, Formula>();

  public constructor(
    private readonly before: EvaluatedState,
    private readonly after: EvaluatedState,
    private readonly describe: (user: User) => string,
  ) {}

  /** The difference of a state. */
  public differenceOf(now: EvaluatedState): Difference {
    const known = this.differences.get(now) ?? {
      exposures: [...now.reaches()].flatMap((each) => this.exposure(each) ?? []),
      lockouts: [...this.before.targets()].flatMap((target) => this.lockout(target, now) ?? []),
    };
    this.differences.set(now, known);
    return known;
  }

  private exposure(now: Reach): Exposure | undefined {
    const steady = [this.before.same(now), this.after.same(now)].filter((each) => each !== undefined);
    const { target, origin, users, byForeignRecord } = now;
    const record = byForeignRecord && { byForeignRecord };
    if (!steady.some((each) => isSame(each.users, users))) {
      const allowed = memo(this.allowed, originKey(now), () => or(...steady.map((each) => each.users)));
      const user = gained(allowed, users);
      if (user !== undefined) {
        const stranger = findStranger(and(users, not(allowed)), Certainty.CERTAIN);
        const level = stranger === undefined ? "users" : "public";
        return { target, origin, level, to: this.describe(stranger ?? user), ...record };
      }
    }
    const stranger = missingLayer(now);
    if (stranger === undefined || steady.some((each) => missingLayer(each) !== undefined)) return undefined;
    return { target, origin, level: "layer", to: this.describe(stranger), ...record };
  }

  private lockout(target: string, now: EvaluatedState): Lockout | undefined {
    const expected = memo(this.expected, target, () =>
      and(this.before.users(target, "certainUsers"), this.after.users(target, "certainUsers")),
    );
    const user = gained(now.users(target, "users"), expected);
    return user && { target, to: this.describe(user) };
  }
}

/** Many targets have the same layers. */
const strangers = new WeakMap<object, { readonly user?: User }>();

/** A stranger whom one of the layers admits by itself. */
function missingLayer({ layers }: Reach): User | undefined {
  for (const users of layers) {
    const stranger = strangerIn(users);
    if (stranger !== undefined) return stranger;
  }
  return undefined;
}

function strangerIn(users: Formula): User | undefined {
  if (typeof users === "boolean") return findStranger(users, Certainty.CERTAIN);
  const known = strangers.get(users) ?? { user: findStranger(users, Certainty.CERTAIN) };
  strangers.set(users, known);
  return known.user;
}

function memo<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  if (!map.has(key)) map.set(key, make());
  return map.get(key)!;
}
