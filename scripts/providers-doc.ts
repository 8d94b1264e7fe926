import path from "node:path";
import { projectRoot } from "./entry-points";
import { replaceTables } from "./generated-tables";
import { PROVIDER_FEATURES, ProviderFeature } from "../lib/core/terraform/provider-features";

export const providersPage = path.join(projectRoot, "docs/providers.md");

/** docs/providers.md with a table of the features that is up to date. */
export function withFeatures(page: string): string {
  const rows = Object.entries<ProviderFeature>(PROVIDER_FEATURES).map(([setting, feature]) => {
    const [type, attributes] = feature.renders.split(": ");
    const rendered = attributes.split(", ").map((attribute) => `\`${attribute}\``);
    return [
      `[\`${setting}\`](${feature.page}) of \`${feature.construct}\``,
      `${feature.provider} ${feature.since}`,
      `${rendered.join(", ")} of \`${feature.provider}_${type}\``,
    ];
  });
  const table = [["setting", "first version", "arguments"], ["---", "---", "---"], ...rows];
  return replaceTables(page, table.map((cells) => `| ${cells.join(" | ")} |`).join("\n"));
}
