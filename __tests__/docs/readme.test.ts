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

test("the README shows what `npm run synth` prints", () => {
  const terraform = synthesize(new PublishStack(Testing.app(), "publish"));
  const summary = inventory({ name: "publish", terraform });
  const stack = {
    name: "publish",
    directory: "cdktf.out/stacks/publish",
    warnings: [],
    dependencies: [],
    fromManifest: true,
  };
  expect(readme).toContain(render([{ ...stack, inventory: summary }]));
});

test("the README shows what `npx zero-trust trace` prints", () => {
  const app = Testing.app();
  const stacks = [new PrivateNetworkStack(app, "private-network"), new PublishStack(app, "publish")];
  const synthesized = stacks.map((stack) => ({ name: stack.node.id, terraform: synthesize(stack) }));
  const trace = (fqdn: string) => traceName(synthesized, { fqdn, person: { groups: ["engineers"] } });
  expect(readme).toContain(renderTrace(trace("web.shop.svc.prod.k8s.example.internal")));
  expect(trace("web.shop.svc.dev.k8s.example.internal").outcome).toBe("connects");
});
