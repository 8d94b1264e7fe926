import { readFileSync } from "node:fs";
import path from "node:path";
import { Testing } from "cdktf";
import { render } from "../../lib/cli/render";
import { inventory, renderTrace, traceName } from "../../lib/inventory";
import { PrivateNetworkStack } from "../../stacks/private-network-stack";
import { PublishStack } from "../../stacks/publish-stack";
import { withoutSettings } from "../support/settings";
import { synthesize } from "cdktf-zero-trust/lib/testing";

withoutSettings();

const readme = readFileSync(path.join(__dirname, "../../README.md"), "utf8");

/** The stacks of main.ts. */
function stacks() {
  const app = Testing.app();
  return [new PrivateNetworkStack(app, "private-network"), new PublishStack(app, "publish")].map((stack) => ({
    name: stack.node.id,
    terraform: synthesize(stack),
  }));
}

test("the README shows what `npm run synth` prints", () => {
  const common = { directory: "cdktf.out", warnings: [], dependencies: [], fromManifest: true };
  const summarized = stacks().map((stack) => ({ ...common, name: stack.name, inventory: inventory(stack) }));
  expect(readme).toContain("```\n" + render(summarized) + "```\n");
});

test("the README shows what `npx zero-trust trace` prints", () => {
  const synthesized = stacks();
  const trace = (fqdn: string) => traceName(synthesized, { fqdn, person: { groups: ["engineers"] } });
  expect(readme).toContain(renderTrace(trace("web.shop.svc.prod.k8s.example.internal")));
  expect(trace("web.shop.svc.dev.k8s.example.internal").outcome).toBe("connects");
});
