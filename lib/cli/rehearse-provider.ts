import { CommandError } from "./errors";
import { ExitCode } from "./exit-code";
import type { PlanOptions } from "./plan-files";
import type { Output } from "./rehearse";
import { inputsOf, RehearseOptions, versionsOf } from "./rehearse-input";
import { exposedIn, exploreRealProvider, NOTHING, RealProviderExploration, renderRealProvider } from "../rehearsal";
import { openedIn, short } from "../rehearsal/report";

/** @internal The options of `rehearse` with the real provider. */
export interface RehearseProviderOptions extends RehearseOptions, PlanOptions {
  readonly provider: string;
}

/** @internal Rehearses an app with the real provider against a stand-in of the API, and returns the exit code. */
export async function rehearseProvider(
  paths: string[],
  options: RehearseProviderOptions,
  { stdout, stderr }: Output,
): Promise<number> {
  const { seed, seconds, format, strict = false } = options;
  refuseUnsupported(options);
  if (format === "mermaid") {
    throw new CommandError(
      "RehearsalOptionsInvalid",
      '--provider does not support the format "mermaid"; use text or json',
    );
  }
  const cloudflareProvider = binaryOf(options.provider);
  const results = exploreRealProvider([...versionsOf(paths, options), NOTHING], {
    ...inputsOf(options),
    seed,
    seconds,
    cloudflareProvider,
  });
  let next = await results.next();
  for (; next.done !== true; next = await results.next()) {
    const { done, scenarios, transition, fault } = next.value;
    stderr.write(`${done} of ${scenarios} fault scenarios: ${transition}, ${short(fault)}\n`);
  }
  const exploration = next.value;
  stdout.write(format === "json" ? `${JSON.stringify(exploration, null, 2)}\n` : renderRealProvider(exploration));
  return exitCodeOf(exploration, strict);
}

/** An option without an effect would make the result mean something else than the user asked for. */
function refuseUnsupported(options: RehearseOptions & PlanOptions): void {
  const { lifecycle, everyHost, assumeForeignRecords, pairs, minCoverage, plan, planJson } = options;
  const unsupported = [
    ...(plan !== undefined ? ["--plan"] : []),
    ...(planJson !== undefined ? ["--plan-json"] : []),
    ...(lifecycle === true ? ["--lifecycle"] : []),
    ...(everyHost === true ? ["--every-host"] : []),
    ...(assumeForeignRecords === true ? ["--assume-foreign-records"] : []),
    ...(pairs !== undefined && pairs > 0 ? ["--pairs"] : []),
    ...(minCoverage !== undefined && minCoverage < 100 ? ["--min-coverage"] : []),
  ];
  if (unsupported.length === 0) return;
  throw new CommandError(
    "RehearsalOptionsInvalid",
    `--provider does not support ${unsupported.join(", ")}; it rehearses the whole lifecycle of every host, and tries every fault once`,
  );
}

/** The path in "cloudflare=PATH". */
function binaryOf(provider: string): string {
  const path = /^cloudflare=(.+)$/.exec(provider)?.[1];
  if (path !== undefined) return path;
  throw new CommandError(
    "RehearsalOptionsInvalid",
    `--provider "${provider}" is not supported; specify cloudflare=PATH with the executable file of the provider`,
  );
}

/** A second plan that is not empty is a finding, because an apply never ends then. */
function exitCodeOf(exploration: RealProviderExploration, strict: boolean): number {
  const { scenarios, notUnderstood, results } = exploration;
  const { exposed, partial } = exposedIn(exploration);
  const isExposed = exposed.length > 0 || openedIn(exploration).length > 0;
  const isPlanned = results.some(({ planned }) => planned.length > 0);
  if (isExposed || isPlanned || (strict && partial.length > 0)) return ExitCode.FINDINGS;
  return notUnderstood.length > 0 || scenarios.done < scenarios.planned ? ExitCode.INCOMPLETE : ExitCode.NO_FINDINGS;
}
