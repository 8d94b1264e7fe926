import { X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";
import { CommandResult, ExitCode } from "./exit-code";
import { probeInputInvalid, ProbeInputOptions, readFile, readProbeInput } from "./probe-input";
import { StatusLine, StatusStream } from "./status-line";
import {
  ANY_TOKEN,
  NamedToken,
  parseConnectTo,
  probe as probeHosts,
  ProbedHost,
  ProbeTarget,
  renderProbe,
} from "../probe";

/** @internal The options of `probe`. */
export interface ProbeCommandOptions extends ProbeInputOptions {
  /** HOST:PORT:CONNECT-HOST:CONNECT-PORT, as for curl. */
  readonly connectTo?: string[];
  /** A file with certificate authorities in PEM. */
  readonly caFile?: string;
  /** The name of the service token in Terraform whose credentials the environment contains. */
  readonly serviceToken?: string;
  /** @default 16 */
  readonly parallel?: number;
  /** In seconds. @default 10 */
  readonly timeout?: number;
  /** @default 2 */
  readonly retries?: number;
  readonly format?: "text" | "json";
}

/** @internal What `probe` needs from its process. */
export interface ProbeProcess {
  readonly env: NodeJS.ProcessEnv;
  readonly stderr: StatusStream;
}

/** The time before the second attempt in seconds. */
const RETRY_DELAY = 0.5;

/** @internal Probes the published hosts from outside. */
export async function probe(
  path: string | undefined,
  options: ProbeCommandOptions,
  { env, stderr }: ProbeProcess,
): Promise<CommandResult> {
  const { parallel = 16, timeout = 10, retries = 2, caFile } = options;
  if (parallel < 1) throw probeInputInvalid("--parallel must be at least 1");
  if (timeout < 1) throw probeInputInvalid("--timeout must be at least 1");
  const connectTo = (options.connectTo ?? []).map(connectToOf);
  const authorities = caFile === undefined ? undefined : [...rootCertificates, authoritiesIn(caFile)];
  const { targets, notUnderstood } = readProbeInput(path, options);
  const token = tokenOf(targets, options, env);
  const line = new StatusLine(stderr, `0 of ${targets.length} hosts probed`);
  let exposed = 0;
  const hosts = await probeHosts(targets, {
    ...{ parallel, timeout, retries, retryDelay: RETRY_DELAY, connectTo },
    ...(authorities !== undefined && { authorities }),
    ...(token !== undefined && { token }),
    onHost: (done, { findings }) => {
      exposed += findings.length === 0 ? 0 : 1;
      line.show(`${done} of ${targets.length} hosts probed, ${exposed} with findings`);
    },
  }).finally(() => line.end());
  return {
    text: options.format === "json" ? probeJson(hosts, notUnderstood) : renderProbe(hosts, notUnderstood),
    code: exitCodeOf(hosts, notUnderstood),
  };
}

/** Node.js ignores a text without a certificate, so every host would fail with an invalid certificate. */
function authoritiesIn(file: string): string {
  const text = readFile(file, "--ca-file");
  const certificates = text.match(/-----BEGIN [^-]*CERTIFICATE-----[^-]*-----END [^-]*CERTIFICATE-----/g) ?? [];
  if (certificates.length === 0) throw probeInputInvalid(`--ca-file: "${file}" contains no certificate in PEM`);
  try {
    certificates.forEach((each) => new X509Certificate(each));
  } catch {
    throw probeInputInvalid(`--ca-file: "${file}" contains a certificate that cannot be read`);
  }
  return text;
}

function connectToOf(written: string) {
  const parsed = parseConnectTo(written);
  if (parsed !== undefined) return parsed;
  throw probeInputInvalid(
    `--connect-to: "${written}" is not valid; use HOST:PORT:CONNECT-HOST:CONNECT-PORT, such as ` +
      "app.example.com:443:127.0.0.1:8443",
  );
}

function tokenOf(
  targets: readonly ProbeTarget[],
  { host, serviceToken }: ProbeCommandOptions,
  { CF_ACCESS_CLIENT_ID: id = "", CF_ACCESS_CLIENT_SECRET: secret = "" }: NodeJS.ProcessEnv,
): NamedToken | undefined {
  if ((id === "") !== (secret === "")) {
    throw probeInputInvalid("set both CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET, or neither of them");
  }
  if (/[^\x21-\x7e]/.test(id + secret)) {
    throw probeInputInvalid("CF_ACCESS_CLIENT_ID or CF_ACCESS_CLIENT_SECRET contains a character that no token has");
  }
  if (id === "") {
    if (serviceToken === undefined) return undefined;
    throw probeInputInvalid("--service-token requires CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET");
  }
  if (host !== undefined) return { id, secret };
  const names = [...new Set(targets.flatMap(({ serviceTokens }) => serviceTokens))].filter(
    (each) => each !== ANY_TOKEN,
  );
  if (serviceToken !== undefined && !names.includes(serviceToken)) {
    throw probeInputInvalid(`--service-token: no policy admits "${serviceToken}". ${known(names)}`);
  }
  if (serviceToken === undefined && names.length > 1) {
    throw probeInputInvalid(
      `the policies admit several service tokens; specify with --service-token whose credentials the environment ` +
        `contains. ${known(names)}`,
    );
  }
  return { id, secret, name: serviceToken ?? names[0] ?? ANY_TOKEN };
}

function known(names: readonly string[]): string {
  return names.length === 0 ? "No policy admits a token by its name" : `The tokens are ${names.join(", ")}`;
}

function exitCodeOf(hosts: readonly ProbedHost[], notUnderstood: readonly string[]): number {
  if (hosts.some(({ findings }) => findings.length > 0)) return ExitCode.FINDINGS;
  const isIncomplete = notUnderstood.length > 0 || hosts.some(({ notExamined }) => notExamined.length > 0);
  return isIncomplete ? ExitCode.INCOMPLETE : ExitCode.NO_FINDINGS;
}

/** An incompatible change raises the version in schema/probe.schema.json. */
function probeJson(hosts: readonly ProbedHost[], notUnderstood: readonly string[]): string {
  return `${JSON.stringify({ schemaVersion: 1, hosts, notUnderstood }, null, 2)}\n`;
}
