import { accessSync, constants, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { blocks, text, Values } from "../../core/terraform/values";
import { ApiBackend, CloudflareApi } from "../cloudflare-api/cloudflare-api";
import { serve } from "../cloudflare-api/server";
import { providerSources } from "../terraform/environment";
import { RehearsalError } from "../terraform/errors";

/** The source of the provider in every registry. */
const SOURCE = /(?:^|\/)cloudflare\/cloudflare$/;

/** A token of the form that the provider requires. The stand-in only requires that there is one. */
const TOKEN = "rehearsal".padEnd(40, "0");

/** @internal The real provider, and the stand-in that it sends its requests to. */
export interface Attachment {
  /** The stand-in. */
  readonly api: CloudflareApi;
  /** The environment of Terraform for all commands except `init`. */
  environment(simulated: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
  /** Stops the stand-in. */
  close(): void;
}

/**
 * Prepares the real provider. Terraform uses it for Cloudflare's source, and the simulated one for all others. `init`
 * uses the simulated one for all sources, so that it downloads nothing.
 *
 * @param binary the executable file of the provider
 * @param directory the directory of the rehearsal
 * @throws RehearsalError RehearsalImpossible
 * @internal
 */
export async function attachRealProvider(
  binary: string,
  configurations: Values[],
  backend: ApiBackend,
  directory: string,
): Promise<Attachment> {
  requireExecutable(binary);
  configurations.forEach(requireNoBaseUrl);
  configurations.forEach(requireSource);
  const api = new CloudflareApi(backend);
  const { url, close } = await serve(api);
  const override = join(directory, "provider");
  mkdirSync(override);
  symlinkSync(resolve(binary), join(override, "terraform-provider-cloudflare"));
  const cliConfigFile = join(directory, "provider.terraformrc");
  return {
    api,
    environment: (simulated) => {
      const attached = JSON.parse(simulated.TF_REATTACH_PROVIDERS ?? "{}") as Values;
      const sources = Object.keys(attached).filter((source) => SOURCE.test(source));
      writeFileSync(cliConfigFile, cliConfiguration(sources, override));
      const others = Object.fromEntries(Object.entries(attached).filter(([source]) => !sources.includes(source)));
      return {
        ...withoutCredentials(simulated),
        ...Object.fromEntries(configurations.flatMap(tokenVariables)),
        TF_REATTACH_PROVIDERS: JSON.stringify(others),
        TF_CLI_CONFIG_FILE: cliConfigFile,
        CLOUDFLARE_BASE_URL: url,
        CLOUDFLARE_API_TOKEN: TOKEN,
      };
    },
    close,
  };
}

function requireExecutable(binary: string): void {
  try {
    accessSync(binary, constants.X_OK);
  } catch {
    throw new RehearsalError(
      "RehearsalImpossible",
      `the provider "${binary}" is not an executable file; build or unpack it, and specify its path`,
    );
  }
}

/** The argument takes precedence over the environment, and the requests must not reach the real API. */
function requireNoBaseUrl({ provider }: Values): void {
  if (configurationsOf(provider).some(({ base_url: url }) => url !== undefined && url !== null)) {
    throw new RehearsalError(
      "RehearsalImpossible",
      "the provider cloudflare has a base_url, so that its requests would not reach the stand-in; remove it",
    );
  }
}

/** Of another source, the simulated provider would answer, and the report would claim otherwise. */
function requireSource(configuration: Values): void {
  const other = providerSources(configuration).find((each) => /(?:^|\/)cloudflare$/.test(each) && !SOURCE.test(each));
  if (other === undefined) return;
  throw new RehearsalError(
    "RehearsalImpossible",
    `the source of the provider cloudflare is "${other}", so that Terraform would not run the executable; set ` +
      '"cloudflare/cloudflare" in required_providers',
  );
}

function cliConfiguration(sources: string[], directory: string): string {
  const overrides = sources.map((source) => `    ${JSON.stringify(source)} = ${JSON.stringify(directory)}\n`).join("");
  return `provider_installation {\n  dev_overrides {\n${overrides}  }\n  direct {}\n}\n`;
}

/** The credentials of the user are not needed, and the provider refuses several of them. */
function withoutCredentials(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("CLOUDFLARE_")));
}

/** The variables that the provider reads its token from: it checks the form of the token. */
function tokenVariables({ provider }: Values): [string, string][] {
  return configurationsOf(provider)
    .flatMap(({ api_token: token }) => [...(text(token) ?? "").matchAll(/\bvar\.([\w-]+)/g)])
    .map(([, name]): [string, string] => [`TF_VAR_${name}`, TOKEN]);
}

function configurationsOf(provider: unknown): Values[] {
  return blocks(provider).flatMap(({ cloudflare }) => blocks(cloudflare));
}
