import { existsSync, readFileSync } from "node:fs";
import { IConstruct } from "constructs";

const HEXADECIMAL = { pattern: /^[0-9a-f]{32}$/, accepted: "32 lower-case hexadecimal digits" };

/**
 * The settings that identify your accounts. Set them in `context` of cdktf.json under these names, or in the
 * environment, which has precedence. Without a value, the example is used; the examples do not exist at Cloudflare or
 * Google.
 */
const SETTINGS = {
  /** The id of the Cloudflare account, from the dashboard's URL. Environment variable: CLOUDFLARE_ACCOUNT_ID. */
  cloudflareAccountId: { example: "0123456789abcdef0123456789abcdef", ...HEXADECIMAL },
  /** The label before `.cloudflareaccess.com`. Environment variable: CLOUDFLARE_TEAM_NAME. */
  cloudflareTeamName: {
    example: "example",
    pattern: /^[a-z0-9-]{1,63}$/,
    accepted: "the label before .cloudflareaccess.com",
  },
  /** The id of the zone, from its overview page in the dashboard. Environment variable: CLOUDFLARE_ZONE_ID. */
  cloudflareZoneId: { example: "fedcba9876543210fedcba9876543210", ...HEXADECIMAL },
  /** The name of the zone. Environment variable: CLOUDFLARE_ZONE_NAME. */
  cloudflareZoneName: {
    example: "example.com",
    pattern: /^([a-z0-9-]+\.)+[a-z0-9-]+$/,
    accepted: 'a DNS name such as "example.com"',
  },
  /** The id of the Google Cloud project, for the stack `cloud-run`. Environment variable: GOOGLE_PROJECT. */
  googleProject: {
    example: "example-project",
    pattern: /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
    accepted: "the id of a Google Cloud project",
  },
  /** The Google Cloud region, for the stack `cloud-run`. Environment variable: GOOGLE_REGION. */
  googleRegion: {
    example: "asia-northeast1",
    pattern: /^[a-z]+(-[a-z]+)+[0-9]+$/,
    accepted: 'a region such as "asia-northeast1"',
  },
};

type SettingName = keyof typeof SETTINGS;

/**
 * Reads a setting from the environment, then from the context, and otherwise returns the example.
 *
 * It throws if the value is malformed, or if the context contains an unknown key that begins with "cloudflare": a
 * misspelled key would otherwise be ignored, and the example would be used.
 */
export function setting(scope: IConstruct, name: SettingName): string {
  const context = { ...contextInFile(), ...scope.node.getAllContext() };
  refuseUnknownKeys(context);
  const variable = name.replace(/[A-Z]/g, (capital) => `_${capital}`).toUpperCase();
  const fromEnvironment = process.env[variable];
  const { example, pattern, accepted } = SETTINGS[name];
  const value = fromEnvironment ?? context[name] ?? example;
  if (typeof value !== "string" || !pattern.test(value)) {
    const source =
      fromEnvironment === undefined ? `Key "${name}" in the context of cdktf.json` : `Environment variable ${variable}`;
    throw new Error(`${source}: ${JSON.stringify(value)} is not valid. Use ${accepted}.`);
  }
  return value;
}

/** Only the cdktf command passes the context of cdktf.json to the app. Without it, the app reads the same file. */
function contextInFile(): { [key: string]: unknown } {
  return existsSync("cdktf.json") ? JSON.parse(readFileSync("cdktf.json", "utf8")).context : {};
}

function refuseUnknownKeys(context: { [key: string]: unknown }): void {
  const known = Object.keys(SETTINGS).filter((name) => name.startsWith("cloudflare"));
  for (const key of Object.keys(context).filter((each) => each.startsWith("cloudflare"))) {
    if (known.includes(key)) continue;
    const [nearest] = [...known].sort((a, b) => distance(key, a) - distance(key, b));
    throw new Error(
      `Key "${key}" in the context of cdktf.json is unknown. Did you mean "${nearest}"? The keys are: ${known.join(", ")}.`,
    );
  }
}

/** The Levenshtein distance of two texts, regardless of case. */
function distance(a: string, b: string): number {
  const costs = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    let diagonal = costs[0];
    costs[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const replaced = diagonal + (a[i - 1].toLowerCase() === b[j - 1].toLowerCase() ? 0 : 1);
      diagonal = costs[j];
      costs[j] = Math.min(replaced, costs[j] + 1, costs[j - 1] + 1);
    }
  }
  return costs[b.length];
}
