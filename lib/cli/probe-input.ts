import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { basename } from "node:path";
import { CommandError } from "./errors";
import { parsePlan } from "../check/plan/read-plan";
import { describeGap, unsupportedIn } from "../check/synthesized/not-understood";
import { validateHostname } from "../core/addresses/hostname";
import { readStacks, whyUnread } from "../inventory";
import { viewOf } from "../inventory/terraform/stacks";
import { distinctTargets, ProbeTarget, probeTargets, UNKNOWN_PATH, unreadConfigurations } from "../probe";

const USE_PLAN = "use probe --plan-json";

/** @internal What `probe` reads. */
export interface ProbeInputOptions {
  /** A file with the output of `terraform show -json PLAN`. */
  readonly planJson?: string;
  /** Hostnames, all of which must refuse strangers. */
  readonly host?: string[];
  /** The team name of hosts that declare none. */
  readonly team?: string;
}

/** @internal The hosts to probe, and the parts of the input that may publish others. */
export interface ProbeInput {
  readonly targets: readonly ProbeTarget[];
  /** Clauses. */
  readonly notUnderstood: readonly string[];
}

/**
 * Reads the hosts to probe: those of a synthesized app, of a plan, or of the command line.
 *
 * @throws CommandError ProbeInputInvalid
 * @throws InventoryError SynthesizedStackNotFound, SynthesizedStackUnreadable
 * @throws PlanError PlanUnreadable, PlanErrored
 * @internal
 */
export function readProbeInput(path: string | undefined, { planJson, host, team }: ProbeInputOptions): ProbeInput {
  if ([path, planJson, host].filter((each) => each !== undefined).length > 1) {
    throw probeInputInvalid("specify one of a directory, --plan-json and --host");
  }
  const own = team === undefined ? undefined : teamName(team);
  const { targets, notUnderstood } =
    host !== undefined ? named(host) : planJson !== undefined ? planned(planJson) : synthesized(path ?? "cdktf.out");
  const withTeam = (target: ProbeTarget) =>
    own !== undefined && target.teams.length === 0 ? { ...target, teams: [own] } : target;
  return { targets: distinctTargets(targets).map(withTeam), notUnderstood };
}

/** @internal An error in the options of `probe`. */
export function probeInputInvalid(why: string): CommandError {
  return new CommandError("ProbeInputInvalid", `The input of probe is invalid: ${why}.`);
}

function teamName(written: string): string {
  const name = written.toLowerCase().replace(/\.cloudflareaccess\.com$/, "");
  if (/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name)) return name;
  throw probeInputInvalid(`--team: "${written}" is not a team name; use the label before .cloudflareaccess.com`);
}

function named(hosts: readonly string[]): ProbeInput {
  const targets = hosts.map((written): ProbeTarget => {
    if (/^[^:]*[/?#]/.test(written)) {
      throw probeInputInvalid(
        `--host: "${written}" is not a hostname; use the name alone, because probe selects the paths`,
      );
    }
    const hostname = written.toLowerCase();
    const [problem] = validateHostname(hostname);
    if (problem !== undefined) throw probeInputInvalid(`--host: ${problem.message.replace(/\.$/, "")}`);
    if (isIP(hostname) !== 0) {
      throw probeInputInvalid(`--host: "${written}" is an address; use a hostname, and --connect-to for its address`);
    }
    const paths = ["/", UNKNOWN_PATH].map((path) => ({ path, served: "origin" as const }));
    return { hostname, expected: "denied", teams: [], paths, tcp: false, serviceTokens: [], notes: [] };
  });
  return { targets, notUnderstood: [] };
}

function planned(file: string): ProbeInput {
  const { name, changes, notUnderstood } = parsePlan(readFile(file, "--plan-json"), basename(file));
  const own = changes.flatMap(({ after }) => after ?? []);
  return { targets: probeTargets({ name, own }), notUnderstood: notUnderstood.map((gap) => describeGap(gap)) };
}

function synthesized(path: string): ProbeInput {
  const stacks = readStacks(path);
  const views = stacks.map((stack) => ({ name: stack.name, ...viewOf(stack, stacks) }));
  const unread = stacks.flatMap((stack) =>
    stack.unread.map((file) => `${file} is not understood: ${whyUnread(file)}; ${USE_PLAN}`),
  );
  return {
    targets: views.flatMap(probeTargets),
    notUnderstood: [
      ...unread,
      ...unsupportedIn(stacks).map((gap) => describeGap(gap, USE_PLAN)),
      ...views.flatMap(({ own }) => unreadConfigurations(own)),
    ],
  };
}

/** @internal The text of a file that an option names. */
export function readFile(path: string, option: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw probeInputInvalid(`${option}: "${path}" cannot be read: ${(error as Error).message}`);
  }
}
