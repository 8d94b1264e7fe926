import { existsSync, readFileSync } from "node:fs";
import { IConstruct } from "constructs";

/** What the app needs to know of the accounts it works in. The examples in it exist nowhere. */
const EXAMPLES = {
  cloudflareAccountId: "0123456789abcdef0123456789abcdef",
  cloudflareTeamName: "example",
  cloudflareZoneId: "fedcba9876543210fedcba9876543210",
  cloudflareZoneName: "example.com",
  googleProject: "example-project",
  googleRegion: "asia-northeast1",
};

const GRAMMAR: { [name in SettingName]: { pattern: RegExp; expected: string } } = {
  cloudflareAccountId: { pattern: /^[0-9a-f]{32}$/, expected: "32 lower-case hexadecimal digits" },
  cloudflareTeamName: { pattern: /^[a-z0-9-]{1,63}$/, expected: "the one label before .cloudflareaccess.com" },
  cloudflareZoneId: { pattern: /^[0-9a-f]{32}$/, expected: "32 lower-case hexadecimal digits" },
  cloudflareZoneName: { pattern: /^([a-z0-9-]+\.)+[a-z0-9-]+$/, expected: 'a DNS name such as "example.com"' },
  googleProject: { pattern: /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/, expected: "the id of a Google project" },
  googleRegion: { pattern: /^[a-z]+(-[a-z]+)+[0-9]+$/, expected: 'a region such as "asia-northeast1"' },
};

type SettingName = keyof typeof EXAMPLES;

/**
 * Defines a setting: from the environment (CLOUDFLARE_ACCOUNT_ID, …), else from the context in cdktf.json (cloudflareAccountId, …), else an example.
 *
 * Throws where it is malformed, naming where it came from.
 */
export function setting(scope: IConstruct, name: SettingName): string {
  const variable = name.replace(/[A-Z]/g, (capital) => `_${capital}`).toUpperCase();
  const fromEnvironment = process.env[variable];
  const value = fromEnvironment ?? scope.node.tryGetContext(name) ?? fromFile(name) ?? EXAMPLES[name];
  const { pattern, expected } = GRAMMAR[name];
  if (typeof value !== "string" || !pattern.test(value)) {
    const source =
      fromEnvironment === undefined ? `context "${name}" of cdktf.json` : `environment variable ${variable}`;
    throw new Error(`${source} is ${JSON.stringify(value)}; expected ${expected}`);
  }
  return value;
}

/** Only the cdktf command hands the context of cdktf.json to the app; run by itself, the app must not show another account than is deployed. */
function fromFile(name: SettingName): unknown {
  return existsSync("cdktf.json") ? JSON.parse(readFileSync("cdktf.json", "utf8")).context?.[name] : undefined;
}
